"""One augmentation after another, and one that is applied to some samples only.

Knows keys. Knows no particular change.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, between
from wengert.errors import ArgumentError


class Compose(Augmentation):
    """Augmentations one after another, each with a key of its own.

    Args:
        parts: What is applied, the first one first.

    Raises:
        ArgumentError: A part cannot be called.

    Example:
        >>> import numpy as np
        >>> from wengert.data.augment import Flip, Noise
        >>> Compose(Flip(), Noise(0.1))(np.zeros((2, 1, 4, 4)), np.zeros(2), np.array([0, 1], np.uint32))[0].shape
        (2, 1, 4, 4)
    """

    def __init__(self, *parts: Any) -> None:
        for part in parts:
            if not callable(part):
                raise ArgumentError("Compose: a part cannot be called", given=repr(part), expected="Augmentations")
        self.parts = parts

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """All changes, in order."""
        for k, part in enumerate(self.parts):
            x, y = part(x, y, pure.fold_in(key, k))
        return x, y


class Sometimes(Augmentation):
    """An augmentation for some samples, drawn one by one; the others stay as they are.

    Args:
        part: What is applied; it keeps the shapes of the batch.
        p: Probability for a sample.

    Raises:
        ArgumentError: `p` is no probability.

    Example:
        >>> import numpy as np
        >>> from wengert.data.augment import Erase
        >>> Sometimes(Erase(), p=0.0)(np.ones((2, 1, 4, 4)), np.zeros(2), np.array([0, 1], np.uint32))[0].min()
        np.float64(1.0)
    """

    def __init__(self, part: Augmentation, p: float = 0.5) -> None:
        self.part = part
        self.p = between("Sometimes", "p", p, 0, 1)

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """The change where it was drawn."""
        new_x, new_y = self.part(x, y, pure.fold_in(key, 0))
        if new_x.shape != x.shape or new_y.shape != y.shape:
            raise ArgumentError(
                "Sometimes: the change must keep shapes",
                given=f"{x.shape}, {y.shape} to {new_x.shape}, {new_y.shape}",
                expected="the same shapes",
            )
        chosen = pure.bernoulli(pure.fold_in(key, 1), self.p, (x.shape[0],))
        xp = namespace(x, chosen)
        return tuple(
            xp.where(chosen.reshape(-1, *(1,) * (old.ndim - 1)), new, old) for new, old in ((new_x, x), (new_y, y))
        )
