"""Selection: where, maximum, minimum, clip and relu: the operations with kinks.

Knows the conventions at kinks and states them beside each rule; docs/kinks.md publishes the table. Two principles:
against a constant, the constant wins the tie (slope 0 for the variable); between differentiated values, ties share
equally. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.kinds import elementwise, general
from wengert.ops.comparison import equal
from wengert.ops.dtype import astype
from wengert.samples import boolean, case, distinct, real


@general(broadcasts=True)
def where(condition: Any, x: Any, y: Any) -> Any:
    """`x` where the condition holds, else `y`. Shapes: (*s), (*s), (*s) -> (*s), broadcast.

    The adjoint of the branch not taken is exactly 0, never nan.

    Example:
        >>> where(np.array([True, False]), 1.0, 2.0)
        array([1., 2.])
    """
    return namespace(condition, x, y).where(condition, x, y)[()]


where.define(
    [None, lambda g, condition: where(condition, g, 0), lambda g, condition: where(condition, 0, g)],
    [None, lambda dx, condition: where(condition, dx, 0), lambda dy, condition: where(condition, 0, dy)],
)
where.selects = True
where.samples = [case(boolean(3, 4), real(3, 4), real(3, 4)), case(boolean(3, 1), real(4), real())]


@elementwise()
def maximum(x: Any, y: Any) -> Any:
    """The larger of two. Shapes: (*s), (*s) -> (*s), broadcast.

    At a tie a constant wins (the variable's slope is 0, as for ReLU); two variables share: 1/2 each.

    Example:
        >>> float(maximum(1.0, 2.0))
        2.0
    """
    return namespace(x, y).maximum(x, y)


maximum.partials = (
    lambda x, y, tracked: _wins(x > y, x, y, tracked),
    lambda x, y, tracked: _wins(y > x, x, y, tracked),
)
maximum.samples = [case(distinct(3, 4), distinct(3, 4)), case(distinct(3, 1), distinct(4)), case(distinct(3), 0.0)]


@elementwise()
def minimum(x: Any, y: Any) -> Any:
    """The smaller of two. Shapes: (*s), (*s) -> (*s), broadcast. Ties as for `maximum`.

    Example:
        >>> float(minimum(1.0, 2.0))
        1.0
    """
    return namespace(x, y).minimum(x, y)


minimum.partials = (
    lambda x, y, tracked: _wins(x < y, x, y, tracked),
    lambda x, y, tracked: _wins(y < x, x, y, tracked),
)
minimum.samples = [case(distinct(3, 4), distinct(3, 4)), case(distinct(3, 1), distinct(4)), case(distinct(3), 0.0)]


def _wins(beats: Any, x: Any, y: Any, tracked: tuple[bool, bool]) -> Any:
    """Slope 1 for the winner; at a tie 1/2 when both are variables, else 0."""
    if not all(tracked):
        return beats
    return astype(beats, dtype=x.dtype) + 0.5 * astype(equal(x, y), dtype=x.dtype)


def clip(x: Any, min: Any = None, max: Any = None) -> Any:
    """`x` held between two bounds. Shapes: (*s), (*s), (*s) -> (*s), broadcast.

    Args:
        x: Real.
        min: Lower bound, or None for none.
        max: Upper bound, or None for none; it wins where the lower one is above it.

    Returns:
        `x` where it is strictly between the bounds. A constant bound wins its tie (slope 0, as for ReLU); a bound that
        is differentiated shares it.

    Example:
        >>> clip(np.array([-1.0, 0.5, 2.0]), 0.0, 1.0)
        array([0. , 0.5, 1. ])
    """
    out = x if min is None else maximum(x, min)
    return out if max is None else minimum(out, max)


@elementwise(node="Relu", source="Glorot, Bordes & Bengio 2011")
def relu(x: Any) -> Any:
    """max(x, 0), with slope 0 at 0. Shapes: (*s) -> (*s).

    Example:
        >>> relu(np.array([-1.0, 0.0, 2.0]))
        array([0., 0., 2.])
    """
    return namespace(x).maximum(x, 0)


relu.partial = lambda out: out > 0
relu.samples = [case(distinct(3, 4))]
