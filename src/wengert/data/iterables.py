"""Streams from Python: functions that yield samples or chunks, and data sets cut into chunks.

Knows iterators and how samples become arrays. Knows no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset, targets_of
from wengert.data.stream import Chunk, Stream, closed, of_chunks, positive
from wengert.errors import ArgumentError, DataError


def from_chunks(
    read: Callable[[], Iterable[Any]],
    classes: Sequence[str] | None = None,
    name: str = "chunks",
    length: int | None = None,
) -> Stream:
    """A stream of arrays (x, y) that a function yields.

    Args:
        read: Called for every pass; gives chunks x (k, *s), y (k,) or (k, *t). Whatever k, it is kept; `rechunk`
            changes it.
        classes: Names of the classes; None for real targets.
        name: What people call it.
        length: Samples in one pass, if they are known.

    Returns:
        The stream: int32 class indices or float32 targets; float64 samples become float32.

    Raises:
        ArgumentError: `read` is no function: an iterator could be read only once.
        DataError: There is no chunk, or one does not fit.

    Example:
        >>> def read():
        ...     for seed in range(3):
        ...         x = np.random.default_rng(seed).normal(size=(8, 2))
        ...         yield x, x.sum(axis=1)
        >>> [x.shape for x, y in from_chunks(read)]
        [(8, 2), (8, 2), (8, 2)]
    """
    _must_be_a_function("from_chunks", read)
    names = None if classes is None else tuple(classes)
    return of_chunks(lambda: _chunks(iter(read()), names, name), names or (), name=name, length=length)


def from_samples(
    read: Callable[[], Iterable[Any]],
    classes: Sequence[str] | None = None,
    chunk_size: int = 1024,
    name: str = "samples",
    length: int | None = None,
) -> Stream:
    """A stream of samples that a function yields one by one.

    Args:
        read: Called for every pass; gives pairs of a sample and its target.
        classes: Names of the classes; None for real targets.
        chunk_size: Samples gathered into a chunk.
        name: What people call it.
        length: Samples in one pass, if they are known.

    Returns:
        The stream.

    Raises:
        ArgumentError: `read` is no function, or the chunk size no positive integer.
        DataError: There is no sample, or one has another shape than the others.

    Example:
        >>> parity = from_samples(lambda: (((k, k + 1), k % 2) for k in range(5)), ("even", "odd"), chunk_size=2)
        >>> [y.tolist() for x, y in parity], parity.shape
        ([[0, 1], [0, 1], [0]], (2,))
    """
    _must_be_a_function("from_samples", read)
    positive("from_samples", "chunk_size", chunk_size)
    return from_chunks(lambda: _gathered(iter(read()), chunk_size, name), classes, name, length)


def as_stream(data: Dataset, chunk_size: int = 4096) -> Stream:
    """A data set in chunks: how samples on disk (`Lazy`) are trained on without loading them.

    Args:
        data: Samples and targets.
        chunk_size: Samples in a chunk.

    Returns:
        The stream.

    Raises:
        ArgumentError: The chunk size is no positive integer.

    Example:
        >>> from wengert.data import iris
        >>> [len(x) for x, y in as_stream(iris(), 100)]
        [100, 50]
    """
    positive("as_stream", "chunk_size", chunk_size)

    def read() -> Iterator[Chunk]:
        for start in range(0, len(data), chunk_size):
            yield data.x[start : start + chunk_size], data.y[start : start + chunk_size]

    x, y = data.x, data.y
    return Stream(
        read, x.shape[1:], x.dtype, y.shape[1:], data.classes, data.features, data.name, data.pixels, len(data)
    )


def _must_be_a_function(who: str, read: Any) -> None:
    if not callable(read):
        raise ArgumentError(
            f"{who}: an iterator can be read once, and every epoch reads again",
            given=type(read).__name__,
            expected="a function that returns one, such as a generator function without its brackets ()",
            hint="from_chunks(lambda: chunks) if `chunks` is a list",
        )


def _gathered(source: Iterator[Any], size: int, name: str) -> Iterator[tuple[list[Any], list[Any]]]:
    with closed(source):
        while rows := list(islice(source, size)):
            if any(not isinstance(row, (tuple, list)) or len(row) != 2 for row in rows):
                raise DataError(f"{name}: needs pairs", given=type(rows[0]).__name__, expected="(sample, target)")
            yield [row[0] for row in rows], [row[1] for row in rows]


def _chunks(source: Iterator[Any], classes: tuple[str, ...] | None, name: str) -> Iterator[Chunk]:
    with closed(source):
        for pair in source:
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise DataError(f"{name}: needs pairs", given=type(pair).__name__, expected="(samples, targets)")
            yield _chunk(pair[0], pair[1], classes, name)


def _chunk(x: Any, y: Any, classes: tuple[str, ...] | None, name: str) -> Chunk:
    try:
        x, y = np.asarray(x), np.asarray(y)
    except ValueError as error:
        raise DataError(f"{name}: samples are not all of one shape", given=str(error), expected="(k, *s)") from error
    x = x.astype(np.float32) if x.dtype == np.float64 else x
    if x.dtype.kind not in "fiub" or (x.dtype.kind == "f" and not np.isfinite(x).all()):
        raise DataError(f"{name}: samples are no finite numbers", given=f"dtype {x.dtype}", expected="finite numbers")
    if classes is None:
        return x, targets_of(np.asarray(y, np.float64) if y.dtype.kind in "iub" else y, None, name)[0]
    return x, targets_of(y, classes, name)[0]
