"""Positions of one grid resampled for another: a model for images of another size keeps what it learned.

Knows how a grid lies in a line of positions. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ShapeError
from wengert.nn.functional.resampling import averages
from wengert.ops import concat, einsum, reshape
from wengert.tensor import value_of


def resized_positions(positions: Any, grid: tuple[int, int], new_grid: tuple[int, int], prefix: int = 0) -> Any:
    """Vectors of a grid, interpolated for a grid of another size by cubic convolution.

    A smaller grid takes means over as many old places as one new place covers. Linear in `positions`.

    Args:
        positions: (1, prefix + h w, e): the vectors, rows of the grid one after another.
        grid: h and w.
        new_grid: Rows and columns of the new grid.
        prefix: How many vectors in front are on no grid, such as that of a class token; they stay as they are.

    Returns:
        (1, prefix + new rows · new columns, e).

    Raises:
        ShapeError: There is not one vector for each place.

    References:
        Keys (1981), Cubic convolution interpolation for digital image processing, IEEE Trans. ASSP 29(6), 1153-1160.

    Example:
        >>> resized_positions(np.ones((1, 5, 2)), (2, 2), (3, 4), prefix=1).shape
        (1, 13, 2)
    """
    shape = tuple(np.shape(positions))
    if len(shape) != 3 or shape[1] != prefix + grid[0] * grid[1]:
        raise ShapeError(
            "resized_positions: a vector for each place of the grid",
            given=f"shape {shape}, grid {grid[0]} x {grid[1]}, prefix {prefix}",
            expected="(1, prefix + h w, e)",
        )
    dtype = dtype_of(value_of(positions))
    down, across = (averages(old, new, old / new).astype(dtype) for old, new in zip(grid, new_grid, strict=True))
    places = reshape(positions[:, prefix:], (shape[0], *grid, shape[2]))
    moved = einsum("ih,jw,bhwe->bije", down, across, places)
    moved = reshape(moved, (shape[0], new_grid[0] * new_grid[1], shape[2]))
    return concat([positions[:, :prefix], moved], axis=1) if prefix else moved
