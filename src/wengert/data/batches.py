"""Batches: samples in groups, in a new random order each epoch.

Knows order and sizes. Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.data.pixels import unit_pixels
from wengert.data.sampling import InOrder, Sampler, Shuffled
from wengert.errors import ArgumentError
from wengert.random import Generator, default_generator


class DataLoader:
    """Yields (x, y) batches; each pass is one epoch. 8-bit pixels become float32 in [0, 1] in the batch.

    Args:
        data: A data set, or a pair of arrays with one length. Samples on disk (`Lazy`) are read batch by batch.
        batch_size: Samples in a batch; None for all at once.
        shuffle: Whether each epoch has a new random order.
        drop_last: Whether to leave out a last batch that is smaller.
        generator: Source of randomness; the default one when None. The same seed gives the same order, whichever
            array library trains.
        sampler: Which samples an epoch has, instead of `shuffle`: one of `wengert.data.sampling`, or your own.

    Raises:
        ArgumentError: The batch size is no positive integer, no batch would be left, or the sampler asks for samples
            that are not there.

    Example:
        >>> loader = DataLoader((np.arange(5.0), np.arange(5)), batch_size=2, shuffle=False)
        >>> [x.tolist() for x, y in loader], len(loader)
        ([[0.0, 1.0], [2.0, 3.0], [4.0]], 3)
    """

    def __init__(
        self,
        data: Dataset | tuple[Any, Any],
        batch_size: int | None = 32,
        shuffle: bool = True,
        drop_last: bool = False,
        generator: Generator | None = None,
        sampler: Sampler | None = None,
    ) -> None:
        self.x, self.y = (data.x, data.y) if isinstance(data, Dataset) else data
        if len(self.x) != len(self.y):
            raise ArgumentError("DataLoader: arrays of different lengths", given=f"{len(self.x)} and {len(self.y)}")
        if batch_size is not None and (not isinstance(batch_size, (int, np.integer)) or batch_size < 1):
            raise ArgumentError(
                "DataLoader: batch_size is a positive integer", given=batch_size, expected="1, 2, ... or None"
            )
        self.sampler = sampler or (Shuffled if shuffle else InOrder)(len(self.x))
        self.batch_size = len(self.sampler) if batch_size is None else min(int(batch_size), len(self.sampler))
        self.drop_last = drop_last
        self.generator = default_generator if generator is None else generator
        self._ready: tuple[Any, Any, Any, np.ndarray] | None = None  # key, counter before and after, the order
        if batch_size is not None and drop_last and batch_size > len(self.sampler):
            raise ArgumentError(
                "DataLoader: drop_last leaves no batch",
                given=f"batch_size={batch_size}, {len(self.sampler)} samples",
            )

    @property
    def samples(self) -> int:
        """Samples in one epoch."""
        count = len(self.sampler)
        return count // self.batch_size * self.batch_size if self.drop_last else count

    def __len__(self) -> int:
        return (self.samples + self.batch_size - 1) // self.batch_size

    def order(self) -> np.ndarray:
        """Indices of the samples of the next epoch, int32, (samples,); a random one moves the generator on.

        Raises:
            ArgumentError: The sampler asks for samples that are not there.
        """
        if self._ready is not None:
            key, counter, after, order = self._ready
            self._ready = None
            if self.generator.key.value is key and self.generator.counter.value is counter:
                self.generator.counter.value = after
                return order
        order = np.asarray(self.sampler.order(self.generator))[: self.samples].astype(np.int32)
        if order.shape != (self.samples,) or (order.size and not 0 <= order.min() <= order.max() < len(self.x)):
            raise ArgumentError(
                "DataLoader: the sampler does not fit the data",
                given=f"{order.size} indices up to {order.max(initial=-1)}",
                expected=f"{self.samples} indices below {len(self.x)}",
            )
        return order

    def prepare(self) -> None:
        """Work out what `order` will give next, while there is time; the generator stays where it is.

        If somebody else draws from the generator before that, the work was in vain and the order is the right one.
        """
        if type(self.sampler) is not Shuffled:  # another may have state of its own, which an early draw would move on
            return
        key, counter = self.generator.key.value, self.generator.counter.value
        try:
            order = self.order()
            self._ready = (key, counter, self.generator.counter.value, order)
        finally:
            self.generator.counter.value = counter

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return self._batches(self.order())  # drawn at once, not at the first batch, which may be read by a thread

    def _batches(self, order: np.ndarray) -> Iterator[tuple[Any, Any]]:
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            yield unit_pixels(self.x[batch]), self.y[batch]
