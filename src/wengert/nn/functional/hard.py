"""Hard activations: sigmoid and swish in straight pieces, and shrinkage, which sets what is small to 0.

Knows which of them tell their piece by the output. At a kink the constant piece wins, as docs/kinks.md states.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.kinds import elementwise
from wengert.ops import astype, where
from wengert.samples import case, distinct


@elementwise(source="Courbariaux, Bengio & David 2015; Howard et al. 2019")
def hardsigmoid(x: Any) -> Any:
    """min(max(x + 3, 0), 6) / 6; slope 1/6 strictly between -3 and 3. Shapes: (*s) -> (*s).

    Example:
        >>> hardsigmoid(np.array([-4.0, 0.0, 4.0]))
        array([0. , 0.5, 1. ])
    """
    xp = namespace(x)
    return xp.minimum(xp.maximum(x + 3, 0), 6) / 6


hardsigmoid.partial = lambda out: astype((out > 0) & (out < 1), dtype=out.dtype) * (1 / 6)
hardsigmoid.samples = [case(distinct(3, 4, low=-5, high=5))]


@elementwise(source="Howard et al. 2019")
def hardswish(x: Any) -> Any:
    """X times `hardsigmoid`; slope 0 up to -3, 1 from 3 on. Shapes: (*s) -> (*s).

    Example:
        >>> hardswish(np.array([0.0, 1.5, 4.0]))
        array([0.   , 1.125, 4.   ])
    """
    xp = namespace(x)
    return x * xp.minimum(xp.maximum(x + 3, 0), 6) / 6


hardswish.partial = lambda x: where(x > -3, where(x < 3, (1 / 3) * x + 0.5, 1), 0)
hardswish.samples = [case(distinct(3, 4, low=-5, high=5))]


@elementwise(node="Hardshrink", source="Donoho & Johnstone 1994")
def kept_beyond(x: Any, *, bound: float = 0.5) -> Any:
    """`x` where |x| is more than the bound, else 0. Shapes: (*s) -> (*s).

    Example:
        >>> kept_beyond(np.array([-1.0, 0.2]))
        array([-1.,  0.])
    """
    xp = namespace(x)
    return xp.where(xp.abs(x) <= bound, 0, x)[()]


kept_beyond.partial = lambda out: out != 0
kept_beyond.samples = [case(distinct(3, 4))]


@elementwise(node="Softshrink", source="Donoho 1995")
def moved_to_zero(x: Any, *, bound: float = 0.5) -> Any:
    """`x` moved towards 0 by the bound, and 0 where that would pass it. Shapes: (*s) -> (*s).

    Example:
        >>> moved_to_zero(np.array([-1.0, 0.2]))
        array([-0.5,  0. ])
    """
    xp = namespace(x)
    return x - xp.minimum(xp.maximum(x, -bound), bound)


moved_to_zero.partial = lambda out: out != 0
moved_to_zero.samples = [case(distinct(3, 4))]


def hardshrink(x: Any, lambd: float = 0.5) -> Any:
    """`x` where |x| > lambd, else 0.

    Args:
        x: (*s), real.
        lambd: The bound, at least 0.

    Returns:
        (*s).

    Raises:
        ArgumentError: The bound is negative.

    Example:
        >>> hardshrink(np.array([-1.0, 0.2]))
        array([-1.,  0.])
    """
    return kept_beyond(x, bound=_bound("hardshrink", lambd))


def softshrink(x: Any, lambd: float = 0.5) -> Any:
    """`x` moved towards 0 by `lambd`, and 0 where |x| ≤ lambd: the proximal map of lambd·|x|.

    Args:
        x: (*s), real.
        lambd: The bound, at least 0.

    Returns:
        (*s).

    Raises:
        ArgumentError: The bound is negative.

    Example:
        >>> softshrink(np.array([-1.0, 0.2]))
        array([-0.5,  0. ])
    """
    return moved_to_zero(x, bound=_bound("softshrink", lambd))


def _bound(what: str, bound: float) -> float:
    if bound < 0:
        raise ArgumentError(f"{what}: lambd is negative", given=bound, expected="at least 0")
    return float(bound)
