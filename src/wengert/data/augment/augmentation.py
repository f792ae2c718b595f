"""Augmentation: a batch and a key become another batch of the same kind.

Knows shapes of batches and keys of randomness. Knows no particular change.
"""

from __future__ import annotations

import abc
from typing import Any

import numpy as np

from wengert.data.pixels import unit_pixels
from wengert.errors import ArgumentError, ShapeError

Batch = tuple[Any, Any]


class Augmentation(abc.ABC):
    """A random change of a batch (x, y), for every sample another one.

    It is a pure function of arrays and of a key, so it runs on NumPy, and inside a compiled epoch on JAX arrays, with
    the same random numbers. Only training batches go through it. 8-bit pixels become float32 in [0, 1] first.

    A change of place (flip, crop, translate, rotate) moves the targets along if they are masks: integers (n, h, w)
    beside images (n, c, h, w). All others keep their targets, but for `Mixup` and `CutMix`.

    Example:
        >>> class Negative(Augmentation):
        ...     def change(self, x, y, key):
        ...         return 1 - x, y
        >>> x, y = Negative()(np.array([[0, 255]], np.uint8), np.array([1]), key=None)
        >>> x.tolist()
        [[1.0, 0.0]]
    """

    def __call__(self, x: Any, y: Any, key: Any) -> Batch:
        """The changed batch.

        Args:
            x: Samples, (n, *s), NumPy or JAX.
            y: Targets, (n, *t).
            key: uint32 (2,), such as `generator.next_key()`.

        Returns:
            Samples (n, *s') and targets.

        Raises:
            ShapeError: The samples are no images and the change is one of images.
        """
        return self.change(unit_pixels(x), y, key)

    @abc.abstractmethod
    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """As `__call__`, for samples that are no 8-bit pixels: what a new augmentation defines."""


def must_be_images(who: str, x: Any) -> tuple[int, int, int, int]:
    """The sizes (n, c, h, w) of a batch of images.

    Raises:
        ShapeError: It is none.

    Example:
        >>> must_be_images("Flip", np.zeros((2, 3, 4, 5)))
        (2, 3, 4, 5)
    """
    if x.ndim != 4:
        raise ShapeError(f"{who}: needs images", given=f"shape {x.shape}", expected="(n, c, h, w)")
    return x.shape


def are_masks(x: Any, y: Any) -> bool:
    """Whether targets are masks: a class for each pixel of the images beside them.

    Example:
        >>> are_masks(np.zeros((2, 3, 4, 5)), np.zeros((2, 4, 5), int)), are_masks(np.zeros((2, 3, 4, 5)), np.zeros(2))
        (True, False)
    """
    return x.ndim == 4 and y.ndim == 3 and np.dtype(y.dtype).kind in "iu" and y.shape[1:] == x.shape[2:]


def between(who: str, what: str, value: Any, low: float, high: float = float("inf")) -> float:
    """A number, which must lie between two others.

    Raises:
        ArgumentError: It does not.

    Example:
        >>> between("Flip", "p", 0.5, 0, 1)
        0.5
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not low <= value <= high:
        raise ArgumentError(f"{who}: {what} is out of range", given=repr(value), expected=f"{low:g} to {high:g}")
    return float(value)
