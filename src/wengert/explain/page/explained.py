"""The page of an explanation: its list under the names people use, with its tables below.

Knows explanations. Knows no browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wengert.explain.forms.latex import math
from wengert.explain.page.payload import Payload, payload_of
from wengert.explain.page.quantities import DATA, INPUT, PARAMETER, Reading
from wengert.explain.subject import Subject
from wengert.explain.table import Table
from wengert.trace.lines import STEP

if TYPE_CHECKING:
    from wengert.explain.explanation import Explanation

_KINDS = {"input": INPUT, "parameter": PARAMETER, "target": DATA, "constant": DATA}
_LONGEST = 400  # rows of a table that are put into a page


def reading_of(subject: Subject) -> Reading:
    """Symbols and roles of an explanation.

    Args:
        subject: What is explained.

    Returns:
        How the page calls each variable: z₁, W₁, ŷ, and δ₁ or ∂ℒ/∂W₁ for its derivative.
    """
    # The arguments of a plain function are its inputs, whatever they are trained as.
    plain = not subject.program.network
    kinds = {
        line: INPUT if plain and role == "parameter" and line.origin else _KINDS[role]
        for line, role in subject.roles.items()
    }
    tracked = [line for line in subject.trace.lines if line.tracked and line.floating]
    derivatives = {line: subject.gradient_symbol(line) for line in tracked}
    derivatives[subject.result] = f"∂{subject.end}/∂{subject.end}"
    names = dict(subject.symbols)
    names[subject.result] = subject.end
    for line in subject.trace.lines:
        if line.role == STEP and line.label and "#" in names.get(line, ""):
            names[line] = line.label
    return Reading(names, kinds, derivatives)


def explained(e: Explanation, title: str = "", curves: Sequence[Mapping[str, Any]] = ()) -> Payload:
    """What the page of an explanation shows.

    Args:
        e: The explanation; of a part of a program, that part is open at first.
        title: The headline; what is explained when empty.
        curves: Curves of a run: `title`, `x`, `lines`.

    Returns:
        The payload.

    Example:
        >>> p = explained(wg.explain(lambda x: wg.sin(x) * x, 2.0), "x sin x")
        >>> p.title, p.nodes[0].name, p.nodes[0].dname, len(p.tables) > 3
        ('x sin x', 'x', '∂y/∂x', True)
    """
    parts = e.scope.split(".") if e.scope else []
    opened = [".".join(parts[: k + 1]) for k in range(len(parts))] or None
    return payload_of(
        e.trace,
        title or e.title[:1].upper() + e.title[1:],
        reading_of(e.subject),
        e.subject.seed,
        opened,
        curves,
        [tabled(table) for table in e.tables()],
    )


def tabled(table: Table) -> dict[str, Any]:
    """A table for the page: words as text, formulas and symbols as LaTeX between dollars.

    Args:
        table: The table.

    Returns:
        `title`, `columns`, `rows` and `notes`.

    Example:
        >>> tabled(wg.explain(lambda x: x * x, 2.0).forward())["rows"][0][:2]
        ['1', '$x$']
    """
    set_as = {"symbol", "formula"}
    rows = [
        [
            f"${math(cell)}$" if column.kind in set_as and cell else cell
            for column, cell in zip(table.columns, row, strict=True)
        ]
        for row in table.written()[:_LONGEST]
    ]
    left = len(table.rows) - len(rows)
    notes = [*table.notes, *([f"{left:,} more rows."] if left else [])]
    return {"title": table.title, "columns": [c.name for c in table.columns], "rows": rows, "notes": notes}
