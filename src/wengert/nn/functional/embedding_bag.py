"""Rows of a table by their numbers, gathered in bags: the sum, the mean or the largest of each bag.

Knows bags of equal size as rows of numbers, and others by where they begin. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert import ops
from wengert.arrays import is_traced
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.ops import astype, at, expand_dims, index_add, not_equal, searchsorted, take, where
from wengert.tensor import value_of

MODES = ("sum", "mean", "max")


def embedding_bag(
    x: Any,
    weight: Any,
    offsets: Any = None,
    mode: str = "mean",
    per_sample_weights: Any = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Any:
    """The sum, the mean or the largest of the rows that the numbers of each bag name; 0 for an empty bag.

    Args:
        x: (b, k) of integers from 0 to v - 1, k in each of b bags; or (n) with `offsets`.
        weight: (v, d).
        offsets: (b) of integers: where each bag begins in x, the first at 0.
        mode: `sum`, `mean` or `max` (element by element; ties share the adjoint).
        per_sample_weights: Factors for the rows, in the shape of x; for `sum` alone.
        include_last_offset: Whether `offsets` has one number more, where the last bag ends.
        padding_idx: A number that counts as nothing; negative ones count from the end.

    Returns:
        (b, d).

    Raises:
        ShapeError: The shapes do not fit, or a number is out of range (eagerly; a compiled program takes the nearest
            row).
        DtypeError: `x` holds no integers.
        ArgumentError: The mode is unknown or takes no weights, or the offsets do not ascend from 0.

    Example:
        >>> table = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
        >>> embedding_bag(np.array([0, 1, 2]), table, np.array([0, 2]))
        array([[2., 3.],
               [5., 0.]])
    """
    _check(x, offsets, mode, per_sample_weights, include_last_offset)
    count, size = np.shape(weight)
    rows = take(weight, x, axis=0)
    dtype = dtype_of(value_of(rows))
    real = np.ones(np.shape(x), bool) if padding_idx is None else not_equal(x, padding_idx % count)
    together, highest = _gatherers(np.shape(x), offsets, include_last_offset, size, dtype)
    real = expand_dims(real, -1)
    counts = together(astype(real, dtype=dtype))
    if mode == "max":
        return where(counts > 0, highest(where(real, rows, -np.inf)), 0)
    rows = rows if per_sample_weights is None else rows * expand_dims(per_sample_weights, -1)
    total = together(where(real, rows, 0))
    return total if mode == "sum" else total / ops.maximum(counts, 1)


def _gatherers(shape: tuple[int, ...], offsets: Any, has_last: bool, size: int, dtype: Any) -> tuple[Any, Any]:
    """How rows are added up by bags, and how the largest are found. Shapes: (*s, d) -> (b, d)."""
    if offsets is None:
        return lambda rows: ops.sum(rows, axis=1), lambda rows: ops.max(rows, axis=1)
    begins = value_of(offsets)
    begins = begins[:-1] if has_last else begins
    bags = searchsorted(begins, np.arange(shape[0]), side="right") - 1
    zeros = lambda rows: np.zeros((np.shape(begins)[0], np.shape(rows)[1]), dtype)
    lowest = np.full((np.shape(begins)[0], size), -np.inf, dtype)
    return lambda rows: index_add(zeros(rows), 0, bags, rows), lambda rows: at(lowest, bags).max(rows)


def _check(x: Any, offsets: Any, mode: str, weights: Any, has_last: bool) -> None:
    shape = tuple(np.shape(x))
    if mode not in MODES:
        raise ArgumentError("embedding_bag: unknown mode", given=repr(mode), expected="'sum', 'mean' or 'max'")
    if len(shape) != (2 if offsets is None else 1):
        wanted = "(b, k)" if offsets is None else "(n) with offsets"
        raise ShapeError("embedding_bag: numbers of another shape", given=f"shape {shape}", expected=wanted)
    if weights is not None and mode != "sum":
        raise ArgumentError("embedding_bag: weights are for the sum", given=f"mode={mode!r}", expected="mode='sum'")
    if weights is not None and tuple(np.shape(weights)) != shape:
        raise ShapeError("embedding_bag: one weight for each number", given=np.shape(weights), expected=shape)
    if offsets is None or is_traced(value_of(offsets)):
        return
    given = np.asarray(value_of(offsets))
    if given.ndim != 1 or len(given) <= has_last or given[0] != 0 or (np.diff(given) < 0).any() or given[-1] > shape[0]:
        raise ArgumentError(
            "embedding_bag: offsets do not ascend from 0",
            given=f"{given.tolist()} for {shape[0]} numbers",
            expected=f"0 first, none above {shape[0]}",
        )
