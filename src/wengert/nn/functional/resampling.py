"""Resampling: images made larger or smaller by interpolation, and channels made into places.

Knows where each output place looks. Linear interpolation is a product with one sparse matrix for each axis: on dense
hardware that is several times faster than gathering, above all backward.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError, unknown
from wengert.ops import matmul, moveaxis, permute_dims, repeat, reshape, take
from wengert.tensor import value_of

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}


def interpolate(
    x: Any,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Any:
    """Resample all axes behind the channels, as PyTorch does.

    Args:
        x: (n, c, *s), one to three sizes.
        size: Output sizes; one for all, or one each.
        scale_factor: Or how many times larger; the size is rounded down.
        mode: `nearest`, `nearest-exact` (which rounds to the nearest centre instead of down), or `linear`, `bilinear`,
            `trilinear` by the number of axes.
        align_corners: For the linear modes: whether the centres of the corner elements coincide, or (the default)
            their outer corners.

    Returns:
        (n, c, *p).

    Raises:
        ArgumentError: Not one of `size` and `scale_factor` was given, or the mode does not fit.
        ShapeError: The number of axes is none of 1 to 3.

    Example:
        >>> interpolate(np.array([[[1.0, 3.0]]]), scale_factor=2, mode="linear")
        array([[[1. , 1.5, 2.5, 3. ]]])
    """
    shape = tuple(np.shape(x))
    rank = len(shape) - 2
    if rank not in LINEAR:
        raise ShapeError("interpolate: needs one to three axes behind the channels", given=f"shape {shape}")
    if mode not in ("nearest", "nearest-exact", LINEAR[rank]):
        raise unknown("interpolation mode", mode, ["nearest", "nearest-exact", LINEAR[rank]])
    if align_corners is not None and mode != LINEAR[rank]:
        raise ArgumentError("interpolate: align_corners is for the linear modes", given=f"mode={mode!r}")
    sizes, steps = _scales(shape[2:], size, scale_factor, bool(align_corners))
    for k, (n, o, step) in enumerate(zip(shape[2:], sizes, steps, strict=True)):
        if n == o:
            continue
        if mode == LINEAR[rank]:
            x = _along(x, _matrix(n, o, step, bool(align_corners), dtype_of(value_of(x))), k + 2 - len(shape))
        elif o % n == 0 and step == n / o:
            x = repeat(x, o // n, axis=k + 2)
        else:
            # Single precision, so that rounding picks the element that PyTorch picks.
            offset = np.float32(0.5 if mode == "nearest-exact" else 0)
            places = np.floor((np.arange(o, dtype=np.float32) + offset) * np.float32(step)).astype(np.intp)
            x = take(x, np.minimum(places, n - 1), axis=k + 2)
    return x


def _scales(
    sizes: tuple[int, ...], size: Any, scale_factor: Any, align_corners: bool
) -> tuple[tuple[int, ...], list[float]]:
    """Output sizes, and the distance in the input between neighbours of the output."""
    rank = len(sizes)
    if (size is None) == (scale_factor is None):
        raise ArgumentError("interpolate: give either size or scale_factor", given=f"{size} and {scale_factor}")
    given = size if scale_factor is None else scale_factor
    each = (given,) * rank if np.ndim(given) == 0 else tuple(given)
    if len(each) != rank or any(not v > 0 for v in each):
        raise ArgumentError("interpolate: sizes do not fit", given=given, expected=f"a positive number, or {rank}")
    if scale_factor is None:
        wanted = tuple(int(v) for v in each)
        steps = [n / o for n, o in zip(sizes, wanted, strict=True)]
    else:
        wanted = tuple(int(np.floor(n * float(v))) for n, v in zip(sizes, each, strict=True))
        steps = [1 / float(v) for v in each]
    if min(wanted) < 1:
        raise ArgumentError("interpolate: nothing would be left", given=f"{given} for sizes {sizes}")
    if align_corners:
        steps = [(n - 1) / (o - 1) if o > 1 else 0.0 for n, o in zip(sizes, wanted, strict=True)]
    return wanted, steps


def _matrix(n: int, o: int, step: float, align_corners: bool, dtype: Any) -> np.ndarray:
    """Row i holds the two weights of output place i. Shape: (o, n)."""
    rows = np.arange(o)
    at = rows * step if align_corners else np.maximum((rows + 0.5) * step - 0.5, 0)
    low = np.minimum(at.astype(np.intp), n - 1)
    share = at - low
    out = np.zeros((o, n))
    np.add.at(out, (rows, low), 1 - share)
    np.add.at(out, (rows, np.minimum(low + 1, n - 1)), share)
    return out.astype(dtype)


def _along(x: Any, matrix: np.ndarray, axis: int) -> Any:
    """The matrix applied along one axis, counted from the end."""
    if axis == -1:
        return matmul(x, matrix.T)
    return matmul(matrix, x) if axis == -2 else moveaxis(matmul(moveaxis(x, axis, -1), matrix.T), -1, axis)


def pixel_shuffle(x: Any, upscale_factor: int) -> Any:
    """Channels made into places: each group of r² channels becomes a square of r by r.

    Args:
        x: (*b, c r², h, w).
        upscale_factor: r.

    Returns:
        (*b, c, h r, w r).

    Raises:
        ShapeError: The channels are no multiple of r², or there are fewer than three axes.

    References:
        Shi et al. (2016), Real-time single image and video super-resolution, CVPR.

    Example:
        >>> pixel_shuffle(np.arange(4.0).reshape(4, 1, 1), 2)
        array([[[0., 1.],
                [2., 3.]]])
    """
    shape, r = tuple(np.shape(x)), upscale_factor
    if len(shape) < 3 or r < 1 or shape[-3] % (r * r):
        raise ShapeError(
            "pixel_shuffle: the channels do not divide",
            given=f"shape {shape}, r={r}",
            expected=f"a multiple of {r * r}",
        )
    *b, c, h, w = shape
    k = len(b)
    parts = reshape(x, (*b, c // (r * r), r, r, h, w))
    order = (*range(k), k, k + 3, k + 1, k + 4, k + 2)
    return reshape(permute_dims(parts, order), (*b, c // (r * r), h * r, w * r))


def pixel_unshuffle(x: Any, downscale_factor: int) -> Any:
    """Places made into channels: the inverse of `pixel_shuffle`.

    Args:
        x: (*b, c, h r, w r).
        downscale_factor: r.

    Returns:
        (*b, c r², h, w).

    Raises:
        ShapeError: The sizes are no multiples of r, or there are fewer than three axes.

    Example:
        >>> pixel_unshuffle(np.arange(4.0).reshape(1, 2, 2), 2).ravel()
        array([0., 1., 2., 3.])
    """
    shape, r = tuple(np.shape(x)), downscale_factor
    if len(shape) < 3 or r < 1 or shape[-2] % r or shape[-1] % r:
        raise ShapeError(
            "pixel_unshuffle: the sizes do not divide", given=f"shape {shape}, r={r}", expected=f"multiples of {r}"
        )
    *b, c, h, w = shape
    k = len(b)
    parts = reshape(x, (*b, c, h // r, r, w // r, r))
    order = (*range(k), k, k + 2, k + 4, k + 1, k + 3)
    return reshape(permute_dims(parts, order), (*b, c * r * r, h // r, w // r))
