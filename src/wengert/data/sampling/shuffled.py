"""Every sample once an epoch, in a new random order: sampling without replacement.

Knows their number and a permutation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.data.sampling.sampler import Sampler


class Shuffled(Sampler):
    """Every sample once in each epoch, every order equally likely.

    The mean gradient of a batch of B out of N then has the standard deviation σ/√B · √((N − B)/(N − 1)).

    Args:
        count: Samples there are.

    References:
        Bottou (2009), Curiously fast convergence of some stochastic gradient descent algorithms.

    Example:
        >>> from wengert.random import Generator
        >>> sorted(Shuffled(4).order(Generator(0)).tolist())
        [0, 1, 2, 3]
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def order(self, generator: Any) -> np.ndarray:
        """A new permutation of 0 ... count - 1."""
        return generator.permutation(self.count).numpy()

    def __len__(self) -> int:
        return self.count
