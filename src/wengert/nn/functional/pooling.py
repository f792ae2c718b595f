"""Max and average pooling as functions, by rank.

Knows the number of spatial axes. The maps themselves are `wengert.max_pool` and `wengert.avg_pool`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.ops import avg_pool, max_pool
from wengert.ops.convolution import each
from wengert.ops.pooling import max_places

Sizes = int | Sequence[int]


def window_of(what: str, x: Any, size: Sizes, rank: int) -> tuple[int, ...]:
    """The window as one size for each axis; the input has channels before them.

    Raises:
        ShapeError: The rank differs.
        ArgumentError: The window has the wrong length.

    Example:
        >>> window_of("max_pool2d", np.ones((1, 3, 8, 8)), 2, 2)
        (2, 2)
    """
    shape = tuple(np.shape(x))
    if len(shape) not in (rank + 1, rank + 2):
        raise ShapeError(
            f"{what}: needs {rank} axes behind the channels", given=f"shape {shape}", expected="(n, c, *s) or (c, *s)"
        )
    return each(f"{what}: kernel_size", size, rank)


def _largest(x: Any, window: tuple[int, ...], options: dict[str, Any], return_indices: bool) -> Any:
    out = max_pool(x, window, **options)
    return (out, max_places(x, window, **options)) if return_indices else out


def max_pool1d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    *,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest element of every window over one axis; elements that tie share the adjoint equally.

    Args:
        x: (n, c, l) or (c, l).
        kernel_size: Size of the window, an integer.
        stride: Steps from window to window; the window's size when None.
        padding: Places around each axis that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.
        return_indices: Whether to tell where the largest elements stand, as `max_unpool1d` wants to know.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - dilation (k - 1) - 1) // stride + 1. With `return_indices` a
        pair of them and of integers of the same shape: numbers in the input's plane of one channel, counted row by row
        without the padding. They name the first of elements that tie, though all of these share the adjoint.

    Raises:
        ShapeError: The rank differs, or the window is larger than the padded input.
        ArgumentError: An option has the wrong length, or the padding is more than half a window.

    Example:
        >>> max_pool1d(np.array([[[1.0, 3.0, 2.0, 5.0]]]), 2)
        array([[[3., 5.]]])
    """
    window = window_of("max_pool1d", x, kernel_size, 1)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    return _largest(x, window, options, return_indices)


def max_pool2d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    *,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest element of every window over two axes; arguments, ties and errors as for `max_pool1d`.

    Args:
        x: (n, c, h, w) or (c, h, w).
        kernel_size: Size of the window, an integer or a pair.
        stride: Steps from window to window; the window's size when None.
        padding: Places around each axis that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.
        return_indices: Whether to tell where the largest elements stand, as `max_unpool2d` wants to know.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - dilation (k - 1) - 1) // stride + 1. With `return_indices` a
        pair of them and of integers of the same shape: numbers in the input's plane of one channel, counted row by row
        without the padding. They name the first of elements that tie, though all of these share the adjoint.

    Example:
        >>> max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2)
        array([[[[ 5.,  7.],
                 [13., 15.]]]])
    """
    window = window_of("max_pool2d", x, kernel_size, 2)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    return _largest(x, window, options, return_indices)


def max_pool3d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    *,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest element of every window over three axes; arguments, ties and errors as for `max_pool1d`.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        kernel_size: Size of the window, an integer or a triple.
        stride: Steps from window to window; the window's size when None.
        padding: Places around each axis that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.
        return_indices: Whether to tell where the largest elements stand, as `max_unpool3d` wants to know.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - dilation (k - 1) - 1) // stride + 1. With `return_indices` a
        pair of them and of integers of the same shape: numbers in the input's plane of one channel, counted row by row
        without the padding. They name the first of elements that tie, though all of these share the adjoint.

    Example:
        >>> max_pool3d(np.arange(8.0).reshape(1, 1, 2, 2, 2), 2).item()
        7.0
    """
    window = window_of("max_pool3d", x, kernel_size, 3)
    options = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": ceil_mode}
    return _largest(x, window, options, return_indices)


def avg_pool1d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """The mean of every window over one axis.

    Args:
        x: (n, c, l) or (c, l).
        kernel_size: Size of the window, an integer.
        stride: Steps from window to window; the window's size when None.
        padding: Zeros around each axis, at most half a window.
        ceil_mode: Whether a last, incomplete window counts.
        count_include_pad: Whether padding counts in the mean; what lies beyond it never does.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - k) // stride + 1.

    Raises:
        ShapeError: The rank differs, or the window is larger than the padded input.
        ArgumentError: An option has the wrong length, or the padding is more than half a window.

    Example:
        >>> avg_pool1d(np.array([[[1.0, 3.0, 2.0, 5.0]]]), 2)
        array([[[2. , 3.5]]])
    """
    window = window_of("avg_pool1d", x, kernel_size, 1)
    return avg_pool(x, window, stride=stride, padding=padding, ceil_mode=ceil_mode, count_include_pad=count_include_pad)


def avg_pool2d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """The mean of every window over two axes; arguments and errors as for `avg_pool1d`.

    Args:
        x: (n, c, h, w) or (c, h, w).
        kernel_size: Size of the window, an integer or a pair.
        stride: Steps from window to window; the window's size when None.
        padding: Zeros around each axis, at most half a window.
        ceil_mode: Whether a last, incomplete window counts.
        count_include_pad: Whether padding counts in the mean; what lies beyond it never does.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - k) // stride + 1.

    Example:
        >>> avg_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2)
        array([[[[ 2.5,  4.5],
                 [10.5, 12.5]]]])
    """
    window = window_of("avg_pool2d", x, kernel_size, 2)
    return avg_pool(x, window, stride=stride, padding=padding, ceil_mode=ceil_mode, count_include_pad=count_include_pad)


def avg_pool3d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    """The mean of every window over three axes; arguments and errors as for `avg_pool1d`.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        kernel_size: Size of the window, an integer or a triple.
        stride: Steps from window to window; the window's size when None.
        padding: Zeros around each axis, at most half a window.
        ceil_mode: Whether a last, incomplete window counts.
        count_include_pad: Whether padding counts in the mean; what lies beyond it never does.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - k) // stride + 1.

    Example:
        >>> avg_pool3d(np.arange(8.0).reshape(1, 1, 2, 2, 2), 2).item()
        3.5
    """
    window = window_of("avg_pool3d", x, kernel_size, 3)
    return avg_pool(x, window, stride=stride, padding=padding, ceil_mode=ceil_mode, count_include_pad=count_include_pad)
