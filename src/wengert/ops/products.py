"""Products of vectors and of arrays of any rank.

Knows the adjoint of each product in each factor. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace, normalize_axes
from wengert.arrays.shapes import size_of
from wengert.batching import aligned
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import linear
from wengert.ops.arithmetic import multiply
from wengert.ops.dtype import conj
from wengert.ops.matrices import column, matmul, row
from wengert.ops.shape import expand_dims, permute_dims, reshape
from wengert.samples import case, complexes, real


def _each_counted(p: Any, args: Sequence[Any], batched: Sequence[bool], axis: int) -> Any:
    """A product along one axis for each example; with batches the axis counts from the end."""
    rank = len(np.shape(args[0])) - batched[0]
    return p(*aligned(args, batched), axis=axis if axis < 0 else axis - rank)


def _vecdot_cost(shapes: Any, out: Any, params: Any) -> float:
    axis = params["axis"]
    return 2.0 * size_of(tuple(out)) * shapes[0][axis]


@linear(symbol="·", node="Dot", cost=_vecdot_cost)
def vecdot(x: Any, y: Any, *, axis: int = -1) -> Any:
    """Scalar product along one axis, conjugating the first factor. Shapes: (*b, n), (*b, n) -> (*b), broadcast.

    Example:
        >>> float(vecdot(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
        11.0
    """
    _count_from_the_end("vecdot", x, y, axis)
    return namespace(x, y).linalg.vecdot(x, y, axis=axis)


vecdot.adjoints = (
    lambda g, y, axis: conj(expand_dims(g, axis)) * y,
    lambda g, x, axis: expand_dims(g, axis) * x,
)
vecdot.batch = lambda args, batched, params, size: _each_counted(vecdot, args, batched, **params)
vecdot.samples = [
    case(real(3, 4), real(3, 4)),
    case(real(4), real(3, 4)),
    case(real(3, 1, 2), real(3, 4, 2), axis=-3),
    case(complexes(3), complexes(2, 3)),
]
vecdot.rejects = [
    (case(real(3), real(4)), ShapeError, "vecdot"),
    (case(real(2, 3), real(3), axis=1), ArgumentError, "counts from the end"),
]


def _count_from_the_end(who: str, x: Any, y: Any, axis: int) -> None:
    """Refuse an axis that means another one in each argument once they are broadcast."""
    if axis >= 0 and len(np.shape(x)) != len(np.shape(y)):
        raise ArgumentError(
            f"{who}: where ranks differ the axis counts from the end",
            given=f"shapes {np.shape(x)} and {np.shape(y)}, axis={axis}",
            expected="a negative axis",
        )


@linear(symbol="×", cost=lambda shapes, out, params: 3.0 * size_of(tuple(out)))
def cross(x: Any, y: Any, *, axis: int = -1) -> Any:
    """Vector product of vectors of length 3 along one axis. Shapes: (*b, 3), (*b, 3) -> (*b, 3), broadcast.

    Example:
        >>> cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
        array([0., 0., 1.])
    """
    _count_from_the_end("cross", x, y, axis)
    return namespace(x, y).linalg.cross(x, y, axis=axis)


# Scalar triple products are cyclic: g · (x × y) = x · (y × g) = y · (g × x).
cross.adjoints = (
    lambda g, y, axis: cross(conj(y), g, axis=axis),
    lambda g, x, axis: cross(g, conj(x), axis=axis),
)
cross.batch = lambda args, batched, params, size: _each_counted(cross, args, batched, **params)
cross.samples = [
    case(real(3), real(3)),
    case(real(4, 3), real(3)),
    case(real(3, 2), real(3, 2), axis=0),
    case(complexes(3), complexes(3)),
]
cross.rejects = [(case(real(2), real(2)), ShapeError, "cross")]


def outer(x: Any, y: Any) -> Any:
    """All products of an element of `x` with one of `y`. Shapes: (m), (n) -> (m, n).

    Raises:
        ShapeError: One of them is not a vector.

    Example:
        >>> outer(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
        array([[3., 4.],
               [6., 8.]])
    """
    if len(np.shape(x)) != 1 or len(np.shape(y)) != 1:
        raise ShapeError("outer: needs two vectors", given=f"{np.shape(x)} and {np.shape(y)}", expected="(m), (n)")
    return multiply(column(x), row(y))


def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    """Sum of products over pairs of axes; the free axes of `x` come first. Shapes: (*a, *k), (*k, *b) -> (*a, *b).

    Args:
        x: Left factor.
        y: Right factor.
        axes: How many of the last axes of `x` meet the first of `y`; or a pair of sequences of axes that meet.

    Raises:
        ShapeError: Axes that meet differ in size.

    Example:
        >>> tensordot(np.ones((2, 3)), np.ones((3, 4)), axes=1).shape
        (2, 4)
    """
    shape_x, shape_y = np.shape(x), np.shape(y)
    left, right = _meeting_axes(shape_x, shape_y, axes)
    free_x = [a for a in range(len(shape_x)) if a not in left]
    free_y = [a for a in range(len(shape_y)) if a not in right]
    met = size_of(tuple(shape_x[a] for a in left))
    rows = reshape(permute_dims(x, (*free_x, *left)), (size_of(tuple(shape_x[a] for a in free_x)), met))
    columns = reshape(permute_dims(y, (*right, *free_y)), (met, size_of(tuple(shape_y[a] for a in free_y))))
    return reshape(matmul(rows, columns), (*(shape_x[a] for a in free_x), *(shape_y[a] for a in free_y)))


def _meeting_axes(
    shape_x: tuple[int, ...], shape_y: tuple[int, ...], axes: Any
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    rank = len(shape_x)
    try:
        left, right = (range(rank - axes, rank), range(axes)) if isinstance(axes, int) else axes
        left, right = normalize_axes(left, rank), normalize_axes(right, len(shape_y))
    except (TypeError, ValueError) as error:
        raise ShapeError(f"tensordot: {error}", given=f"{shape_x} and {shape_y}, axes={axes}") from error
    if [shape_x[a] for a in left] != [shape_y[a] for a in right]:
        raise ShapeError(
            "tensordot: axes that meet differ in size",
            given=f"{shape_x} and {shape_y}, axes={axes}",
            expected="equal sizes along axes that meet",
        )
    return left, right


def inner(x: Any, y: Any) -> Any:
    """Sum of products over the last axis of each, without conjugation. Shapes: (*a, n), (*b, n) -> (*a, *b).

    Raises:
        ShapeError: The last axes differ in size.

    Example:
        >>> float(inner(np.array([1.0, 2.0]), np.array([3.0, 4.0])))
        11.0
    """
    if not np.shape(x) or not np.shape(y):
        return multiply(x, y)
    return tensordot(x, y, axes=((-1,), (-1,)))


def kron(x: Any, y: Any) -> Any:
    """Kronecker product: every element of `x` times all of `y`, in place. Shapes: (*m), (*n) -> (*m times n).

    Example:
        >>> kron(np.array([1.0, 2.0]), np.array([1.0, 10.0]))
        array([ 1., 10.,  2., 20.])
    """
    rank = max(len(np.shape(x)), len(np.shape(y)))
    sizes_x, sizes_y = ((1,) * (rank - len(s)) + tuple(s) for s in (np.shape(x), np.shape(y)))
    blocks = reshape(x, tuple(n for size in sizes_x for n in (size, 1)))
    inside = reshape(y, tuple(n for size in sizes_y for n in (1, size)))
    return reshape(multiply(blocks, inside), tuple(m * n for m, n in zip(sizes_x, sizes_y, strict=True)))
