"""Shape changes: reshape, permute, expand, squeeze, broadcast, and its adjoint.

Knows linear maps that move elements without changing them. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import broadcast_shapes, namespace, normalize_axes, spread_axes
from wengert.arrays.shapes import size_of
from wengert.arrays.sums import sum_leading
from wengert.batching import along, later
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import linear
from wengert.samples import case, complexes, real

Axis = int | Sequence[int]


def axes_of(x: Any, axis: Axis | None, who: str) -> tuple[int, ...]:
    """`axis` of `x` as a tuple of non-negative axes; None means all.

    Raises:
        ShapeError: An axis is out of range or named twice.

    Example:
        >>> axes_of(np.ones((2, 3)), -1, "flip")
        (1,)
    """
    rank = len(np.shape(x))
    try:
        return normalize_axes(axis, rank)
    except ValueError as error:
        raise ShapeError(f"{who}: {error}", given=f"shape {np.shape(x)}, axis={axis}") from error


@linear(static=("shape",), node="View", cost=lambda *_: 0)
def reshape(x: Any, shape: Any) -> Any:
    """The same elements in another shape; one size may be -1. Shapes: (*s) -> shape.

    Example:
        >>> reshape(np.arange(4.0), (2, 2))
        array([[0., 1.],
               [2., 3.]])
    """
    return namespace(x).reshape(x, shape)


reshape.adjoint = lambda g, x_shape: reshape(g, x_shape)
reshape.batch = lambda args, batched, params, size: reshape(args[0], (size, *_sizes(args[0], params["shape"])))
reshape.samples = [
    case(real(3, 4), shape=(2, 6)),
    case(real(3, 4), shape=(-1,)),
    case(real(1), shape=()),
    case(complexes(4), shape=(2, 2)),
]
reshape.rejects = [(case(real(3, 4), shape=(5,)), ShapeError, "reshape")]


@linear(static=("shape",), node="Expand", cost=lambda *_: 0)
def broadcast_to(x: Any, shape: Any) -> Any:
    """`x` repeated to `shape` by the rules of broadcasting. Shapes: (*s) -> shape.

    Example:
        >>> broadcast_to(np.array([1.0, 2.0]), (2, 2))
        array([[1., 2.],
               [1., 2.]])
    """
    xp = namespace(x)
    if xp is np or isinstance(shape, int):
        return xp.broadcast_to(x, shape)
    given = x.shape
    extra = len(shape) - len(given)
    if extra < 0 or any(n not in (1, m) for n, m in zip(given, shape[extra:], strict=True)):
        return xp.broadcast_to(x, shape)
    if not extra and given == tuple(shape):
        return x
    from jax import lax  # as in `permute_dims`

    return lax.broadcast_in_dim(x, shape, range(extra, len(shape)))


broadcast_to.adjoint = lambda g, x_shape: sum_to(g, x_shape)
broadcast_to.batch = lambda args, batched, params, size: broadcast_to(
    reshape(args[0], wide(np.shape(args[0]), len(params["shape"]))), (size, *params["shape"])
)
broadcast_to.samples = [case(real(3, 1), shape=(2, 3, 4)), case(real(), shape=(2,)), case(real(3), shape=(3,))]
broadcast_to.rejects = [(case(real(3), shape=(4,)), ShapeError, "broadcast_to")]


@linear(static=("shape",), node="Sum")
def sum_to(x: Any, shape: Any) -> Any:
    """`x` summed down to `shape`: the adjoint of broadcasting. Shapes: wider than shape -> shape.

    Example:
        >>> sum_to(np.ones((2, 3)), (3,))
        array([2., 2., 2.])
    """
    given, shape = np.shape(x), tuple(shape)
    if given == shape:
        return x
    extra = len(given) - len(shape)
    if type(x) is np.ndarray and given[extra:] == shape:
        return sum_leading(x, extra)
    axes = spread_axes(shape, given)
    if tuple(1 if a in axes else n for a, n in enumerate(given))[extra:] != shape:
        raise ShapeError("sum_to: not a shape that was broadcast", given=f"{given} to {shape}", expected="(*b, *shape)")
    xp = namespace(x)
    if xp is np:
        out = np.add.reduce(x, axis=axes)
    elif len(given) > 2 and axes == (0, *range(2, len(given))) and x.dtype.kind == "f":
        out = _channel_sums(xp, x)
    else:
        out = xp.sum(x, axis=axes)
    return out if out.shape == shape else xp.reshape(out, shape)[()]


def _channel_sums(xp: Any, x: Any) -> Any:
    """The adjoint of a bias of channels, on XLA, as a product with ones. Shapes: (n, c, *s) -> (c).

    A product wants its factor with the channels last, as convolutions do, and XLA then makes one array for both; for a
    sum it would compute all elements anew, in another order.
    """
    rows = xp.moveaxis(x, 1, -1).reshape((-1, x.shape[1]))
    return xp.dot(xp.ones(rows.shape[0], x.dtype), rows, precision="highest")


sum_to.adjoint = lambda g, x_shape: broadcast_to(g, x_shape)
sum_to.batch = lambda args, batched, params, size: reshape(
    sum_to(args[0], wide((size, *params["shape"]), len(np.shape(args[0])) - 1)), (size, *params["shape"])
)
sum_to.samples = [case(real(2, 3, 4), shape=(3, 1)), case(real(2), shape=())]
sum_to.rejects = [
    (case(real(6), shape=(2, 3)), ShapeError, "sum_to"),
    (case(real(4, 3), shape=(2, 3)), ShapeError, "sum_to"),
]


@linear(static=("axes",), node="Permute", cost=lambda *_: 0)
def permute_dims(x: Any, axes: Any) -> Any:
    """Axes in another order. Shapes: (*s) -> (s[axes[0]], s[axes[1]], ...).

    Example:
        >>> permute_dims(np.ones((2, 3)), (1, 0)).shape
        (3, 2)
    """
    xp = namespace(x)
    if xp is np or sorted(axes) != list(range(len(x.shape))):
        return xp.transpose(x, axes)
    from jax import lax  # what its `numpy` calls in the end; tracing takes half as long

    return lax.transpose(x, axes)


permute_dims.adjoint = lambda g, axes: permute_dims(g, inverse_order(axes))
permute_dims.batch = lambda args, batched, params, size: permute_dims(
    args[0], (0, *(1 + a % len(params["axes"]) for a in params["axes"]))
)
permute_dims.samples = [case(real(2, 3, 4), axes=(2, 0, 1)), case(real(2, 3), axes=(-1, 0)), case(real(), axes=())]
permute_dims.rejects = [(case(real(2, 3), axes=(0, 0)), ShapeError, "permute_dims")]


def inverse_order(axes: Sequence[int]) -> tuple[int, ...]:
    """The order of axes that undoes `axes`.

    Example:
        >>> inverse_order((2, 0, 1))
        (1, 2, 0)
    """
    axes = normalize_axes(axes, len(axes))
    return tuple(sorted(range(len(axes)), key=axes.__getitem__))


@linear(static=("axis",), node="Unsqueeze", cost=lambda *_: 0)
def expand_dims(x: Any, axis: Axis = 0) -> Any:
    """New axes of size 1 that stand at `axis` of the result. Shapes: (*s) -> (*s with ones).

    Example:
        >>> expand_dims(np.ones(3), -1).shape
        (3, 1)
    """
    return namespace(x).expand_dims(x, axis)


expand_dims.adjoint = lambda g, x_shape: reshape(g, x_shape)
expand_dims.batch = along(expand_dims, "axis")
expand_dims.samples = [case(real(3, 4), axis=1), case(real(3), axis=(0, -1)), case(real(), axis=0)]
expand_dims.rejects = [(case(real(3), axis=3), ShapeError, "expand_dims")]


@linear(static=("axis",), cost=lambda *_: 0)
def squeeze(x: Any, axis: Axis | None = None) -> Any:
    """Without the axes `axis`, of size 1; without every such axis when None. Shapes: (*s) -> (*s less ones).

    Example:
        >>> squeeze(np.ones((3, 1)), -1).shape
        (3,)
    """
    return namespace(x).squeeze(x, axis)


squeeze.adjoint = lambda g, x_shape: reshape(g, x_shape)
squeeze.batch = lambda args, batched, params, size: squeeze(args[0], later(_ones(args[0], **params), 0))
squeeze.samples = [
    case(real(3, 1), axis=1),
    case(real(1, 3, 1), axis=(0, -1)),
    case(real(1, 2, 1)),
    case(real(1), axis=0),
]
squeeze.rejects = [(case(real(3, 4), axis=0), ShapeError, "squeeze")]


def wide(shape: Sequence[int], rank: int) -> tuple[int, ...]:
    """The shape of a batch whose examples get axes of size 1 in front until they have `rank`.

    Example:
        >>> wide((8, 3), 2)
        (8, 1, 3)
    """
    return (*shape[:1], *(1,) * (rank + 1 - len(shape)), *shape[1:])


def _sizes(batch: Any, shape: Any) -> tuple[int, ...]:
    """The `shape` of an example with its -1 worked out: among no examples at all it could be anything."""
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    rest = size_of(tuple(n for n in sizes if n != -1))
    return tuple(size_of(np.shape(batch)[1:]) // max(rest, 1) if n == -1 else n for n in sizes)


def _ones(batch: Any, axis: Axis | None) -> tuple[int, ...]:
    """The axes of an example that `squeeze` drops."""
    shape = np.shape(batch)[1:]
    return normalize_axes(axis, len(shape)) if axis is not None else tuple(a for a, n in enumerate(shape) if n == 1)


def broadcast_arrays(*xs: Any) -> tuple[Any, ...]:
    """All arguments in the one shape that they broadcast to. Shapes: (*s), (*t), ... -> the joint shape, each.

    Raises:
        ShapeError: They do not broadcast.

    Example:
        >>> [a.shape for a in broadcast_arrays(np.ones((2, 1)), np.ones(3))]
        [(2, 3), (2, 3)]
    """
    shapes = [np.shape(x) for x in xs]
    try:
        shape = broadcast_shapes(*shapes)
    except ValueError as error:
        raise ShapeError(f"broadcast_arrays: {error}", given=", ".join(map(str, shapes))) from error
    return tuple(x if np.shape(x) == shape and shape else broadcast_to(x, shape) for x in xs)


def moveaxis(x: Any, source: Axis, destination: Axis) -> Any:
    """The axes `source` moved to `destination`; the others keep their order. Shapes: (*s) -> (*s permuted).

    Raises:
        ShapeError: An axis is out of range, or the two differ in length.

    Example:
        >>> moveaxis(np.ones((2, 3, 4)), 0, -1).shape
        (3, 4, 2)
    """
    origins, targets = axes_of(x, source, "moveaxis"), axes_of(x, destination, "moveaxis")
    if len(origins) != len(targets):
        raise ShapeError("moveaxis: as many destinations as sources", given=f"{source} to {destination}")
    order = [a for a in range(len(np.shape(x))) if a not in origins]
    for target, origin in sorted(zip(targets, origins, strict=True)):
        order.insert(target, origin)
    return permute_dims(x, tuple(order))


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Two axes exchanged. Shapes: (*s) -> (*s permuted).

    Raises:
        ShapeError: An axis is out of range.

    Example:
        >>> swapaxes(np.ones((2, 3, 4)), 0, 2).shape
        (4, 3, 2)
    """
    (first,), (second,) = axes_of(x, axis1, "swapaxes"), axes_of(x, axis2, "swapaxes")
    order = list(range(len(np.shape(x))))
    order[first], order[second] = second, first
    return permute_dims(x, tuple(order))


def ravel(x: Any) -> Any:
    """All elements along one axis. Shapes: (*s) -> (n).

    Example:
        >>> ravel(np.ones((2, 3))).shape
        (6,)
    """
    return reshape(x, (size_of(np.shape(x)),))


def flatten(x: Any, start: int = 0, end: int = -1) -> Any:
    """The axes from `start` to `end` (inclusive) taken as one. Shapes: (*a, *s, *b) -> (*a, n, *b).

    Raises:
        ShapeError: An axis is out of range, or `start` lies behind `end`.

    Example:
        >>> flatten(np.ones((2, 3, 4)), 1).shape
        (2, 12)
    """
    shape = np.shape(x)
    if not shape:
        return reshape(x, (1,))
    (first,), (last,) = axes_of(x, start, "flatten"), axes_of(x, end, "flatten")
    if first > last:
        raise ShapeError("flatten: the first axis lies behind the last", given=f"start={start}, end={end}")
    return reshape(x, (*shape[:first], size_of(shape[first : last + 1]), *shape[last + 1 :]))


def unflatten(x: Any, axis: int, shape: Sequence[int]) -> Any:
    """One axis split into several; one of the sizes may be -1. Shapes: (*a, n, *b) -> (*a, *shape, *b).

    Raises:
        ShapeError: The axis is out of range, or the sizes do not multiply to n.

    Example:
        >>> unflatten(np.ones((2, 12)), 1, (3, -1)).shape
        (2, 3, 4)
    """
    (axis,) = axes_of(x, axis, "unflatten")
    sizes = np.shape(x)
    return reshape(x, (*sizes[:axis], *shape, *sizes[axis + 1 :]))


def atleast_nd(x: Any, n: int) -> Any:
    """`x` with axes of size 1 in front until it has `n` axes. Shapes: (*s) -> (1, ..., 1, *s).

    Raises:
        ArgumentError: `n` is negative.

    Example:
        >>> atleast_nd(3.0, 2).shape
        (1, 1)
    """
    if n < 0:
        raise ArgumentError("atleast_nd: a number of axes is not negative", given=n)
    shape = np.shape(x)
    return reshape(x, (1,) * (n - len(shape)) + shape)
