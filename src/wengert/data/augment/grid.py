"""Pixels at places between pixels: the common part of every change of place.

Knows coordinates. Knows no randomness.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace


def pixels_at(x: Any, rows: Any, columns: Any, fill: float = 0.0) -> Any:
    """Pixels of images at whole places; `fill` outside.

    Args:
        x: Images, (n, c, h, w).
        rows: Integers that broadcast to (n, h', w'): another place for each pixel of the result.
        columns: The same.
        fill: What is seen outside an image.

    Returns:
        (n, c, h', w').

    Example:
        >>> x = np.arange(4.0).reshape(1, 1, 2, 2)
        >>> pixels_at(x, np.array([[[0], [1]]]), np.array([[[1, 2]]])).tolist()
        [[[[1.0, 0.0], [3.0, 0.0]]]]
    """
    xp = namespace(x, rows, columns)
    count, channels, height, width = x.shape
    rows, columns = xp.broadcast_arrays(rows, columns)
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    places = xp.clip(rows, 0, height - 1) * width + xp.clip(columns, 0, width - 1)
    places = xp.broadcast_to(places, (count, *places.shape[1:]))
    flat = x.reshape(count, channels, height * width)
    found = xp.take_along_axis(flat, places.reshape(count, 1, -1), axis=2)
    found = found.reshape(count, channels, *places.shape[1:])
    return xp.where(inside[:, None], found, xp.asarray(fill, dtype=x.dtype))


def interpolated(x: Any, rows: Any, columns: Any, fill: float = 0.0) -> Any:
    """Pixels of images at real places, bilinearly from the four around; `fill` outside.

    Args:
        x: Images, (n, c, h, w), floating.
        rows: Real places, (n, h', w').
        columns: The same.
        fill: What is seen outside an image.

    Returns:
        (n, c, h', w'). At whole places exactly the pixels there.

    Example:
        >>> x = np.array([[[[0.0, 1.0]]]])
        >>> interpolated(x, np.zeros((1, 1, 1)), np.full((1, 1, 1), 0.25)).item()
        0.25
    """
    xp = namespace(x, rows, columns)
    top, left = xp.floor(rows), xp.floor(columns)
    down, right = ((part[:, None]).astype(x.dtype) for part in (rows - top, columns - left))
    i, j = top.astype(np.int32), left.astype(np.int32)
    upper = pixels_at(x, i, j, fill) * (1 - right) + pixels_at(x, i, j + 1, fill) * right
    lower = pixels_at(x, i + 1, j, fill) * (1 - right) + pixels_at(x, i + 1, j + 1, fill) * right
    return upper * (1 - down) + lower * down


def moved(x: Any, y: Any, rows: Any, columns: Any, masks: bool) -> tuple[Any, Any]:
    """Images at real places, and masks at the nearest whole ones.

    Args:
        x: Images, (n, c, h, w).
        y: Targets.
        rows: Real places, (n, h', w').
        columns: The same.
        masks: Whether the targets are masks (n, h, w), to be moved along; outside of them is class 0.

    Returns:
        Images (n, c, h', w') and targets.

    Example:
        >>> x, y = np.ones((1, 1, 1, 2)), np.array([[[3, 4]]])
        >>> moved(x, y, np.zeros((1, 1, 1)), np.full((1, 1, 1), 0.75), masks=True)[1].tolist()
        [[[4]]]
    """
    xp = namespace(x, rows, columns)
    if masks:
        nearest = (xp.floor(part + 0.5).astype(np.int32) for part in (rows, columns))
        y = pixels_at(y[:, None], *nearest)[:, 0]
    return interpolated(x, rows, columns), y
