"""Parts of images replaced by parts of others, and targets shared out by area.

Knows rectangles and shares. Knows no loss: targets become probabilities, which cross entropy takes.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between, must_be_images
from wengert.data.augment.erase import rectangles
from wengert.data.augment.mixing import beta, shared_out, soft_targets
from wengert.data.stream import positive


class CutMix(Augmentation):
    """A rectangle of a partner's pixels, of the share 1 − λ of the area with λ from B(α, α), at a random place.

    What lies outside the image is cut off, and targets are shared out by the area that is left.

    Args:
        classes: How many classes there are: class indices become probabilities (n, classes).
        alpha: α; 0 replaces nothing.

    Raises:
        ArgumentError: A number is out of range.
        ShapeError: When called: the samples are no images.
        DtypeError: When called: the targets are masks.

    References:
        Yun et al. (2019), CutMix: regularization strategy to train strong classifiers with localizable features, ICCV.

    Example:
        >>> import numpy as np
        >>> x, y = CutMix(classes=2)(np.zeros((4, 1, 8, 8)), np.array([0, 1, 0, 1]), np.array([0, 1], np.uint32))
        >>> y.sum(axis=1)
        array([1., 1., 1., 1.], dtype=float32)
    """

    def __init__(self, classes: int, alpha: float = 1.0) -> None:
        positive("CutMix", "classes", classes)
        self.classes = classes
        self.alpha = between("CutMix", "alpha", alpha, 0)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample with a part of its partner."""
        count, _, height, width = must_be_images("CutMix", x)
        y = soft_targets(y, self.classes)
        if not self.alpha:
            return x, y
        xp = namespace(x, key)
        side = xp.sqrt(1 - beta(pure.fold_in(key, 0), self.alpha, count))
        unit, ends = pure.uniform(pure.fold_in(key, 1), (2, count)), []
        for k, size in enumerate((height, width)):
            middle = unit[k] * size
            first = xp.floor(xp.clip(middle - side * size / 2, 0, size) + 0.5).astype(np.int32)
            last = xp.floor(xp.clip(middle + side * size / 2, 0, size) + 0.5).astype(np.int32)
            ends.append((first, last))
        (top, bottom), (left, right) = ends
        partner = pure.permutation(pure.fold_in(key, 2), count)
        inside = rectangles(top, left, bottom, right, height, width)
        share = 1 - ((bottom - top) * (right - left)).astype(np.float32) / (height * width)
        return xp.where(inside, x[partner], x), shared_out(y, y[partner], share)
