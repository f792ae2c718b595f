"""Sampler: which samples an epoch has, and in which order.

Knows indices and keys of randomness. Knows no data and no batch.
"""

from __future__ import annotations

import abc
from typing import Any

import numpy as np


class Sampler(abc.ABC):
    """Gives the order of each epoch. The same generator in the same place gives the same order, on every machine.

    Example:
        >>> class Backwards(Sampler):
        ...     def order(self, generator):
        ...         return np.arange(len(self))[::-1]
        ...     def __len__(self):
        ...         return 3
        >>> from wengert.random import Generator
        >>> Backwards().order(Generator(0)).tolist()
        [2, 1, 0]
    """

    @abc.abstractmethod
    def order(self, generator: Any) -> np.ndarray:
        """Indices of the samples of the next epoch.

        Args:
            generator: Source of randomness; it moves on by one key if the order is random.

        Returns:
            Integers, (len(self),).
        """

    @abc.abstractmethod
    def __len__(self) -> int:
        """Samples in an epoch."""
