"""Max unpooling as functions: largest elements put back where `max_pool1d` to `max_pool3d` found them.

Knows planes, and numbers of places in them. Knows no layer and no window but its size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.nn.functional.pooling import window_of
from wengert.ops import reshape
from wengert.ops.convolution import each
from wengert.ops.scattering import index_set
from wengert.tensor import value_of

Sizes = int | Sequence[int]


def _unpool(
    rank: int, x: Any, indices: Any, kernel_size: Sizes, stride: Sizes | None, padding: Sizes, output_size: Any
) -> Any:
    """Zeros with `x` at `indices`, all planes as one line."""
    what = f"max_unpool{rank}d"
    window = window_of(what, x, kernel_size, rank)
    steps = window if stride is None else each(f"{what}: stride", stride, rank)
    pads = each(f"{what}: padding", padding, rank)
    shape = tuple(np.shape(x))
    sizes = _sizes(what, shape[-rank:], (window, steps, pads), output_size)
    lead, plane = shape[:-rank], math.prod(sizes)
    _check(what, value_of(indices), shape, sizes)
    first = np.arange(math.prod(lead)).reshape(*lead, *(1,) * rank) * plane
    zeros = np.zeros(math.prod(lead) * plane, dtype_of(value_of(x)))
    out = index_set(zeros, reshape(x, (-1,)), reshape(indices + first, (1, -1)), axes=(0,))
    return reshape(out, (*lead, *sizes))


def _sizes(what: str, counts: tuple[int, ...], options: tuple[tuple[int, ...], ...], wanted: Any) -> tuple[int, ...]:
    """Sizes of the output: those of the smallest input that gives `counts` windows, or others that do, as `wanted`."""
    least = [(n - 1) * s - 2 * p + k for n, k, s, p in zip(counts, *options, strict=True)]
    sizes = least if wanted is None else list(wanted)[-len(least) :]
    fits = wanted is None or len(wanted) in (len(least), len(least) + 2)
    if not fits or any(abs(o - n) >= s for o, n, s in zip(sizes, least, options[1], strict=True)) or min(sizes) < 1:
        raise ArgumentError(
            f"{what}: output_size does not fit",
            given=wanted if wanted is not None else f"{counts} windows of {options[0]}, padding={options[2]}",
            expected=f"{len(least)} sizes near {tuple(least)}, each off by less than the stride {options[1]}",
        )
    return tuple(int(o) for o in sizes)


def _check(what: str, indices: Any, shape: tuple[int, ...], sizes: tuple[int, ...]) -> None:
    """Refuse indices of another shape or kind, and, where they are known, those of no place."""
    if tuple(np.shape(indices)) != shape:
        raise ShapeError(f"{what}: one index for each element", given=f"shape {np.shape(indices)}", expected=shape)
    if dtype_of(indices).kind not in "iu":
        raise DtypeError(f"{what}: indices are integers", given=str(dtype_of(indices)), expected="int64")
    if is_traced(indices) or 0 in shape:
        return
    low, high = np.asarray(indices).min(), np.asarray(indices).max()
    if low < 0 or high >= math.prod(sizes):
        raise ShapeError(
            f"{what}: an index is outside of the output",
            given=f"{low if low < 0 else high}, for an output of {sizes}",
            expected=f"0 to {math.prod(sizes) - 1}",
            hint="give the size of what was pooled as output_size",
        )


def max_unpool1d(
    x: Any,
    indices: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    output_size: Sequence[int] | None = None,
) -> Any:
    """Each element put where `max_pool1d` found it, zeros elsewhere: a partial inverse of it.

    Where windows overlap, two elements may have one place; the last of them stays and alone gets the adjoint. (PyTorch
    gives it to all of them, which is not the derivative.)

    Args:
        x: (n, c, l) or (c, l).
        indices: Integers of the same shape: places in the output, as `max_pool1d(..., return_indices=True)` gives them.
        kernel_size: Size of the window, as for the pooling, as are stride and padding.
        stride: Steps from window to window; the window's size when None.
        padding: Places that were around each axis.
        output_size: Sizes of what was pooled, alone or with the axes before them; pooling forgets a remainder of less
            than a stride.

    Returns:
        The same axes, the last of size (s - 1) stride - 2 padding + k, or of `output_size`.

    Raises:
        ShapeError: The rank differs, or the indices have another shape or name no place (compiled, such are left out).
        DtypeError: The indices are no integers.
        ArgumentError: An option has the wrong length, or no input of `output_size` has so many windows.

    References:
        Zeiler & Fergus (2014), Visualizing and understanding convolutional networks, ECCV, section 2.1.

    Example:
        >>> max_unpool1d(np.array([[3.0, 5.0]]), np.array([[1, 3]]), 2)
        array([[0., 3., 0., 5.]])
    """
    return _unpool(1, x, indices, kernel_size, stride, padding, output_size)


def max_unpool2d(
    x: Any,
    indices: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    output_size: Sequence[int] | None = None,
) -> Any:
    """Each element put where `max_pool2d` found it, zeros elsewhere; overlaps and errors as for `max_unpool1d`.

    Args:
        x: (n, c, h, w) or (c, h, w).
        indices: Integers of the same shape: places in the plane of the output, counted row by row.
        kernel_size: Size of the window, an integer or a pair, as for the pooling, as are stride and padding.
        stride: Steps from window to window; the window's size when None.
        padding: Places that were around each axis.
        output_size: Sizes of what was pooled, alone or with the axes before them.

    Returns:
        The same axes, the last two of size (s - 1) stride - 2 padding + k, or of `output_size`.

    Example:
        >>> max_unpool2d(np.array([[[7.0]]]), np.array([[[2]]]), 2)
        array([[[0., 0.],
                [7., 0.]]])
    """
    return _unpool(2, x, indices, kernel_size, stride, padding, output_size)


def max_unpool3d(
    x: Any,
    indices: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    output_size: Sequence[int] | None = None,
) -> Any:
    """Each element put where `max_pool3d` found it, zeros elsewhere; overlaps and errors as for `max_unpool1d`.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        indices: Integers of the same shape: places in the space of the output, counted row by row.
        kernel_size: Size of the window, an integer or a triple, as for the pooling, as are stride and padding.
        stride: Steps from window to window; the window's size when None.
        padding: Places that were around each axis.
        output_size: Sizes of what was pooled, alone or with the axes before them.

    Returns:
        The same axes, the last three of size (s - 1) stride - 2 padding + k, or of `output_size`.

    Example:
        >>> max_unpool3d(np.full((1, 1, 1, 1), 7.0), np.full((1, 1, 1, 1), 6), 2).ravel()
        array([0., 0., 0., 0., 0., 0., 7., 0.])
    """
    return _unpool(3, x, indices, kernel_size, stride, padding, output_size)
