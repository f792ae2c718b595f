"""Forms of a table: terminal text, Markdown, LaTeX, HTML, CSV, JSON and pandas, one file each.

Knows markup. Knows no trace and no network.
"""
