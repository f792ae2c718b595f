"""Random windows of images.

Knows sizes of windows and of the frame around an image.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays import random as pure
from wengert.data.augment.augmentation import Augmentation, Batch, are_masks, must_be_images
from wengert.data.augment.grid import pixels_at
from wengert.errors import ArgumentError


class Crop(Augmentation):
    """Puts a frame around an image and takes a random window of it.

    Args:
        padding: Width of the frame in pixels.
        size: (height, width) of the window; that of the image when None.
        reflect: Whether the frame is the image mirrored at its border; else it is 0.

    Raises:
        ArgumentError: The numbers are no sizes; when called: the window is larger than the framed image, or the frame
            than the image it mirrors.

    References:
        He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, CVPR, section 4.2.

    Example:
        >>> import numpy as np
        >>> Crop(padding=2)(np.ones((1, 1, 8, 8)), np.zeros(1), np.array([0, 1], np.uint32))[0].shape
        (1, 1, 8, 8)
    """

    def __init__(self, padding: int = 4, size: tuple[int, int] | None = None, reflect: bool = False) -> None:
        sizes = (1, 1) if size is None else size
        if padding < 0 or len(sizes) != 2 or min(sizes) < 1:
            raise ArgumentError("Crop: no sizes", given=f"padding={padding}, size={size}", expected="whole pixels")
        self.padding = padding
        self.size = size
        self.reflect = reflect

    def change(self, x: Any, y: Any, key: Any) -> Batch:
        """A window of each sample."""
        count, _, *sizes = must_be_images("Crop", x)
        window = self.size or tuple(sizes)
        xp = namespace(x, key)
        unit = pure.uniform(key, (2, count))
        places = []
        for axis, (have, want) in enumerate(zip(sizes, window, strict=True)):
            room = have + 2 * self.padding - want
            if room < 0 or (self.reflect and self.padding >= have):
                raise ArgumentError(
                    "Crop: the window or the frame is too large",
                    given=f"window {window}, padding {self.padding}",
                    expected=f"to fit {(have, sizes[1 - axis])[:: 1 - 2 * axis]}",
                )
            start = (unit[axis] * (room + 1)).astype(np.int32) - self.padding
            place = start[:, None] + xp.arange(want, dtype=np.int32)
            if self.reflect:
                place = have - 1 - xp.abs(have - 1 - xp.abs(place))
            places.append(place)
        rows, columns = places[0][:, :, None], places[1][:, None, :]
        if are_masks(x, y):
            y = pixels_at(y[:, None], rows, columns)[:, 0]
        return pixels_at(x, rows, columns), y
