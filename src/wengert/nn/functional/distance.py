"""Distances and angles of vectors, and vectors made unit ones.

Knows norms, whose slope between points that coincide is 0. Knows no loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.ops import broadcast_arrays, maximum, sum, take, vector_norm


def normalize(x: Any, p: float = 2.0, dim: int | tuple[int, ...] = 1, eps: float = 1e-12) -> Any:
    """Vectors along `dim` over the larger of their p-norm and `eps`.

    Args:
        x: (*s), floating.
        p: Order of the norm, as for `wengert.vector_norm`.
        dim: The axis, or several, whose elements are one vector.
        eps: The least number to divide by; vectors shorter than it stay shorter than 1.

    Returns:
        (*s).

    Raises:
        ArgumentError: There is no norm of order p.
        ShapeError: There is no such axis.

    Example:
        >>> normalize(np.array([[3.0, 4.0], [0.0, 0.0]]))
        array([[0.6, 0.8],
               [0. , 0. ]])
    """
    return x / maximum(vector_norm(x, axis=dim, keepdims=True, ord=p), eps)


def cosine_similarity(x1: Any, x2: Any, dim: int = 1, eps: float = 1e-8) -> Any:
    """The cosine of the angle between vectors along `dim`.

    Args:
        x1: (*a, d, *b), floating.
        x2: An array that broadcasts with it.
        dim: The axis of the vectors, in what both broadcast to.
        eps: The least length to divide by: the cosine with a shorter vector is nearer to 0.

    Returns:
        (*a, *b).

    Raises:
        ShapeError: The shapes do not broadcast, or there is no such axis.

    Example:
        >>> cosine_similarity(np.array([[2.0, 0.0], [0.0, 0.0]]), np.array([[3.0, 3.0]])).round(4)
        array([0.7071, 0.    ])
    """
    x1, x2 = broadcast_arrays(x1, x2)
    return sum(normalize(x1, dim=dim, eps=eps) * normalize(x2, dim=dim, eps=eps), axis=dim)


def pairwise_distance(x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Any:
    """‖x1 - x2 + ε‖ₚ of vectors in the last axis, pair by pair.

    Args:
        x1: (*b, d), floating.
        x2: An array that broadcasts with it.
        p: Order of the norm, as for `wengert.vector_norm`.
        eps: Added to each difference, as in PyTorch; 0 for the exact distance, whose slope between points that coincide
            is 0.
        keepdim: Whether the last axis stays, with size 1.

    Returns:
        (*b), or (*b, 1).

    Raises:
        ArgumentError: There is no norm of order p.
        ShapeError: The shapes do not broadcast, or there is no last axis.

    Example:
        >>> pairwise_distance(np.array([[3.0, 4.0], [1.0, 1.0]]), np.array([[0.0, 0.0]]), eps=0).round(4)
        array([5.    , 1.4142])
    """
    difference = x1 - x2
    if not np.ndim(difference):
        raise ShapeError("pairwise_distance: needs vectors", given="numbers", expected="(*b, d)")
    return vector_norm(difference + eps if eps else difference, axis=-1, keepdims=keepdim, ord=p)


def pdist(x: Any, p: float = 2.0) -> Any:
    """The p-norm distances of all pairs of rows: (0, 1), (0, 2), ... (n - 2, n - 1). Slope 0 where two rows coincide.

    Args:
        x: (n, d), floating.
        p: Order of the norm, as for `wengert.vector_norm`.

    Returns:
        (n (n - 1) / 2).

    Raises:
        ArgumentError: There is no norm of order p.
        ShapeError: There are other axes.

    Example:
        >>> pdist(np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])).round(4)
        array([5.    , 1.    , 4.2426])
    """
    if np.ndim(x) != 2:
        raise ShapeError("pdist: needs rows", given=f"shape {tuple(np.shape(x))}", expected="(n, d)")
    one, other = np.triu_indices(np.shape(x)[0], 1)
    return vector_norm(take(x, one, axis=0) - take(x, other, axis=0), axis=-1, ord=p)
