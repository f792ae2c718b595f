"""Feed: the samples of an epoch where the epoch needs them.

Knows arrays that stay on the device, and streams that pass through it chunk by chunk. Knows no model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from wengert.data import DataLoader, Dataset
from wengert.data.stream import Stream, closed
from wengert.errors import ArgumentError
from wengert.train.position import Position

Place = Callable[[Any], Any]
Portion = tuple[Any, Any, np.ndarray]

_ROOM = 1 << 26  # bytes of the samples that are on the device together


class Feed:
    """Samples in memory: placed once, seen in a new order every epoch.

    Args:
        loader: Order and batches.
        place: Puts an array where the epochs need it.

    Attributes:
        batch_size: Samples in a batch.
        samples: Samples in an epoch.

    Example:
        >>> feed = Feed(DataLoader((np.zeros((5, 2)), np.zeros(5)), batch_size=2, shuffle=False), np.asarray)
        >>> [order.tolist() for x, y, order in feed.portions(None)]
        [[0, 1, 2, 3, 4]]
    """

    def __init__(self, loader: DataLoader, place: Place) -> None:
        self.loader = loader
        self.batch_size = loader.batch_size
        self.samples: int | None = loader.samples
        self._x, self._y = place(loader.x), place(loader.y)

    def portions(self, position: Position | None) -> Iterator[Portion]:
        """The one portion of an epoch: samples, targets, and the order they are seen in.

        Args:
            position: Where an earlier run left the epoch; None for a new one.
        """
        yield self._x, self._y, self.loader.order() if position is None else position.order

    def prepare(self) -> None:
        """Work out the order of the next epoch, while the device is busy with this one."""
        self.loader.prepare()


class StreamFeed:
    """Samples of a stream: chunks of several batches pass through the device, one after another.

    Args:
        stream: The chunks; it shuffles by itself, if it was told to.
        batch_size: Samples in a batch.
        place: Puts an array where the epochs need it.
        batches: Batches in a chunk, fewer where samples are so large that they would take more than 64 MiB.

    Raises:
        ArgumentError: The batch size is no positive integer.

    Example:
        >>> def read():
        ...     yield np.zeros((3, 2), "float32"), np.zeros(3, "int32")
        >>> feed = StreamFeed(Stream(read, (2,), classes=("a", "b")), 2, np.asarray)
        >>> [order.tolist() for x, y, order in feed.portions(None)]
        [[0, 1, 2]]
    """

    def __init__(self, stream: Stream, batch_size: int | None, place: Place, batches: int = 64) -> None:
        if batch_size is None:
            raise ArgumentError(
                "fit: a stream has no full batch", given="batch_size=None", expected="1, 2, ...", hint="stream.load()"
            )
        self.batch_size = batch_size
        self.samples = stream.length
        room = _ROOM // max(1, batch_size * stream.inputs * np.dtype(stream.dtype).itemsize)
        self._chunks = stream.rechunk(max(1, min(batches, room)) * batch_size)
        self._place = place

    def portions(self, position: Position | None) -> Iterator[Portion]:
        """The portions of an epoch, in the order of the stream.

        Args:
            position: Where an earlier run left the epoch: what was seen before its portion is read and skipped.

        Raises:
            ArgumentError: The stream does not come to that place.
        """
        skipped = left = 0 if position is None else position.before
        with closed(chunks := iter(self._chunks)):
            for x, y in chunks:
                if left > 0:
                    left -= len(x)
                else:
                    yield self._place(x), self._place(y), np.arange(len(x), dtype=np.int32)
                if left < 0:
                    break
        if left:
            raise ArgumentError(
                "fit: the stream is not the one that was left",
                given=f"a portion that ends after {skipped - left} samples",
                expected=f"one that ends after {skipped}",
                hint="the same data and batch size as before",
            )

    def prepare(self) -> None:
        """Nothing: the stream reads ahead by itself, if it was told to."""


def feed_of(data: Any, place: Place, batch_size: int | None, options: dict[str, Any]) -> Feed | StreamFeed:
    """The feed that suits the data.

    Args:
        data: A data set, a pair of arrays, a `DataLoader` or a `Stream`.
        place: Puts an array where the epochs need it.
        batch_size: Samples in a batch.
        options: Further options of the `DataLoader` that is made of arrays.

    Returns:
        The feed.

    Raises:
        ArgumentError: The data are nothing of these.

    Example:
        >>> type(feed_of((np.zeros((2, 1)), np.zeros(2)), np.asarray, 1, {})).__name__
        'Feed'
    """
    if isinstance(data, Stream):
        return StreamFeed(data, batch_size, place)
    if isinstance(data, DataLoader):
        return Feed(data, place)
    if isinstance(data, (Dataset, tuple)):
        return Feed(DataLoader(data, batch_size, **options), place)
    raise ArgumentError(
        "fit: what are these data?",
        given=type(data).__name__,
        expected="a Dataset, a pair (samples, targets), a DataLoader or a Stream",
    )
