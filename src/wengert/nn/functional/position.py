"""Where a token stands, as numbers: sines and cosines of its place, added to it or turning it.

Knows the frequencies. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.ops import concat, cos, reshape, sin, split, stack, unstack
from wengert.tensor import value_of


def _frequencies(who: str, size: int, base: float) -> np.ndarray:
    """1 / base^(2i / size) for i = 0 ... size/2 - 1."""
    if size < 2 or size % 2:
        raise ArgumentError(
            f"{who}: features come in pairs of sine and cosine", given=f"size {size}", expected="an even size"
        )
    return base ** (-np.arange(0, size, 2) / size)


def sinusoidal_positions(length: int, size: int, base: float = 10000.0, dtype: Any = "float32") -> np.ndarray:
    """Sines and cosines of the place: feature 2i is sin(place / base^(2i / size)), feature 2i + 1 the cosine.

    Args:
        length: Number of places.
        size: Number of features, even.
        base: Sets the longest wavelength, 2π base.
        dtype: Dtype of the result.

    Returns:
        Raw array, (length, size).

    Raises:
        ArgumentError: `size` is odd.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS, section 3.5.

    Example:
        >>> sinusoidal_positions(2, 4).round(3)
        array([[0.   , 1.   , 0.   , 1.   ],
               [0.841, 0.54 , 0.01 , 1.   ]], dtype=float32)
    """
    angles = np.arange(length)[:, None] * _frequencies("sinusoidal_positions", size, base)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, size).astype(dtype)


def sinusoidal_positions_2d(
    height: int, width: int, size: int, base: float = 10000.0, dtype: Any = "float32"
) -> np.ndarray:
    """Sines and cosines of row and column: the first half of the features tells the row, the second the column.

    Args:
        height: Number of rows.
        width: Number of columns.
        size: Number of features, a multiple of 4.
        base: As for `sinusoidal_positions`.
        dtype: Dtype of the result.

    Returns:
        Raw array, (height width, size), rows one after another.

    Raises:
        ArgumentError: `size` is no multiple of 4.

    References:
        Parmar et al. (2018), Image Transformer, ICML, section 3.2.

    Example:
        >>> sinusoidal_positions_2d(1, 2, 4).round(3)
        array([[0.   , 1.   , 0.   , 1.   ],
               [0.   , 1.   , 0.841, 0.54 ]], dtype=float32)
    """
    if size % 4:
        raise ArgumentError(
            "sinusoidal_positions_2d: a pair for the row and one for the column",
            given=f"size {size}",
            expected="a multiple of 4",
        )
    rows = sinusoidal_positions(height, size // 2, base, dtype)
    columns = sinusoidal_positions(width, size // 2, base, dtype)
    grid = np.repeat(rows, width, axis=0), np.tile(columns, (height, 1))
    return np.concatenate(grid, axis=-1)


def rotary(x: Any, positions: Any = None, base: float = 10000.0, pairs: str = "adjacent") -> Any:
    """Each pair of features turned by an angle in proportion to the place, so that q · k depends on distances only.

    Args:
        x: (*b, l, e), e even: queries or keys of a head.
        positions: (l,), or broadcasting to (*b, l); 0 ... l - 1 when None.
        base: Pair i turns by place / base^(2i / e).
        pairs: `adjacent` for features 2i and 2i + 1, as in the paper; `halves` for i and i + e/2, as in many models.

    Returns:
        (*b, l, e), of the same lengths.

    Raises:
        ArgumentError: `pairs` is neither, or e is odd.
        ShapeError: `x` has fewer than two axes.

    References:
        Su et al. (2021), RoFormer: enhanced Transformer with rotary position embedding, eq. 15 and 34.

    Example:
        >>> rotary(np.ones((2, 2))).round(3)
        array([[ 1.   ,  1.   ],
               [-0.301,  1.382]])
    """
    if pairs not in ("adjacent", "halves"):
        raise ArgumentError("rotary: unknown pairs", given=repr(pairs), expected="'adjacent' or 'halves'")
    shape = tuple(np.shape(x))
    if len(shape) < 2:
        raise ShapeError("rotary: needs places and features", given=f"shape {shape}", expected="(*b, l, e)")
    c, s = _turn(positions, shape, base, dtype_of(value_of(x)))
    if pairs == "halves":
        a, b = split(x, 2, axis=-1)
        return concat([a * c - b * s, a * s + b * c], axis=-1)
    a, b = unstack(reshape(x, (*shape[:-1], shape[-1] // 2, 2)), axis=-1)
    return reshape(stack([a * c - b * s, a * s + b * c], axis=-1), shape)


def _turn(positions: Any, shape: tuple[int, ...], base: float, dtype: np.dtype) -> tuple[Any, Any]:
    """Cosines and sines of all angles, (l, e/2)."""
    frequencies = _frequencies("rotary", shape[-1], base)
    places = np.arange(shape[-2]) if positions is None else positions
    if isinstance(places, (np.ndarray, list, tuple)):  # known beforehand: in double precision, then rounded once
        angles = np.asarray(places)[..., None] * frequencies
        return np.cos(angles).astype(dtype), np.sin(angles).astype(dtype)
    angles = reshape(places, (*np.shape(places), 1)) * frequencies.astype(dtype)
    return cos(angles), sin(angles)
