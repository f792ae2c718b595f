"""Adaptive and global pooling as functions: as many windows as the output shall have, whatever the input's size.

Window i of o over n elements reaches from floor(i n / o) to ceil((i + 1) n / o). Knows that windows of equal size are
a reshape, and others a gather with a mask. Keeps no parameter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import ops
from wengert.errors import ArgumentError, ShapeError
from wengert.ops import argmax, moveaxis, reshape, take, where

Wanted = int | Sequence[int | None]


def _wanted(what: str, x: Any, size: Wanted, rank: int) -> tuple[int, ...]:
    """The output sizes, where None keeps the input's."""
    shape = tuple(np.shape(x))
    if len(shape) not in (rank + 1, rank + 2):
        raise ShapeError(
            f"{what}: needs {rank} axes behind the channels", given=f"shape {shape}", expected="(n, c, *s) or (c, *s)"
        )
    sizes = (size,) * rank if isinstance(size, (int, np.integer)) else tuple(size)
    if len(sizes) != rank or any(o is not None and o < 1 for o in sizes):
        raise ArgumentError(f"{what}: output_size does not fit", given=size, expected=f"1 or more, or {rank} of them")
    return tuple(n if o is None else int(o) for o, n in zip(sizes, shape[-rank:], strict=True))


def _windows(x: Any, sizes: tuple[int, ...]) -> tuple[Any, tuple[int, ...], Any]:
    """Elements by window, the axes within windows, and which places are real ones (None: all).

    Shapes: (*b, *s) -> (*b, o1, k1, o2, k2, ...), and the mask without *b.
    """
    shape, rank = tuple(np.shape(x)), len(sizes)
    lead = len(shape) - rank
    inner = tuple(range(lead + 1, lead + 2 * rank, 2))
    if all(n % o == 0 for n, o in zip(shape[lead:], sizes, strict=True)):
        pairs = [part for n, o in zip(shape[lead:], sizes, strict=True) for part in (o, n // o)]
        return reshape(x, (*shape[:lead], *pairs)), inner, None
    mask = np.ones((), bool)
    for k, (n, o) in enumerate(zip(shape[lead:], sizes, strict=True)):
        first, last = np.arange(o) * n // o, -(-(np.arange(o) + 1) * n // o)
        places = first[:, None] + np.arange((last - first).max())
        real = places < last[:, None]
        x = take(x, np.where(real, places, 0), axis=lead + 2 * k)
        mask = np.logical_and.outer(mask, real)
    return x, inner, mask


def _mean(x: Any, sizes: tuple[int, ...]) -> Any:
    parts, axes, mask = _windows(x, sizes)
    if mask is None:
        return ops.mean(parts, axis=axes)
    counts = mask.sum(axis=tuple(range(1, mask.ndim, 2)))
    total = ops.sum(where(mask, parts, 0), axis=axes)
    return total / counts.astype(total.dtype)


def _largest(x: Any, sizes: tuple[int, ...], return_indices: bool) -> Any:
    parts, axes, mask = _windows(x, sizes)
    parts = parts if mask is None else where(mask, parts, -np.inf)
    out = ops.max(parts, axis=axes)
    return (out, _places(parts, axes, np.shape(x)[-len(sizes) :], sizes)) if return_indices else out


def _places(parts: Any, axes: tuple[int, ...], plane: tuple[int, ...], sizes: tuple[int, ...]) -> Any:
    """Where the first of the largest elements stands in the plane, counted row by row. Shapes: -> (*b, *sizes)."""
    numbers, inner, _ = _windows(np.arange(math.prod(plane)).reshape(plane), sizes)
    behind = tuple(range(-len(sizes), 0))
    numbers = moveaxis(numbers, inner, behind).reshape(math.prod(sizes), -1)
    lines = moveaxis(parts, axes, behind)
    first = argmax(reshape(lines, (*np.shape(lines)[: -len(sizes)], -1)), axis=-1)
    return take(numbers.ravel(), first + np.arange(math.prod(sizes)).reshape(sizes) * numbers.shape[1])


def _all_behind_channels(what: str, x: Any) -> tuple[int, ...]:
    if np.ndim(x) < 3:
        raise ShapeError(
            f"{what}: needs axes behind the channels", given=f"shape {tuple(np.shape(x))}", expected="(n, c, *s)"
        )
    return tuple(range(2, np.ndim(x)))


def global_avg_pool(x: Any) -> Any:
    """The mean of each channel over all axes behind it, which are dropped: an average pool whose window is the input.

    Unlike pooling with smaller windows it is exactly invariant under circular shifts.

    Args:
        x: (n, c, *s).

    Returns:
        (n, c).

    Raises:
        ShapeError: There is no axis behind the channels.

    References:
        Lin, Chen & Yan (2014), Network in network, ICLR.

    Example:
        >>> global_avg_pool(np.arange(8.0).reshape(1, 2, 2, 2))
        array([[1.5, 5.5]])
    """
    return ops.mean(x, axis=_all_behind_channels("global_avg_pool", x))


def global_max_pool(x: Any) -> Any:
    """The largest element of each channel over all axes behind it, which are dropped; ties share the adjoint.

    Args:
        x: (n, c, *s).

    Returns:
        (n, c).

    Raises:
        ShapeError: There is no axis behind the channels.

    Example:
        >>> global_max_pool(np.arange(8.0).reshape(1, 2, 2, 2))
        array([[3., 7.]])
    """
    return ops.max(x, axis=_all_behind_channels("global_max_pool", x))


def adaptive_avg_pool1d(x: Any, output_size: Wanted) -> Any:
    """The mean of each of `output_size` windows over one axis.

    Args:
        x: (n, c, l) or (c, l).
        output_size: Number of windows along each axis; None keeps the axis.

    Returns:
        The same axes, pooled ones of size `output_size`.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: `output_size` has the wrong length, or is less than 1.

    Example:
        >>> adaptive_avg_pool1d(np.arange(5.0).reshape(1, 1, 5), 2)
        array([[[1., 3.]]])
    """
    return _mean(x, _wanted("adaptive_avg_pool1d", x, output_size, 1))


def adaptive_avg_pool2d(x: Any, output_size: Wanted) -> Any:
    """The mean of each of `output_size` windows over two axes.

    Args:
        x: (n, c, h, w) or (c, h, w).
        output_size: Number of windows along each axis; None keeps the axis.

    Returns:
        The same axes, pooled ones of size `output_size`.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: `output_size` has the wrong length, or is less than 1.

    Example:
        >>> adaptive_avg_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 1).item()
        7.5
    """
    return _mean(x, _wanted("adaptive_avg_pool2d", x, output_size, 2))


def adaptive_avg_pool3d(x: Any, output_size: Wanted) -> Any:
    """The mean of each of `output_size` windows over three axes.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        output_size: Number of windows along each axis; None keeps the axis.

    Returns:
        The same axes, pooled ones of size `output_size`.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: `output_size` has the wrong length, or is less than 1.

    Example:
        >>> adaptive_avg_pool3d(np.arange(8.0).reshape(1, 1, 2, 2, 2), 1).item()
        3.5
    """
    return _mean(x, _wanted("adaptive_avg_pool3d", x, output_size, 3))


def adaptive_max_pool1d(x: Any, output_size: Wanted, return_indices: bool = False) -> Any:
    """The largest element of each of `output_size` windows over one axis. Ties share the adjoint equally.

    Args:
        x: (n, c, l) or (c, l).
        output_size: Number of windows along each axis; None keeps the axis.
        return_indices: Whether to tell where the largest elements stand.

    Returns:
        The same axes, pooled ones of size `output_size`. With `return_indices` a pair of them and of integers of the
        same shape: numbers in the input's plane of one channel, counted row by row; the first of elements that tie.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: `output_size` has the wrong length, or is less than 1.

    Example:
        >>> adaptive_max_pool1d(np.arange(5.0).reshape(1, 1, 5), 2)
        array([[[2., 4.]]])
    """
    return _largest(x, _wanted("adaptive_max_pool1d", x, output_size, 1), return_indices)


def adaptive_max_pool2d(x: Any, output_size: Wanted, return_indices: bool = False) -> Any:
    """The largest element of each of `output_size` windows over two axes.

    Args:
        x: (n, c, h, w) or (c, h, w).
        output_size: Number of windows along each axis; None keeps the axis.
        return_indices: Whether to tell where the largest elements stand.

    Returns:
        The same axes, pooled ones of size `output_size`. With `return_indices` a pair of them and of integers of the
        same shape: numbers in the input's plane of one channel, counted row by row; the first of elements that tie.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: `output_size` has the wrong length, or is less than 1.

    Example:
        >>> adaptive_max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 1).item()
        15.0
    """
    return _largest(x, _wanted("adaptive_max_pool2d", x, output_size, 2), return_indices)


def adaptive_max_pool3d(x: Any, output_size: Wanted, return_indices: bool = False) -> Any:
    """The largest element of each of `output_size` windows over three axes.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        output_size: Number of windows along each axis; None keeps the axis.
        return_indices: Whether to tell where the largest elements stand.

    Returns:
        The same axes, pooled ones of size `output_size`. With `return_indices` a pair of them and of integers of the
        same shape: numbers in the input's plane of one channel, counted row by row; the first of elements that tie.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: `output_size` has the wrong length, or is less than 1.

    Example:
        >>> adaptive_max_pool3d(np.arange(8.0).reshape(1, 1, 2, 2, 2), 1).item()
        7.0
    """
    return _largest(x, _wanted("adaptive_max_pool3d", x, output_size, 3), return_indices)
