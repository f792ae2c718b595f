"""Shape arithmetic: broadcasting, its adjoint, and axes.

Knows tuples of sizes. Knows no arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Shape = tuple[int, ...]


def broadcast_shapes(*shapes: Shape) -> Shape:
    """The shape that `shapes` broadcast to.

    Raises:
        ValueError: Two sizes differ and neither is 1.

    Example:
        >>> broadcast_shapes((3, 1), (4,))
        (3, 4)
    """
    rank = max((len(s) for s in shapes), default=0)
    out = []
    for sizes in zip(*((1,) * (rank - len(s)) + tuple(s) for s in shapes), strict=True):
        wanted = {n for n in sizes if n != 1}
        if len(wanted) > 1:
            raise ValueError(f"sizes {sorted(wanted)} do not broadcast")
        out.append(wanted.pop() if wanted else 1)
    return tuple(out)


def spread_axes(shape: Shape, wide: Shape) -> tuple[int, ...]:
    """The axes of `wide` along which an array of `shape` was repeated by broadcasting: the adjoint sums over them.

    Example:
        >>> spread_axes((3, 1), (2, 3, 4))
        (0, 2)
    """
    extra = len(wide) - len(shape)
    return tuple(range(extra)) + tuple(i + extra for i, n in enumerate(shape) if n == 1 and wide[i + extra] != 1)


def normalize_axes(axis: int | Sequence[int] | None, rank: int) -> tuple[int, ...]:
    """`axis` as a tuple of non-negative axes in the order given; None means all.

    Raises:
        ValueError: An axis is out of range or repeated.

    Example:
        >>> normalize_axes(-1, 3), normalize_axes(None, 2)
        ((2,), (0, 1))
    """
    if axis is None:
        return tuple(range(rank))
    axes = (axis,) if not isinstance(axis, Sequence) else tuple(axis)
    if any(not -rank <= a < rank for a in axes):
        raise ValueError(f"axis {axis} is out of range for rank {rank}")
    axes = tuple(a % rank for a in axes)
    if len(set(axes)) != len(axes):
        raise ValueError(f"axis {axis} names one axis twice")
    return axes


def size_of(shape: Shape) -> int:
    """Number of elements of an array of `shape`.

    Example:
        >>> size_of((3, 4))
        12
    """
    return math.prod(shape)
