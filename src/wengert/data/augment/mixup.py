"""Samples mixed with other samples, and their targets likewise.

Knows shares. Knows no loss: targets become probabilities, which cross entropy takes.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between
from wengert.data.augment.mixing import beta, shared_out, soft_targets
from wengert.data.stream import positive


class Mixup(Augmentation):
    """x = λ·x₁ + (1 − λ)·x₂ and y = λ·y₁ + (1 − λ)·y₂ with λ from B(α, α), for pairs drawn from the batch.

    Args:
        classes: How many classes there are: class indices become probabilities (n, classes). Real targets are mixed
            as they are.
        alpha: α; 0 mixes nothing.

    Raises:
        ArgumentError: A number is out of range.
        DtypeError: When called: the targets are masks.

    References:
        Zhang, Cissé, Dauphin & Lopez-Paz (2018), mixup: beyond empirical risk minimization, ICLR.

    Example:
        >>> import numpy as np
        >>> x, y = Mixup(classes=2)(np.zeros((4, 3)), np.array([0, 1, 0, 1]), np.array([0, 1], np.uint32))
        >>> y.sum(axis=1)
        array([1., 1., 1., 1.], dtype=float32)
    """

    def __init__(self, classes: int, alpha: float = 0.2) -> None:
        positive("Mixup", "classes", classes)
        self.classes = classes
        self.alpha = between("Mixup", "alpha", alpha, 0)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """Each sample mixed with its partner."""
        y = soft_targets(y, self.classes)
        if not self.alpha:
            return x, y
        share = beta(pure.fold_in(key, 0), self.alpha, x.shape[0])
        partner = pure.permutation(pure.fold_in(key, 1), x.shape[0])
        return shared_out(x, x[partner], share), shared_out(y, y[partner], share)
