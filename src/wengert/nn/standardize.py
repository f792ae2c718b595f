"""Standardization as one primitive, with and without centring: what layers of normalization are made of.

Knows derivatives in closed form, from the normalized values alone. Knows no weight, no bias and no module.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.shapes import size_of
from wengert.batching import along
from wengert.kinds import general
from wengert.ops import add, broadcast_to, mean, sqrt
from wengert.ops.dtype import cast
from wengert.ops.reduction import count_of
from wengert.samples import case, real

Axis = int | Sequence[int]


def _wide(x: Any) -> Any:
    return x.astype(np.float32) if x.dtype.itemsize < 4 else x


# Composed of mean, difference, square, root and quotient it would keep four arrays of the size of x; this keeps one.
@general(
    outputs=("normal", "average", "variance"),
    source="Ioffe & Szegedy 2015, alg. 1",
    cost=lambda shapes, *_: 7.0 * size_of(shapes[0]),
)
def standardize(x: Any, *, axis: Axis, eps: float) -> Any:
    """(x - mean) / √(variance + eps) over `axis`, and that mean and (biased) variance.

    Of 16-bit numbers the mean and the variance have 32 bits. Shapes: (*s) -> (*s), then twice (*s) with sizes of 1 at
    `axis`.

    Example:
        >>> standardize(np.array([1.0, 3.0]), axis=-1, eps=0.0)
        (array([-1.,  1.]), array([2.]), array([1.]))
    """
    xp, away = namespace(x), _wide(x)
    average = xp.mean(away, axis=axis, keepdims=True)
    away = away - average
    variance = xp.mean(away * away, axis=axis, keepdims=True)
    root = xp.sqrt(variance + eps)
    if type(away) is np.ndarray:
        np.divide(away, root, out=away)  # nobody else holds it
    else:
        away = away / root
    return away if away.dtype == x.dtype else away.astype(x.dtype), average, variance


def _turned(t: Any, normal: Any, root: Any, axis: Axis) -> Any:
    """A tangent or an adjoint of `normal` from one of x, or the other way round: the map is its own transpose."""
    along_normal = mean(t * normal, axis=axis, keepdims=True)
    return (t - mean(t, axis=axis, keepdims=True) - normal * along_normal) / root


def _pull(g: Any, normal: Any, variance: Any, axis: Axis, eps: float) -> Any:
    dtype, shape = normal.dtype, np.shape(normal)
    normal, root = cast(normal, variance.dtype), sqrt(variance + eps)
    by_normal, by_average, by_variance = g
    share = 1 / count_of(shape, axis)
    terms: list[Any] = []
    if by_normal is not None:
        terms.append(_turned(cast(by_normal, variance.dtype), normal, root, axis))
    if by_variance is not None:
        terms.append(normal * (by_variance * root * (2 * share)))
    if by_average is not None:
        terms.append(broadcast_to(by_average * share, shape))
    return cast(functools.reduce(add, terms), dtype)


def _push(dx: Any, normal: Any, variance: Any, axis: Axis, eps: float) -> Any:
    dtype, dx = normal.dtype, cast(dx, variance.dtype)
    normal, root = cast(normal, variance.dtype), sqrt(variance + eps)
    along_normal = mean(dx * normal, axis=axis, keepdims=True)
    moved = _turned(dx, normal, root, axis)
    return cast(moved, dtype), mean(dx, axis=axis, keepdims=True), 2 * root * along_normal


standardize.define([_pull], [_push])
standardize.batch = along(standardize, "axis")
standardize.samples = [
    case(real(3, 4), axis=-1, eps=1e-5),
    case(real(3, 4), axis=0, eps=1e-3),
    case(real(2, 3, 4), axis=(0, 2), eps=1e-5),
    case(real(2, low=-900, high=900), axis=0, eps=1e-5),
]


# Composed of square, mean, root and quotient it would keep as much, and go twice as often through x on the way back.
@general(
    outputs=("normal", "power"), source="Zhang & Sennrich 2019, eq. 4", cost=lambda shapes, *_: 4.0 * size_of(shapes[0])
)
def rescale(x: Any, *, axis: Axis, eps: float) -> Any:
    """X / √(mean of x² + eps) over `axis`, and that mean; of 16-bit numbers the mean has 32 bits.

    Shapes: (*s) -> (*s), then (*s) with sizes of 1 at `axis`.

    Example:
        >>> rescale(np.array([1.0, 7.0]), axis=-1, eps=0.0)
        (array([0.2, 1.4]), array([25.]))
    """
    xp, wide = namespace(x), _wide(x)
    power = xp.mean(wide * wide, axis=axis, keepdims=True)
    return (wide / xp.sqrt(power + eps)).astype(x.dtype), power


def _projected(t: Any, normal: Any, root: Any, axis: Axis) -> Any:
    """As `_turned`, for `rescale`."""
    return (t - normal * mean(t * normal, axis=axis, keepdims=True)) / root


def _rescale_pull(g: Any, normal: Any, power: Any, axis: Axis, eps: float) -> Any:
    dtype, shape = normal.dtype, np.shape(normal)
    normal, root = cast(normal, power.dtype), sqrt(power + eps)
    terms: list[Any] = []
    if g[0] is not None:
        terms.append(_projected(cast(g[0], power.dtype), normal, root, axis))
    if g[1] is not None:
        terms.append(normal * (g[1] * root * (2 / count_of(shape, axis))))
    return cast(functools.reduce(add, terms), dtype)


def _rescale_push(dx: Any, normal: Any, power: Any, axis: Axis, eps: float) -> Any:
    dtype, dx = normal.dtype, cast(dx, power.dtype)
    normal, root = cast(normal, power.dtype), sqrt(power + eps)
    moved = _projected(dx, normal, root, axis)
    return cast(moved, dtype), 2 * root * mean(dx * normal, axis=axis, keepdims=True)


rescale.define([_rescale_pull], [_rescale_push])
rescale.batch = along(rescale, "axis")
rescale.samples = standardize.samples
