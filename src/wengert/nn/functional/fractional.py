"""Fractional max pooling as functions: the distances of windows are drawn, so that a size shrinks by any factor.

Knows pseudo-random sequences of windows, one for each axis of each channel. Keeps no state but that of the generator it
is given.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import ops
from wengert.errors import ArgumentError
from wengert.nn.functional.pooling import window_of
from wengert.ops import argmax, astype, concat, expand_dims, floor, reshape, take, take_along_axis
from wengert.random import Generator, default_generator

Sizes = int | Sequence[int]
Ratios = float | Sequence[float]


def _pool(
    rank: int, x: Any, kernel_size: Sizes, size: Sizes | None, ratio: Ratios | None, indices: bool, source: Any
) -> Any:
    """The largest element of windows drawn from `source`; with `indices` a pair of it and where it stands."""
    what = f"fractional_max_pool{rank}d"
    window = window_of(what, x, kernel_size, rank)
    shape = tuple(np.shape(x))
    lead, sizes = shape[:-rank], shape[-rank:]
    wanted = _wanted(what, sizes, window, size, ratio)
    source = default_generator if source is None else source
    numbers = places(source.uniform((*lead, rank), dtype="float64").value, sizes, window, wanted)
    first = np.arange(math.prod(lead)).reshape(*lead, *(1,) * (rank + 1)) * math.prod(sizes)
    seen = take(reshape(x, (-1,)), numbers + first)
    out = ops.max(seen, axis=-1)
    if not indices:
        return out
    return out, take_along_axis(numbers, expand_dims(argmax(seen, axis=-1), -1), axis=-1)[..., 0]


def places(u: Any, sizes: tuple[int, ...], window: tuple[int, ...], counts: tuple[int, ...]) -> Any:
    """The numbers, in the plane of a channel, of the elements of windows: the i-th begins at ⌊α (i + u)⌋ - ⌊α u⌋.

    Args:
        u: Raw numbers from 0 to 1, (*b, r): one for each axis of each channel, of two axes the last one first.
        sizes: Of the input, r.
        window: Sizes of a window, r.
        counts: Number of windows along each axis, r; α = (s - k) / (count - 1), and the last window ends at the border.

    Returns:
        (*b, *counts, elements of a window) of integers.

    References:
        Graham (2014), Fractional max-pooling, arXiv:1412.6071, section 2.1.

    Example:
        >>> places(np.array([[0.5]]), (5,), (2,), (3,))
        array([[[0, 1],
                [2, 3],
                [3, 4]]])
    """
    rank, lead = len(sizes), len(np.shape(u)) - 1
    out: Any = 0
    for axis, (n, k, o) in enumerate(zip(sizes, window, counts, strict=True)):
        drawn = u[..., rank - 1 - axis if rank == 2 else axis, None]
        step = (n - k) / (o - 1) if o > 1 else 0.0
        inner = astype(floor((np.arange(o - 1) + drawn) * step) - floor(drawn * step), dtype="int64")
        begins = concat([inner, np.full((*np.shape(drawn)[:-1], 1), n - k)], axis=-1)
        begins = reshape(begins, (*np.shape(u)[:-1], *(o if a == axis else 1 for a in range(rank)), *(1,) * rank))
        within = np.arange(k).reshape(*(k if a == axis else 1 for a in range(rank)))
        out = out * n + begins + within
    return reshape(out, (*np.shape(out)[: lead + rank], -1))


def _wanted(
    what: str, sizes: tuple[int, ...], window: tuple[int, ...], size: Sizes | None, ratio: Ratios | None
) -> tuple[int, ...]:
    """The output's sizes: given themselves, or as parts of the input's."""
    given = ratio if size is None else size
    if (size is None) == (ratio is None) or given is None:
        raise ArgumentError(f"{what}: give either output_size or output_ratio", given=f"{size} and {ratio}")
    each = tuple(given) if isinstance(given, Sequence) else (given,) * len(sizes)
    if size is None:
        each = tuple(n * r if 0 < r < 1 else 0 for n, r in zip(sizes, each, strict=False))
    counts = tuple(int(o) for o in each)
    most = tuple(n - k + 1 for n, k in zip(sizes, window, strict=True))
    if len(counts) != len(sizes) or any(not 1 <= o <= m for o, m in zip(counts, most, strict=True)):
        raise ArgumentError(
            f"{what}: the output's sizes do not fit",
            given=f"{given} for sizes {sizes} and windows {window}",
            expected=f"sizes from 1 to {most}, or ratios between 0 and 1 that give such",
        )
    return counts


def fractional_max_pool2d(
    x: Any,
    kernel_size: Sizes,
    output_size: Sizes | None = None,
    output_ratio: Ratios | None = None,
    return_indices: bool = False,
    generator: Generator | None = None,
) -> Any:
    """The largest element of windows over two axes whose distances are drawn; elements that tie share the adjoint.

    Windows are drawn for each channel of each example, in training and inference alike.

    Args:
        x: (n, c, h, w) or (c, h, w).
        kernel_size: Size of the window, an integer or a pair.
        output_size: Number of windows along each axis.
        output_ratio: Or the part of the input's size, between 0 and 1, rounded down.
        return_indices: Whether to tell where the largest elements stand, the first of those that tie.
        generator: Source of randomness; the default one when None.

    Returns:
        The same axes, pooled ones of the output's sizes. With `return_indices` a pair of them and of integers of the
        same shape: numbers in the input's plane of one channel, counted row by row.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: Not one of size and ratio was given, or there is no room for so many windows.

    References:
        Graham (2014), Fractional max-pooling, arXiv:1412.6071.

    Example:
        >>> fractional_max_pool2d(np.arange(25.0).reshape(1, 5, 5), 2, output_size=3)[0, -1, -1]
        np.float64(24.0)
    """
    return _pool(2, x, kernel_size, output_size, output_ratio, return_indices, generator)


def fractional_max_pool3d(
    x: Any,
    kernel_size: Sizes,
    output_size: Sizes | None = None,
    output_ratio: Ratios | None = None,
    return_indices: bool = False,
    generator: Generator | None = None,
) -> Any:
    """The largest element of windows over three axes; randomness, ties and errors as for `fractional_max_pool2d`.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        kernel_size: Size of the window, an integer or a triple.
        output_size: Number of windows along each axis.
        output_ratio: Or the part of the input's size, between 0 and 1, rounded down.
        return_indices: Whether to tell where the largest elements stand.
        generator: Source of randomness; the default one when None.

    Returns:
        The same axes, pooled ones of the output's sizes, and with `return_indices` integers of the same shape.

    Example:
        >>> fractional_max_pool3d(np.ones((1, 4, 6, 6)), 2, output_ratio=0.5).shape
        (1, 2, 3, 3)
    """
    return _pool(3, x, kernel_size, output_size, output_ratio, return_indices, generator)
