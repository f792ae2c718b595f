"""Markdown: a table as GitHub, notebooks and documentation read it.

Knows pipes and how they are escaped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wengert.explain.table import Table


def escaped(text: str) -> str:
    r"""A cell in which nothing is markup.

    Example:
        >>> print(escaped("|x| < 1*2"))
        \|x\| &lt; 1\*2
    """
    for character in ("\\", "|", "*", "_", "`"):
        text = text.replace(character, "\\" + character)
    return text.replace("<", "&lt;").replace("\n", " ")


def table(t: Table) -> str:
    """The table with its title above and its notes below."""
    lines = [f"**{escaped(t.title)}**", "", _line([c.name for c in t.columns])]
    lines.append("|" + "|".join("---:" if c.kind == "step" else "---" for c in t.columns) + "|")
    section = ""
    for row, cells in zip(t.rows, t.written(), strict=True):
        if row.section != section:
            section = row.section
            heading = ["" for _ in t.columns]
            heading[1 if t.columns[0].kind == "step" and len(heading) > 1 else 0] = section
            lines.append("| " + " | ".join(f"**{escaped(h)}**" if h else "" for h in heading) + " |")
        marked = [f"*{escaped(c)}*" if row.conceptual and c else escaped(c) for c in cells]
        lines.append("| " + " | ".join(marked) + " |")
    return "\n".join([*lines, *(f"\n{escaped(note)}" for note in t.notes)])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(map(escaped, cells)) + " |"
