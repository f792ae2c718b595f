"""subdifferential: at a kink, the whole interval of slopes instead of the one that a sweep returns.

Knows one-sided limits of the derivative, found from the slopes beside the point, so it needs no rule and sees a kink
however it is spelled. Knows functions of one variable, element by element.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import is_complex, is_floating
from wengert.errors import ConvergenceError, DtypeError, ShapeError
from wengert.tensor import value_of
from wengert.transforms.forward import jvp

_POINTS = 7
_RADII = (2.0**-26, 2.0**-20, 2.0**-14, 2.0**-8)
_SETTLED = 1e-8
_ROOT = 1e-3  # a slope that tends to its limit like a root is extrapolated no better than this


class Interval(NamedTuple):
    """All slopes between two ends.

    Attributes:
        low: Smallest slope.
        high: Largest slope; equal to `low` where the function is smooth.
    """

    low: Any
    high: Any


def subdifferential(f: Callable[[Any], Any], x: Any) -> Interval:
    """The interval of Clarke subgradients of `f` at `x`, element by element.

    For a convex function these are the slopes g with f(y) >= f(x) + g (y - x) for all y. Where `f` is defined on one
    side only, the slope of that side is all there is.

    Args:
        f: A function of one variable, smooth on either side of `x`; applied to an array it acts on each element.
        x: Where: a real number or array.

    Returns:
        The ends, in the shape of `x` (Python floats for a number). Exact where `f` is made of straight pieces and where
        it is smooth, else within about 1e-8 (1e-3 where a slope tends to its limit like a root).

    Raises:
        DtypeError: `x` is complex, or no floating number.
        ShapeError: `f` does not act element by element.
        ConvergenceError: The slopes beside `x` do not settle: infinitely many kinks, or a derivative that oscillates.

    References:
        Clarke (1983), Optimization and Nonsmooth Analysis, theorem 2.5.1.

    Example:
        >>> subdifferential(abs, 0.0)
        Interval(low=-1.0, high=1.0)
        >>> subdifferential(lambda x: x * x, 3.0)
        Interval(low=6.0, high=6.0)
    """
    at = np.asarray(value_of(x))
    if not is_floating(at.dtype) or is_complex(at.dtype):
        raise DtypeError("subdifferential: x must be real floating", given=at.dtype, hint="write 3.0 for 3")
    at = at.astype(np.float64)
    with np.errstate(all="ignore"):
        here = _slope(f, at)
        sides = np.stack([_beside(f, at, -1.0), _beside(f, at, 1.0)])
        # A smooth function has one slope, and the sweep knows it to the last digit.
        sides = np.where(np.abs(sides - here) <= 1e-8 * np.maximum(1.0, np.abs(here)), here, sides)
    nowhere = np.isnan(sides).all(axis=0)
    low = np.where(nowhere, np.nan, np.min(sides, axis=0, where=~np.isnan(sides), initial=np.inf))
    high = np.where(nowhere, np.nan, np.max(sides, axis=0, where=~np.isnan(sides), initial=-np.inf))
    return Interval(float(low), float(high)) if at.ndim == 0 else Interval(low, high)


def _slope(f: Callable[[Any], Any], at: np.ndarray) -> np.ndarray:
    _, tangent = jvp(f, (at,), (np.ones(at.shape),))
    slope = np.asarray(value_of(tangent))
    if slope.shape != at.shape:
        raise ShapeError(
            "subdifferential: the function must act element by element", given=f"{at.shape} -> {slope.shape}"
        )
    return slope


def _beside(f: Callable[[Any], Any], at: np.ndarray, side: float) -> np.ndarray:
    """The limit of the slope from one side: nan where `f` is not defined there, infinite where the slope grows.

    The nearest points are asked first, so that another kink close by does not disturb; farther ones only where those
    do not settle, because something cancels there.
    """
    out = np.full(at.shape, np.nan)
    doubt = np.full(at.shape, np.inf)
    grows, growing = np.zeros(at.shape, bool), np.zeros(at.shape)
    for radius in _RADII:
        steps = side * radius * np.maximum(1.0, np.abs(at)) * np.exp2(-np.arange(_POINTS)).reshape(-1, *[1] * at.ndim)
        slopes = np.stack([_slope(f, at + s) for s in steps])
        limit, change = _limit(slopes)
        change = np.where(np.isnan(slopes).all(axis=0), 0.0, change / np.maximum(1.0, np.abs(limit)))
        better = (change < doubt) & (doubt > _SETTLED)
        out, doubt = np.where(better, limit, out), np.where(better, change, doubt)
        if radius == _RADII[0]:
            grows = (np.abs(slopes[-1]) > 1.2 * np.abs(slopes[-3])) & (np.abs(slopes[-3]) > 1.2 * np.abs(slopes[-5]))
            growing = np.inf * np.sign(slopes[-1])
        if (doubt <= _SETTLED).all():
            return out
    grows &= doubt > _SETTLED
    lost = (doubt > _ROOT) & ~grows
    if lost.any():
        raise ConvergenceError(
            "subdifferential: the slopes beside x do not settle",
            given=f"x = {float(at[lost].ravel()[0])}",
            expected="a function smooth on either side of x",
        )
    return np.where(grows, growing, out)


def _limit(slopes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Extrapolate values at h, h/2, h/4, ... to 0 (Neville's scheme), and how far the last stages lie apart."""
    row = slopes
    late = []
    for k in range(1, len(slopes)):
        row = row[1:] + (row[1:] - row[:-1]) / (2.0**k - 1)
        late += list(row) if k >= len(slopes) - 3 else []
    return row[0], np.max(np.abs(np.stack(late) - row[0]), axis=0)
