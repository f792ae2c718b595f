"""Merging tokens that are alike, so that later layers have fewer of them to work on.

Knows how tokens are matched, and how the merged ones are weighted. Keeps no parameter.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError
from wengert.ops import (
    argmax,
    argsort,
    astype,
    concat,
    cumulative_sum,
    equal,
    expand_dims,
    matmul,
    matrix_transpose,
    max,
    sqrt,
    stop_gradient,
    sum,
    take,
    where,
)
from wengert.tensor import value_of


def matching(keys: Any, count: int, class_token: bool = False) -> Any:
    """Which tokens become one, by bipartite soft matching: a matrix of zeros and ones.

    Tokens are dealt to two sides in turn; each of the first side is tied to the one of the second that its key is most
    like, by cosine; the `count` closest ties are merged. What is left of the first side comes first, in its order.

    Args:
        keys: (b, n, e): what tokens are compared by; no gradient flows into it.
        count: How many tokens there shall be less; half of them at most are merged at once.
        class_token: Whether the first token is never merged into another.

    Returns:
        (b, n - count, n) of the dtype of `keys`: 1 where an old token goes into a new one.

    Raises:
        ArgumentError: `count` is negative.

    References:
        Bolya et al. (2023), Token merging: your ViT but faster, ICLR, section 3.

    Example:
        >>> matching(np.array([[[1.0, 0.0], [0.0, 1.0], [1.0, 0.1], [1.0, 0.0]]]), 1)[0]
        array([[0., 0., 1., 0.],
               [0., 1., 0., 0.],
               [1., 0., 0., 1.]])
    """
    _, tokens, _ = np.shape(keys)
    if count < 0:
        raise ArgumentError("matching: a negative number of tokens", given=count, expected="0, 1, 2, ...")
    count = min(count, (tokens - class_token) // 2)
    keys = stop_gradient(keys)
    length = sqrt(sum(keys * keys, axis=-1, keepdims=True))
    keys = keys / where(equal(length, 0), 1.0, length)
    first, second = np.arange(0, tokens, 2), np.arange(1, tokens, 2)
    likeness = matmul(keys[:, ::2], matrix_transpose(keys[:, 1::2]))
    if class_token:
        likeness = where((first == 0)[:, None], -math.inf, likeness)
    rank = argsort(argsort(max(likeness, axis=-1), axis=-1, descending=True), axis=-1)
    moves = rank < count
    left = len(first) - count
    stays = cumulative_sum(astype(~moves, "int32"), axis=-1) - 1
    places = where(moves, argmax(likeness, axis=-1) + left, stays)
    second_places = places[:, :1] * 0 + (np.arange(len(second), dtype="int32") + left)
    order = np.argsort(np.concatenate([first, second]))
    target = take(concat([places, second_places], axis=1), order, axis=1)
    new = np.arange(tokens - count)[:, None]
    return astype(equal(expand_dims(target, 1), new), dtype_of(value_of(keys)))


def merge_tokens(x: Any, sizes: Any, matched: Any) -> tuple[Any, Any]:
    """Merged tokens as means of the old ones, weighted by how many patches each stands for.

    Args:
        x: (b, n, e).
        sizes: (b, n, 1): patches that each token stands for.
        matched: (b, m, n), as `matching` gives it.

    Returns:
        Tokens (b, m, e), and their sizes (b, m, 1).

    Example:
        >>> x, ones = np.array([[[1.0], [2.0], [6.0]]]), np.ones((1, 3, 1))
        >>> merge_tokens(x, ones, np.array([[[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]]))[0][0]
        array([[3.5],
               [2. ]])
    """
    total = matmul(matched, sizes)
    return matmul(matched, x * sizes) / total, total
