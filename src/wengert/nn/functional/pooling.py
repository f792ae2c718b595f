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

Sizes = int | Sequence[int]


def _window(what: str, x: Any, size: Sizes, rank: int) -> tuple[int, ...]:
    """The window as one size for each axis; the input has channels before them."""
    shape = tuple(np.shape(x))
    if len(shape) not in (rank + 1, rank + 2):
        raise ShapeError(
            f"{what}: needs {rank} axes behind the channels", given=f"shape {shape}", expected="(n, c, *s) or (c, *s)"
        )
    return each(f"{what}: kernel_size", size, rank)


def max_pool1d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    *,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of every window over one axis; elements that tie share the adjoint equally.

    Args:
        x: (n, c, l) or (c, l).
        kernel_size: Size of the window, an integer.
        stride: Steps from window to window; the window's size when None.
        padding: Places around each axis that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - dilation (k - 1) - 1) // stride + 1.

    Raises:
        ShapeError: The rank differs, or the window is larger than the padded input.
        ArgumentError: An option has the wrong length, or the padding is more than half a window.

    Example:
        >>> max_pool1d(np.array([[[1.0, 3.0, 2.0, 5.0]]]), 2)
        array([[[3., 5.]]])
    """
    window = _window("max_pool1d", x, kernel_size, 1)
    return max_pool(x, window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)


def max_pool2d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    *,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of every window over two axes; arguments, ties and errors as for `max_pool1d`.

    Args:
        x: (n, c, h, w) or (c, h, w).
        kernel_size: Size of the window, an integer or a pair.
        stride: Steps from window to window; the window's size when None.
        padding: Places around each axis that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - dilation (k - 1) - 1) // stride + 1.

    Example:
        >>> max_pool2d(np.arange(16.0).reshape(1, 1, 4, 4), 2)
        array([[[[ 5.,  7.],
                 [13., 15.]]]])
    """
    window = _window("max_pool2d", x, kernel_size, 2)
    return max_pool(x, window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)


def max_pool3d(
    x: Any,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    *,
    ceil_mode: bool = False,
) -> Any:
    """The largest element of every window over three axes; arguments, ties and errors as for `max_pool1d`.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        kernel_size: Size of the window, an integer or a triple.
        stride: Steps from window to window; the window's size when None.
        padding: Places around each axis that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        The same axes, pooled ones of size (s + 2 padding - dilation (k - 1) - 1) // stride + 1.

    Example:
        >>> max_pool3d(np.arange(8.0).reshape(1, 1, 2, 2, 2), 2).item()
        7.0
    """
    window = _window("max_pool3d", x, kernel_size, 3)
    return max_pool(x, window, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)


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
    window = _window("avg_pool1d", x, kernel_size, 1)
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
    window = _window("avg_pool2d", x, kernel_size, 2)
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
    window = _window("avg_pool3d", x, kernel_size, 3)
    return avg_pool(x, window, stride=stride, padding=padding, ceil_mode=ceil_mode, count_include_pad=count_include_pad)
