"""Ordering: sort, the order itself, the k largest, places in a sorted array, medians and quantiles.

Knows that sorting permutes, and that equal values share what their places receive. Knows no sweep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.batching import along
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.kinds import constant, general, linear
from wengert.ops.indexing import pick_along
from wengert.ops.keys import must_be_known
from wengert.ops.shape import axes_of, expand_dims, permute_dims, reshape
from wengert.ops.slicing import part
from wengert.samples import case, complexes, distinct, integer, real
from wengert.tensor import Tensor, value_of


@constant(static=("axis", "descending", "stable"))
def argsort(x: Any, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
    """The order of the values along `axis`; equal ones keep theirs. Shapes: (*s) -> (*s) of integers.

    Example:
        >>> argsort(np.array([3.0, 1.0, 2.0]))
        array([1, 2, 0])
    """
    del stable  # the order of equal values is always kept: both array libraries then agree
    if is_complex(dtype_of(x)):
        raise DtypeError("argsort: complex numbers have no order", given=dtype_of(x), expected="a real dtype")
    xp = namespace(x)
    if not descending:
        return xp.argsort(x, axis=axis, stable=True)
    last = x.shape[axis] - 1
    return xp.flip(last - xp.argsort(xp.flip(x, axis), axis=axis, stable=True), axis)


argsort.batch = along(argsort, "axis")
argsort.samples = [case(distinct(5)), case(distinct(3, 4), axis=0, descending=True), case(integer(9), descending=True)]
argsort.rejects = [(case(real(3), axis=1), ShapeError, "out of bounds"), (case(complexes(3)), DtypeError, "no order")]


@general(outputs=("values", "order"), static=("axis", "descending"), cost=lambda shapes, *_: _comparisons(shapes[0]))
def ordered(x: Any, axis: int = -1, descending: bool = False) -> Any:
    """The values sorted along `axis`, and their order. Shapes: (*s) -> (*s), (*s) of integers.

    Example:
        >>> ordered(np.array([3.0, 1.0, 2.0]))
        (array([1., 2., 3.]), array([1, 2, 0]))
    """
    order = argsort.forward(x, axis=axis, descending=descending)
    return namespace(x).take_along_axis(x, order, axis=axis), order


def _comparisons(shape: tuple[int, ...]) -> float:
    n = float(np.prod(shape, dtype=float))
    return n * math.log2(n) if n > 1 else n


def _unsort(g: Any, values: Any, order: Any, axis: int) -> Any:
    return None if g is None else pick_along(shared(g, values, axis=axis), argsort(order, axis=axis), axis=axis)


def _sort_tangent(dx: Any, values: Any, order: Any, axis: int) -> tuple[Any, None]:
    return shared(pick_along(dx, order, axis=axis), values, axis=axis), None


ordered.define(
    [lambda g, values, order, axis: _unsort(g[0], values, order, axis)],
    [lambda dx, values, order, axis: _sort_tangent(dx, values, order, axis)],
)
ordered.batch = along(ordered, "axis")
ordered.samples = [case(distinct(5)), case(distinct(3, 4), axis=0, descending=True)]
ordered.rejects = [(case(real(3), axis=1), ShapeError, "out of bounds"), (case(complexes(3)), DtypeError, "no order")]


@linear()
def shared(x: Any, values: Any, *, axis: int) -> Any:
    """`x` averaged over each run of equal `values` along `axis`; its own adjoint. Shapes: (*s), (*s) sorted -> (*s).

    Example:
        >>> shared(np.array([1.0, 3.0, 5.0]), np.array([7.0, 7.0, 8.0]), axis=0)
        array([2., 2., 5.])
    """
    xp = namespace(x, values)
    lines, keys = xp.moveaxis(x, axis, -1), xp.moveaxis(values, axis, -1)
    same = keys[..., 1:] == keys[..., :-1]
    if xp is np:
        return np.moveaxis(_run_means(xp, lines, same), -1, axis) if same.any() else x
    from jax import lax

    means = lax.cond(same.any(), lambda: _run_means(xp, lines, same), lambda: lines)
    return xp.moveaxis(means, -1, axis)


def _run_means(xp: Any, lines: Any, same: Any) -> Any:
    """Means over runs along the last axis; a run goes on where `same` holds."""
    n = lines.shape[-1]
    begins = xp.concatenate([xp.ones((*same.shape[:-1], 1), bool), ~same], axis=-1)
    runs = xp.cumsum(begins, axis=-1) - 1 + n * xp.arange(math.prod(lines.shape[:-1])).reshape((*lines.shape[:-1], 1))
    flat = runs.reshape(-1)
    sums, counts = xp.zeros(lines.size, lines.dtype), xp.zeros(lines.size, lines.real.dtype)
    if xp is np:
        np.add.at(sums, flat, lines.reshape(-1))
        np.add.at(counts, flat, counts.dtype.type(1))
    else:
        sums, counts = sums.at[flat].add(lines.reshape(-1)), counts.at[flat].add(1)
    return (sums[flat] / counts[flat]).reshape(lines.shape)


shared.adjoints = (lambda g, values, axis: shared(g, values, axis=axis), None)
shared.batch = along(shared, "axis")
shared.samples = [
    case(real(4), np.array([1.0, 1.0, 2.0, 2.0]), axis=0),
    case(real(2, 3), np.array([[1.0, 1.0, 1.0], [1.0, 2.0, 3.0]]), axis=-1),
    case(real(3), np.array([1.0, 2.0, 3.0]), axis=0),
]


def sort(x: Any, axis: int = -1, descending: bool = False, stable: bool = True) -> Any:
    """The values in order along `axis`.

    Args:
        x: (*s), real.
        axis: Which axis.
        descending: Whether the largest come first.
        stable: Accepted for the array API; the order of equal values is always kept.

    Returns:
        (*s). Equal values share the derivative of their places equally.

    Raises:
        ShapeError: The axis is out of range.
        DtypeError: `x` is complex.

    Example:
        >>> sort(np.array([3.0, 1.0, 2.0]))
        array([1., 2., 3.])
    """
    del stable
    return ordered(x, axis=axis, descending=descending)[0]


def top_k(x: Any, k: int, axis: int = -1, largest: bool = True) -> tuple[Any, Any]:
    """The k largest (or smallest) values along `axis`, the most extreme first, and where they stand.

    Args:
        x: (*a, n, *b), real.
        k: How many, at most n.
        axis: Which axis.
        largest: Whether the largest are wanted.

    Returns:
        Values and indices, each (*a, k, *b). Equal values share derivatives equally, also with those left out.

    Raises:
        ShapeError: `k` is more than n, or the axis is out of range.
        DtypeError: `x` is complex.

    Example:
        >>> top_k(np.array([3.0, 1.0, 2.0]), 2)
        (array([3., 2.]), array([0, 2]))
    """
    (axis,) = axes_of(x, axis, "top_k")
    if not 0 <= k <= np.shape(x)[axis]:
        raise ShapeError("top_k: more than there are", given=f"k={k} of {np.shape(x)[axis]}")
    values, order = ordered(x, axis=axis, descending=largest)
    return part(values, axis, 0, k), part(order, axis, 0, k)


@constant(static=("side",))
def searchsorted(x: Any, v: Any, side: str = "left") -> Any:
    """Where each of `v` belongs in the sorted `x`: before equal ones (`left`) or behind them (`right`).

    Shapes: (n) ascending, (*s) -> (*s) of integers.

    Example:
        >>> searchsorted(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.5]))
        array([1, 2])
    """
    if side not in ("left", "right"):
        raise ArgumentError("searchsorted: no such side", given=side, expected="'left' or 'right'")
    return namespace(x, v).searchsorted(x, v, side=side)


searchsorted.samples = [case(np.array([-1.0, 0.0, 1.0]), real(2, 3)), case(np.array([0.0, 0.0]), real(3), side="right")]
searchsorted.rejects = [(case(np.ones(2), real(2), side="middle"), ArgumentError, "no such side")]


def nonzero(x: Any) -> tuple[Any, ...]:
    """Where `x` is not 0: for each axis the indices. Shapes: (*s) -> rank times (number of hits) of integers.

    Raises:
        ConcretizationError: The values are not known while compiling.

    Example:
        >>> nonzero(np.array([0.0, 1.0, 2.0]))
        (array([1, 2]),)
    """
    must_be_known(x, "nonzero")
    found = np.nonzero(np.atleast_1d(value_of(x)))
    return tuple(Tensor(i) for i in found) if isinstance(x, Tensor) else found


def median(x: Any, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    """The value in the middle, or the mean of the two in the middle. Shapes: (*s) -> (*s without axis).

    Raises:
        ShapeError: The axis is out of range, or there is nothing to take the median of.

    Example:
        >>> float(median(np.array([1.0, 5.0, 2.0, 3.0])))
        2.5
    """
    return quantile(x, 0.5, axis, keepdims)


def quantile(x: Any, q: float, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    """The value below which a part `q` of the values lies, interpolated between neighbours.

    Args:
        x: (*s), real.
        q: Between 0 and 1.
        axis: Which axes; all when None.
        keepdims: Whether reduced axes stay, with size 1.

    Returns:
        (*s without axis).

    Raises:
        ArgumentError: `q` is not between 0 and 1.
        ShapeError: The axis is out of range, or there is nothing to take the quantile of.

    References:
        Hyndman & Fan (1996), Sample Quantiles in Statistical Packages, definition 7.

    Example:
        >>> float(quantile(np.array([1.0, 2.0, 3.0]), 0.25))
        1.5
    """
    if not 0 <= q <= 1:
        raise ArgumentError("quantile: not between 0 and 1", given=q)
    shape, axes = np.shape(x), axes_of(x, axis, "quantile")
    kept = tuple(a for a in range(len(shape)) if a not in axes)
    n = math.prod(shape[a] for a in axes)
    if n == 0:
        raise ShapeError("quantile: there are no values", given=f"shape {shape}, axis={axis}")
    lines = sort(reshape(permute_dims(x, kept + axes), (*(shape[a] for a in kept), n)))
    place = q * (n - 1)
    low = min(int(place), n - 1)
    out = part(lines, -1, low, low + 1)
    if place > low:
        out = out + (part(lines, -1, low + 1, low + 2) - out) * (place - low)
    out = reshape(out, tuple(shape[a] for a in kept))
    return expand_dims(out, axes) if keepdims and axes else out
