"""Standardization as one primitive, with and without centring: what layers of normalization are made of.

Knows derivatives in closed form, from the input and its statistics. Knows no module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace, normalize_axes
from wengert.arrays.namespaces import for_cpu
from wengert.arrays.shapes import size_of
from wengert.arrays.sums import mean_of
from wengert.batching import aligned, later, spread
from wengert.kinds import general
from wengert.ops import broadcast_to, mean, reshape, sqrt
from wengert.ops import sum as total
from wengert.ops.dtype import cast
from wengert.ops.matrices import gram
from wengert.ops.reduction import count_of, kept_shape
from wengert.ops.shape import sum_to
from wengert.primitive import Primitive
from wengert.samples import case, real
from wengert.tensor import value_of

Axis = int | Sequence[int]


def _wide(x: Any) -> Any:
    return x.astype(np.float32) if x.dtype.itemsize < 4 else x


def _dtype(x: Any, *parameters: Any) -> Any:
    """The dtype that x and its parameters have together; Python numbers have none."""
    return np.result_type(x.dtype, *(p.dtype for p in parameters if hasattr(p, "dtype")))


def _constant(parameter: Any, rank: int, axis: Axis) -> bool:
    """Whether a parameter is the same for all values that are standardized together."""
    shape = np.shape(value_of(parameter))
    sizes = (1,) * (rank - len(shape)) + shape
    return all(sizes[a] == 1 for a in normalize_axes(axis, rank))


def _scaled(x: Any, away: Any, scale: Any, weight: Any, bias: Any, axis: Axis) -> Any:
    """away · scale · weight + bias, in the dtype that x and the parameters have together; `away` may be overwritten."""
    dtype = _dtype(x, weight, bias)
    factors = [scale * weight] if _constant(weight, x.ndim, axis) else [scale, weight]
    if type(away) is np.ndarray and away.dtype == np.promote_types(away.dtype, dtype):
        for factor in factors:
            np.multiply(away, factor, out=away)
        return np.add(away, bias, out=away).astype(dtype, copy=False)
    for factor in factors:
        away = away * factor
    return (away + bias).astype(dtype)


# Composed of mean, difference, square, root, quotient, product and sum it would keep five arrays of the size of x, and
# on the way back sum over them four times rather than twice. This keeps x.
@general(
    outputs=("standard", "average", "variance"),
    source="Ioffe & Szegedy 2015, alg. 1",
    cost=lambda shapes, *_: 9.0 * size_of(shapes[0]),
)
def standardize(x: Any, weight: Any, bias: Any, *, axis: Axis, eps: float) -> Any:
    """(x - mean) / √(variance + eps) · weight + bias over `axis`, and that mean and (biased) variance.

    Of 16-bit numbers the mean and the variance have 32 bits. Shapes: (*s), parameters that broadcast to (*s) -> (*s),
    then twice (*s) with sizes of 1 at `axis`.

    Example:
        >>> standardize(np.array([1.0, 3.0]), 2.0, 1.0, axis=-1, eps=0.0)
        (array([-1.,  3.]), array([2.]), array([1.]))
    """
    xp, wide = namespace(x, weight, bias), _wide(x)
    average = mean_of(wide, axis, keepdims=True)
    away = wide - average
    variance = mean_of(away * away, axis, keepdims=True)
    return _scaled(x, away, 1 / xp.sqrt(variance + eps), weight, bias, axis), average, variance


def _number(parameter: Any, dtype: Any) -> Any:
    """A parameter in the dtype of the statistics; a Python number adapts by itself."""
    return parameter if isinstance(parameter, (int, float)) else cast(parameter, dtype)


def _back(g: Any, normal: Any, weight: Any, scale: Any, axis: Axis, centred: bool) -> tuple[Any, Any, Any]:
    """Adjoints of x, and of weight and bias before these are summed to their shapes."""
    share = 1 / count_of(np.shape(value_of(normal)), axis)
    if _constant(weight, normal.ndim, axis):
        by_weight, by_bias = _channel_sums(g * normal, axis), total(g, axis=axis, keepdims=True)
        inside = g - normal * (by_weight * share)
        return (scale * weight) * (inside - by_bias * share if centred else inside), by_weight, by_bias
    moved, by_weight = g * weight, g * normal
    inside = moved - normal * mean(by_weight * weight, axis=axis, keepdims=True)
    return scale * (inside - mean(moved, axis=axis, keepdims=True) if centred else inside), by_weight, g


def _channel_sums(x: Any, axis: Axis) -> Any:
    """Sums of what is computed for them, over all axes but the last. Shapes: (*s, c) -> (*1, c), in general as `sum`.

    In a program for the CPU as a product: the reduction would compute its terms on one core.
    """
    rank = len(np.shape(x))
    if not for_cpu(value_of(x)) or normalize_axes(axis, rank) != tuple(range(rank - 1)):
        return total(x, axis=axis, keepdims=True)
    ones = namespace(value_of(x)).ones((*x.shape[:-1], 1), x.dtype)
    return reshape(gram(ones, x), kept_shape(x.shape, axis))


def _pull(g: Any, x: Any, average: Any, variance: Any, weight: Any, bias: Any, axis: Any, eps: Any) -> Any:
    by_out, by_average, by_variance = g
    dtype, shape = variance.dtype, np.shape(value_of(x))
    scale = 1 / sqrt(variance + eps)
    away, share = cast(x, dtype) - average, 1 / count_of(shape, axis)
    terms: list[Any] = []
    by_weight = by_bias = None
    if by_out is not None:
        given, weight_wide = cast(by_out, dtype), _number(weight, dtype)
        by_x, by_weight, by_bias = _back(given, away * scale, weight_wide, scale, axis, centred=True)
        terms.append(by_x)
        by_weight, by_bias = _summed(by_weight, weight), _summed(by_bias, bias)
    if by_variance is not None:
        terms.append(away * (by_variance * (2 * share)))
    if by_average is not None:
        terms.append(broadcast_to(by_average * share, shape))
    return cast(sum(terms[1:], start=terms[0]), x.dtype), by_weight, by_bias


def _summed(g: Any, parameter: Any) -> Any:
    """The adjoint of a parameter in its shape and dtype; nobody asks for that of a number."""
    if isinstance(parameter, (int, float)):
        return None
    return cast(sum_to(g, np.shape(value_of(parameter))), parameter.dtype)


def _ahead(dx: Any, normal: Any, weight: Any, scale: Any, axis: Axis, centred: bool) -> Any:
    """The tangent of the output for one of x, before the parameters move."""
    moved = dx - normal * mean(dx * normal, axis=axis, keepdims=True)
    return (moved - mean(dx, axis=axis, keepdims=True) if centred else moved) * scale * weight


def _push(tangents: Any, x: Any, average: Any, variance: Any, weight: Any, bias: Any, axis: Any, eps: Any) -> Any:
    dx, dw, db = tangents
    dtype = variance.dtype
    scale = 1 / sqrt(variance + eps)
    away = cast(x, dtype) - average
    normal, terms, moved = away * scale, [], (None, None)
    if dx is not None:
        dx = cast(dx, dtype)
        terms.append(_ahead(dx, normal, _number(weight, dtype), scale, axis, centred=True))
        moved = mean(dx, axis=axis, keepdims=True), 2 * mean(dx * away, axis=axis, keepdims=True)
    terms += [normal * cast(dw, dtype)] if dw is not None else []
    terms += [cast(db, dtype)] if db is not None else []
    shape = np.shape(value_of(x))
    return cast(broadcast_to(sum(terms[1:], start=terms[0]), shape), _dtype(x, weight, bias)), *moved


def _batch(p: Primitive) -> Callable[..., Any]:
    """Every example with its own statistics; parameters may be those of all."""

    def batch(args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        x = args[0] if batched[0] else spread(args[:1], batched[:1], size)[0]
        rest = aligned([x, *args[1:]], [True, *batched[1:]])
        rank = len(np.shape(value_of(x))) - 1
        return p(*rest, axis=later(params["axis"], rank), eps=params["eps"])

    return batch


standardize.define_joint(_pull, _push)
standardize.batch = _batch(standardize)
standardize.samples = [
    case(real(3, 4), real(4), real(4), axis=-1, eps=1e-5),
    case(real(2, 3, 2), real(3, 1), real(3, 1), axis=(0, 2), eps=1e-3),
    case(real(2, low=-900, high=900), 1.0, 0.0, axis=0, eps=1e-5),
]


# Composed of square, mean, root, quotient and product it would keep as much, and sum once more on the way back.
@general(
    outputs=("standard", "power"),
    source="Zhang & Sennrich 2019, eq. 4",
    cost=lambda shapes, *_: 5.0 * size_of(shapes[0]),
)
def rescale(x: Any, weight: Any, *, axis: Axis, eps: float) -> Any:
    """X / √(mean of x² + eps) · weight over `axis`, and that mean; of 16-bit numbers the mean has 32 bits.

    Shapes: (*s), a parameter that broadcasts to (*s) -> (*s), then (*s) with sizes of 1 at `axis`.

    Example:
        >>> rescale(np.array([1.0, 7.0]), 1.0, axis=-1, eps=0.0)
        (array([0.2, 1.4]), array([25.]))
    """
    xp, wide = namespace(x, weight), _wide(x)
    power = mean_of(wide * wide, axis, keepdims=True)
    return _scaled(x, wide * (1 / xp.sqrt(power + eps)), 1.0, weight, 0.0, axis), power


def _rescale_pull(g: Any, x: Any, power: Any, weight: Any, axis: Any, eps: Any) -> Any:
    by_out, by_power = g
    dtype = power.dtype
    wide, scale = cast(x, dtype), 1 / sqrt(power + eps)
    terms: list[Any] = []
    by_weight = None
    if by_out is not None:
        weight_wide = _number(weight, dtype)
        by_x, by_weight, _ = _back(cast(by_out, dtype), wide * scale, weight_wide, scale, axis, centred=False)
        terms.append(by_x)
        by_weight = _summed(by_weight, weight)
    if by_power is not None:
        terms.append(wide * (by_power * (2 / count_of(np.shape(value_of(x)), axis))))
    return cast(sum(terms[1:], start=terms[0]), x.dtype), by_weight


def _rescale_push(tangents: Any, x: Any, power: Any, weight: Any, axis: Any, eps: Any) -> Any:
    dx, dw = tangents
    dtype = power.dtype
    wide, scale = cast(x, dtype), 1 / sqrt(power + eps)
    normal, terms, moved = wide * scale, [], None
    if dx is not None:
        dx = cast(dx, dtype)
        terms.append(_ahead(dx, normal, _number(weight, dtype), scale, axis, centred=False))
        moved = 2 * mean(dx * wide, axis=axis, keepdims=True)
    terms += [normal * cast(dw, dtype)] if dw is not None else []
    return cast(sum(terms[1:], start=terms[0]), _dtype(x, weight)), moved


rescale.define_joint(_rescale_pull, _rescale_push)
rescale.batch = _batch(rescale)
rescale.samples = [
    case(real(3, 4), real(4), axis=-1, eps=1e-5),
    case(real(2, 3, 2), real(3, 1), axis=(0, 2), eps=1e-3),
    case(real(2, low=-900, high=900), 1.0, axis=0, eps=1e-5),
]
