"""Normalization of each example by itself, as functions: layer, group, RMS and local response normalization.

Knows over which axes statistics are taken. Keeps no parameter and no running average.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.standardize import rescale, standardize
from wengert.ops import reshape
from wengert.ops.pooling import Windows, window_sum
from wengert.tensor import value_of


def by_channel(parameter: Any, rank: int, missing: float) -> Any:
    """A number for each channel, as it broadcasts to `rank` axes with channels second. Shapes: (c,) -> (c, 1, ...)."""
    if parameter is None:
        return missing
    return parameter if rank == 2 else reshape(parameter, (-1, *(1,) * (rank - 2)))


def _trailing(who: str, x: Any, normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    """The last axes of `x`, which must have the sizes `normalized_shape`."""
    sizes = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
    shape = tuple(np.shape(value_of(x)))
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
        x: (*b, *n), floating.
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
    axes = _trailing("layer_norm", x, normalized_shape)
    return standardize(x, 1.0 if weight is None else weight, 0.0 if bias is None else bias, axis=axes, eps=eps)[0]


def rms_norm(x: Any, normalized_shape: int | Sequence[int], weight: Any = None, eps: float | None = None) -> Any:
    """X / √(mean of x² + eps) · weight, with the mean over the last axes of each example.

    Args:
        x: (*b, *n), floating.
        normalized_shape: n, as one size or several.
        weight: (*n), or None.
        eps: What keeps the root away from 0; the distance of 1 to the next number of x's dtype when None.

    Returns:
        (*b, *n).

    Raises:
        ShapeError: The last axes are not `normalized_shape`.

    References:
        Zhang & Sennrich (2019), Root mean square layer normalization.

    Example:
        >>> rms_norm(np.array([1.0, 7.0]), 2)
        array([0.2, 1.4])
    """
    axes = _trailing("rms_norm", x, normalized_shape)
    if eps is None:
        dtype = dtype_of(value_of(x))
        eps = 2.0**-7 if dtype.kind == "V" else float(np.finfo(dtype).eps)  # of bfloat16 NumPy knows no limits
    return rescale(x, 1.0 if weight is None else weight, axis=axes, eps=eps)[0]


def group_norm(x: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5) -> Any:
    """(x - mean) / √(variance + eps) · weight + bias, with the statistics of groups of channels of each example.

    Args:
        x: (b, c, *s), floating.
        num_groups: How many groups of equally many channels.
        weight: (c,), or None.
        bias: (c,), or None.
        eps: What keeps the root away from 0.

    Returns:
        (b, c, *s).

    Raises:
        ShapeError: There are no channels, or they do not make that many groups.

    References:
        Wu & He (2018), Group normalization.

    Example:
        >>> group_norm(np.array([[1.0, 3.0, 10.0, 30.0]]), 2, eps=0.0)
        array([[-1.,  1., -1.,  1.]])
    """
    shape = tuple(np.shape(value_of(x)))
    if len(shape) < 2 or shape[1] % num_groups:
        raise ShapeError(
            f"group_norm: the channels do not make {num_groups} groups",
            given=f"shape {shape}",
            expected="(b, c, *s), with c divisible by the number of groups",
        )
    split = (num_groups, shape[1] // num_groups, 1)
    groups = reshape(x, (shape[0], *split[:2], int(np.prod(shape[2:], dtype=np.int64))))
    weight, bias = 1.0 if weight is None else reshape(weight, split), 0.0 if bias is None else reshape(bias, split)
    return reshape(standardize(groups, weight, bias, axis=(2, 3), eps=eps)[0], shape)


def local_response_norm(x: Any, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Any:
    """X / (k + alpha · mean of x² over `size` neighbouring channels)^beta; what lies outside counts as zero.

    Args:
        x: (b, c, *s), floating.
        size: How many channels, the own one in the middle (right of it, for an even number).
        alpha: Weight of the neighbours.
        beta: Exponent.
        k: What is there without neighbours.

    Returns:
        (b, c, *s).

    Raises:
        ArgumentError: `size` is not positive.
        ShapeError: There are no channels.

    References:
        Krizhevsky, Sutskever & Hinton (2012), NeurIPS 25, sec. 3.3.

    Example:
        >>> local_response_norm(np.array([[3.0, 4.0]]), 1, alpha=1.0, beta=0.5, k=0.0)
        array([[1., 1.]])
    """
    shape = tuple(np.shape(value_of(x)))
    if size < 1:
        raise ArgumentError("local_response_norm: needs at least one channel", given=size, expected="1 or more")
    if len(shape) < 2:
        raise ShapeError("local_response_norm: needs channels", given=f"shape {shape}", expected="(b, c, *s)")
    rows = int(np.prod(shape[2:], dtype=np.int64))
    squares = reshape(x * x, (shape[0], shape[1], rows))
    around = Windows((size, 1), (1, 1), (size // 2, 0), (1, 1), (shape[1], rows))
    return x / (k + (alpha / size) * reshape(window_sum(squares, windows=around), shape)) ** beta
