"""Document: several tables in one file, in every form a table has.

Knows how files begin and end. Knows no view.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

from wengert.errors import ArgumentError
from wengert.explain.table import Table

_LATEX = r"""\documentclass{{article}}
\usepackage{{booktabs,amsmath,amssymb,graphicx}}
\usepackage[margin=15mm,landscape]{{geometry}}
\begin{{document}}
\small
{0}
\end{{document}}"""
_STYLE = (
    "body{font-family:system-ui,sans-serif;margin:2em}td,th{padding:.15em .8em;vertical-align:top}"
    "figure{margin:0 0 2em;overflow-x:auto}.conceptual{color:#666;font-style:italic}"
)


def _html(tables: Sequence[Table], title: str) -> str:
    body = "".join(table.to_html() for table in tables)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{escape(title)}</h1>{body}</body></html>'


def _csv(tables: Sequence[Table], title: str) -> str:
    del title
    return "\n".join(f"# {table.title}\n{table.to_csv()}" for table in tables)


def document(tables: Sequence[Table], form: str, title: str) -> str:
    r"""Tables as one text.

    Args:
        tables: In the order of reading.
        form: `md`, `tex`, `html`, `csv`, `json` or `txt`.
        title: Of the whole.

    Returns:
        A whole file: a LaTeX document that compiles, a page, or the texts below each other.

    Raises:
        ArgumentError: There is no such form.

    Example:
        >>> from wengert.explain.table import Column, Row
        >>> t = Table("demo", "Demo", [Column("value", "value")], [Row((1.5,))])
        >>> print(document([t], "csv", "All"))
        # Demo
        value
        1.5
        <BLANKLINE>
    """
    forms: dict[str, Callable[[Sequence[Table], str], str]] = {
        "md": lambda ts, head: "\n\n".join([f"# {head}", *(t.to_markdown() for t in ts)]),
        "tex": lambda ts, _: _LATEX.format("\n\n".join(t.to_latex() for t in ts)),
        "html": _html,
        "csv": _csv,
        "json": lambda ts, head: json.dumps({"title": head, "tables": [t.to_dict() for t in ts]}, ensure_ascii=False),
        "txt": lambda ts, head: "\n\n".join([head, *map(str, ts)]),
    }
    if form not in forms:
        raise ArgumentError("explain: unknown form", given=form, expected=", ".join(forms))
    return forms[form](tables, title)


def save(tables: Sequence[Table], path: str | Path, title: str) -> Path:
    """Write tables into one file, in the form its ending says."""
    path = Path(path)
    path.write_text(document(tables, path.suffix.removeprefix("."), title) + "\n", encoding="utf-8")
    return path
