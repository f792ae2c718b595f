"""Verify: what finite differences say of a derivative, for every row that claims one.

Knows how to move a variable of the list and to evaluate the lines behind it again, in double precision. Knows no rule,
so it can disagree with one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of, is_floating
from wengert.explain.stage import Affine, Stage
from wengert.explain.table import Check
from wengert.trace.lines import Line
from wengert.trace.replay import downstream, evaluate, upstream

FULL = 64  # elements that are moved one by one; more are moved along one direction together
_STEP = 1e-6


def wide(x: Any) -> Any:
    """A value in double precision, on NumPy."""
    if isinstance(x, tuple):
        return tuple(wide(part) for part in x)
    x = np.asarray(x)
    return (x.astype(np.float64) if x.dtype.kind == "f" else x)[()]


def _read(x: Any) -> Any:
    return wide(x) if not isinstance(x, tuple) and is_floating(dtype_of(x)) else x


class Moved:
    """A function from one variable of the list to another, evaluated near the recorded value.

    Args:
        lines: Lines in the order of evaluation.
        source: The variable that is moved.
        target: The variable that is watched.
    """

    def __init__(self, lines: Sequence[Line], source: Line, target: Line) -> None:
        needed = upstream([target])
        self.lines = [line for line in downstream(lines, [source], tracked=True) if line in needed]
        self.source = source
        self.target = target
        self.at = wide(source.value)
        self.h = _STEP * max(1.0, float(np.max(np.abs(self.at), initial=0.0, where=np.isfinite(self.at))))
        self.middle = self(self.at)

    def __call__(self, x: Any) -> Any:
        """The target when the source has the value `x`."""
        with np.errstate(all="ignore"):
            found = evaluate(self.lines, {self.source: x}, boxed=False, frozen=True, read=_read)
        return wide(found.get(self.target, self.target.value))

    def slopes(self, direction: Any) -> tuple[Any, Any]:
        """The slopes of the target to the left and to the right."""
        with np.errstate(all="ignore"):
            right = (self(self.at + self.h * direction) - self.middle) / self.h
            left = (self.middle - self(self.at - self.h * direction)) / self.h
        return left, right


def agreement(claimed: Any, left: Any, right: Any, scale: float, narrow: bool) -> bool | None:
    """Whether slopes fit what the differences say; at a kink anything between both sides does.

    Args:
        claimed: What a rule says.
        left: The slope to the left, in the same shape.
        right: The slope to the right.
        scale: The size of the numbers whose difference was taken, divided by the step.
        narrow: Whether the claim was computed in single precision.
    """
    claimed, left, right = (np.asarray(x, np.float64) for x in (claimed, left, right))
    if not (np.isfinite(claimed).all() and np.isfinite(left).all() and np.isfinite(right).all()):
        return None
    size = np.max(np.abs([claimed, left, right]), initial=0.0)
    noise = 1e-13 * scale
    slack = (2e-3 if narrow else 1e-5) * max(size, 1e-12) + noise
    # Differences are taken in double precision whatever the claim is, so a small kink beside large slopes shows too.
    kink = np.abs(right - left) > 1e-3 * size + 100 * noise
    between = (claimed >= np.minimum(left, right) - slack) & (claimed <= np.maximum(left, right) + slack)
    near = np.abs((left + right) / 2 - claimed) <= slack
    return bool(np.all(np.where(kink, between, near)))


def _judged(moved: Moved, claimed: Any, left: Any, right: Any, along: bool = False) -> Check:
    scale = float(np.max(np.abs(moved.middle), initial=0.0)) / moved.h * _noise(moved)
    narrow = np.asarray(claimed).dtype.itemsize < 8
    agrees = agreement(claimed, left, right, scale, narrow)
    with np.errstate(all="ignore"):
        middle = (np.asarray(left) + np.asarray(right)) / 2
    return Check(middle.reshape(np.shape(claimed))[()], agrees, along)


def _noise(moved: Moved) -> float:
    """More where constants of the list were rounded to single precision and results with them."""
    return 1.0 if np.asarray(moved.target.value).dtype.itemsize >= 8 else 1e2


def check_gradient(lines: Sequence[Line], source: Line, result: Line, seed: Any, claimed: Any) -> Check:
    """The gradient of the result in one variable.

    Args:
        lines: The whole list.
        source: The variable.
        result: The result of the list.
        seed: The adjoint of the result.
        claimed: What the sweep found.
    """
    moved = Moved(lines, source, result)
    paired = lambda d: float(np.vdot(wide(seed), d))
    size = np.size(claimed)
    if size > FULL:
        direction = _direction(np.shape(claimed))
        left, right = map(paired, moved.slopes(direction))
        return _judged(moved, np.vdot(np.asarray(claimed), direction), left, right, along=True)
    ends = [tuple(map(paired, moved.slopes(unit))) for unit in _units(np.shape(claimed))]
    left, right = (np.array([e[k] for e in ends]).reshape(np.shape(claimed)) for k in (0, 1))
    return _judged(moved, claimed, left, right)


def _units(shape: tuple[int, ...]) -> list[Any]:
    eye = np.eye(int(np.prod(shape, dtype=np.int64)))
    return [row.reshape(shape)[()] for row in eye]


def _direction(shape: tuple[int, ...]) -> Any:
    """A fixed pattern of signs and sizes, so that errors of two elements do not cancel."""
    rng = np.random.default_rng(0)
    return rng.uniform(0.5, 1.5, shape) * rng.choice([-1.0, 1.0], shape)


def check_diagonal(stage: Stage, x: Line, claimed: Any) -> Check:
    """The derivative of a stage that treats each element by itself: all are moved together."""
    moved = Moved(stage.lines, x, stage.out)
    left, right = moved.slopes(np.ones(x.shape)[()])
    return _judged(moved, claimed, left, right)


def check_jacobian(stage: Stage, x: Line, claimed: Any) -> Check | None:
    """A whole Jacobian, (out, in), by moving each element of the operand; None where it is too large."""
    size = np.size(x.value)
    if size > FULL:
        return None
    moved = Moved(stage.lines, x, stage.out)
    ends = [moved.slopes(unit) for unit in _units(x.shape)]
    left, right = (np.stack([np.ravel(e[k]) for e in ends], -1).reshape(np.shape(claimed)) for k in (0, 1))
    return _judged(moved, claimed, left, right)


def check_affine(stage: Stage, parts: Affine, x: Line, claimed: Any) -> Check | None:
    """The factor by which an affine map hands on changes of one of its parts; None where it is too large.

    A change of the first row of W shows the input, a change of all of b shows 1, a change of the input shows W.
    """
    shape = np.shape(claimed)
    if x is parts.bias:
        moved = Moved(stage.lines, x, stage.out)
        left, right = (np.ravel(s)[0] for s in moved.slopes(np.ones(x.shape)[()]))
        return _judged(moved, claimed, left, right)
    if np.size(claimed) > FULL or (x is not parts.weight and x is not parts.x):
        return None
    moved = Moved(stage.lines, x, stage.out)
    if x is parts.weight:
        units = _first_row(x.shape)
        ends = [[np.asarray(s)[..., 0] if np.ndim(s) else s for s in moved.slopes(u)] for u in units]
        left, right = (np.stack([e[k] for e in ends], -1).reshape(shape) for k in (0, 1))
    else:
        units = [np.broadcast_to(u, x.shape)[()] for u in _units(x.shape[-1:])]
        first = (0,) * (len(x.shape) - 1)
        ends = [[np.asarray(s)[first] if np.ndim(s) else s for s in moved.slopes(u)] for u in units]
        left, right = (np.stack([e[k] for e in ends], -1).reshape(shape) for k in (0, 1))
    return _judged(moved, claimed, left, right)


def _first_row(shape: tuple[int, ...]) -> list[Any]:
    if len(shape) < 2:
        return _units(shape)
    units = []
    for k in range(shape[-1]):
        unit = np.zeros(shape)
        unit[0, k] = 1
        units.append(unit)
    return units


def verdict(checks: Sequence[Check | None]) -> str:
    """One sentence on all checks.

    Example:
        >>> verdict([Check(1.0, True), Check(2.0, False), None])
        'checked against finite differences: 1 of 2 agree, 1 not tried'
    """
    tried = [c for c in checks if c is not None]
    good = sum(c.agrees is True for c in tried)
    agreed = f"all {good} agree" if good == len(tried) else f"{good} of {len(tried)} agree"
    missing = f", {len(checks) - len(tried)} not tried" if len(tried) < len(checks) else ""
    return f"checked against finite differences: {agreed}{missing}"
