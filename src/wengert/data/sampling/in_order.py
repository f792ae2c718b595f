"""Samples as they lie.

Knows their number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.data.sampling.sampler import Sampler


class InOrder(Sampler):
    """Every sample once, in the order of the data; nothing is random.

    Args:
        count: Samples there are.

    Example:
        >>> InOrder(3).order(None).tolist()
        [0, 1, 2]
    """

    def __init__(self, count: int) -> None:
        self.count = count

    def order(self, generator: Any) -> np.ndarray:
        """0, 1, 2, ..."""
        return np.arange(self.count)

    def __len__(self) -> int:
        return self.count
