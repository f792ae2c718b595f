"""Samples drawn by weight.

Knows weights. Where they come from (rare classes, hard samples, importance) is the caller's business.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.data.sampling.sampler import Sampler
from wengert.data.stream import positive
from wengert.errors import ArgumentError


class Weighted(Sampler):
    """Draws with probabilities proportional to weights.

    Args:
        weights: (n,), none negative, not all 0.
        draws: Samples in an epoch; n when None.
        replacement: Whether draws are independent. Without, each sample comes at most once in an epoch, the heavier
            ones more likely and earlier.

    Raises:
        ArgumentError: The weights are no such numbers, or more samples are to be drawn than have a weight.

    References:
        Without replacement: Efraimidis & Spirakis (2006), Weighted random sampling with a reservoir, Inf. Process.
        Lett. 97(5), 181-185.

    Example:
        >>> from wengert.random import Generator
        >>> Weighted([0.0, 1.0, 0.0], draws=4).order(Generator(0)).tolist()
        [1, 1, 1, 1]
    """

    def __init__(self, weights: Any, draws: int | None = None, replacement: bool = True) -> None:
        weights = np.asarray(weights, np.float64)
        if weights.ndim != 1 or not np.isfinite(weights).all() or (weights < 0).any() or not weights.any():
            raise ArgumentError(
                "Weighted: weights are numbers, none negative and not all 0",
                given=f"shape {weights.shape}, {weights.ravel()[:8].tolist()}",
                expected="(n,) finite numbers >= 0",
            )
        self.weights = weights
        self.draws = len(weights) if draws is None else draws
        self.replacement = replacement
        positive("Weighted", "draws", self.draws)
        if not replacement and self.draws > np.count_nonzero(weights):
            raise ArgumentError(
                "Weighted: without replacement there are not so many samples with a weight",
                given=f"draws={self.draws}",
                expected=f"at most {np.count_nonzero(weights)}",
            )

    def order(self, generator: Any) -> np.ndarray:
        """Indices drawn by weight."""
        if self.replacement:
            sums = np.cumsum(self.weights)
            unit = generator.uniform((self.draws,), dtype="float64").numpy()
            # The last weight that is not 0 bounds the index, should the product round up to the whole sum.
            return np.minimum(np.searchsorted(sums, unit * sums[-1], side="right"), np.flatnonzero(self.weights)[-1])
        unit = generator.uniform((len(self.weights),), dtype="float64").numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            waits = np.where(self.weights > 0, -np.log1p(-unit) / self.weights, np.inf)
        return np.argsort(waits, kind="stable")[: self.draws]

    def __len__(self) -> int:
        return self.draws
