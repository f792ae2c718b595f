"""Scaled dot-product attention as a function, made of ordinary steps: it can be differentiated to any order.

Knows masks and groups of heads. Keeps no parameter and no state but that of the random generator it is given.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.arrays import is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.nn.functional.dropout import dropout
from wengert.ops import astype, exp, matmul, matrix_transpose, max, maximum, reshape, stop_gradient, sum, where
from wengert.random import Generator
from wengert.tensor import value_of


def scaled_dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_mask: Any = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
    generator: Generator | None = None,
) -> Any:
    """Softmax(q kᵀ · scale + mask) v: each query's mean of the values, weighted by how well it fits their keys.

    A query that may see no key gets zeros, and no gradient comes from it. Derivatives exist to any order, eager and
    compiled, also in an additive mask.

    Args:
        query: (*b, l, e), floating.
        key: (*b, s, e).
        value: (*b, s, v).
        attn_mask: Broadcasts to (*b, l, s): booleans that are True where a query may see a key, or numbers that are
            added to the scores, -inf to hide a key.
        dropout_p: Probability to drop a weight; applied whenever it is not 0, since a function knows no training.
        is_causal: Whether query i sees keys 0 ... i only. Not together with `attn_mask`.
        scale: Factor of the scores; 1/√e when None.
        enable_gqa: Whether query may have a multiple of the heads that key and value have, on the axis before l;
            neighbouring heads then share keys and values.
        generator: Source of randomness for dropping; the default one when None.

    Returns:
        (*b, l, v).

    Raises:
        ArgumentError: Both a mask and `is_causal` are given.
        DtypeError: The mask is neither boolean nor floating.
        ShapeError: Sizes do not fit.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS, eq. 1.
        Ainslie et al. (2023), GQA: training generalized multi-query transformer models, EMNLP.

    Example:
        >>> q, k, v = np.ones((1, 2)), np.ones((3, 2)), np.array([[1.0], [2.0], [6.0]])
        >>> scaled_dot_product_attention(q, k, v)
        array([[3.]])
        >>> scaled_dot_product_attention(q, k, v, attn_mask=np.array([True, True, False]))
        array([[1.5]])
    """
    terms, totals = exponentials(query, key, attn_mask, is_causal, scale, enable_gqa)
    if dropout_p:
        terms = dropout(terms, dropout_p, generator=generator)
    # Divided after the product with the values: rows of v numbers instead of rows of s.
    return _grouped_product(terms, value, enable_gqa) / totals


def exponentials(
    query: Any,
    key: Any,
    attn_mask: Any = None,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> tuple[Any, Any]:
    """The weights of attention before they are divided by their sums, and the sums.

    Args:
        query: (*b, l, e).
        key: (*b, s, e).
        attn_mask: As for `scaled_dot_product_attention`.
        is_causal: As there.
        scale: As there.
        enable_gqa: As there.

    Returns:
        (*b, l, s), each at most 1; and (*b, l, 1).

    Raises:
        ArgumentError: Both a mask and `is_causal` are given.
        DtypeError: The mask is neither boolean nor floating.
        ShapeError: Sizes do not fit.

    Example:
        >>> terms, totals = exponentials(np.ones((1, 2)), np.ones((3, 2)))
        >>> terms / totals * 3
        array([[1., 1., 1.]])
    """
    shape, sizes = np.shape(query), np.shape(key)
    if len(shape) < 2 or len(sizes) < 2 or shape[-1] != sizes[-1]:
        raise ShapeError(
            "scaled_dot_product_attention: queries and keys differ in size",
            given=f"{shape} and {sizes}",
            expected="(*b, l, e) and (*b, s, e)",
        )
    if is_causal and attn_mask is not None:
        raise ArgumentError(
            "scaled_dot_product_attention: a mask and is_causal are two masks",
            given="attn_mask and is_causal=True",
            expected="one of them",
            hint="mask & np.tri(l, s, dtype=bool) is both",
        )
    # The smaller factor is scaled, not the scores.
    factor = 1 / math.sqrt(shape[-1]) if scale is None else scale
    scores = _grouped_product(query * factor, matrix_transpose(key), enable_gqa)
    scores = _masked(scores, causal(query, shape[-2], sizes[-2]) if is_causal else attn_mask)
    # A constant shift changes no quotient and no derivative of one, so none is taken of it.
    shift = max(stop_gradient(scores), axis=-1, keepdims=True)
    if attn_mask is None:
        terms = exp(scores - shift)
        return terms, sum(terms, axis=-1, keepdims=True)
    # A row without keys has the maximum -inf and the sum 0; any other sum is at least 1, that of its largest term.
    terms = exp(scores - where(shift == -math.inf, 0.0, shift))
    return terms, maximum(sum(terms, axis=-1, keepdims=True), 0.5)


def causal(like: Any, queries: int, keys: int) -> Any:
    """Which keys each query may see when none may look ahead: those up to its own place.

    Args:
        like: An array of the library to use.
        queries: l.
        keys: s.

    Returns:
        Raw booleans, (l, s).

    Example:
        >>> causal(np.ones(1), 2, 3)
        array([[ True, False, False],
               [ True,  True, False]])
    """
    xp = namespace(value_of(like))
    return xp.arange(queries)[:, None] >= xp.arange(keys)


def _masked(scores: Any, mask: Any) -> Any:
    if mask is None:
        return scores
    dtype = dtype_of(value_of(mask))
    if dtype.kind == "b":
        return where(mask, scores, -math.inf)
    if not is_floating(dtype):
        raise DtypeError(
            "scaled_dot_product_attention: a mask is boolean or added to the scores",
            given=f"dtype {dtype}",
            expected="bool (True: may be seen) or floating (-inf: hidden)",
        )
    own = dtype_of(value_of(scores))
    return scores + (mask if dtype == own else astype(mask, own))


def _grouped_product(rows: Any, matrix: Any, grouped: bool) -> Any:
    """Rows times matrix, (*b, h, l, n) with (*b, k, n, m): each matrix for the h / k heads that share it."""
    shape, heads = np.shape(rows), np.shape(matrix)[-3:-2]
    if not grouped or heads == shape[-3:-2]:
        return matmul(rows, matrix)
    if not heads or len(shape) < 3 or shape[-3] % heads[0]:
        raise ShapeError(
            "scaled_dot_product_attention: heads cannot be shared evenly",
            given=f"{shape} and {np.shape(matrix)}",
            expected="a multiple of the heads of key and value on the third axis from the end",
        )
    stacked = (*shape[:-3], heads[0], shape[-3] // heads[0] * shape[-2], shape[-1])
    out = matmul(reshape(rows, stacked), matrix)
    return reshape(out, (*shape[:-1], np.shape(out)[-1]))
