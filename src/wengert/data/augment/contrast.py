"""Images with more or less contrast.

Knows a factor and the mean of an image.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between


class Contrast(Augmentation):
    """Multiplies the distances of pixels from the mean of their sample by a number from [1 − strength, 1 + strength].

    Pixels are kept in [0, 1].

    Args:
        strength: Between 0 and 1.

    Raises:
        ArgumentError: It is not.

    Example:
        >>> import numpy as np
        >>> Contrast(0.5)(np.full((1, 1, 1, 2), 0.5), np.zeros(1), np.array([0, 1], np.uint32))[0].ravel()
        array([0.5, 0.5])
    """

    def __init__(self, strength: float = 0.2) -> None:
        self.strength = between("Contrast", "strength", strength, 0, 1)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample with its own contrast."""
        change = pure.uniform(key, (x.shape[0], *(1,) * (x.ndim - 1)), -self.strength, self.strength)
        mean = x.mean(axis=tuple(range(1, x.ndim)), keepdims=True)
        return namespace(x, key).clip(x + (x - mean) * change.astype(x.dtype), 0, 1), y
