"""Lazy: an array on disk, of which a sample is read when somebody asks for it.

Knows how to index. Where the samples come from is the business of the function it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.errors import DataError

_CHUNK = 1024  # samples read at once where all are wanted


class Lazy:
    """Samples that are read on demand. Indexing the first axis gives NumPy arrays; `select` gives another Lazy.

    Memory is taken by what is indexed and by nothing else. `np.asarray` reads everything.

    Args:
        fetch: Called with indices, int64 (k,); gives those samples, (k, *s).
        shape: (n, *s).
        dtype: Of the samples.

    Attributes:
        shape: (n, *s).
        dtype: Of the samples.

    Example:
        >>> squares = Lazy(lambda rows: rows[:, None] ** 2, (1000, 1), np.int64)
        >>> squares[[3, 5]].tolist(), squares[-1].tolist(), squares.select(slice(0, 10)).shape
        ([[9], [25]], [998001], (10, 1))
    """

    def __init__(self, fetch: Callable[[np.ndarray], np.ndarray], shape: tuple[int, ...], dtype: Any) -> None:
        self.fetch = fetch
        self.shape = tuple(int(n) for n in shape)
        self.dtype = np.dtype(dtype)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any) -> np.ndarray:
        rows = np.arange(len(self))[key]
        out = self.fetch(np.atleast_1d(rows))
        return out if np.ndim(rows) else out[0]

    def select(self, key: Any) -> Lazy:
        """The samples at `key` (a slice, a mask or indices), still unread."""
        rows = np.arange(len(self))[key]
        return Lazy(lambda inner: self.fetch(rows[inner]), (len(rows), *self.shape[1:]), self.dtype)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("samples on disk cannot become an array without a copy")
        out = np.empty(self.shape, self.dtype if dtype is None else dtype)
        for start in range(0, len(self), _CHUNK):
            out[start : start + _CHUNK] = self[start : start + _CHUNK]
        return out


def mapped(array: np.ndarray, name: str = "samples") -> Lazy:
    """A memory-mapped array as lazy samples: 8-bit ones stay so, all other numbers become float32 as they are read.

    Args:
        array: (n, *s), typically an `np.memmap`.
        name: What people call it, for messages.

    Returns:
        The samples. Reading one that is not finite is an error that names its place.

    Raises:
        DataError: The array has no numbers.

    Example:
        >>> mapped(np.arange(6.0).reshape(3, 2))[1]
        array([2., 3.], dtype=float32)
    """
    if array.dtype.kind not in "fiub":
        raise DataError(f"{name}: samples are not numbers", given=f"dtype {array.dtype}", expected="real numbers")
    dtype = np.dtype(np.uint8 if array.dtype == np.uint8 else np.float32)

    def fetch(rows: np.ndarray) -> np.ndarray:
        out = np.asarray(array[rows], dtype)
        if dtype.kind == "f" and not np.isfinite(out).all():
            first = np.argwhere(~np.isfinite(out))[0]
            raise DataError(
                f"{name}: a sample holds a value that is not finite",
                given=f"{out[tuple(first)]} in sample {rows[first[0]]}",
                hint="leave the sample out, or fill the gap before",
            )
        return out

    return Lazy(fetch, array.shape, dtype)
