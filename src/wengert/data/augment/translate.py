"""Images moved by a random distance.

Knows shares of height and width.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, are_masks, between, must_be_images
from wengert.data.augment.grid import moved


class Translate(Augmentation):
    """Moves an image up or down and left or right, by real distances; what comes in from outside is 0.

    Args:
        height: Largest distance as a share of the height.
        width: Largest distance as a share of the width; as `height` when None.

    Raises:
        ArgumentError: A share is not between 0 and 1.

    Example:
        >>> import numpy as np
        >>> Translate(0.2)(np.ones((1, 1, 8, 8)), np.zeros(1), np.array([0, 1], np.uint32))[0].shape
        (1, 1, 8, 8)
    """

    def __init__(self, height: float = 0.1, width: float | None = None) -> None:
        self.height = between("Translate", "height", height, 0, 1)
        self.width = self.height if width is None else between("Translate", "width", width, 0, 1)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample moved by its own distance."""
        count, _, height, width = must_be_images("Translate", x)
        down, right = pure.uniform(key, (2, count, 1, 1), -1, 1)
        return shifted(x, y, down * (self.height * height), right * (self.width * width))


def shifted(x: Any, y: Any, down: Any, right: Any) -> Batch:
    """Images, and masks, moved by given distances.

    Args:
        x: Images, (n, c, h, w).
        y: Targets.
        down: Pixels, (n, 1, 1).
        right: The same.

    Returns:
        Images and targets of the same shapes.

    Example:
        >>> one = np.ones((1, 1, 1), np.float32)
        >>> shifted(np.arange(3.0).reshape(1, 1, 1, 3), np.zeros(1), 0 * one, one)[0].ravel()
        array([0., 0., 1.])
    """
    xp = namespace(x, down, right)
    height, width = x.shape[2:]
    rows = xp.arange(height, dtype=np.float32)[None, :, None] - down
    columns = xp.arange(width, dtype=np.float32)[None, None, :] - right
    rows, columns = xp.broadcast_arrays(rows, columns)
    return moved(x, y, rows, columns, are_masks(x, y))
