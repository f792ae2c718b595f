"""Power-average pooling as functions: the p-norm of every window, between its sum (p = 1) and its largest (p = inf).

Knows PyTorch's formula, and that the norm of nothing but zeros gets gradient 0. Keeps no parameter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn.functional.pooling import window_of
from wengert.ops import abs as size
from wengert.ops import avg_pool, max_pool, where

Sizes = int | Sequence[int]


def _pool(rank: int, x: Any, p: float, kernel_size: Sizes, stride: Sizes | None, ceil_mode: bool) -> Any:
    window = window_of(f"lp_pool{rank}d", x, kernel_size, rank)
    if not p > 0:
        raise ArgumentError(f"lp_pool{rank}d: norm_type is not positive", given=p, expected="a number above 0, or inf")
    if p == math.inf:
        return max_pool(size(x), window, stride=stride, ceil_mode=ceil_mode)
    total = avg_pool(x**p, window, stride=stride, ceil_mode=ceil_mode) * math.prod(window)
    return where(total == 0, 0, total ** (1 / p))


def lp_pool1d(
    x: Any, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None, ceil_mode: bool = False
) -> Any:
    """(Σ xᵖ)^(1/p) of every window over one axis; gradient 0 where the sum is 0.

    As in PyTorch the power is of x and not of |x|: a sum below 0, as an odd p allows, or a fractional power of a
    negative x gives nan. A last, incomplete window counts as a whole one with the same mean of xᵖ.

    Args:
        x: (n, c, l) or (c, l).
        norm_type: p, above 0; `inf` for the largest |x|.
        kernel_size: Size of the window, an integer.
        stride: Steps from window to window; the window's size when None.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        The same axes, pooled ones of size (s - k) // stride + 1.

    Raises:
        ShapeError: The rank differs, or the window is larger than the input.
        ArgumentError: p is not positive, or an option has the wrong length.

    References:
        Sermanet, Chintala & LeCun (2012), Convolutional neural networks applied to house numbers digit classification.

    Example:
        >>> lp_pool1d(np.array([[3.0, -4.0, 0.0, 0.0]]), 2, 2)
        array([[5., 0.]])
    """
    return _pool(1, x, norm_type, kernel_size, stride, ceil_mode)


def lp_pool2d(
    x: Any, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None, ceil_mode: bool = False
) -> Any:
    """(Σ xᵖ)^(1/p) of every window over two axes; zeros, signs and errors as for `lp_pool1d`.

    Args:
        x: (n, c, h, w) or (c, h, w).
        norm_type: p, above 0; `inf` for the largest |x|.
        kernel_size: Size of the window, an integer or a pair.
        stride: Steps from window to window; the window's size when None.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        The same axes, pooled ones of size (s - k) // stride + 1.

    Example:
        >>> lp_pool2d(np.array([[[1.0, 3.0], [1.0, 5.0]]]), 2, 2)
        array([[[6.]]])
    """
    return _pool(2, x, norm_type, kernel_size, stride, ceil_mode)


def lp_pool3d(
    x: Any, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None, ceil_mode: bool = False
) -> Any:
    """(Σ xᵖ)^(1/p) of every window over three axes; zeros, signs and errors as for `lp_pool1d`.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        norm_type: p, above 0; `inf` for the largest |x|.
        kernel_size: Size of the window, an integer or a triple.
        stride: Steps from window to window; the window's size when None.
        ceil_mode: Whether a last, incomplete window counts.

    Returns:
        The same axes, pooled ones of size (s - k) // stride + 1.

    Example:
        >>> lp_pool3d(np.full((1, 2, 2, 4), 2.0), 4, (2, 2, 4)).item()
        4.0
    """
    return _pool(3, x, norm_type, kernel_size, stride, ceil_mode)
