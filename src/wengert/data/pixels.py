"""Pixels: 8-bit images stay 8-bit in memory and on disk, and become numbers in [0, 1] in the batch that needs them.

Knows dtypes and the order of image axes. Knows no file and no model.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import DataError

_CHANNELS = (1, 3, 4)  # grey, colour, colour with opacity


def unit_pixels(x: Any) -> Any:
    """8-bit samples as float32 in [0, 1]; all others as they are. Also inside a compiled program.

    Args:
        x: Samples of any shape, a NumPy or JAX array.

    Returns:
        x / 255 for uint8, else `x` itself.

    Example:
        >>> unit_pixels(np.array([0, 51, 255], np.uint8)).round(3)
        array([0. , 0.2, 1. ], dtype=float32)
    """
    if getattr(x, "dtype", None) != np.uint8:
        return x
    # A product, not a quotient: XLA turns division by a constant into one, and both libraries shall agree.
    return namespace(x).asarray(x, dtype=np.float32) * np.float32(1 / 255)


def channels_first(x: Any, name: str = "images") -> np.ndarray:
    """Images with their channels before height and width.

    Args:
        x: Images, (n, h, w), (n, h, w, c) or (n, c, h, w) with c one of 1, 3, 4.
        name: What people call them, for messages.

    Returns:
        Images, (n, c, h, w), of the same dtype; a view where that is possible.

    Raises:
        DataError: The axes are not those of images, or could be read in two ways.

    Example:
        >>> channels_first(np.zeros((5, 28, 20))).shape, channels_first(np.zeros((5, 28, 20, 3))).shape
        ((5, 1, 28, 20), (5, 3, 28, 20))
    """
    x = np.asarray(x)
    if x.ndim == 3:
        return x[:, None]
    first, last = x.ndim == 4 and x.shape[1] in _CHANNELS, x.ndim == 4 and x.shape[3] in _CHANNELS
    if first == last:
        raise DataError(
            f"{name}: it is not clear which axis holds the channels",
            given=f"shape {x.shape}",
            expected="(n, h, w), (n, h, w, c) or (n, c, h, w) with c one of 1, 3, 4",
            hint="np.moveaxis(x, 3, 1) puts them first",
        )
    return x if first else np.moveaxis(x, 3, 1)
