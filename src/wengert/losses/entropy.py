"""The elementary operations of cross-entropies: from logits with labels, from logits with indices, a bounded logarithm.

Knows their gradients in closed form, p - y, so no probability is ever divided by. Knows no reduction and no network.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.batching import natively
from wengert.kinds import elementwise, general, linear
from wengert.losses.labels import one_hot
from wengert.ops import astype, log_softmax, logical_and, maximum, reshape, softmax, sum
from wengert.samples import case, integer, positive, real


@general(node="CrossEntropyLoss", source="Bridle 1990; gradient: Bishop (2006), eq. 4.109")
def softmax_cross_entropy(x: Any, y: Any) -> Any:
    """-Σ y log softmax(x) along the last axis, from logits x. Shapes: (*b, c), (*b, c) -> (*b).

    Example:
        >>> float(softmax_cross_entropy(np.zeros(2), np.array([1.0, 0.0]))).__round__(4)
        0.6931
    """
    xp = namespace(x, y)
    x = x - xp.max(x, axis=-1, keepdims=True)
    # A label of 0 stays 0 beside a logit of -∞: classes may be masked out.
    with np.errstate(invalid="ignore"):
        matched = xp.sum(xp.where(y == 0, 0, y * x), axis=-1)
    return xp.sum(y, axis=-1) * xp.log(xp.sum(xp.exp(x), axis=-1)) - matched


softmax_cross_entropy.define(
    [
        lambda g, x, y: _column(g) * _slope(x, y),
        lambda g, x: -_column(g) * log_softmax(x, axis=-1),
    ],
    [
        lambda t, x, y: sum(_slope(x, y) * t, axis=-1),
        lambda t, x: -sum(log_softmax(x, axis=-1) * t, axis=-1),
    ],
)
softmax_cross_entropy.batch = natively(softmax_cross_entropy)
softmax_cross_entropy.samples = [
    case(real(4, 3), positive(4, 3)),
    case(real(3), positive(3)),
    case(real(2, 5, 3), positive(2, 5, 3)),
]


def _slope(x: Any, y: Any) -> Any:
    """The closed form p · Σy - y, with p = softmax(x)."""
    return softmax(x, axis=-1) * sum(y, axis=-1, keepdims=True) - y


def _column(g: Any) -> Any:
    return reshape(g, (*g.shape, 1))


# Where x is -∞ and not chosen, a product with a row of labels would be nan.
@linear(node="NllLoss")
def at_index(x: Any, y: Any) -> Any:
    """The entry of x at index y of the last axis; 0 where y is no index. Shapes: (*b, c), (*b) -> (*b).

    Example:
        >>> at_index(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, -100]))
        array([2., 0.])
    """
    xp = namespace(x, y)
    if xp is not np:  # a masked sum becomes part of its neighbours; a gather would not
        return xp.sum(xp.where(y[..., None] == xp.arange(x.shape[-1]), x, 0), axis=-1)
    kept = (y >= 0) & (y < x.shape[-1])
    own = np.take_along_axis(x, np.where(kept, y, 0)[..., None], axis=-1)[..., 0]
    return np.where(kept, own, x.dtype.type(0))[()]


at_index.adjoints = (lambda g, y, x_shape: _column(g) * one_hot(y, x_shape[-1], g.dtype), None)
at_index.batch = natively(at_index)
at_index.samples = [
    case(real(4, 3), integer(4, high=3)),
    case(real(3), np.array(1)),
    case(real(2, 2, 3), np.array([[0, -100], [2, 1]])),
]


# The same for class indices: no row of labels is made, which for many classes would be most of the work.
@general(node="CrossEntropyLoss", source="as softmax_cross_entropy")
def indexed_cross_entropy(x: Any, y: Any) -> Any:
    """-log softmax(x) at index y of the last axis; 0 where y is no index. Shapes: (*b, c), (*b) -> (*b).

    Example:
        >>> indexed_cross_entropy(np.zeros((2, 2)), np.array([1, -100])).round(4)
        array([0.6931, 0.    ])
    """
    xp = namespace(x, y)
    x = x - xp.max(x, axis=-1, keepdims=True)
    total = xp.log(xp.sum(xp.exp(x), axis=-1))
    return xp.where((y >= 0) & (y < x.shape[-1]), total - at_index.forward(x, y), x.dtype.type(0))[()]


indexed_cross_entropy.define(
    [lambda g, x, y: _column(g * _is_index(x, y)) * _index_slope(x, y), None],
    [lambda t, x, y: _is_index(x, y) * sum(_index_slope(x, y) * t, axis=-1), None],
)
indexed_cross_entropy.batch = natively(indexed_cross_entropy)
indexed_cross_entropy.samples = [
    case(real(4, 3), integer(4, high=3)),
    case(real(3), np.array(1)),
    case(real(2, 2, 3), np.array([[0, -100], [2, 1]])),
]


def _index_slope(x: Any, y: Any) -> Any:
    return softmax(x, axis=-1) - one_hot(y, x.shape[-1], x.dtype)


def _is_index(x: Any, y: Any) -> Any:
    return astype(logical_and(y >= 0, y < x.shape[-1]), dtype=x.dtype)


# Its own rule: composed, the slope at 0 would be that of the bound, 0, and a sure mistake would teach nothing.
@elementwise(symbol="log", source="the bound: PyTorch's binary_cross_entropy")
def bounded_log(x: Any) -> Any:
    """max(log x, -100) for x ≥ 0, with slope 1 / max(x, 1e-12). Shapes: (*s) -> (*s).

    Example:
        >>> float(bounded_log(0.0)), float(wg.grad(bounded_log)(0.5))
        (-100.0, 2.0)
    """
    xp = namespace(x)
    with np.errstate(divide="ignore"):
        return xp.maximum(xp.log(x), -100)


bounded_log.partial = lambda x: 1 / maximum(x, 1e-12)
bounded_log.samples = [case(positive(3, 4)), case(positive())]
