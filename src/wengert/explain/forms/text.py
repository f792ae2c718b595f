"""Text: a table for the terminal, drawn by rich.

Knows alignment. Knows no markup for files.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wengert.explain.table import Table

_RIGHT = ("step",)


def rich_table(table: Table) -> Any:
    """The table as an object that rich can print at any width."""
    import rich.box
    import rich.table
    from rich.text import Text

    made = rich.table.Table(title=Text(table.title), title_justify="left", title_style="bold", box=rich.box.SIMPLE_HEAD)
    for column in table.columns:
        justify = "right" if column.kind in _RIGHT else "left"
        made.add_column(Text(column.name), justify=justify, overflow="fold")  # nothing of a number is ever cut off
    section = ""
    for row, cells in zip(table.rows, table.written(), strict=True):
        if row.section != section:
            section = row.section
            made.add_row(*_heading(section, table), style="bold")
        texts = [Text(_hanging(c, column.kind)) for c, column in zip(cells, table.columns, strict=True)]
        made.add_row(*texts, style="dim italic" if row.conceptual else None)
    made.caption = Text("\n".join(table.notes)) if table.notes else None
    made.caption_justify = "left"
    made.caption_style = ""
    return made


def _heading(section: str, table: Table) -> list[Any]:
    from rich.text import Text

    place = next((k for k, c in enumerate(table.columns) if c.kind != "step"), 0)
    return [Text(section if k == place else "") for k in range(len(table.columns))]


def _hanging(cell: str, kind: str) -> str:
    """Numbers start in one column, and minus signs hang out to the left of it."""
    return cell if kind not in ("value", "check") or not cell or cell.startswith("−") else f" {cell}"


def plain(table: Table) -> str:
    """The table as plain text, as wide as it needs to be."""
    import rich.console

    out = io.StringIO()
    console = rich.console.Console(file=out, width=10_000, color_system=None, highlight=False, emoji=False)
    console.print(rich_table(table), markup=False, soft_wrap=True)
    return "\n".join(line.rstrip() for line in out.getvalue().strip("\n").split("\n"))
