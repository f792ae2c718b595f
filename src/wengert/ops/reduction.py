"""Reductions: sum, product, mean, extremes, variance, logsumexp, counts and the positions of extremes.

Knows the rules of each, exact where factors are 0, shared where extremes tie. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace, normalize_axes
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.shapes import size_of
from wengert.arrays.sums import filled, mean_of, sum_of
from wengert.batching import along, along_or_flat
from wengert.errors import DtypeError, ShapeError
from wengert.kinds import constant, general, linear
from wengert.ops.comparison import equal, not_equal
from wengert.ops.cumulative import cumprod, shifted
from wengert.ops.dtype import astype, conj, real
from wengert.ops.elementwise import exp
from wengert.ops.movement import flip
from wengert.ops.selection import where
from wengert.ops.shape import broadcast_to, inverse_order, permute_dims, reshape
from wengert.samples import boolean, case, complexes, distinct, integer
from wengert.samples import real as reals

Axis = int | Sequence[int] | None

_SMALL = 4096  # elements


def kept_shape(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    """`shape` with the reduced axes of size 1: what a reduction gives with `keepdims=True`.

    Example:
        >>> kept_shape((2, 3), -1)
        (2, 1)
    """
    axes = normalize_axes(axis, len(shape))
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


def spread(g: Any, shape: tuple[int, ...], axis: Any) -> Any:
    """The adjoint of a sum over `axis`: `g` repeated over the reduced axes. Shapes: reduced (kept or not) -> shape."""
    if isinstance(g, np.generic) and size_of(shape) <= _SMALL:
        return filled(shape, g)  # for little arrays a view through broadcasting costs more than the memory it saves
    return broadcast_to(reshape(g, kept_shape(shape, axis)), shape)


def count_of(shape: tuple[int, ...], axis: Any) -> int:
    """How many elements are reduced to one.

    Example:
        >>> count_of((2, 3), -1)
        3
    """
    return size_of(shape if axis is None else tuple(shape[a] for a in normalize_axes(axis, len(shape))))


def _reads_all(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return float(size_of(shapes[0]))


_REDUCED = [
    case(reals(3, 4)),
    case(reals(2, 3, 4), axis=1),
    case(reals(2, 3, 4), axis=(0, -1), keepdims=True),
    case(reals()),
]
_EXTREME = [
    case(distinct(3, 4)),
    case(distinct(2, 3, 4), axis=1),
    case(distinct(2, 3, 4), axis=(0, -1), keepdims=True),
    case(distinct()),
]


@linear(symbol="Σ", static=("axis", "keepdims"), cost=_reads_all)
def sum(x: Any, axis: Axis = None, keepdims: bool = False, *, dtype: Any = None) -> Any:
    """Sum over `axis` (all axes when None), in `dtype` if given. Shapes: (*s) -> (*s without axis).

    Example:
        >>> float(sum(np.array([1.0, 2.0])))
        3.0
    """
    return sum_of(x, axis, keepdims, dtype)


sum.adjoint = lambda g, x_shape, axis: spread(g, x_shape, axis)
sum.batch = along(sum, "axis")
sum.samples = [*_REDUCED, case(complexes(3)), case(reals(0, 2), axis=0), case(reals(3), dtype=np.dtype("float64"))]
sum.rejects = [
    (case(reals(3), axis=1), ShapeError, "out of bounds"),
    (case(reals(2, 3), axis=(0, 0)), ShapeError, "duplicate"),
]


@linear(static=("axis", "keepdims"), cost=_reads_all)
def mean(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Mean over `axis` (all axes when None). Shapes: (*s) -> (*s without axis).

    Example:
        >>> float(mean(np.array([1.0, 2.0])))
        1.5
    """
    return mean_of(x, axis, keepdims)


mean.adjoint = lambda g, x_shape, axis: spread(g * (1 / (count_of(x_shape, axis) or 1)), x_shape, axis)
mean.batch = along(mean, "axis")
mean.samples = [*_REDUCED, case(complexes(3))]
mean.rejects = [(case(reals(3), axis=1), ShapeError, "out of bounds")]


@general(symbol="Π", static=("axis", "keepdims"), cost=_reads_all)
def prod(x: Any, axis: Axis = None, keepdims: bool = False, *, dtype: Any = None) -> Any:
    """Product over `axis` (all axes when None), in `dtype` if given. Shapes: (*s) -> (*s without axis).

    The derivative in a factor is the product of the others, so it is exact, to any order, where factors are 0.

    Example:
        >>> float(prod(np.array([2.0, 3.0])))
        6.0
    """
    return namespace(x).prod(x, axis=axis, keepdims=keepdims, dtype=dtype)


def _others(x: Any, axis: Axis) -> Any:
    """For each factor the product of the others: those before it times those behind it. Shapes: (*s) -> (*s)."""
    shape = np.shape(x)
    axes = normalize_axes(axis, len(shape))
    kept = tuple(a for a in range(len(shape)) if a not in axes)
    order = kept + axes
    lines = reshape(permute_dims(x, order), (*(shape[a] for a in kept), count_of(shape, axis)))
    before = shifted(cumprod(lines, axis=-1), -1, 1)
    behind = flip(shifted(cumprod(flip(lines, -1), axis=-1), -1, 1), -1)
    return permute_dims(reshape(before * behind, tuple(shape[a] for a in order)), inverse_order(order))


prod.define(
    [lambda g, x, axis: spread(g, x.shape, axis) * conj(_others(x, axis))],
    [lambda dx, x, axis, keepdims: sum(dx * _others(x, axis), axis=axis, keepdims=keepdims)],
)
prod.batch = along(prod, "axis")
prod.samples = [
    *_REDUCED,
    case(np.array([2.0, 0.0, 3.0])),
    case(np.array([[2.0, 0.0, 0.0], [1.0, 4.0, 0.0]]), axis=1),
    case(complexes(3)),
    case(reals(0, 2), axis=0),
]
prod.rejects = [(case(reals(3), axis=1), ShapeError, "out of bounds")]


@general(static=("axis", "keepdims"), cost=_reads_all, node="Amax")
def max(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The largest over `axis` (all axes when None); those that attain it share its derivative equally.

    Shapes: (*s) -> (*s without axis). Real.

    Example:
        >>> float(max(np.array([1.0, 2.0])))
        2.0
    """
    return namespace(x).max(_real(x, "max"), axis=axis, keepdims=keepdims)


def _real(x: Any, who: str) -> Any:
    if is_complex(dtype_of(x)):
        raise DtypeError(f"{who}: complex numbers have no order", given=dtype_of(x), expected="a real dtype")
    return x


def _shares(x: Any, out: Any, axis: Axis) -> Any:
    """What part each element has in an extreme: 1/n for the n that attain it (or are nan, as it then is). Constant."""
    attains = astype(equal(x, reshape(out, kept_shape(x.shape, axis))), dtype=x.dtype)
    attains = attains + astype(not_equal(x, x), dtype=x.dtype)
    return attains / sum(attains, axis=axis, keepdims=True)


max.define(
    [lambda g, x, out, axis: spread(g, x.shape, axis) * _shares(x, out, axis)],
    [lambda dx, x, out, axis, keepdims: sum(dx * _shares(x, out, axis), axis=axis, keepdims=keepdims)],
)
max.batch = along(max, "axis")
max.samples = _EXTREME
max.rejects = [
    (case(reals(3), axis=1), ShapeError, "out of bounds"),
    (case(reals(0)), ShapeError, "zero-size"),
    (case(complexes(3)), DtypeError, "no order"),
]


@general(static=("axis", "keepdims"), cost=_reads_all, node="Amin")
def min(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """The smallest over `axis` (all axes when None); those that attain it share its derivative equally.

    Shapes: (*s) -> (*s without axis). Real.

    Example:
        >>> float(min(np.array([1.0, 2.0])))
        1.0
    """
    return namespace(x).min(_real(x, "min"), axis=axis, keepdims=keepdims)


min.define(
    [lambda g, x, out, axis: spread(g, x.shape, axis) * _shares(x, out, axis)],
    [lambda dx, x, out, axis, keepdims: sum(dx * _shares(x, out, axis), axis=axis, keepdims=keepdims)],
)
min.batch = along(min, "axis")
min.samples = _EXTREME
min.rejects = max.rejects


@general(static=("axis", "keepdims"), cost=lambda shapes, *_: 4.0 * size_of(shapes[0]))
def var(x: Any, axis: Axis = None, keepdims: bool = False, *, correction: float = 0.0) -> Any:
    """Variance over `axis` (all axes when None): the squared deviations, summed and divided by n - correction.

    Shapes: (*s) -> (*s without axis), real. `correction=1` is the unbiased estimate (PyTorch's default).

    Example:
        >>> float(var(np.array([1.0, 3.0]))), float(var(np.array([1.0, 3.0]), correction=1))
        (1.0, 2.0)
    """
    xp = namespace(x)
    away = x - xp.mean(x, axis=axis, keepdims=True)
    square = away.real**2 + away.imag**2 if is_complex(away.dtype) else away * away
    return xp.sum(square, axis=axis, keepdims=keepdims) * _weight(np.shape(x), axis, correction)


def _weight(shape: tuple[int, ...], axis: Axis, correction: float) -> float:
    """1 / (n - correction); nan where too few values are left to speak of a variance."""
    n = count_of(shape, axis) - correction
    return 1 / n if n > 0 else float("nan")


def _deviation(x: Any, axis: Axis, correction: float) -> Any:
    """(x - mean) / (n - correction)."""
    return (x - mean(x, axis=axis, keepdims=True)) * _weight(x.shape, axis, correction)


def _along(dx: Any, direction: Any, axis: Axis, keepdims: bool) -> Any:
    """The real inner product of a tangent with a direction, over `axis`."""
    return sum(real(conj(direction) * dx), axis=axis, keepdims=keepdims)


var.define(
    [lambda g, x, axis, correction: spread(g, x.shape, axis) * (2 * _deviation(x, axis, correction))],
    [lambda dx, x, axis, keepdims, correction: _along(dx, 2 * _deviation(x, axis, correction), axis, keepdims)],
)
var.batch = along(var, "axis")
var.samples = [*_REDUCED, case(reals(4), correction=1), case(complexes(3))]
var.rejects = [(case(reals(3), axis=1), ShapeError, "out of bounds")]


@general(static=("axis", "keepdims"), cost=lambda shapes, *_: 4.0 * size_of(shapes[0]))
def std(x: Any, axis: Axis = None, keepdims: bool = False, *, correction: float = 0.0) -> Any:
    """Standard deviation over `axis` (all axes when None); slope 0, never nan, where all values are equal.

    Shapes: (*s) -> (*s without axis), real. `correction=1` divides by n - 1 (PyTorch's default).

    Example:
        >>> float(std(np.array([1.0, 3.0])))
        1.0
    """
    return namespace(x).sqrt(var.forward(x, axis, keepdims, correction=correction))


def _direction(x: Any, out: Any, axis: Axis, correction: float) -> Any:
    """The derivative of the standard deviation in each element."""
    out = reshape(out, kept_shape(x.shape, axis))
    still = equal(out, 0)
    return where(still, 0, _deviation(x, axis, correction) / where(still, 1, out))


std.define(
    [lambda g, x, out, axis, correction: spread(g, x.shape, axis) * _direction(x, out, axis, correction)],
    [lambda dx, x, out, axis, keepdims, correction: _along(dx, _direction(x, out, axis, correction), axis, keepdims)],
)
std.batch = along(std, "axis")
std.samples = [*_REDUCED[:3], case(reals(4), correction=1), case(complexes(3))]
std.rejects = [(case(reals(3), axis=1), ShapeError, "out of bounds")]


@general(static=("axis", "keepdims"), cost=lambda shapes, *_: 4.0 * size_of(shapes[0]))
def logsumexp(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Log Σ exp x over `axis` (all axes when None), without overflow; -∞ with slope 0 where every x is -∞.

    Shapes: (*s) -> (*s without axis). Real.

    Example:
        >>> float(logsumexp(np.array([1000.0, 1000.0])).round(3))
        1000.693
    """
    xp = namespace(x)
    top = xp.max(_real(x, "logsumexp"), axis=axis, keepdims=True, initial=-np.inf)
    top = xp.where(xp.isfinite(top), top, 0).astype(top.dtype)
    with np.errstate(divide="ignore", over="ignore"):
        out = xp.log(xp.sum(xp.exp(x - top), axis=axis, keepdims=True)) + top
    return out if keepdims else xp.squeeze(out, axis)[()]


def _softmax(x: Any, out: Any, axis: Axis) -> Any:
    out = reshape(out, kept_shape(x.shape, axis))
    return exp(x - where(equal(out, -np.inf), 0, out))


logsumexp.define(
    [lambda g, x, out, axis: spread(g, x.shape, axis) * _softmax(x, out, axis)],
    [lambda dx, x, out, axis, keepdims: sum(dx * _softmax(x, out, axis), axis=axis, keepdims=keepdims)],
)
logsumexp.batch = along(logsumexp, "axis")
logsumexp.samples = [*_REDUCED, case(reals(3, low=-800, high=800))]
logsumexp.rejects = [
    (case(reals(3), axis=1), ShapeError, "out of bounds"),
    (case(complexes(3)), DtypeError, "no order"),
]


@constant(static=("axis", "keepdims"))
def all(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Whether all over `axis` hold (are not 0). Shapes: (*s) -> (*s without axis) of booleans.

    Example:
        >>> bool(all(np.array([True, False])))
        False
    """
    return namespace(x).all(x, axis=axis, keepdims=keepdims)


all.samples = [case(boolean(3, 4)), case(boolean(3, 4), axis=1, keepdims=True)]


@constant(static=("axis", "keepdims"))
def any(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Whether any over `axis` holds (is not 0). Shapes: (*s) -> (*s without axis) of booleans.

    Example:
        >>> bool(any(np.array([True, False])))
        True
    """
    return namespace(x).any(x, axis=axis, keepdims=keepdims)


any.samples = [case(boolean(3, 4)), case(boolean(3, 4), axis=1, keepdims=True)]


@constant(static=("axis", "keepdims"))
def count_nonzero(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """How many over `axis` are not 0. Shapes: (*s) -> (*s without axis) of integers.

    Example:
        >>> int(count_nonzero(np.array([1.0, 0.0, 2.0])))
        2
    """
    return namespace(x).count_nonzero(x, axis=axis, keepdims=keepdims)


all.batch, any.batch, count_nonzero.batch = (along(p, "axis") for p in (all, any, count_nonzero))
count_nonzero.samples = [case(integer(3, 4)), case(integer(3, 4), axis=1, keepdims=True)]


@constant(static=("axis", "keepdims"))
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Where the largest stands (the first, at a tie); in the flattened array when `axis` is None.

    Shapes: (*s) -> (*s without axis) of integers.

    Example:
        >>> int(argmax(np.array([1.0, 3.0, 2.0])))
        1
    """
    return namespace(x).argmax(_real(x, "argmax"), axis=axis, keepdims=keepdims)


argmax.batch = along_or_flat(argmax, keeps=lambda params: params["keepdims"])
argmax.samples = [case(distinct(3, 4)), case(distinct(3, 4), axis=1, keepdims=True)]


@constant(static=("axis", "keepdims"))
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Where the smallest stands (the first, at a tie); in the flattened array when `axis` is None.

    Shapes: (*s) -> (*s without axis) of integers.

    Example:
        >>> int(argmin(np.array([2.0, 1.0, 3.0])))
        1
    """
    return namespace(x).argmin(_real(x, "argmin"), axis=axis, keepdims=keepdims)


argmin.batch = along_or_flat(argmin, keeps=lambda params: params["keepdims"])
argmin.samples = [case(distinct(3, 4)), case(distinct(3, 4), axis=1, keepdims=True)]
