"""Images made lighter or darker.

Knows a factor.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between


class Brightness(Augmentation):
    """Multiplies the pixels of a sample by a number from [1 − strength, 1 + strength], and keeps them in [0, 1].

    Args:
        strength: Between 0 and 1.

    Raises:
        ArgumentError: It is not.

    Example:
        >>> import numpy as np
        >>> Brightness(0.0)(np.full((1, 1, 1, 2), 0.5), np.zeros(1), np.array([0, 1], np.uint32))[0].ravel()
        array([0.5, 0.5])
    """

    def __init__(self, strength: float = 0.2) -> None:
        self.strength = between("Brightness", "strength", strength, 0, 1)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample with its own brightness."""
        change = pure.uniform(key, (x.shape[0], *(1,) * (x.ndim - 1)), -self.strength, self.strength)
        return namespace(x, key).clip(x * (1 + change).astype(x.dtype), 0, 1), y
