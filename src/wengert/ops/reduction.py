"""Reductions: sum, mean, and the rest of their family.

Knows the adjoint of each. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace, normalize_axes
from wengert.arrays.shapes import size_of
from wengert.kinds import linear
from wengert.ops.shape import broadcast_to, reshape
from wengert.samples import case, complexes, real


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
    return broadcast_to(reshape(g, kept_shape(shape, axis)), shape)


@linear(symbol="Σ")
def sum(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001 (the array API's name)
    """Sum over `axis` (all axes when None). Shapes: (*s) -> (*s without axis).

    Example:
        >>> float(sum(np.array([1.0, 2.0])))
        3.0
    """
    return namespace(x).sum(x, axis=axis, keepdims=keepdims)


sum.adjoint = lambda g, x_shape, axis: spread(g, x_shape, axis)
sum.samples = [
    case(real(3, 4)),
    case(real(2, 3, 4), axis=1),
    case(real(2, 3, 4), axis=(0, -1), keepdims=True),
    case(complexes(3)),
    case(real()),
]


@linear()
def mean(x: Any, *, axis: Any = None, keepdims: bool = False) -> Any:
    """Mean over `axis` (all axes when None). Shapes: (*s) -> (*s without axis).

    Example:
        >>> float(mean(np.array([1.0, 2.0])))
        1.5
    """
    return namespace(x).mean(x, axis=axis, keepdims=keepdims)


mean.adjoint = lambda g, x_shape, axis: spread(g / _count(x_shape, axis), x_shape, axis)
mean.samples = [case(real(3, 4)), case(real(2, 3, 4), axis=1), case(real(2, 3), axis=-1, keepdims=True)]


def _count(shape: tuple[int, ...], axis: Any) -> int:
    return size_of(tuple(shape[a] for a in normalize_axes(axis, len(shape))))
