"""Gauges: means, deviations, smallest and largest values of samples that are shown once, chunk by chunk.

Knows sums that can be merged. Holds a few numbers for each feature, however many samples there are. Scales nothing.
"""

from __future__ import annotations

import abc
from typing import Any

import numpy as np

from wengert.data.pixels import unit_pixels
from wengert.errors import ArgumentError


class Gauge(abc.ABC):
    """Takes down what a scaling must know; 8-bit pixels count as numbers in [0, 1].

    Args:
        shared: Whether all features share their numbers.
        channels: Whether all places of a channel, the first axis of a sample, share theirs.
    """

    def __init__(self, shared: bool = False, channels: bool = False) -> None:
        self.shared = shared
        self.channels = channels
        self.count = 0
        self._shape: tuple[int, ...] = ()

    def add(self, x: Any) -> None:
        """Look at more samples.

        Args:
            x: Samples, (k, *s), k >= 0.
        """
        if not len(x):
            return
        chunk = np.asarray(unit_pixels(np.asarray(x)), np.float64)
        self._shape = chunk.shape[1:]
        if self.shared:
            rows = chunk.reshape(-1, 1)
        elif self.channels:
            rows = np.moveaxis(chunk, 1, -1).reshape(-1, chunk.shape[1])
        else:
            rows = chunk.reshape(len(chunk), -1)
        self._merge(rows)
        self.count += len(rows)

    @abc.abstractmethod
    def _merge(self, rows: np.ndarray) -> None:
        """Take in rows, (k, features), k >= 1; `count` is that of the rows before them."""

    @abc.abstractmethod
    def result(self) -> tuple[np.ndarray, np.ndarray]:
        """The two arrays of a scaling, float32, in the shape of one sample; axes of size 1 where numbers are shared.

        Raises:
            ArgumentError: There were no samples.
        """

    def _shaped(self, numbers: np.ndarray) -> np.ndarray:
        if not (self.shared or self.channels) or not self._shape:
            return numbers.reshape(self._shape)
        return numbers.reshape(numbers.size, *(1,) * (len(self._shape) - 1))

    def _some(self) -> None:
        if not self.count:
            raise ArgumentError("fit: there are no samples to fit to", given="0 samples", expected="at least one")


class Moments(Gauge):
    """Mean and deviation; the deviation of a feature that never changes is given as 1.

    Args:
        shared: Whether all features share their numbers.
        channels: Whether all places of a channel share theirs.

    References:
        Chan, Golub & LeVeque (1983), Am. Stat. 37(3), 242-247.

    Example:
        >>> gauge = Moments()
        >>> gauge.add([[1.0, 5.0]])
        >>> gauge.add([[3.0, 5.0]])
        >>> [numbers.tolist() for numbers in gauge.result()]
        [[2.0, 5.0], [1.0, 1.0]]
    """

    def __init__(self, shared: bool = False, channels: bool = False) -> None:
        super().__init__(shared, channels)
        self._mean, self._spread = np.zeros(1), np.zeros(1)

    def _merge(self, rows: np.ndarray) -> None:
        new, total = rows.mean(axis=0), self.count + len(rows)
        apart = (new - self._mean) ** 2 * (self.count * len(rows) / total)
        self._spread = self._spread + ((rows - new) ** 2).sum(axis=0) + apart
        self._mean = self._mean + (new - self._mean) * (len(rows) / total)

    def result(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean and deviation. For shapes and errors see `Gauge.result`."""
        self._some()
        deviation = np.sqrt(self._spread / self.count)
        # Rounding leaves a constant feature a deviation of about one part in 10^16 of its mean.
        constant = deviation <= 10 * np.finfo(np.float64).eps * np.abs(self._mean) + np.finfo(np.float32).tiny
        deviation = np.where(constant, 1.0, deviation)
        return self._shaped(self._mean).astype(np.float32), self._shaped(deviation).astype(np.float32)


class Extremes(Gauge):
    """Smallest and largest values.

    Args:
        shared: Whether all features share their numbers.
        channels: Whether all places of a channel share theirs.

    Example:
        >>> gauge = Extremes()
        >>> gauge.add([[1.0, 5.0], [3.0, 4.0]])
        >>> [numbers.tolist() for numbers in gauge.result()]
        [[1.0, 4.0], [3.0, 5.0]]
    """

    def __init__(self, shared: bool = False, channels: bool = False) -> None:
        super().__init__(shared, channels)
        self._low, self._high = np.full(1, np.inf), np.full(1, -np.inf)

    def _merge(self, rows: np.ndarray) -> None:
        self._low = np.minimum(self._low, rows.min(axis=0))
        self._high = np.maximum(self._high, rows.max(axis=0))

    def result(self) -> tuple[np.ndarray, np.ndarray]:
        """Smallest and largest. For shapes and errors see `Gauge.result`."""
        self._some()
        return self._shaped(self._low).astype(np.float32), self._shaped(self._high).astype(np.float32)
