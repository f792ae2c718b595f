"""Resampling: images made larger or smaller by interpolation, and channels made into places.

Knows where each output place looks. Linear and cubic interpolation are a product with one sparse matrix for each axis:
on dense hardware that is several times faster than gathering, above all backward.
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
CUBIC = "bicubic"
SHARPNESS = -0.75  # of the cubic, as in PyTorch where nothing is averaged


def interpolate(
    x: Any,
    size: int | Sequence[int] | None = None,
    scale_factor: float | Sequence[float] | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    antialias: bool = False,
) -> Any:
    """Resample all axes behind the channels, as PyTorch does.

    Args:
        x: (n, c, *s), one to three sizes.
        size: Output sizes; one for all, or one each.
        scale_factor: Or how many times larger; the size is rounded down.
        mode: `nearest`, `nearest-exact` (which rounds to the nearest centre instead of down), or `linear`, `bilinear`,
            `trilinear` by the number of axes; for two also `bicubic` (cubic convolution with a = -0.75, which may leave
            the range of the input).
        align_corners: For the linear and cubic modes: whether the centres of the corner elements coincide, or (the
            default) their outer corners.
        antialias: For `bilinear` and `bicubic`: whether a smaller output takes means over as many places as one of its
            places covers, as Pillow does; the cubic then has a = -0.5.

    Returns:
        (n, c, *p).

    Raises:
        ArgumentError: Not one of `size` and `scale_factor` was given, or the mode does not fit.
        ShapeError: The number of axes is none of 1 to 3.

    References:
        Keys (1981), Cubic convolution interpolation for digital image processing, IEEE Trans. ASSP 29(6), 1153-1160.

    Example:
        >>> interpolate(np.array([[[1.0, 3.0]]]), scale_factor=2, mode="linear")
        array([[[1. , 1.5, 2.5, 3. ]]])
    """
    shape = tuple(np.shape(x))
    rank = len(shape) - 2
    _check(shape, mode, align_corners, antialias)
    sizes, steps = _scales(shape[2:], size, scale_factor, bool(align_corners))
    for k, (n, o, step) in enumerate(zip(shape[2:], sizes, steps, strict=True)):
        if n == o and (step == 1 or mode != CUBIC or antialias):
            continue
        if mode in (LINEAR[rank], CUBIC):
            weights = _matrix(n, o, step, mode == CUBIC, bool(align_corners), antialias)
            x = _along(x, weights.astype(dtype_of(value_of(x))), k + 2 - len(shape))
        elif o % n == 0 and step == n / o:
            x = repeat(x, o // n, axis=k + 2)
        else:
            # Single precision, so that rounding picks the element that PyTorch picks.
            offset = np.float32(0.5 if mode == "nearest-exact" else 0)
            places = np.floor((np.arange(o, dtype=np.float32) + offset) * np.float32(step)).astype(np.intp)
            x = take(x, np.minimum(places, n - 1), axis=k + 2)
    return x


def _check(shape: tuple[int, ...], mode: str, align_corners: bool | None, antialias: bool) -> None:
    rank = len(shape) - 2
    if rank not in LINEAR:
        raise ShapeError("interpolate: needs one to three axes behind the channels", given=f"shape {shape}")
    smooth = [LINEAR[rank], *[CUBIC] * (rank == 2)]
    if mode not in ("nearest", "nearest-exact", *smooth):
        raise unknown("interpolation mode", mode, ["nearest", "nearest-exact", *smooth])
    if align_corners is not None and mode not in smooth:
        raise ArgumentError("interpolate: align_corners is for the linear and cubic modes", given=f"mode={mode!r}")
    if antialias and mode not in (LINEAR[2], CUBIC):
        raise ArgumentError("interpolate: antialias is for bilinear and bicubic", given=f"mode={mode!r}")


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


def _matrix(n: int, o: int, step: float, cubic: bool, align_corners: bool, antialias: bool) -> np.ndarray:
    """Row i holds the weights of output place i: two, four, or as many as it covers. Shape: (o, n)."""
    if antialias:
        return averages(n, o, step, cubic)
    rows = np.arange(o)
    at = rows * step if align_corners else (rows + 0.5) * step - 0.5
    at = at if cubic else np.clip(at, 0, n - 1)
    low = np.floor(at).astype(np.intp)
    out = np.zeros((o, n))
    for tap in range(-1, 3) if cubic else range(2):
        share = keys(abs(at - low - tap), SHARPNESS) if cubic else 1 - abs(at - low - tap)
        np.add.at(out, (rows, np.clip(low + tap, 0, n - 1)), share)
    return out


def keys(t: np.ndarray, a: float = -0.5) -> np.ndarray:
    """The kernel of cubic convolution: 1 at 0, and 0 at all other integers and beyond 2.

    Args:
        t: Distances, at least 0, (*s).
        a: Slope at 1; with -1/2 interpolation is exact on parabolas.

    Returns:
        (*s).

    References:
        Keys (1981), Cubic convolution interpolation for digital image processing, IEEE Trans. ASSP 29(6), eq. 15.

    Example:
        >>> keys(np.array([0.0, 0.5, 1.0, 1.5]))
        array([ 1.    ,  0.5625,  0.    , -0.0625])
    """
    return np.where(t < 1, keys_near(t, a), np.where(t < 2, keys_far(t, a), 0.0))


def keys_near(t: Any, a: float) -> Any:
    """`keys` for distances up to 1. Shapes: (*s) -> (*s).

    Example:
        >>> keys_near(0.5, -0.5)
        0.5625
    """
    return ((a + 2) * t - (a + 3)) * t * t + 1


def keys_far(t: Any, a: float) -> Any:
    """`keys` for distances from 1 to 2. Shapes: (*s) -> (*s).

    Example:
        >>> keys_far(1.5, -0.5)
        -0.0625
    """
    return ((a * t - 5 * a) * t + 8 * a) * t - 4 * a


def averages(n: int, o: int, step: float, cubic: bool = True) -> np.ndarray:
    """Shares of old places in new ones along one axis, where a new place may cover several; each row sums to 1.

    Args:
        n: Number of old places.
        o: Number of new places.
        step: Distance between neighbours of the new ones, in old places.
        cubic: Whether by the kernel `keys`, or by a triangle.

    Returns:
        (o, n).

    Example:
        >>> averages(4, 2, 2.0, cubic=False)
        array([[0.42857143, 0.42857143, 0.14285714, 0.        ],
               [0.        , 0.14285714, 0.42857143, 0.42857143]])
    """
    centres = (np.arange(o) + 0.5) * step
    t = abs((np.arange(n) + 0.5 - centres[:, None]) / max(step, 1.0))
    weights = keys(t) if cubic else np.maximum(1 - t, 0)
    return weights / weights.sum(axis=1, keepdims=True)


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
