"""Normalization of each example by itself, as functions: layer, group and RMS normalization.

Knows over which axes statistics are taken. Keeps no parameter and no running average.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn.standardize import standardize


def scaled(x: Any, weight: Any, bias: Any) -> Any:
    """x · weight + bias, where there are any."""
    if weight is not None:
        x = x * weight
    return x if bias is None else x + bias


def trailing_axes(who: str, x: Any, normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    """The last axes of `x`, which must have the sizes `normalized_shape`.

    Raises:
        ShapeError: They have others.
    """
    sizes = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    shape = tuple(np.shape(x))
    if not sizes or shape[-len(sizes) :] != sizes:
        raise ShapeError(
            f"{who}: the last axes have other sizes",
            given=f"shape {shape}",
            expected=f"(*b, {', '.join(map(str, sizes))})",
        )
    return tuple(range(-len(sizes), 0))


def layer_norm(
    x: Any, normalized_shape: int | Sequence[int], weight: Any = None, bias: Any = None, eps: float = 1e-5
) -> Any:
    """(x - mean) / √(variance + eps) · weight + bias, with the statistics of the last axes of each example.

    Args:
        x: (*b, *n).
        normalized_shape: n, as one size or several.
        weight: (*n), or None.
        bias: (*n), or None.
        eps: What keeps the root away from 0.

    Returns:
        (*b, *n).

    Raises:
        ShapeError: The last axes are not `normalized_shape`.

    References:
        Ba, Kiros & Hinton (2016), Layer normalization.

    Example:
        >>> layer_norm(np.array([1.0, 3.0]), 2, eps=0.0)
        array([-1.,  1.])
    """
    axes = trailing_axes("layer_norm", x, normalized_shape)
    return scaled(standardize(x, axis=axes, eps=eps)[0], weight, bias)
