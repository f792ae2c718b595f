"""Images turned by a random angle.

Knows degrees and the middle of an image.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, are_masks, between, must_be_images
from wengert.data.augment.grid import moved


class Rotate(Augmentation):
    """Turns an image about its middle, by bilinear interpolation; what comes in from outside is 0.

    Args:
        degrees: Largest angle, either way.

    Raises:
        ArgumentError: The angle is not between 0 and 180.

    Example:
        >>> import numpy as np
        >>> Rotate(10)(np.ones((1, 1, 8, 8)), np.zeros(1), np.array([0, 1], np.uint32))[0].shape
        (1, 1, 8, 8)
    """

    def __init__(self, degrees: float = 15.0) -> None:
        self.degrees = between("Rotate", "degrees", degrees, 0, 180)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample turned by its own angle."""
        count = must_be_images("Rotate", x)[0]
        largest = math.radians(self.degrees)
        return turned(x, y, pure.uniform(key, (count, 1, 1), -largest, largest))


def turned(x: Any, y: Any, angle: Any) -> Batch:
    """Images, and masks, turned by given angles, counter-clockwise as they are seen.

    Args:
        x: Images, (n, c, h, w).
        y: Targets.
        angle: Radians, (n, 1, 1).

    Returns:
        Images and targets of the same shapes.

    Example:
        >>> x = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
        >>> turned(x, np.zeros(1), np.full((1, 1, 1), np.pi / 2))[0].round(6).tolist()
        [[[[2.0, 4.0], [1.0, 3.0]]]]
    """
    xp = namespace(x, angle)
    height, width = x.shape[2:]
    down = xp.arange(height, dtype=np.float32)[None, :, None] - (height - 1) / 2
    right = xp.arange(width, dtype=np.float32)[None, None, :] - (width - 1) / 2
    sine, cosine = xp.sin(angle), xp.cos(angle)
    rows = cosine * down + sine * right + (height - 1) / 2
    columns = cosine * right - sine * down + (width - 1) / 2
    return moved(x, y, rows, columns, are_masks(x, y))
