"""Stream: data that are read in chunks, again for every epoch, and need not fit in memory.

Knows chunks, their shapes and what can be done with them one after another. Knows no file.

A stream holds one chunk at a time; `shuffle` holds its buffer besides, and `rechunk` at most two chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from wengert import random
from wengert.arrays import random as pure
from wengert.data.dataset import Dataset
from wengert.errors import ArgumentError, DataError

Chunk = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Stream:
    """Chunks (x, y) of samples and targets; iterating reads them from the start, every time.

    Args:
        read: Opens the source and yields chunks: x (k, *s), y (k, *t), any k >= 1.
        shape: Sizes of one sample, s.
        dtype: Of the samples.
        target_shape: Sizes of one target, t; () for class indices.
        classes: Names of the classes; empty for real targets.
        features: Names of the columns of x, if they have any.
        name: What people call it.
        pixels: Whether all features share a unit.
        length: Samples in one pass, where that is known.

    Example:
        >>> def read():
        ...     for k in range(3):
        ...         yield np.full((2, 1), k, np.float32), np.array([0, 1])
        >>> stream = Stream(read, (1,), classes=("no", "yes"))
        >>> [x.ravel().tolist() for x, y in stream.rechunk(4)]
        [[0.0, 0.0, 1.0, 1.0], [2.0, 2.0]]
    """

    read: Callable[[], Iterator[Chunk]]
    shape: tuple[int, ...]
    dtype: Any = np.float32
    target_shape: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    name: str = "stream"
    pixels: bool = False
    length: int | None = None

    def __iter__(self) -> Iterator[Chunk]:
        source = self.read()  # at once, not at the first chunk: a shuffled stream draws its key here
        if iter(source) is not source:
            raise ArgumentError(
                f"{self.name}: read() must open the source anew",
                given=type(source).__name__,
                expected="a function that returns an iterator, such as a generator function",
            )
        return self._checked(source)

    def _checked(self, source: Iterator[Chunk]) -> Iterator[Chunk]:
        seen = 0
        with closed(source):
            for x, y in source:
                if x.shape[1:] != self.shape or y.shape[1:] != self.target_shape or len(x) != len(y):
                    raise DataError(
                        f"{self.name}: a chunk does not fit the others",
                        given=f"samples {x.shape} and targets {y.shape} after {seen} samples",
                        expected=f"samples {('k', *self.shape)} and targets {('k', *self.target_shape)}",
                    )
                seen += len(x)
                if len(x):
                    yield x, y
        if self.length is not None and seen != self.length:
            raise DataError(
                f"{self.name}: ended after another number of samples",
                given=f"{seen} samples",
                expected=f"{self.length}, as announced",
            )

    @property
    def task(self) -> str:
        """`classification` or `regression`."""
        return "classification" if self.classes else "regression"

    @property
    def inputs(self) -> int:
        """Numbers in one sample."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def outputs(self) -> int:
        """Numbers a model must give for one sample."""
        return len(self.classes) or int(np.prod(self.target_shape, dtype=np.int64))

    def rechunk(self, size: int) -> Stream:
        """The same samples in chunks of exactly `size`; the last one may be smaller.

        Raises:
            ArgumentError: `size` is no positive integer.
        """
        positive("rechunk", "size", size)
        return replace(self, read=lambda: _rechunked(iter(self), size))

    def map(self, function: Callable[[np.ndarray, np.ndarray], Chunk]) -> Stream:
        """Chunks (x, y) through a function of one chunk; shapes and dtype of the new ones are read off the first.

        Raises:
            DataError: There is no chunk.
        """
        return of_chunks(
            lambda: _mapped(iter(self), function), self.classes, self.features, self.name, self.pixels, self.length
        )

    def take(self, count: int) -> Stream:
        """The first `count` samples, or all where there are fewer.

        Raises:
            ArgumentError: `count` is no positive integer.
        """
        positive("take", "count", count)
        length = None if self.length is None else min(count, self.length)
        return replace(self, read=lambda: _taken(iter(self), count), length=length)

    def pick(self, chosen: Callable[[int, int], np.ndarray]) -> Stream:
        """The samples that a function chooses by their numbers, so that a stream can be parted without being held.

        Args:
            chosen: Called with the number of the first sample of a chunk, counted from 0 in every pass, and their
                count k; gives a mask, bool (k,).
        """
        return replace(self, read=lambda: _picked(iter(self), chosen), length=None)

    def shuffle(self, buffer: int, generator: random.Generator | None = None) -> Stream:
        """The same samples in an order that is new in every pass, mixed within a buffer.

        Each sample leaves in exchange for a later one, from a random place of the buffer. A buffer as large as the
        data gives every order the same chance; a smaller one leaves early samples early, so data sorted by class want
        a buffer of several classes.

        Args:
            buffer: Samples held in memory.
            generator: Source of randomness; the default one when None. One key is drawn for each pass.

        Raises:
            ArgumentError: `buffer` is no positive integer.
        """
        positive("shuffle", "buffer", buffer)
        source = random.default_generator if generator is None else generator
        return replace(self, read=lambda: _shuffled(iter(self), buffer, source.next_key()))

    def load(self) -> Dataset:
        """Everything in memory, as a data set.

        Raises:
            DataError: There are no samples.
        """
        chunks = list(self)
        if not chunks:
            raise DataError(f"{self.name}: holds no data", given="no samples", expected="at least one")
        x, y = (np.concatenate(part) for part in zip(*chunks, strict=True))
        return Dataset(x, y, self.classes, self.features, self.name, self.pixels)


@contextmanager
def closed(source: Iterator[Any]) -> Generator[None]:
    """Close an iterator at the end of the block, whatever ends it; files it holds are closed with it.

    Example:
        >>> def count():
        ...     try:
        ...         yield from range(9)
        ...     finally:
        ...         print("closed")
        >>> numbers = count()
        >>> with closed(numbers):
        ...     next(numbers)
        0
        closed
    """
    try:
        yield
    finally:
        if (close := getattr(source, "close", None)) is not None:
            close()


def positive(who: str, what: str, number: Any) -> None:
    """Refuse what is no positive integer.

    Raises:
        ArgumentError: It is none.

    Example:
        >>> positive("take", "count", 3)
    """
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)) or number < 1:
        raise ArgumentError(f"{who}: {what} is a positive integer", given=repr(number), expected="1, 2, 3, ...")


def of_chunks(
    read: Callable[[], Iterator[Any]],
    classes: tuple[str, ...] = (),
    features: tuple[str, ...] = (),
    name: str = "stream",
    pixels: bool = False,
    length: int | None = None,
) -> Stream:
    """A stream whose shapes are read off its first chunk.

    Args:
        read: Opens the source and yields chunks (x, y).
        classes: Names of the classes; empty for real targets.
        features: Names of the columns.
        name: What people call it.
        pixels: Whether all features share a unit.
        length: Samples in one pass, where that is known.

    Returns:
        The stream.

    Raises:
        DataError: There is no chunk.

    Example:
        >>> of_chunks(lambda: iter([(np.zeros((2, 3)), np.zeros(2, int))]), ("a", "b")).shape
        (3,)
    """
    source = read()
    with closed(source):
        x, y = next(source, (None, None))
    if x is None or y is None:
        raise DataError(f"{name}: holds no data", given="no chunks", expected="at least one")
    return Stream(read, x.shape[1:], x.dtype, y.shape[1:], classes, features, name, pixels, length)


def _rechunked(source: Iterator[Chunk], size: int) -> Iterator[Chunk]:
    held: list[Chunk] = []
    count = 0
    with closed(source):
        for x, y in source:
            held.append((x, y))
            count += len(x)
            if count >= size:
                x, y = (np.concatenate(part) for part in zip(*held, strict=True))
                full = count // size * size
                yield from ((x[k : k + size], y[k : k + size]) for k in range(0, full, size))
                held, count = ([(x[full:], y[full:])] if full < count else []), count - full
    if held:
        x, y = (np.concatenate(part) for part in zip(*held, strict=True))
        yield x, y


def _mapped(source: Iterator[Chunk], function: Callable[[np.ndarray, np.ndarray], Chunk]) -> Iterator[Chunk]:
    with closed(source):
        for x, y in source:
            yield function(x, y)


def _taken(source: Iterator[Chunk], count: int) -> Iterator[Chunk]:
    with closed(source):
        for x, y in source:
            yield x[:count], y[:count]
            count -= min(count, len(x))
            if not count:
                return


def _picked(source: Iterator[Chunk], chosen: Callable[[int, int], np.ndarray]) -> Iterator[Chunk]:
    first = 0
    with closed(source):
        for x, y in source:
            mask = chosen(first, len(x))
            first += len(x)
            yield x[mask], y[mask]


def _shuffled(source: Iterator[Chunk], buffer: int, key: Any) -> Iterator[Chunk]:
    """First the buffer is filled; then a random part of it, as large as a chunk, changes places with the chunk."""
    pool: list[np.ndarray] = []
    held, drawn = 0, 0
    with closed(source):
        for x, y in _rechunked(source, max(1, buffer // 4)):
            if not pool:
                pool = [np.empty((buffer, *part.shape[1:]), part.dtype) for part in (x, y)]
            if held + len(x) > buffer:
                places = np.asarray(pure.permutation(pure.fold_in(key, drawn), held))[: len(x)]
                drawn += 1
                yield pool[0][places], pool[1][places]
            else:
                places = np.arange(held, held + len(x))
                held += len(x)
            pool[0][places], pool[1][places] = x, y
    if pool:
        order = np.asarray(pure.permutation(pure.fold_in(key, drawn), held))
        yield pool[0][order], pool[1][order]
