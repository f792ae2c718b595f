"""Adaptive and global pooling layers: the output's size is given, or there is one number for each channel.

Knows output sizes. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wengert.nn import functional
from wengert.nn.module import Module

Wanted = int | Sequence[int | None]


class _AdaptiveAvgPool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(self, output_size: Wanted) -> None:
        super().__init__()
        self.output_size = output_size

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *output_size), or both without n."""
        return type(self).function(x, self.output_size)

    def extra_repr(self) -> str:
        """Output size."""
        return f"output_size={self.output_size}"


class _AdaptiveMaxPool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(self, output_size: Wanted, return_indices: bool = False) -> None:
        super().__init__()
        self.output_size = output_size
        self.return_indices = return_indices

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *output_size), or both without n; a pair of these with `return_indices`."""
        return type(self).function(x, self.output_size, self.return_indices)

    def extra_repr(self) -> str:
        """Output size."""
        return f"output_size={self.output_size}"


class AdaptiveAvgPool1d(_AdaptiveAvgPool):
    """The mean of each of `output_size` windows over one axis, whatever the size of the input.

    Args:
        output_size: Number of windows along each axis; None keeps the axis.

    Example:
        >>> AdaptiveAvgPool1d(3)(np.ones((1, 2, 8))).shape
        (1, 2, 3)
    """

    function = functional.adaptive_avg_pool1d


class AdaptiveAvgPool2d(_AdaptiveAvgPool):
    """The mean of each of `output_size` windows over two axes, whatever the size of the input.

    Args:
        output_size: Number of windows along each axis; None keeps the axis.

    Example:
        >>> AdaptiveAvgPool2d(3)(np.ones((1, 2, 8, 8))).shape
        (1, 2, 3, 3)
    """

    function = functional.adaptive_avg_pool2d


class AdaptiveAvgPool3d(_AdaptiveAvgPool):
    """The mean of each of `output_size` windows over three axes, whatever the size of the input.

    Args:
        output_size: Number of windows along each axis; None keeps the axis.

    Example:
        >>> AdaptiveAvgPool3d(3)(np.ones((1, 2, 4, 4, 4))).shape
        (1, 2, 3, 3, 3)
    """

    function = functional.adaptive_avg_pool3d


class AdaptiveMaxPool1d(_AdaptiveMaxPool):
    """The largest element of each of `output_size` windows over one axis, whatever the size of the input.

    Args:
        output_size: Number of windows along each axis; None keeps the axis.
        return_indices: Whether to give a pair, the largest elements and where they stand in the plane of their channel:
            numbers counted row by row, the first of elements that tie.

    Example:
        >>> AdaptiveMaxPool1d(3)(np.ones((1, 2, 8))).shape
        (1, 2, 3)
    """

    function = functional.adaptive_max_pool1d


class AdaptiveMaxPool2d(_AdaptiveMaxPool):
    """The largest element of each of `output_size` windows over two axes, whatever the size of the input.

    Args:
        output_size: Number of windows along each axis; None keeps the axis.
        return_indices: Whether to give a pair, the largest elements and where they stand in the plane of their channel:
            numbers counted row by row, the first of elements that tie.

    Example:
        >>> AdaptiveMaxPool2d(3)(np.ones((1, 2, 8, 8))).shape
        (1, 2, 3, 3)
    """

    function = functional.adaptive_max_pool2d


class AdaptiveMaxPool3d(_AdaptiveMaxPool):
    """The largest element of each of `output_size` windows over three axes, whatever the size of the input.

    Args:
        output_size: Number of windows along each axis; None keeps the axis.
        return_indices: Whether to give a pair, the largest elements and where they stand in the plane of their channel:
            numbers counted row by row, the first of elements that tie.

    Example:
        >>> AdaptiveMaxPool3d(3)(np.ones((1, 2, 4, 4, 4))).shape
        (1, 2, 3, 3, 3)
    """

    function = functional.adaptive_max_pool3d


class GlobalAvgPool(Module):
    """The mean of each channel over all axes behind it, which are dropped: (n, c, *s) -> (n, c).

    `AdaptiveAvgPool2d(1)` followed by `Flatten()`, for any number of axes. Behind convolutions with circular padding
    and stride 1 it makes a network exactly invariant under circular shifts of its input; pooling with smaller windows
    does so only nearly.

    References:
        Lin, Chen & Yan (2014), Network in network, ICLR.

    Example:
        >>> GlobalAvgPool()(np.arange(8.0).reshape(1, 2, 2, 2))
        array([[1.5, 5.5]])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c)."""
        return functional.global_avg_pool(x)


class GlobalMaxPool(Module):
    """The largest element of each channel over all axes behind it, which are dropped: (n, c, *s) -> (n, c).

    Example:
        >>> GlobalMaxPool()(np.arange(8.0).reshape(1, 2, 2, 2))
        array([[3., 7.]])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c)."""
        return functional.global_max_pool(x)
