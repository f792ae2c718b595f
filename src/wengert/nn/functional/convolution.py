"""Convolution and its transpose as functions, by rank.

Knows the bias and the number of spatial axes. The map itself is `wengert.conv`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.ops import conv, conv_transpose, reshape

Sizes = int | Sequence[int]


def _biased(out: Any, bias: Any, rank: int) -> Any:
    return out if bias is None else out + reshape(bias, (np.shape(bias)[0],) + (1,) * rank)


def _ranked(what: str, x: Any, weight: Any, rank: int) -> None:
    if np.ndim(weight) != rank + 2 or np.ndim(x) not in (rank + 1, rank + 2):
        raise ShapeError(
            f"{what}: ranks do not fit",
            given=f"input {tuple(np.shape(x))}, weight {tuple(np.shape(weight))}",
            expected=f"input (n, c, *s) or (c, *s) with {rank} sizes s",
        )


def conv1d(
    x: Any, weight: Any, bias: Any = None, stride: Sizes = 1, padding: Any = 0, dilation: Sizes = 1, groups: int = 1
) -> Any:
    """Convolution over one axis (the kernel is not flipped).

    Args:
        x: (n, c, l) or (c, l).
        weight: (o, c / groups, k).
        bias: (o,), or None.
        stride: Steps from window to window.
        padding: Zeros on both sides, `valid` for none, or `same` for as many as keep the size.
        dilation: Distance between neighbours of the weight.
        groups: Parts that the channels are divided into.

    Returns:
        (n, o, p) with p = (l + 2 padding - dilation (k - 1) - 1) // stride + 1.

    Raises:
        ShapeError: Channels or ranks do not fit, or the kernel is larger than the padded input.
        ArgumentError: An option has the wrong length or value.

    Example:
        >>> conv1d(np.array([[[1.0, 2.0, 4.0]]]), np.array([[[-1.0, 1.0]]]))
        array([[[1., 2.]]])
    """
    _ranked("conv1d", x, weight, 1)
    return _biased(conv(x, weight, stride=stride, padding=padding, dilation=dilation, groups=groups), bias, 1)


def conv2d(
    x: Any, weight: Any, bias: Any = None, stride: Sizes = 1, padding: Any = 0, dilation: Sizes = 1, groups: int = 1
) -> Any:
    """Convolution over two axes; arguments and errors as for `conv1d`, options also as pairs.

    Args:
        x: (n, c, h, w) or (c, h, w).
        weight: (o, c / groups, k, l).
        bias: (o,), or None.
        stride: Steps from window to window.
        padding: Zeros on both sides, `valid`, or `same`.
        dilation: Distance between neighbours of the weight.
        groups: Parts that the channels are divided into.

    Returns:
        (n, o, p, q).

    Example:
        >>> conv2d(np.ones((1, 1, 3, 3)), np.ones((2, 1, 2, 2)), np.array([0.0, 1.0]))[0, :, 0, 0]
        array([4., 5.])
    """
    _ranked("conv2d", x, weight, 2)
    return _biased(conv(x, weight, stride=stride, padding=padding, dilation=dilation, groups=groups), bias, 2)


def conv3d(
    x: Any, weight: Any, bias: Any = None, stride: Sizes = 1, padding: Any = 0, dilation: Sizes = 1, groups: int = 1
) -> Any:
    """Convolution over three axes; arguments and errors as for `conv1d`, options also as triples.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        weight: (o, c / groups, k, l, m).
        bias: (o,), or None.
        stride: Steps from window to window.
        padding: Zeros on both sides, `valid`, or `same`.
        dilation: Distance between neighbours of the weight.
        groups: Parts that the channels are divided into.

    Returns:
        (n, o, p, q, r).

    Example:
        >>> conv3d(np.ones((1, 1, 2, 2, 2)), np.ones((1, 1, 2, 2, 2))).item()
        8.0
    """
    _ranked("conv3d", x, weight, 3)
    return _biased(conv(x, weight, stride=stride, padding=padding, dilation=dilation, groups=groups), bias, 3)


def conv_transpose1d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: int = 1,
    dilation: Sizes = 1,
) -> Any:
    """The adjoint of `conv1d` in its input: from outputs of a convolution back to the size of its inputs.

    Args:
        x: (n, c, l) or (c, l).
        weight: (c, o / groups, k): that of the convolution.
        bias: (o,), or None.
        stride: Stride of the convolution.
        padding: Its padding, cut off here.
        output_padding: Places added at the end, where the stride leaves the size open.
        groups: Its groups.
        dilation: Its dilation.

    Returns:
        (n, o, p) with p = (l - 1) stride - 2 padding + dilation (k - 1) + output_padding + 1.

    Raises:
        ShapeError: Channels or ranks do not fit.
        ArgumentError: An option has the wrong length or value.

    Example:
        >>> conv_transpose1d(np.array([[[1.0, 2.0]]]), np.ones((1, 1, 3)), stride=2)
        array([[[1., 1., 3., 2., 2.]]])
    """
    return _transposed("conv_transpose1d", 1, x, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: int = 1,
    dilation: Sizes = 1,
) -> Any:
    """The adjoint of `conv2d` in its input; arguments and errors as for `conv_transpose1d`, options also as pairs.

    Args:
        x: (n, c, h, w) or (c, h, w).
        weight: (c, o / groups, k, l).
        bias: (o,), or None.
        stride: Stride of the convolution.
        padding: Its padding, cut off here.
        output_padding: Places added at the end.
        groups: Its groups.
        dilation: Its dilation.

    Returns:
        (n, o, p, q).

    Example:
        >>> conv_transpose2d(np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), stride=2).shape
        (1, 1, 4, 4)
    """
    return _transposed("conv_transpose2d", 2, x, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose3d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Sizes = 1,
    padding: Sizes = 0,
    output_padding: Sizes = 0,
    groups: int = 1,
    dilation: Sizes = 1,
) -> Any:
    """The adjoint of `conv3d` in its input; arguments and errors as for `conv_transpose1d`, options also as triples.

    Args:
        x: (n, c, d, h, w) or (c, d, h, w).
        weight: (c, o / groups, k, l, m).
        bias: (o,), or None.
        stride: Stride of the convolution.
        padding: Its padding, cut off here.
        output_padding: Places added at the end.
        groups: Its groups.
        dilation: Its dilation.

    Returns:
        (n, o, p, q, r).

    Example:
        >>> conv_transpose3d(np.ones((1, 1, 1, 1, 1)), np.ones((1, 1, 2, 2, 2))).shape
        (1, 1, 2, 2, 2)
    """
    return _transposed("conv_transpose3d", 3, x, weight, bias, stride, padding, output_padding, groups, dilation)


def _transposed(
    what: str,
    rank: int,
    x: Any,
    weight: Any,
    bias: Any,
    stride: Sizes,
    padding: Sizes,
    output_padding: Sizes,
    groups: int,
    dilation: Sizes,
) -> Any:
    _ranked(what, x, weight, rank)
    out = conv_transpose(
        x,
        weight,
        stride=stride,
        padding=padding,
        output_padding=output_padding,
        dilation=dilation,
        groups=groups,
    )
    return _biased(out, bias, rank)
