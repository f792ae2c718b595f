"""Shape changes: reshape, permute, expand, squeeze, broadcast, and its adjoint.

Knows linear maps that move elements without changing them. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace, normalize_axes, spread_axes
from wengert.kinds import linear
from wengert.samples import case, real


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
reshape.samples = [case(real(3, 4), shape=(2, 6)), case(real(3, 4), shape=(-1,)), case(real(1), shape=())]


@linear(static=("shape",), node="Expand", cost=lambda *_: 0)
def broadcast_to(x: Any, shape: Any) -> Any:
    """`x` repeated to `shape` by the rules of broadcasting. Shapes: (*s) -> shape.

    Example:
        >>> broadcast_to(np.array([1.0, 2.0]), (2, 2))
        array([[1., 2.],
               [1., 2.]])
    """
    return namespace(x).broadcast_to(x, shape)


broadcast_to.adjoint = lambda g, x_shape: sum_to(g, x_shape)
broadcast_to.samples = [case(real(3, 1), shape=(2, 3, 4)), case(real(), shape=(2,)), case(real(3), shape=(3,))]


@linear(static=("shape",), node="Sum")
def sum_to(x: Any, shape: Any) -> Any:
    """`x` summed down to `shape`: the adjoint of broadcasting. Shapes: wider than shape -> shape.

    Example:
        >>> sum_to(np.ones((2, 3)), (3,))
        array([2., 2., 2.])
    """
    if np.shape(x) == tuple(shape):
        return x
    axes = spread_axes(shape, np.shape(x))
    return namespace(x).reshape(namespace(x).sum(x, axis=axes), shape)[()]


sum_to.adjoint = lambda g, x_shape: broadcast_to(g, x_shape)
sum_to.samples = [case(real(2, 3, 4), shape=(3, 1)), case(real(2), shape=())]


@linear(static=("axes",), node="Permute", cost=lambda *_: 0)
def permute_dims(x: Any, axes: Any) -> Any:
    """Axes in another order. Shapes: (*s) -> (s[axes[0]], s[axes[1]], ...).

    Example:
        >>> permute_dims(np.ones((2, 3)), (1, 0)).shape
        (3, 2)
    """
    return namespace(x).transpose(x, axes)


permute_dims.adjoint = lambda g, axes: permute_dims(g, _inverse(axes))
permute_dims.samples = [case(real(2, 3, 4), axes=(2, 0, 1)), case(real(2, 3), axes=(-1, 0))]


def _inverse(axes: Any) -> tuple[int, ...]:
    axes = normalize_axes(axes, len(axes))
    return tuple(sorted(range(len(axes)), key=axes.__getitem__))
