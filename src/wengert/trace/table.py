"""Tables: columns of formulas and numbers side by side, as text, HTML or Markdown.

Knows columns and their alignment. Knows no list and no derivative.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from itertools import zip_longest

from wengert.trace.notation import padded, width


@dataclass(slots=True)
class Column:
    """One column: a heading over rows of (text, number).

    Args:
        heading: What the column holds.
        rows: The text and the number of each row; a number may be empty.
        least: The least width of the text, so that short lists look alike.
    """

    heading: str
    rows: list[tuple[str, str]]
    least: int = 20

    def lines(self) -> list[str]:
        """The rows as text: numbers start in one column, and minus signs hang out to the left of it."""
        place = max([self.least, *(width(text) for text, cell in self.rows if cell)]) + 2
        return [self.heading] + [
            text if not cell else padded(text, place) + (cell if cell.startswith("−") else " " + cell)
            for text, cell in self.rows
        ]


@dataclass(slots=True)
class Table:
    """Columns side by side.

    Args:
        columns: From left to right.
        foot: Lines below all columns.

    Example:
        >>> Table([Column("primal", [("v₀ = x", "2")], 8), Column("tangent", [("v̇₀ = ẋ", "−1")], 8)])
         primal         tangent
         v₀ = x     2    v̇₀ = ẋ    −1
    """

    columns: list[Column]
    foot: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        blocks = [column.lines() for column in self.columns]
        widths = [max(map(width, block)) + 4 for block in blocks]
        rows = zip_longest(*blocks, fillvalue="")
        text = ["".join(padded(cell, w) for cell, w in zip(row, widths, strict=True)) for row in rows]
        return "\n".join([*(f" {line}".rstrip() for line in text), *(f" {line}" for line in self.foot)])

    __repr__ = __str__

    def _grid(self) -> tuple[list[str], list[list[str]]]:
        """Headings, and rows with one cell for each text and each number."""
        heads = [h for c in self.columns for h in (c.heading, "")]
        rows = zip_longest(*(c.rows for c in self.columns), fillvalue=("", ""))
        return heads, [[part for cell in row for part in cell] for row in rows]

    def _repr_html_(self) -> str:
        heads, rows = self._grid()
        top = "".join(f"<th style='text-align:left'>{html.escape(h)}</th>" for h in heads)
        body = "".join(
            "<tr>" + "".join(f"<td style='text-align:left'>{html.escape(c)}</td>" for c in row) + "</tr>"
            for row in rows
        )
        foot = "".join(f"<p>{html.escape(line)}</p>" for line in self.foot)
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>{foot}"

    def to_markdown(self) -> str:
        """The table in Markdown.

        Example:
            >>> print(Table([Column("primal", [("v₀ = x", "2")])]).to_markdown())
            | primal |  |
            |---|---|
            | v₀ = x | 2 |
        """
        heads, rows = self._grid()
        escape = [[c.replace("|", "\\|") for c in row] for row in [heads, ["---"] * len(heads), *rows]]
        text = ["| " + " | ".join(row) + " |" for row in escape]
        text[1] = "|" + "---|" * len(heads)
        return "\n".join([*text, *(f"\n{line}" for line in self.foot)])
