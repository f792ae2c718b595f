"""Images read at any place: `affine_grid` says where, `grid_sample` interpolates there, with a derivative in the place.

Knows places from -1 to 1 and what is read outside of them. Keeps no parameter.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ShapeError, unknown
from wengert.nn.functional.resampling import SHARPNESS, keys_far, keys_near
from wengert.ops import abs as size_of
from wengert.ops import (
    astype,
    clip,
    expand_dims,
    floor,
    matmul,
    matrix_transpose,
    moveaxis,
    ones_like,
    remainder,
    reshape,
    take,
    where,
)
from wengert.ops import round as nearest
from wengert.tensor import value_of

MODES = {2: ("bilinear", "nearest", "bicubic"), 3: ("bilinear", "nearest")}
PADDINGS = ("zeros", "border", "reflection")


def affine_grid(theta: Any, size: Sequence[int], align_corners: bool = False) -> Any:
    """The places that an affine map sends those of an image to, for `grid_sample`.

    Args:
        theta: Maps, (n, 2, 3) for images or (n, 3, 4) for volumes; the last column is the shift.
        size: Of the image wanted, (n, c, h, w) or (n, c, d, h, w).
        align_corners: Whether -1 and 1 are the centres of the corner elements, or (the default) their outer edges.

    Returns:
        (n, h, w, 2) or (n, d, h, w, 3): places, along the last axis of the image first.

    Raises:
        ShapeError: The shapes do not fit.

    References:
        Jaderberg, Simonyan, Zisserman & Kavukcuoglu (2015), Spatial transformer networks, NeurIPS, section 3.2.

    Example:
        >>> affine_grid(np.array([[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]), (1, 1, 1, 2))
        array([[[[-0.5,  0. ],
                 [ 0.5,  0. ]]]])
    """
    rank = len(size) - 2
    if rank not in MODES or tuple(np.shape(theta)) != (size[0], rank, rank + 1):
        raise ShapeError(
            "affine_grid: maps and sizes do not fit",
            given=f"maps {tuple(np.shape(theta))}, size {tuple(size)}",
            expected="(n, 2, 3) and (n, c, h, w), or (n, 3, 4) and (n, c, d, h, w)",
        )
    inner = [(n - 1 if n > 1 else 1) if align_corners else n for n in size[2:]]
    ticks = [(2 * np.arange(n) - (n - 1)) / m for n, m in zip(size[2:], inner, strict=True)]
    mesh = np.meshgrid(*ticks, indexing="ij")
    places = np.stack([*mesh[::-1], np.ones_like(mesh[0])], -1).reshape(-1, rank + 1)
    out = matmul(places.astype(dtype_of(value_of(theta))), matrix_transpose(theta))
    return reshape(out, (size[0], *size[2:], rank))


def grid_sample(
    x: Any, grid: Any, mode: str = "bilinear", padding_mode: str = "zeros", align_corners: bool = False
) -> Any:
    """Images at the places of a grid, with derivatives in both; as PyTorch does.

    Args:
        x: (n, c, h, w) or (n, c, d, h, w).
        grid: (n, *o, 2) or (n, *o, 3) with as many axes o as sizes in x: places, along the last axis first, where -1
            and 1 are the borders of the image.
        mode: `bilinear` (for volumes in three directions), `nearest` (no derivative in the place), or for images
            `bicubic` (a = -0.75).
        padding_mode: What is read outside: `zeros`, the `border`, or the `reflection` of the image at its borders.
        align_corners: Whether -1 and 1 are the centres of the corner elements, or (the default) their outer edges.

    Returns:
        (n, c, *o).

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: A mode is unknown.

    References:
        Jaderberg, Simonyan, Zisserman & Kavukcuoglu (2015), Spatial transformer networks, NeurIPS, section 3.3.

    Example:
        >>> grid_sample(np.array([[[[1.0, 3.0]]]]), np.array([[[[0.0, 0.0]]]]))
        array([[[[2.]]]])
    """
    shape, rank = tuple(np.shape(x)), np.ndim(x) - 2
    _check(shape, tuple(np.shape(grid)), mode, padding_mode)
    axes = [_taps(grid[..., rank - 1 - axis], n, mode, padding_mode, align_corners) for axis, n in enumerate(shape[2:])]
    first = np.arange(shape[0]).reshape(-1, *(1,) * rank) * math.prod(shape[2:])
    rows = reshape(moveaxis(x, 1, -1), (-1, shape[1]))
    out: Any = 0
    for corner in itertools.product(*axes):
        number, share = 0, 1
        for n, (index, weight) in zip(shape[2:], corner, strict=True):
            number, share = number * n + index, share * weight
        out = out + take(rows, number + first, axis=0) * expand_dims(share, -1)
    return moveaxis(out, -1, 1)


def _taps(at: Any, n: int, mode: str, padding: str, align_corners: bool) -> list[tuple[Any, Any]]:
    """Along one axis: which elements are read, and with which weights. Shapes: (n, *o) -> pairs of (n, *o)."""
    at = (at + 1) * ((n - 1) / 2) if align_corners else ((at + 1) * n - 1) / 2
    at = at if mode == "bicubic" else _inside(at, n, padding, align_corners)
    low = nearest(at) if mode == "nearest" else floor(at)
    t = at - low
    if mode == "nearest":
        taps = [(low, ones_like(t))]
    elif mode == "bilinear":
        taps = [(low, 1 - t), (low + 1, t)]
    else:
        weights = keys_far(1 + t, SHARPNESS), keys_near(t, SHARPNESS), keys_near(1 - t, SHARPNESS)
        taps = list(zip((low - 1, low, low + 1, low + 2), (*weights, keys_far(2 - t, SHARPNESS)), strict=True))
        taps = [(_inside(index, n, padding, align_corners), weight) for index, weight in taps]
    seen = [(index, where((index >= 0) & (index <= n - 1), weight, 0)) for index, weight in taps]
    return [(astype(clip(index, 0, n - 1), dtype="int64"), weight) for index, weight in seen]


def _inside(at: Any, n: int, padding: str, align_corners: bool) -> Any:
    """Places outside of the image moved to where they are read; as they are where zeros are read."""
    if padding == "reflection":
        low, span = (0.0, n - 1.0) if align_corners else (-0.5, float(n))
        if span:
            off = remainder(size_of(at - low), 2 * span)
            at = low + where(off <= span, off, 2 * span - off)
    return at if padding == "zeros" else clip(at, 0, n - 1)


def _check(shape: tuple[int, ...], grid: tuple[int, ...], mode: str, padding: str) -> None:
    rank = len(shape) - 2
    if rank not in MODES or len(grid) != rank + 2 or grid[0] != shape[0] or grid[-1] != rank:
        raise ShapeError(
            "grid_sample: image and grid do not fit",
            given=f"image {shape}, grid {grid}",
            expected="(n, c, h, w) and (n, *o, 2), or (n, c, d, h, w) and (n, *o, 3)",
        )
    if mode not in MODES[rank]:
        raise unknown("interpolation mode", mode, list(MODES[rank]))
    if padding not in PADDINGS:
        raise unknown("padding mode", padding, list(PADDINGS))
