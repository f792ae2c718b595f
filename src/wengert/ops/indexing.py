"""Indexing: parts of an array by any expression, elements at an address or along lines, and the adjoints.

Knows that taking elements is linear and that its adjoint adds them back where they came from. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace, scatter
from wengert.batching import Addressed, along, later, moved, spread
from wengert.errors import DtypeError, ShapeError
from wengert.kinds import constant, linear
from wengert.ops.joining import stack
from wengert.ops.keys import Plan, plan
from wengert.ops.shape import axes_of, broadcast_arrays, broadcast_to, expand_dims, moveaxis
from wengert.ops.slicing import subarray
from wengert.samples import case, complexes, integer, real


@linear(node="Index", cost=lambda *_: 0)
def gather(x: Any, indices: Any, *, axes: Any) -> Any:
    """Elements at an address: row k of `indices` indexes axis `axes[k]`; other axes are taken whole.

    Shapes: (*s), (k, *b) of integers -> (*s) with *b where the indexed axes were, or in front if they are not adjacent.

    Example:
        >>> gather(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0, 1], [1, 1]]), axes=(0, 1))
        array([2., 4.])
    """
    return scatter.gather_at(x, indices, axes)


gather.adjoints = (lambda g, indices, x_shape, axes: scatter_add(g, indices, shape=x_shape, axes=axes), None)
gather.batch = lambda args, batched, params, size: _gather_each(args[0], args[1], batched, params["axes"], size)
gather.samples = [
    case(real(3, 4), integer(1, 5, high=3), axes=(0,)),
    case(real(3, 4), integer(1, 2, 3, low=-4, high=4), axes=(1,)),
    case(real(3, 4, 3), integer(2, 5, high=3), axes=(0, 2)),
    case(complexes(3), integer(1, 2, high=3), axes=(0,)),
    case(real(3, 4), integer(1, 0, high=1), axes=(0,)),
]
gather.rejects = [(case(real(3), np.array([[3]]), axes=(0,)), ShapeError, "out of bounds")]


@linear(node="IndexBackward")
def scatter_add(values: Any, indices: Any, *, shape: Any, axes: Any) -> Any:
    """Zeros of `shape` with `values` added at an address: the adjoint of `gather`. Shapes: selection, (k, *b) -> shape.

    Example:
        >>> scatter_add(np.ones(3), np.array([[0, 2, 2]]), shape=(3,), axes=(0,))
        array([1., 0., 2.])
    """
    xp = namespace(values, indices)
    return scatter.add_at(xp.zeros(shape, values.dtype), indices, axes, values)


scatter_add.adjoints = (lambda g, indices, axes: gather(g, indices, axes=axes), None)
scatter_add.batch = lambda args, batched, params, size: _scatter_each(
    tuple(spread(args, (batched[0], True), size)), batched[1], size, **params
)
scatter_add.samples = [
    case(real(5, 4), integer(1, 5, high=3), shape=(3, 4), axes=(0,)),
    case(real(3, 2, 3), integer(1, 2, 3, low=-4, high=4), shape=(3, 4), axes=(1,)),
    case(real(5, 4), integer(2, 5, high=3), shape=(3, 4, 3), axes=(0, 2)),
]


@linear(node="Gather", cost=lambda *_: 0)
def pick_along(x: Any, indices: Any, *, axis: int) -> Any:
    """`x` at one index for each line along `axis`. Shapes: (*a, n, *b), (*a, m, *b) of integers -> (*a, m, *b).

    Example:
        >>> pick_along(np.array([[1.0, 2.0]]), np.array([[1, 1, 0]]), axis=1)
        array([[2., 2., 1.]])
    """
    return namespace(x, indices).take_along_axis(x, indices, axis=axis)


pick_along.adjoints = (lambda g, indices, x_shape, axis: add_along(g, indices, shape=x_shape, axis=axis), None)
pick_along.batch = along(pick_along, "axis")
pick_along.samples = [
    case(real(3, 4), integer(3, 2, high=4), axis=1),
    case(real(3, 4), integer(5, 4, low=-3, high=3), axis=-2),
]
pick_along.rejects = [(case(real(3), np.array([3]), axis=0), ShapeError, "out of bounds")]


@linear(node="ScatterAdd")
def add_along(values: Any, indices: Any, *, shape: Any, axis: int) -> Any:
    """Zeros of `shape` with `values` added at one index for each line: the adjoint of `take_along_axis`.

    Shapes: (*a, m, *b), (*a, m, *b) of integers -> (*a, n, *b).

    Example:
        >>> add_along(np.array([1.0, 2.0]), np.array([1, 1]), shape=(3,), axis=0)
        array([0., 3., 0.])
    """
    address = line_address.forward(indices, axis=axis)
    zeros = namespace(values, indices).zeros(shape, values.dtype)
    return scatter.add_at(zeros, address, range(len(shape)), values)


add_along.adjoints = (lambda g, indices, axis: pick_along(g, indices, axis=axis), None)
add_along.batch = lambda args, batched, params, size: add_along(
    *spread(args, batched, size), shape=(size, *params["shape"]), axis=later(params["axis"], 0)
)
add_along.samples = [
    case(real(3, 2), integer(3, 2, high=4), shape=(3, 4), axis=1),
    case(real(5, 4), integer(5, 4, low=-3, high=3), shape=(3, 4), axis=-2),
]


@constant()
def line_address(indices: Any, *, axis: int) -> Any:
    """The address that `indices` mean for each line along `axis`: their own row among the places of the lines.

    Shapes: (*s) of integers -> (rank, *s).

    Example:
        >>> line_address(np.array([[1], [0]]), axis=1)[:, :, 0]
        array([[0, 1],
               [1, 0]])
    """
    xp = namespace(indices)
    indices = xp.asarray(indices)
    rank = indices.ndim
    rows = [xp.arange(n).reshape((1,) * a + (n,) + (1,) * (rank - a - 1)) for a, n in enumerate(indices.shape)]
    rows[axis % rank] = indices
    return xp.stack([xp.broadcast_to(row, indices.shape) for row in rows])


line_address.batch = lambda args, batched, params, size: moved(
    line_address(args[0], axis=later(params["axis"], 0))[1:], (1,), (0,)
)
line_address.samples = [case(integer(3, 2, high=4), axis=1)]


def _gather_each(x: Any, indices: Any, batched: tuple[bool, bool], axes: Any, size: int) -> Any:
    """Elements for each example; from one array for all, the batch is one more axis of the indices."""
    if batched == (False, True):
        return moved(gather(x, moved(indices, (0,), (1,)), axes=axes), (scatter.standing(axes),), (0,))
    address = Addressed(indices, batched[1], axes, size)
    return address.examples(gather(x, address.indices, axes=address.axes))


def _scatter_each(args: tuple[Any, ...], batched: bool, size: int, *, shape: Any, axes: Any) -> Any:
    values, indices = args
    address = Addressed(indices, batched, axes, size)
    return scatter_add(address.selection(values), address.indices, shape=(size, *shape), axes=address.axes)


def stacked(indices: tuple[Any, ...]) -> Any:
    """The rows of an address as one array. Shapes: k arrays that broadcast to (*b) -> (k, *b)."""
    return expand_dims(indices[0], 0) if len(indices) == 1 else stack(broadcast_arrays(*indices))


def follow(x: Any, steps: Plan) -> Any:
    """Carry out the plan of an index expression."""
    if not steps.axes:
        return subarray(x, key=steps.key)
    x = x if steps.trivial else subarray(x, key=steps.key)
    address = stacked(steps.indices)
    out = gather(x, address, axes=steps.axes)
    return moveaxis(out, *own_axes(steps, address)) if steps.apart else out


def own_axes(steps: Plan, address: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where an address's own axes stand in its selection, and where NumPy puts them when it has parted arrays."""
    many, front = len(np.shape(address)) - 1, scatter.standing(steps.axes)
    return tuple(range(front, front + many)), tuple(range(many))


def getitem(x: Any, key: Any) -> Any:
    """`x[key]`, with every form of key that NumPy knows.

    Args:
        x: (*s).
        key: Integers, slices, None, Ellipsis, booleans, arrays of integers or booleans (raw or tensor), or a tuple.

    Returns:
        The part of `x`, in the shape that NumPy gives it.

    Raises:
        ShapeError: The key does not fit the shape.
        DtypeError: The key holds something that cannot index.
        ConcretizationError: A mask is not known while compiling.

    Example:
        >>> getitem(np.arange(6.0).reshape(2, 3), (slice(None), [0, 2]))
        array([[0., 2.],
               [3., 5.]])
    """
    return follow(x, plan(key, np.shape(x)))


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Elements of `x` along `axis` at `indices`.

    Args:
        x: (*a, n, *b).
        indices: (*i) of integers.
        axis: Which axis; may be None only when `x` has one.

    Returns:
        (*a, *i, *b).

    Raises:
        ShapeError: An index or the axis is out of range, or `axis` is missing.
        DtypeError: The indices are not integers.

    Example:
        >>> take(np.array([1.0, 2.0, 3.0]), np.array([2, 0]))
        array([3., 1.])
    """
    if axis is None and len(np.shape(x)) != 1:
        raise ShapeError("take: say along which axis", given=f"shape {np.shape(x)}", hint="axis=0, or flatten first")
    (axis,) = axes_of(x, 0 if axis is None else axis, "take")
    return gather(x, expand_dims(_integers(indices, "take"), 0), axes=(axis,))


def _integers(indices: Any, who: str) -> Any:
    indices = indices if hasattr(indices, "dtype") else np.asarray(indices, None if np.size(indices) else np.intp)
    if indices.dtype.kind not in "iu":
        raise DtypeError(f"{who}: indices are integers", given=f"dtype {indices.dtype}")
    return indices


def take_along_axis(x: Any, indices: Any, axis: int = -1) -> Any:
    """`x` at one index for each line along `axis`; the other axes broadcast.

    Args:
        x: (*a, n, *b).
        indices: (*a, m, *b) of integers.
        axis: Which axis.

    Returns:
        (*a, m, *b).

    Raises:
        ShapeError: The other axes do not broadcast, or the axis or an index is out of range.
        DtypeError: The indices are not integers.

    Example:
        >>> take_along_axis(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1], [0]]))
        array([[2.],
               [3.]])
    """
    indices = _integers(indices, "take_along_axis")
    (axis,) = axes_of(x, axis, "take_along_axis")
    shape, places = np.shape(x), np.shape(indices)
    if len(shape) != len(places):
        raise ShapeError("take_along_axis: as many axes in both", given=f"{shape} and {places}")
    if any(n != m for a, (n, m) in enumerate(zip(shape, places, strict=True)) if a != axis):
        wide = [max(n, m) if min(n, m) else 0 for n, m in zip(shape, places, strict=True)]
        x = broadcast_to(x, (*wide[:axis], shape[axis], *wide[axis + 1 :]))
        indices = broadcast_to(indices, (*wide[:axis], places[axis], *wide[axis + 1 :]))
    return pick_along(x, indices, axis=axis)
