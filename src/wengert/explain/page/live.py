"""What a browser needs to compute a list again when somebody moves a slider: both passes as instructions.

Knows which lists are small enough and which operations the script knows. Computes nothing itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.explain.page.quantities import DATA, Quantities
from wengert.explain.page.recipe import Unknown, argument, instruction, recipe
from wengert.explain.page.values import FULL
from wengert.trace.lines import STEP, Line

SLIDERS, STEPS, NUMBERS = 64, 2_000, 50_000


def live(q: Quantities) -> tuple[dict[str, Any] | None, str]:
    """Both passes as instructions.

    Args:
        q: The quantities of a page.

    Returns:
        The instructions, or None; and why there are none.

    Example:
        >>> from wengert.explain.page.quantities import Reading
        >>> found, _ = live(Quantities(wg.trace(lambda x: x * x, 3.0), Reading()))
        >>> found["forward"], found["backward"][0]["code"][0]
        ([[1, 'multiply', ['v0', 'v0'], {}, 0]], ['multiply', ['d1', 'v0'], {}, 0])
    """
    moved = [line for line in q.order if line.role != STEP and line.floating and q.reading.kind(line) != DATA]
    numbers = sum(int(np.size(line.value)) for line in moved)
    if not moved or numbers > SLIDERS:
        return None, f"{numbers:,} inputs and weights: there are sliders for up to {SLIDERS}."
    if len(q.order) > STEPS or sum(_size(line) for line in q.order) > NUMBERS:
        return None, "The list is too long to be computed again in the browser."
    try:
        forward = [_forward(q, line) for line in q.order if line.role == STEP]
        backward = [_backward(q, line) for line in reversed(q.trace.lines) if _swept(q, line)]
        given = {
            q.numbers[line]: argument(line.value)
            for line in q.order
            if line.role != STEP and np.size(line.value) > FULL
        }
        seeds = [[q.numbers[line], argument(g)] for line, g in q.seeds if line is not None]
    except Unknown as error:
        return None, f"The browser cannot compute {error} again, so there are no sliders."
    sliders = [q.numbers[line] for line in moved]
    return {"sliders": sliders, "forward": forward, "backward": backward, "seeds": seeds, "given": given}, ""


def _size(line: Line) -> int:
    parts = line.value if isinstance(line.value, tuple) else (line.value,)
    return sum(int(np.size(part)) for part in parts)


def _swept(q: Quantities, line: Line) -> bool:
    return line.role == STEP and line in q.adjoints


def _forward(q: Quantities, line: Line) -> list[Any]:
    assert line.step is not None
    args = [argument(o.value) if o.line is None else f"v{q.numbers[o.line]}" for o in line.operands]
    return [q.numbers[line], *instruction(line.step, args, line.value)]


def _backward(q: Quantities, line: Line) -> dict[str, Any]:
    """The pullback of one step: instructions, and to which variables the results are added."""
    found = recipe(q.rule(line))
    to = [q.numbers[o.line] if o.line in q.adjoints else None for o in line.operands]
    return {"of": q.numbers[line], "code": _plain(found["code"]), "out": _plain(found["out"]), "to": to}


def _plain(x: Any) -> Any:
    """Marks as the names that instructions use: ⟦d3⟧ is d3, ⟦3⟧ is v3."""
    if isinstance(x, list):
        return [_plain(part) for part in x]
    if isinstance(x, str) and x.startswith("⟦"):
        inner = x.strip("⟦⟧")
        return inner if inner.startswith("d") else f"v{inner}"
    return x
