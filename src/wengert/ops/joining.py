"""Joining and splitting: concat, stack, unstack, split, and the grids of several axes.

Knows that the adjoint of joining takes parts, and that of taking parts joins. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.scatter import Span
from wengert.arrays.shapes import size_of
from wengert.batching import along
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import general
from wengert.ops.shape import axes_of, broadcast_to, permute_dims, ravel, reshape
from wengert.ops.slicing import subarray
from wengert.samples import case, complexes, real
from wengert.tensor import value_of


def _zeros(shape: tuple[int, ...], dtype: np.dtype, like: Any) -> Any:
    return namespace(value_of(like)).zeros(shape, dtype)


@general(node="Cat", cost=lambda *_: 0)
def concatenate(*xs: Any, axis: int = 0) -> Any:
    """Arrays one after the other along `axis`. Shapes: (*a, n, *b), (*a, m, *b), ... -> (*a, n + m + ..., *b).

    Example:
        >>> concatenate(np.ones(1), np.zeros(2))
        array([1., 0., 0.])
    """
    return namespace(*xs).concatenate(xs, axis=axis)


def _join_tangents(dx: Any, shapes: Any, dtypes: Any, axis: int) -> Any:
    given = next(t for t in dx if t is not None)
    parts = zip(dx, shapes, dtypes, strict=True)
    return concatenate(*(_zeros(s, d, given) if t is None else t for t, s, d in parts), axis=axis)


def _spans(shape: tuple[int, ...], axis: int, bounds: Sequence[int]) -> list[tuple[Span, ...]]:
    """The key of each part of `shape` between consecutive `bounds` along `axis`."""
    whole = [Span(0, n, 1) for n in shape]
    return [(*whole[:axis], Span(low, max(0, high - low), 1), *whole[axis + 1 :]) for low, high in pairwise(bounds)]


def _parts(g: Any, shapes: Any, axis: int) -> tuple[Any, ...]:
    axis %= len(g.shape)
    keys = _spans(g.shape, axis, list(accumulate((s[axis] for s in shapes), initial=0)))
    return tuple(subarray(g, key=k) for k in keys)


concatenate.define_joint(
    lambda g, shapes, axis: _parts(g, shapes, axis),
    lambda dx, shapes, dtypes, axis: _join_tangents(dx, shapes, dtypes, axis),
)
concatenate.batch = along(concatenate, "axis")
concatenate.samples = [
    case(real(3, 2), real(3, 4), axis=1),
    case(real(2), real(0), real(3)),
    case(real(1, 3), real(2, 3), axis=-2),
    case(complexes(2), real(2)),
]
concatenate.rejects = [
    (case(real(2, 3), real(2, 4)), ShapeError, "concatenate"),
    (case(real(2), real(2), axis=1), ShapeError, "concatenate"),
]


def concat(xs: Sequence[Any], axis: int | None = 0) -> Any:
    """Arrays one after the other along `axis`; all flattened first when None. Shapes: a sequence -> (*a, sum of n, *b).

    Raises:
        ShapeError: The other axes differ in size, or `axis` is out of range.
        ArgumentError: There is nothing to join.

    Example:
        >>> concat([np.ones(1), np.zeros(2)])
        array([1., 0., 0.])
    """
    xs = _sequence(xs, "concat")
    return concatenate(*map(ravel, xs), axis=0) if axis is None else concatenate(*xs, axis=axis)


def _sequence(xs: Any, who: str) -> list[Any]:
    xs = list(xs)
    if not xs:
        raise ArgumentError(
            f"{who}: there is nothing to join", given="an empty sequence", expected="at least one array"
        )
    return xs


@general(node="Stack", cost=lambda *_: 0)
def pile(*xs: Any, axis: int = 0) -> Any:
    """Arrays of one shape along a new axis. Shapes: (*a, *b), ... -> (*a, number of arrays, *b).

    Example:
        >>> pile(1.0, 2.0)
        array([1., 2.])
    """
    return namespace(*xs).stack(xs, axis=axis)


def _pile_tangents(dx: Any, shapes: Any, dtypes: Any, axis: int) -> Any:
    given = next(t for t in dx if t is not None)
    parts = zip(dx, shapes, dtypes, strict=True)
    return pile(*(_zeros(s, d, given) if t is None else t for t, s, d in parts), axis=axis)


pile.define_joint(
    lambda g, axis: unstack(g, axis=axis),
    lambda dx, shapes, dtypes, axis: _pile_tangents(dx, shapes, dtypes, axis),
)
pile.batch = along(pile, "axis")
pile.samples = [
    case(real(3), real(3)),
    case(real(3, 4), real(3, 4), axis=-1),
    case(real(), real(), real()),
    case(real(2)),
]
pile.rejects = [(case(real(2), real(3)), ShapeError, "pile"), (case(real(2), real(2), axis=2), ShapeError, "pile")]


def stack(xs: Sequence[Any], axis: int = 0) -> Any:
    """Arrays of one shape along a new axis. Shapes: a sequence of (*a, *b) -> (*a, number of arrays, *b).

    Raises:
        ShapeError: The shapes differ, or `axis` is out of range.
        ArgumentError: There is nothing to join.

    Example:
        >>> stack([np.ones(2), np.zeros(2)], axis=1)
        array([[1., 0.],
               [1., 0.]])
    """
    return pile(*_sequence(xs, "stack"), axis=axis)


def unstack(x: Any, axis: int = 0) -> tuple[Any, ...]:
    """The slices of `x` along `axis`, without that axis. Shapes: (*a, n, *b) -> n times (*a, *b).

    Raises:
        ShapeError: `axis` is out of range.

    Example:
        >>> unstack(np.array([1.0, 2.0]))
        (np.float64(1.0), np.float64(2.0))
    """
    (axis,) = axes_of(x, axis, "unstack")
    whole = [Span(0, n, 1) for n in np.shape(x)]
    return tuple(subarray(x, key=(*whole[:axis], k, *whole[axis + 1 :])) for k in range(np.shape(x)[axis]))


def split(x: Any, parts: int | Sequence[int], axis: int = 0) -> tuple[Any, ...]:
    """`x` in consecutive pieces along `axis`.

    Args:
        x: (*a, n, *b).
        parts: The number of equal pieces, or the positions of the cuts.
        axis: Which axis is cut.

    Returns:
        The pieces, each (*a, m, *b).

    Raises:
        ShapeError: n is no multiple of `parts`, or `axis` is out of range.

    Example:
        >>> [p.shape for p in split(np.ones(6), 3)], [p.shape for p in split(np.ones(6), [1, 4])]
        ([(2,), (2,), (2,)], [(1,), (3,), (2,)])
    """
    (axis,) = axes_of(x, axis, "split")
    shape = np.shape(x)
    size = shape[axis]
    if isinstance(parts, int):
        if parts < 1 or size % parts:
            raise ShapeError("split: the axis is no multiple of the pieces", given=f"size {size} in {parts} pieces")
        cuts = list(range(0, size + 1, size // parts)) if size else [0] * (parts + 1)
    else:
        cuts = [0, *(max(0, min(c if c >= 0 else c + size, size)) for c in parts), size]
    return tuple(subarray(x, key=k) for k in _spans(shape, axis, cuts))


def meshgrid(*xs: Any, indexing: str = "xy") -> tuple[Any, ...]:
    """Coordinates of a grid, one array for each axis of it.

    Args:
        xs: The coordinates along each axis: (n,), (m,), ...
        indexing: `ij` for shapes (n, m, ...), `xy` for (m, n, ...).

    Returns:
        As many arrays as arguments, all of one shape.

    Raises:
        ArgumentError: `indexing` is neither.

    Example:
        >>> meshgrid(np.array([1.0, 2.0]), np.array([3.0]), indexing="ij")
        (array([[1.],
               [2.]]), array([[3.],
               [3.]]))
    """
    if indexing not in ("xy", "ij"):
        raise ArgumentError("meshgrid: no such indexing", given=indexing, expected="'xy' or 'ij'")
    sizes = tuple(size_of(np.shape(x)) for x in xs)
    rank = len(sizes)
    rows = (reshape(x, (1,) * k + (n,) + (1,) * (rank - k - 1)) for k, (x, n) in enumerate(zip(xs, sizes, strict=True)))
    grids = (broadcast_to(row, sizes) for row in rows)
    if indexing == "xy" and rank > 1:
        return tuple(permute_dims(grid, (1, 0, *range(2, rank))) for grid in grids)
    return tuple(grids)
