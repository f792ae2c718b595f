"""The Wengert list: recorded, checked, replayed, pruned, printed, and swept in both directions.

Knows steps and sweeps. Knows no user-facing transform.
"""
