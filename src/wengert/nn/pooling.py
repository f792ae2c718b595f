"""Pooling layers: the largest or the mean element of every window.

Knows windows, strides and padding. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wengert.nn import functional
from wengert.nn.module import Module

Sizes = int | Sequence[int]


class _MaxPool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: Sizes,
        stride: Sizes | None = None,
        padding: Sizes = 0,
        dilation: Sizes = 1,
        *,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.dilation = dilation
        self.ceil_mode = ceil_mode
        self.return_indices = return_indices

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *p), or both without n; a pair of these with `return_indices`."""
        options = {"ceil_mode": self.ceil_mode, "return_indices": self.return_indices}
        return type(self).function(x, self.kernel_size, self.stride, self.padding, self.dilation, **options)

    def extra_repr(self) -> str:
        """Options."""
        names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
        return ", ".join(f"{n}={getattr(self, n)}" for n in names)


class _AvgPool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: Sizes,
        stride: Sizes | None = None,
        padding: Sizes = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding
        self.ceil_mode = ceil_mode
        self.count_include_pad = count_include_pad

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *p), or both without n."""
        return type(self).function(
            x, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )

    def extra_repr(self) -> str:
        """Options."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxPool1d(_MaxPool):
    """The largest element of every window over one axis; elements that tie share the adjoint equally.

    Args:
        kernel_size: Size of the window.
        stride: Steps from window to window; the window's size when None.
        padding: Places on both sides that never win, at most half a window.
        dilation: Distance between neighbours in a window.
        ceil_mode: Whether a last, incomplete window counts.
        return_indices: Whether to give a pair, the largest elements and where they stand in the plane of their channel:
            numbers counted row by row, without the padding, for `MaxUnpool1d`. Of elements that tie the first is named.

    Example:
        >>> MaxPool1d(2)(np.ones((1, 2, 8))).shape
        (1, 2, 4)
    """

    function = functional.max_pool1d


class MaxPool2d(_MaxPool):
    """The largest element of every window over two axes. Arguments and ties as for `MaxPool1d`.

    Example:
        >>> MaxPool2d(2)(np.ones((1, 2, 8, 8))).shape
        (1, 2, 4, 4)
    """

    function = functional.max_pool2d


class MaxPool3d(_MaxPool):
    """The largest element of every window over three axes. Arguments and ties as for `MaxPool1d`.

    Example:
        >>> MaxPool3d(2)(np.ones((1, 2, 4, 4, 4))).shape
        (1, 2, 2, 2, 2)
    """

    function = functional.max_pool3d


class AvgPool1d(_AvgPool):
    """The mean of every window over one axis.

    Args:
        kernel_size: Size of the window.
        stride: Steps from window to window; the window's size when None.
        padding: Zeros on both sides, at most half a window.
        ceil_mode: Whether a last, incomplete window counts.
        count_include_pad: Whether padding counts in the mean.

    Example:
        >>> AvgPool1d(2)(np.ones((1, 2, 8))).shape
        (1, 2, 4)
    """

    function = functional.avg_pool1d


class AvgPool2d(_AvgPool):
    """The mean of every window over two axes. Arguments as for `AvgPool1d`.

    Example:
        >>> AvgPool2d(2)(np.ones((1, 2, 8, 8))).shape
        (1, 2, 4, 4)
    """

    function = functional.avg_pool2d


class AvgPool3d(_AvgPool):
    """The mean of every window over three axes. Arguments as for `AvgPool1d`.

    Example:
        >>> AvgPool3d(2)(np.ones((1, 2, 4, 4, 4))).shape
        (1, 2, 2, 2, 2)
    """

    function = functional.avg_pool3d
