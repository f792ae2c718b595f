"""Batches: samples in groups, in a new random order each epoch.

Knows order and sizes. Knows no model.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from wengert.data.dataset import Dataset
from wengert.errors import ArgumentError
from wengert.random import Generator, default_generator


class DataLoader:
    """Yields (x, y) batches; each pass is one epoch.

    Args:
        data: A data set, or a pair of arrays with one length.
        batch_size: Samples in a batch; None for all at once.
        shuffle: Whether each epoch has a new random order.
        drop_last: Whether to leave out a last batch that is smaller.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: The batch size is no positive integer, or no batch would be left.

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
    ) -> None:
        self.x, self.y = (data.x, data.y) if isinstance(data, Dataset) else data
        if len(self.x) != len(self.y):
            raise ArgumentError("DataLoader: arrays of different lengths", given=f"{len(self.x)} and {len(self.y)}")
        if batch_size is not None and (not isinstance(batch_size, (int, np.integer)) or batch_size < 1):
            raise ArgumentError(
                "DataLoader: batch_size is a positive integer", given=batch_size, expected="1, 2, ... or None"
            )
        self.batch_size = len(self.x) if batch_size is None else min(int(batch_size), len(self.x))
        self.shuffle = shuffle
        self.drop_last = drop_last
        self.generator = default_generator if generator is None else generator
        if batch_size is not None and drop_last and batch_size > len(self.x):
            raise ArgumentError(
                "DataLoader: drop_last leaves no batch", given=f"batch_size={batch_size}, {len(self.x)} samples"
            )

    @property
    def samples(self) -> int:
        """Samples in one epoch."""
        return len(self.x) // self.batch_size * self.batch_size if self.drop_last else len(self.x)

    def __len__(self) -> int:
        return (self.samples + self.batch_size - 1) // self.batch_size

    def order(self) -> np.ndarray:
        """Indices of the samples of the next epoch, int32, (samples,); a shuffled one moves the generator on."""
        if not self.shuffle:
            return np.arange(self.samples, dtype=np.int32)
        return self.generator.permutation(len(self.x)).numpy()[: self.samples].astype(np.int32)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        order = self.order()
        for start in range(0, len(order), self.batch_size):
            batch = order[start : start + self.batch_size]
            yield self.x[batch], self.y[batch]
