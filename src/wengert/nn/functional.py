"""Layers as functions: what modules compute, with parameters as arguments.

Knows operations. Keeps no parameter and no state but that of the random generator it is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.nn.affine import affine
from wengert.ops import (
    gelu,
    log_softmax,
    matmul,
    matrix_transpose,
    relu,
    reshape,
    sigmoid,
    silu,
    softmax,
    softplus,
    tanh,
)
from wengert.random import Generator, default_generator
from wengert.tensor import value_of

__all__ = [
    "dropout",
    "flatten",
    "gelu",
    "linear",
    "log_softmax",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """Affine map x Wᵀ + b.

    Args:
        x: (*b, in).
        weight: (out, in).
        bias: (out,), or None.

    Returns:
        (*b, out).

    Raises:
        ShapeError: Sizes do not fit.

    Example:
        >>> linear(np.array([1.0, 2.0]), np.array([[3.0, 4.0]]))
        array([11.])
    """
    return matmul(x, matrix_transpose(weight)) if bias is None else affine(x, weight, bias)


def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Axes `start_dim` to `end_dim` as one.

    Args:
        x: (*s).
        start_dim: First axis.
        end_dim: Last axis, itself included.

    Returns:
        The same elements with fewer axes.

    Raises:
        ArgumentError: `end_dim` comes before `start_dim`.

    Example:
        >>> flatten(np.ones((2, 3, 4)), 1).shape
        (2, 12)
    """
    shape = tuple(np.shape(value_of(x)))
    rank = max(len(shape), 1)
    first, last = start_dim % rank, end_dim % rank
    if last < first:
        raise ArgumentError("flatten: end_dim comes before start_dim", given=f"{start_dim}, {end_dim}")
    middle = int(np.prod(shape[first : last + 1], dtype=np.int64))
    return reshape(x, (*shape[:first], middle, *shape[last + 1 :]))


def dropout(x: Any, p: float = 0.5, training: bool = True, generator: Generator | None = None) -> Any:
    """Each element 0 with probability `p`, else divided by 1 - p; unchanged when not training.

    Args:
        x: (*s), floating.
        p: Probability to drop, 0 to 1.
        training: Whether to drop at all.
        generator: Source of randomness; the default one when None.

    Returns:
        (*s).

    Raises:
        ArgumentError: `p` is no probability.

    References:
        Srivastava, Hinton, Krizhevsky, Sutskever & Salakhutdinov (2014), JMLR 15, 1929-1958.

    Example:
        >>> dropout(np.ones(3), 0.9, training=False)
        array([1., 1., 1.])
    """
    if not 0 <= p <= 1:
        raise ArgumentError("dropout: p is a probability", given=p, expected="0 to 1")
    if not training or p == 0:
        return x
    value = value_of(x)
    source = default_generator if generator is None else generator
    kept = source.bernoulli(1 - p, np.shape(value)).value
    factor = 1 / (1 - p) if p < 1 else 0.0
    return x * (kept.astype(value.dtype) * factor)
