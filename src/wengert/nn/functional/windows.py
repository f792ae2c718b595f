"""Tokens of a grid cut into windows, and put together again.

Knows grids, windows and which tokens of a shifted window belong together. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.ops import permute_dims, reshape, roll


def into_windows(x: Any, grid: tuple[int, int], size: int, shift: int = 0) -> Any:
    """The tokens of each window as a sequence of its own.

    Args:
        x: (b, h w, e): the tokens of a grid, row by row.
        grid: h and w.
        size: Side of a window; divides h and w.
        shift: By how many tokens windows are shifted down and right; those at the border wrap around.

    Returns:
        (b, windows, size size, e).

    Raises:
        ArgumentError: The grid is not cut evenly.

    References:
        Liu et al. (2021), Swin Transformer: hierarchical vision Transformer using shifted windows, ICCV, section 3.2.

    Example:
        >>> into_windows(np.arange(8.0).reshape(1, 8, 1), (2, 4), 2)[0, :, :, 0]
        array([[0., 1., 4., 5.],
               [2., 3., 6., 7.]])
    """
    (rows, columns), (batch, _, features) = _windows(grid, size), np.shape(x)
    if shift:
        x = roll(reshape(x, (batch, *grid, features)), (-shift, -shift), axis=(1, 2))
    cut = permute_dims(reshape(x, (batch, rows, size, columns, size, features)), (0, 1, 3, 2, 4, 5))
    return reshape(cut, (batch, rows * columns, size * size, features))


def from_windows(x: Any, grid: tuple[int, int], size: int, shift: int = 0) -> Any:
    """The inverse of `into_windows`.

    Args:
        x: (b, windows, size size, e).
        grid: h and w.
        size: Side of a window.
        shift: As there.

    Returns:
        (b, h w, e).

    Raises:
        ArgumentError: The grid is not cut evenly.

    Example:
        >>> x = np.arange(16.0).reshape(1, 16, 1)
        >>> bool((from_windows(into_windows(x, (4, 4), 2, 1), (4, 4), 2, 1) == x).all())
        True
    """
    (rows, columns), (batch, _, _, features) = _windows(grid, size), np.shape(x)
    whole = permute_dims(reshape(x, (batch, rows, columns, size, size, features)), (0, 1, 3, 2, 4, 5))
    if shift:
        whole = roll(reshape(whole, (batch, *grid, features)), (shift, shift), axis=(1, 2))
    return reshape(whole, (batch, grid[0] * grid[1], features))


def window_mask(grid: tuple[int, int], size: int, shift: int) -> np.ndarray | None:
    """Which tokens of a window are neighbours in the image, and not only because the shift wrapped them around.

    Args:
        grid: h and w.
        size: Side of a window.
        shift: As in `into_windows`.

    Returns:
        Raw booleans (windows, 1, size size, size size), the second axis for heads; None when nothing is shifted.

    Raises:
        ArgumentError: The grid is not cut evenly.

    References:
        Liu et al. (2021), Swin Transformer, ICCV, figure 4.

    Example:
        >>> window_mask((4, 4), 2, 1)[-1, 0].sum()
        np.int64(4)
    """
    if not shift:
        return None
    # Regions along an axis of the shifted grid: all but the last window, what is left of it, and what wrapped around.
    bands = [np.digitize(np.arange(n), [n - size, n - shift]) for n in grid]
    region = (bands[0][:, None] * 3 + bands[1]).reshape(1, -1, 1)
    parts = into_windows(region, grid, size)[0, :, :, 0]
    return (parts[:, None, :, None] == parts[:, None, None, :])[()]


def _windows(grid: tuple[int, int], size: int) -> tuple[int, int]:
    if size < 1 or grid[0] % size or grid[1] % size:
        raise ArgumentError(
            "windows: the grid is not cut evenly",
            given=f"a grid of {grid[0]} x {grid[1]}, windows of {size} x {size}",
            expected="a side that divides both",
        )
    return grid[0] // size, grid[1] // size
