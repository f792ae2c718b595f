"""The order of the lines: statements as they were executed, and within one expression the level of each operation.

Knows places in the user's code. Python evaluates `log(x1) + x1 * x2 - sin(x2)` from left to right, so the sine comes
after the first sum; the classic lists count by level: what needs only inputs first. Both are orders of evaluation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wengert.errors import user_frame
from wengert.trace.lines import Line


class Place(NamedTuple):
    """Where in the user's code a step was made.

    Attributes:
        statement: The same for steps of one execution of one source line, as far as can be told.
        instruction: The position within the code; steps of one call have the same.
    """

    statement: tuple[int, int, int]
    instruction: int


def place() -> Place:
    """The place of the step that is being made now.

    Example:
        >>> place() == place()
        False
    """
    frame = user_frame()
    if frame is None:
        return Place((0, 0, 0), 0)
    return Place((id(frame), id(frame.f_code), frame.f_lineno), frame.f_lasti)


def by_level(lines: Sequence[Line], places: dict[Line, Place]) -> list[Line]:
    """The lines with each expression sorted by level; statements, calls and rounds of a loop keep their order.

    Args:
        lines: In the order of execution.
        places: Where each was made.

    Returns:
        The same lines; each still comes after those it reads.
    """
    out: list[Line] = []
    expression: list[list[Line]] = []
    last: Place | None = None
    for line in lines:
        here = places[line]
        if last is not None and (here.statement != last.statement or here.instruction < last.instruction):
            out += _sorted(expression)
            expression = []
        if expression and last is not None and here.instruction == last.instruction:
            expression[-1].append(line)
        else:
            expression.append([line])
        last = here
    return out + _sorted(expression)


def _sorted(calls: list[list[Line]]) -> list[Line]:
    """Calls of one expression by level: one more than the highest level of the calls they read from."""
    level: dict[Line, int] = {}
    levels = []
    for call in calls:
        own = 1 + max((level.get(o.line, 0) for line in call for o in line.operands if o.line is not None), default=0)
        level.update(dict.fromkeys(call, own))
        levels.append(own)
    order = sorted(range(len(calls)), key=levels.__getitem__)
    return [line for k in order for line in calls[k]]
