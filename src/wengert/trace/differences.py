"""Differences: is what a sweep computed what the list does when a variable is moved?

Knows replays. Knows no rule, so it can disagree with one: the list is evaluated again from the variable on, a little to
either side, along the operands that sweeps follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of, is_floating, real_dtype
from wengert.trace.cost import cost_of
from wengert.trace.lines import STEP, Line, Operand
from wengert.trace.notation import number
from wengert.trace.replay import downstream, evaluate

# What one check may cost, in lines evaluated again and in operations; beyond it evenly spaced variables are checked.
_LINES, _OPERATIONS = 30_000, 3e9


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one derivative compares with differences.

    Args:
        name: The variable's derivative, as printed.
        swept: What the sweep says.
        moved: What the differences say.
        agrees: Whether the two agree; None when a value is not finite.
    """

    name: str
    swept: float
    moved: float
    agrees: bool | None


def summary(verdicts: Sequence[Verdict], total: int) -> str:
    """One line on all verdicts.

    Example:
        >>> summary([Verdict("v̄₁", 1.0, 1.0, True), Verdict("v̄₀", 1.0, 2.0, False)], 2)
        'checked against differences: 1 of 2 agree; v̄₀ is 1, the differences say 2'
    """
    good = sum(v.agrees is True for v in verdicts)
    tried = len(verdicts)
    everything = f"all {good} agree" if tried == total else f"all {good} tried agree, of {total}"
    parts = [everything if good == tried else f"{good} of {tried} agree"]
    parts += [
        f"{v.name} is {number(v.swept)}, the differences say {number(v.moved)}" for v in verdicts if v.agrees is False
    ]
    unknown = [v.name for v in verdicts if v.agrees is None]
    parts += [f"not finite: {', '.join(unknown)}"] if unknown else []
    parts += [f"{total - tried} not tried"] if good < tried < total else []
    return "checked against differences: " + "; ".join(parts[:6])


def check_adjoints(
    lines: Sequence[Line],
    outputs: Sequence[tuple[Operand, Any]],
    adjoints: Mapping[Line, Any],
    names: Mapping[Line, str],
) -> list[Verdict]:
    """Compare adjoints with the change of the outputs when each variable alone is moved.

    Args:
        lines: The whole list.
        outputs: Each output with its adjoint.
        adjoints: What the sweep found.
        names: How each adjoint is printed.

    Returns:
        Verdicts, for as many variables as the work allows.
    """
    places = [line for line in lines if line in names and not isinstance(line.value, tuple) and line.floating]
    count = int(max(8, min(_LINES / max(len(lines), 1), _OPERATIONS / (3 * cost_of(lines).flops + 1))))
    read = _Widened()
    verdicts = []
    for line in places[:: -(-len(places) // count) or 1]:
        below = downstream(lines, [line], tracked=True)
        swept, moved, agrees = _compare(line, below, outputs, adjoints[line], read)
        verdicts.append(Verdict(names[line], swept, moved, agrees))
    return verdicts


def _compare(
    line: Line, below: list[Line], outputs: Sequence[tuple[Operand, Any]], adjoint: Any, read: Callable[[Any], Any]
) -> tuple[float, float, bool | None]:
    value = _wide(line.value)
    direction = _direction(value)

    def total(x: Any) -> tuple[float, bool]:
        with np.errstate(all="ignore"):
            found = evaluate(below, {line: x}, boxed=False, frozen=True, read=read)
        ends = [
            (found.get(o.line, o.value) if o.line is not None and o.tracked else o.value, seed) for o, seed in outputs
        ]
        coarse = any(real_dtype(dtype_of(end)).itemsize < 8 for end, _ in ends)
        return sum(float(np.real(np.vdot(_wide(seed), _wide(end)))) for end, seed in ends), coarse

    middle, coarse = total(value)
    # An infinity, such as a place that is masked out, stays what it is.
    h = (2e-3 if coarse else 1e-6) * max(1.0, float(np.max(np.abs(value), initial=0.0, where=np.isfinite(value))))
    right = (total(value + h * direction)[0] - middle) / h
    left = (middle - total(value - h * direction)[0]) / h
    swept = float(np.real(np.vdot(_wide(adjoint), direction)))
    narrow = real_dtype(dtype_of(adjoint)).itemsize < 8
    relative = 2e-2 if coarse else 1e-3 if narrow else 1e-5
    noise = (1e-6 if coarse else 1e-15) * abs(middle) / h
    return swept, (left + right) / 2, _agree(swept, left, right, relative, noise)


def _agree(swept: float, left: float, right: float, relative: float, noise: float) -> bool | None:
    """Whether a slope fits the slopes on both sides; at a kink it may be anything between them."""
    if not np.isfinite([swept, left, right]).all():
        return None
    size = max(abs(swept), abs(left), abs(right))
    slack = relative * max(size, 1e-3) + 100 * noise
    if abs(right - left) > 100 * slack:
        return min(left, right) - slack <= swept <= max(left, right) + slack
    return abs((left + right) / 2 - swept) <= slack


def check_tangents(
    lines: Sequence[Line], seeds: Mapping[Line, Any], tangents: Mapping[Line, Any], names: Mapping[Line, str]
) -> list[Verdict]:
    """Compare tangents with the change of every variable when the inputs move along the seeds; arguments as above."""
    steps = [line for line in lines if line.role == STEP]
    read = _Widened()
    moving = {line: (_wide(line.value), _wide(seed)) for line, seed in seeds.items()}
    scale = max([1.0, *(float(np.max(np.abs(x), initial=0.0)) for x, _ in moving.values())])

    def values(t: float) -> dict[Line, Any]:
        with np.errstate(all="ignore"):
            known = {line: x + t * dx for line, (x, dx) in moving.items()}
            return evaluate(steps, known, boxed=False, frozen=True, read=read)

    middle = values(0.0)
    coarse = any(real_dtype(dtype_of(v)).itemsize < 8 for v in middle.values() if not isinstance(v, tuple))
    h = (2e-3 if coarse else 1e-6) * scale
    after, before = values(h), values(-h)
    verdicts = []
    for line, name in names.items():
        if isinstance(line.value, tuple):
            continue
        x, t = middle.get(line, line.value), _wide(tangents[line])
        direction = _direction(_wide(t))
        ends = [_wide(side.get(line, line.value)) for side in (before, after)]
        left, right = ((a - b) / h for a, b in ((_wide(x), ends[0]), (ends[1], _wide(x))))
        swept, low, high = (float(np.real(np.vdot(direction, d))) for d in (t, left, right))
        narrow = real_dtype(dtype_of(tangents[line])).itemsize < 8
        relative = 2e-2 if coarse else 1e-3 if narrow else 1e-5
        noise = (1e-6 if coarse else 1e-15) * float(np.sum(np.abs(_wide(x)))) / h
        verdicts.append(Verdict(name, swept, (low + high) / 2, _agree(swept, low, high, relative, noise)))
    return verdicts


class _Widened:
    """Recorded floating arrays in double precision, each converted once: products of mixed precision are slow."""

    def __init__(self) -> None:
        self.known: dict[int, Any] = {}

    def __call__(self, x: Any) -> Any:
        if isinstance(x, tuple) or np.shape(x) == () or not is_floating(dtype_of(x)):
            return x
        if id(x) not in self.known:
            self.known[id(x)] = _wide(x)
        return self.known[id(x)]


def _wide(x: Any) -> Any:
    """`x` as NumPy numbers of double precision."""
    x = np.asarray(x)
    return x.astype(np.complex128 if x.dtype.kind == "c" else np.float64)[()]


def _direction(x: Any) -> Any:
    """1 for a number; for an array a fixed pattern of signs and sizes, so that errors of two elements do not cancel."""
    if np.shape(x) == ():
        return np.ones((), np.asarray(x).dtype)[()]
    rng = np.random.default_rng(0)
    d = rng.uniform(0.5, 1.5, np.shape(x)) * rng.choice([-1.0, 1.0], np.shape(x))
    return d + 1j * rng.uniform(-1.5, 1.5, np.shape(x)) if np.asarray(x).dtype.kind == "c" else d
