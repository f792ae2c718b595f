"""Mirror images.

Knows an axis and a probability.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, are_masks, between
from wengert.errors import ShapeError


class Flip(Augmentation):
    """Mirrors an image left to right, or another axis end to end, with a probability.

    Args:
        p: Probability for a sample.
        axis: Counted from the end: -1 is the width, -2 the height.

    Raises:
        ArgumentError: `p` is no probability.
        ShapeError: When called: the samples have no such axis.

    Example:
        >>> import numpy as np
        >>> Flip(p=1.0)(np.arange(3.0).reshape(1, 1, 1, 3), np.zeros(1), np.array([0, 1], np.uint32))[0].ravel()
        array([2., 1., 0.])
    """

    def __init__(self, p: float = 0.5, axis: int = -1) -> None:
        self.p = between("Flip", "p", p, 0, 1)
        self.axis = axis

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Some samples mirrored."""
        if not -x.ndim < self.axis < 0:
            raise ShapeError("Flip: no such axis", given=f"axis {self.axis}, shape {x.shape}", expected="-1, -2, ...")
        xp = namespace(x, key)
        chosen = pure.bernoulli(key, self.p, (x.shape[0],))
        new_x = xp.where(chosen.reshape(-1, *(1,) * (x.ndim - 1)), xp.flip(x, self.axis), x)
        if self.axis > -3 and are_masks(x, y):
            y = xp.where(chosen[:, None, None], xp.flip(y, self.axis), y)
        return new_x, y
