"""Images cut into patches: a convolution whose windows do not overlap is then one product with a matrix.

Knows the order of numbers in a patch. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.ops import permute_dims, reshape


def patches(x: Any, size: int | tuple[int, int]) -> Any:
    """Each patch as one row of numbers, in the order of the weight of a convolution: channel, row, column.

    `linear(patches(x, p), reshape(weight, (out, -1)))` is the convolution with `weight` (out, c, p, p) at stride p.

    Args:
        x: (*b, c, h, w).
        size: Side of a patch, or height and width; each divides that of the image.

    Returns:
        (*b, patches, c height width), patches row by row.

    Raises:
        ShapeError: The image is not cut evenly.

    References:
        Dosovitskiy et al. (2021), An image is worth 16x16 words, ICLR, section 3.1.

    Example:
        >>> patches(np.arange(8.0).reshape(1, 2, 4), 2)
        array([[0., 1., 4., 5.],
               [2., 3., 6., 7.]])
    """
    height, width = pair(size)
    shape = tuple(np.shape(x))
    rows, columns = grid(shape, (height, width))
    lead, channels = shape[:-3], shape[-3]
    n = len(lead)
    cut = reshape(x, (*lead, channels, rows, height, columns, width))
    ordered = permute_dims(cut, (*range(n), n + 1, n + 3, n, n + 2, n + 4))
    return reshape(ordered, (*lead, rows * columns, channels * height * width))


def grid(shape: tuple[int, ...], size: int | tuple[int, int]) -> tuple[int, int]:
    """How many patches there are in a column and in a row.

    Args:
        shape: Of the image, (*b, c, h, w).
        size: Side of a patch, or height and width.

    Raises:
        ShapeError: The image is not cut evenly.

    Example:
        >>> grid((3, 224, 224), 16)
        (14, 14)
    """
    height, width = pair(size)
    if len(shape) < 3 or shape[-2] % height or shape[-1] % width or not (shape[-2] and shape[-1]):
        raise ShapeError(
            "patches: the image is not cut evenly",
            given=f"shape {shape}, patches of {height} x {width}",
            expected="(*b, c, h, w) with sides that are multiples of those of a patch",
        )
    return shape[-2] // height, shape[-1] // width


def pair(size: int | tuple[int, int]) -> tuple[int, int]:
    """Height and width of what may be a square.

    Example:
        >>> pair(4)
        (4, 4)
    """
    return (size, size) if isinstance(size, int) else (size[0], size[1])
