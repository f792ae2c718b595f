"""Sums, means and filled arrays of NumPy by shorter ways: what NumPy's own functions do around them costs more.

Knows NumPy arrays, small ones above all. Knows no derivative.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

_MOST = 1 << 14  # rows for which the ones are kept


def sum_leading(x: np.ndarray, count: int) -> Any:
    """The sum over the first `count` axes. Shapes: (*a, *b) -> (*b), where *a are `count` axes.

    Rows of real numbers are summed as 1ᵀ x: one matrix product, two to six times as fast as the reduction.

    Example:
        >>> sum_leading(np.ones((2, 3, 4)), 2)
        array([6., 6., 6., 6.])
    """
    if x.ndim == count + 1 and x.dtype.char in "fd" and x.shape[-1] > 1:
        if count == 1:
            return ones(x.shape[0], x.dtype).dot(x)
        if x.flags.c_contiguous:
            rows = x.reshape(-1, x.shape[-1])
            return ones(rows.shape[0], x.dtype).dot(rows)
    return np.add.reduce(x, 0 if count == 1 else tuple(range(count)))


def mean_of(x: np.ndarray, axis: Any, keepdims: bool) -> Any:
    """What `np.mean` gives, without the Python around its sum. Shapes: (*s) -> (*s without axis).

    Example:
        >>> mean_of(np.array([[1.0, 2.0], [3.0, 6.0]]), 0, False)
        array([2., 4.])
    """
    if x.dtype.char not in "fdFD":  # integers become floats, and float16 is summed in float32
        return np.mean(x, axis=axis, keepdims=keepdims)
    out = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return out / (x.size // (out.size or 1))


def filled(shape: tuple[int, ...], value: np.generic) -> np.ndarray:
    """What `np.full` gives, in a quarter of its time.

    Example:
        >>> filled((2,), np.float32(3))
        array([3., 3.], dtype=float32)
    """
    out = np.empty(shape, value.dtype)
    out.fill(value)
    return out


def ones(count: int, dtype: np.dtype) -> np.ndarray:
    """A vector of ones, kept for the next time unless it is long.

    Example:
        >>> ones(2, np.dtype("float32"))
        array([1., 1.], dtype=float32)
    """
    return _kept(count, dtype) if count <= _MOST else np.ones(count, dtype)


@functools.lru_cache(maxsize=64)
def _kept(count: int, dtype: np.dtype) -> np.ndarray:
    out = np.ones(count, dtype)
    out.setflags(write=False)
    return out
