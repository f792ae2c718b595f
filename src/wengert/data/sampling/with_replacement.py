"""Independent draws: sampling with replacement, as the theory of stochastic gradients has it.

Knows the number of samples and of draws.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.data.sampling.sampler import Sampler
from wengert.data.stream import positive


class WithReplacement(Sampler):
    """Each place of an epoch is an independent draw, every sample equally likely.

    The mean gradient of a batch of B then has the standard deviation σ/√B, and about 37 % of the samples are not seen
    in an epoch.

    Args:
        count: Samples there are.
        draws: Samples in an epoch; `count` when None.

    Raises:
        ArgumentError: A number is no positive integer.

    References:
        Robbins & Monro (1951), A stochastic approximation method, Ann. Math. Stat. 22(3), 400-407.

    Example:
        >>> from wengert.random import Generator
        >>> WithReplacement(2, draws=5).order(Generator(0)).shape
        (5,)
    """

    def __init__(self, count: int, draws: int | None = None) -> None:
        positive("WithReplacement", "count", count)
        self.count = count
        self.draws = count if draws is None else draws
        positive("WithReplacement", "draws", self.draws)

    def order(self, generator: Any) -> np.ndarray:
        """Independent indices."""
        return generator.randint(0, self.count, (self.draws,)).numpy()

    def __len__(self) -> int:
        return self.draws
