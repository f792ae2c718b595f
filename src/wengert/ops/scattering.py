"""Scattering: primitives that give an array with some places changed: replaced, added to, raised, lowered, multiplied.

Knows which write stays where two meet, and how ties share. Knows no index expression, and changes no array in place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace, scatter
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.scatter import Span
from wengert.arrays.shapes import size_of
from wengert.batching import Addressed, spread
from wengert.errors import ShapeError
from wengert.kinds import constant, general, linear
from wengert.ops.comparison import equal
from wengert.ops.cumulative import recurrence
from wengert.ops.dtype import astype
from wengert.ops.indexing import gather, scatter_add
from wengert.ops.joining import concat, unstack
from wengert.ops.selection import maximum, where
from wengert.ops.shape import broadcast_to, expand_dims, moveaxis, reshape, wide
from wengert.ops.slicing import embed, subarray
from wengert.samples import case, complexes, distinct, integer, real


@general(node="SliceScatter")
def replace(x: Any, values: Any, *, key: Any) -> Any:
    """`x` with `values` in one part. Shapes: (*s), (*shape of key) -> (*s).

    Example:
        >>> replace(np.zeros(3), np.ones(2), key=(Span(0, 2, 1),))
        array([1., 1., 0.])
    """
    return scatter.replace(x, values, key)


replace.define(
    [lambda g, key: replace(g, 0, key=key), lambda g, key: subarray(g, key=key)],
    [lambda dx, key: replace(dx, 0, key=key), lambda dv, x_shape, key: embed(dv, shape=x_shape, key=key)],
)
replace.batch = lambda args, batched, params, size: _replace_each(args[0], args[1], batched, params["key"], size)
replace.samples = [
    case(real(5, 4), real(3), key=(Span(1, 3, 1), 2)),
    case(real(5, 4), real(2, 1, 2), key=(Span(4, 2, -2), None, Span(0, 2, 2))),
    case(complexes(3), complexes(), key=(1,)),
]


@general(node="IndexPut")
def index_set(x: Any, values: Any, indices: Any, *, axes: Any) -> Any:
    """`x` with `values` at an address; where two meet the last stays. Shapes: (*s), selection, (k, *b) -> (*s).

    Example:
        >>> index_set(np.zeros(2), np.array([1.0, 2.0]), np.array([[1, 1]]), axes=(0,))
        array([0., 2.])
    """
    return scatter.set_at(x, indices, axes, values)


index_set.define(
    [
        lambda g, indices, axes: index_set(g, 0, indices, axes=axes),
        lambda g, indices, x_shape, axes: surviving(gather(g, indices, axes=axes), indices, shape=x_shape, axes=axes),
        None,
    ],
    [
        lambda dx, indices, axes: index_set(dx, 0, indices, axes=axes),
        lambda dv, indices, x_shape, axes: scatter_add(
            surviving(dv, indices, shape=x_shape, axes=axes), indices, shape=x_shape, axes=axes
        ),
        None,
    ],
)


def _each(p: Any) -> Any:
    """The `batch` of a primitive that writes `values` into `x` at an address."""

    def batch(args: Any, batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        x, values = spread(args[:2], batched[:2], size)
        address = Addressed(args[2], batched[2], params["axes"], size)
        if len(np.shape(args[1])) == batched[1]:  # one number for the whole selection
            values = reshape(values, (size, *[1] * (len(np.shape(x)) - len(params["axes"]) - 1 + address.many)))
        return p(x, address.selection(values), address.indices, axes=address.axes)

    return batch


index_set.batch = _each(index_set)
index_set.samples = [
    case(real(3, 4), real(2, 4), np.array([[2, 0]]), axes=(0,)),
    case(real(3, 4), real(3, 5), integer(1, 5, high=3), axes=(1,)),
    case(real(3, 4, 2), real(5, 4), integer(2, 5, high=2), axes=(0, 2)),
    case(complexes(3), complexes(2), np.array([[0, -1]]), axes=(0,)),
]
index_set.rejects = [(case(real(3), real(2), np.array([[0, 7]]), axes=(0,)), ShapeError, "out of bounds")]


def _replace_each(x: Any, values: Any, batched: tuple[bool, bool], key: Any, size: int) -> Any:
    (x,) = spread((x,), batched[:1], size)
    rank = len([e for e in key if not isinstance(e, int)])
    values = reshape(values, wide(np.shape(values), rank)) if batched[1] else values
    return replace(x, values, key=(scatter.Span(0, size, 1), *key))


def _survive_each(values: Any, indices: Any, batched: tuple[bool, bool], size: int, *, shape: Any, axes: Any) -> Any:
    (values,) = spread((values,), batched[:1], size)
    address = Addressed(indices, batched[1], axes, size)
    out = surviving(address.selection(values), address.indices, shape=(size, *shape), axes=address.axes)
    return address.examples(out)


@linear()
def surviving(values: Any, indices: Any, *, shape: Any, axes: Any) -> Any:
    """`values` with 0 where a later write goes to the same place. Shapes: selection, (k, *b) -> selection.

    Example:
        >>> surviving(np.ones(3), np.array([[0, 1, 0]]), shape=(2,), axes=(0,))
        array([0., 1., 1.])
    """
    xp = namespace(values, indices)
    stays = scatter.winners(indices, [shape[a] for a in axes])
    if xp is np and stays.all():
        return values
    behind = len(shape) - len(axes) - scatter.standing(axes)
    return xp.where(stays.reshape(stays.shape + (1,) * behind), values, 0).astype(values.dtype)


surviving.adjoints = (lambda g, indices, shape, axes: surviving(g, indices, shape=shape, axes=axes), None)
surviving.batch = lambda args, batched, params, size: _survive_each(args[0], args[1], batched, size, **params)
surviving.samples = [case(real(3, 5, 2), integer(1, 5, high=4), shape=(3, 4, 2), axes=(1,))]


@general(node="IndexAdd")
def add_to(x: Any, values: Any, indices: Any, *, axes: Any) -> Any:
    """`x` with `values` added at an address; a place named twice gets both. Shapes: (*s), selection, (k, *b) -> (*s).

    Example:
        >>> add_to(np.zeros(2), np.ones(2), np.array([[1, 1]]), axes=(0,))
        array([0., 2.])
    """
    return scatter.add_at(x, indices, axes, values)


add_to.define(
    [lambda g: g, lambda g, indices, axes: gather(g, indices, axes=axes), None],
    [lambda dx: dx, lambda dv, indices, x_shape, axes: scatter_add(dv, indices, shape=x_shape, axes=axes), None],
)
add_to.batch = _each(add_to)
add_to.samples = [
    case(real(3, 4), real(5, 4), integer(1, 5, high=3), axes=(0,)),
    case(real(3, 4, 2), real(5, 4), integer(2, 5, high=2), axes=(0, 2)),
]
add_to.rejects = [(case(real(3), real(2), np.array([[0, 7]]), axes=(0,)), ShapeError, "out of bounds")]


def _rivals(x: Any, values: Any, out: Any, indices: Any, axes: Any) -> tuple[Any, Any, Any]:
    """Where `x` attains the result, where `values` do, and how many of these meet at each place."""
    stays = astype(equal(x, out), dtype=x.dtype)
    hits = astype(equal(values, gather(out, indices, axes=axes)), dtype=x.dtype)
    return stays, hits, scatter_add(hits, indices, shape=x.shape, axes=axes)


def _holder_share(x: Any, values: Any, out: Any, indices: Any, axes: Any, tracked: tuple[bool, ...]) -> Any:
    """The part of the result's derivative that belongs to `x`."""
    stays, _, rivals = _rivals(x, values, out, indices, axes)
    return stays / maximum(stays + rivals, 1) if tracked[1] else where(rivals == 0, stays, 0)


def _challenger_share(x: Any, values: Any, out: Any, indices: Any, axes: Any, tracked: tuple[bool, ...]) -> Any:
    """The part of the result's derivative that belongs to each of `values`."""
    stays, hits, rivals = _rivals(x, values, out, indices, axes)
    share = 1 / maximum(stays + rivals, 1)
    return hits * gather(share if tracked[0] else where(stays == 0, share, 0), indices, axes=axes)


_EXTREME_RULES = (
    [
        lambda g, x, values, out, indices, axes, tracked: g * _holder_share(x, values, out, indices, axes, tracked),
        lambda g, x, values, out, indices, axes, tracked: (
            gather(g, indices, axes=axes) * _challenger_share(x, values, out, indices, axes, tracked)
        ),
        None,
    ],
    [
        lambda dx, x, values, out, indices, axes, tracked: dx * _holder_share(x, values, out, indices, axes, tracked),
        lambda dv, x, values, out, indices, axes, tracked, x_shape: scatter_add(
            dv * _challenger_share(x, values, out, indices, axes, tracked), indices, shape=x_shape, axes=axes
        ),
        None,
    ],
)
_EXTREME_SAMPLES = [
    case(distinct(3, 4), distinct(5, 4), integer(1, 5, high=3), axes=(0,)),
    case(distinct(3, 4, 2), distinct(5, 4), integer(2, 5, high=2), axes=(0, 2)),
]


@general(node="IndexReduce")
def raise_to(x: Any, values: Any, indices: Any, *, axes: Any) -> Any:
    """`x` with the larger of itself and `values` at an address. Shapes: (*s), selection, (k, *b) -> (*s).

    Ties: a constant wins; variables share equally.

    Example:
        >>> raise_to(np.zeros(2), np.array([1.0, 2.0]), np.array([[1, 1]]), axes=(0,))
        array([0., 2.])
    """
    return scatter.extreme_at(x, indices, axes, values, larger=True)


raise_to.define(*_EXTREME_RULES)
raise_to.batch = _each(raise_to)
raise_to.samples = _EXTREME_SAMPLES
raise_to.rejects = [(case(real(3), real(2), np.array([[0, 7]]), axes=(0,)), ShapeError, "out of bounds")]


@general(node="IndexReduce")
def lower_to(x: Any, values: Any, indices: Any, *, axes: Any) -> Any:
    """`x` with the smaller of itself and `values` at an address. Shapes: (*s), selection, (k, *b) -> (*s).

    Ties: a constant wins; variables share equally.

    Example:
        >>> lower_to(np.zeros(2), np.array([-1.0, -2.0]), np.array([[1, 1]]), axes=(0,))
        array([ 0., -2.])
    """
    return scatter.extreme_at(x, indices, axes, values, larger=False)


lower_to.define(*_EXTREME_RULES)
lower_to.batch = _each(lower_to)
lower_to.samples = _EXTREME_SAMPLES
lower_to.rejects = [(case(real(3), real(2), np.array([[0, 7]]), axes=(0,)), ShapeError, "out of bounds")]


@constant()
def grouping(indices: Any, *, sizes: Any) -> Any:
    """An address put in order, equal places together: order, place, 1 where a group ends. Shapes: (k, *b) -> (3, n).

    Example:
        >>> grouping(np.array([[1, 0, 1]]), sizes=(2,))
        array([[1, 0, 2],
               [0, 1, 1],
               [1, 0, 1]])
    """
    xp = namespace(indices)
    places = scatter.flat_positions(indices, sizes).reshape(-1)
    order = xp.argsort(places, stable=True)
    places = places[order]
    ends = xp.concatenate([places[1:] != places[:-1], xp.ones(min(len(places), 1), bool)])
    return xp.stack([order, places, ends.astype(order.dtype)])


grouping.samples = [case(integer(2, 5, high=3), sizes=(3, 3))]


def multiply_at(x: Any, values: Any, indices: Any, *, axes: tuple[int, ...]) -> Any:
    """`x` multiplied by `values` at an address; a place named twice by both. Shapes: (*s), selection, (k, *b) -> (*s).

    The products of equal places come from one recurrence over the sorted address, so factors of 0 are exact.

    Example:
        >>> multiply_at(np.ones(2), np.array([2.0, 3.0]), np.array([[1, 1]]), axes=(0,))
        array([1., 6.])
    """
    shape, address = np.shape(x), np.shape(indices)
    front, many = scatter.standing(axes), len(address) - 1
    sizes = tuple(shape[a] for a in axes)
    others = tuple(n for a, n in enumerate(shape) if a not in axes)
    column = (size_of(address[1:]),) + (1,) * len(others)
    rows = moveaxis(values, tuple(range(front, front + many)), tuple(range(many)))
    order, places, ends = unstack(grouping(indices, sizes=sizes))
    rows = gather(reshape(rows, (*column[:1], *others)), expand_dims(order, 0), axes=(0,))
    ends = reshape(ends, column) == 1
    begins = concat([np.ones((min(column[0], 1), *column[1:]), bool), ends[:-1]])
    products = recurrence(where(begins, 0, rows), where(begins, rows, 0), axis=0)
    places, whole = expand_dims(places, 0), (size_of(sizes), *others)
    factors = scatter_add(where(ends, products, 0), places, shape=whole, axes=(0,))
    touched = scatter_add(astype(broadcast_to(ends, np.shape(rows)), dtype=dtype_of(x)), places, shape=whole, axes=(0,))
    factors = reshape(where(touched > 0, factors, 1), (*sizes, *others))
    return x * moveaxis(factors, tuple(range(len(axes))), axes)
