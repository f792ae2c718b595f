"""Parts of images covered.

Knows rectangles.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between, must_be_images


class Erase(Augmentation):
    """Covers a square at a random place; at the border a part of it lies outside.

    Args:
        share: Side of the square as a share of the shorter side of the image.
        fill: What it is covered with.

    Raises:
        ArgumentError: The share is not between 0 and 1.

    References:
        DeVries & Taylor (2017), Improved regularization of convolutional neural networks with cutout.
        arXiv:1708.04552.

    Example:
        >>> import numpy as np
        >>> x, _ = Erase(1.0)(np.ones((1, 1, 8, 8)), np.zeros(1), np.array([0, 1], np.uint32))
        >>> float(x.min()), float(x.max())
        (0.0, 1.0)
    """

    def __init__(self, share: float = 0.5, fill: float = 0.0) -> None:
        self.share = between("Erase", "share", share, 0, 1)
        self.fill = fill

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample with its own square covered."""
        count, _, height, width = must_be_images("Erase", x)
        side = round(self.share * min(height, width))
        unit = pure.uniform(key, (2, count))
        row, column = ((unit[k] * size).astype(np.int32) for k, size in enumerate((height, width)))
        top, left = row - side // 2, column - side // 2
        covered = rectangles(top, left, top + side, left + side, height, width)
        return namespace(x, key).where(covered, np.asarray(self.fill, x.dtype), x), y


def rectangles(top: Any, left: Any, bottom: Any, right: Any, height: int, width: int) -> Any:
    """Whether a pixel lies in its image's rectangle.

    Args:
        top: First row, integers (n,).
        left: First column.
        bottom: One after the last row.
        right: One after the last column.
        height: Rows of the images.
        width: Columns of the images.

    Returns:
        Booleans, (n, 1, height, width).

    Example:
        >>> rectangles(*(np.array([k]) for k in (0, 1, 1, 9)), 2, 3).astype(int).tolist()
        [[[[0, 1, 1], [0, 0, 0]]]]
    """
    xp = namespace(top, left)
    rows, columns = xp.arange(height, dtype=np.int32)[:, None], xp.arange(width, dtype=np.int32)
    top, left, bottom, right = (part[:, None, None, None] for part in (top, left, bottom, right))
    return (rows >= top) & (rows < bottom) & (columns >= left) & (columns < right)
