"""HTML: a table as a fragment that notebooks and pages show; no script, no file from elsewhere.

Knows tags, and classes for those who style them: `step`, `symbol`, `formula`, `value`, `steps`, `check`, `section`,
`conceptual`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wengert.explain.table import Column, Row, Table

_STYLE = "text-align:left"


def fragment(table: Table) -> str:
    """The table as one `figure`, its title as caption and its notes below."""
    head = "".join(f'<th scope="col" class="{c.kind}" style="{_STYLE}">{escape(c.name)}</th>' for c in table.columns)
    body, section = [], ""
    for row, cells in zip(table.rows, table.written(), strict=True):
        if row.section != section:
            section = row.section
            span = f'scope="rowgroup" colspan="{len(table.columns)}" style="{_STYLE}"'
            body.append(f'<tr class="section"><th {span}>{escape(section)}</th></tr>')
        body.append(_row(table.columns, row, cells))
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    caption = f'<caption style="{_STYLE};font-weight:bold">{escape(table.title)}</caption>'
    inside = f"{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>"
    return f'<figure class="wengert-table" data-table="{escape(table.name)}"><table>{inside}</table>{notes}</figure>'


def _row(columns: Any, row: Row, cells: list[str]) -> str:
    name = ' class="conceptual"' if row.conceptual else ""
    tags = "".join(_cell(c, text) for c, text in zip(columns, cells, strict=True))
    return f"<tr{name}>{tags}</tr>"


def _cell(column: Column, text: str) -> str:
    style = "text-align:right" if column.kind == "step" else _STYLE
    return f'<td class="{column.kind}" style="{style}">{escape(text)}</td>'
