"""Noise added to samples.

Knows a standard deviation.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between


class Noise(Augmentation):
    """Adds independent normal numbers. To the linear order it acts as an L2 penalty on the slopes of the network.

    Args:
        deviation: Standard deviation.

    Raises:
        ArgumentError: It is negative.

    References:
        Bishop (1995), Training with noise is equivalent to Tikhonov regularization, Neural Comput. 7(1), 108-116.

    Example:
        >>> import numpy as np
        >>> Noise(0.5)(np.zeros((100, 100), np.float32), np.zeros(100), np.array([0, 1], np.uint32))[0].std().round(2)
        np.float32(0.5)
    """

    def __init__(self, deviation: float = 0.1) -> None:
        self.deviation = between("Noise", "deviation", deviation, 0)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Samples with noise."""
        return x + pure.normal(key, x.shape, std=self.deviation, dtype=x.dtype), y
