"""Unfold and Fold: windows of an image as columns, and back by addition.

Knows windows. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module

Sizes = int | Sequence[int]


class Unfold(Module):
    """The windows of an image as columns: a convolution is a matrix product behind it.

    Args:
        kernel_size: Size of the window.
        dilation: Distance between neighbours in a window.
        padding: Zeros on both sides.
        stride: Steps from window to window.

    Example:
        >>> Unfold(2)(np.ones((1, 3, 4, 4))).shape
        (1, 12, 9)
    """

    def __init__(self, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, h, w) -> (n, c k l, windows), or both without n."""
        return functional.unfold(x, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        """Options."""
        names = ("kernel_size", "dilation", "padding", "stride")
        return ", ".join(f"{n}={getattr(self, n)}" for n in names)


class Fold(Module):
    """Columns added to the windows of an image: the adjoint of `Unfold`, not its inverse where windows overlap.

    Args:
        output_size: Sizes of the image.
        kernel_size: Size of the window.
        dilation: Distance between neighbours in a window.
        padding: What `Unfold` added, cut off here.
        stride: Steps from window to window.

    Example:
        >>> Fold((4, 4), 2, stride=2)(np.ones((1, 12, 4))).shape
        (1, 3, 4, 4)
    """

    def __init__(
        self, output_size: Sizes, kernel_size: Sizes, dilation: Sizes = 1, padding: Sizes = 0, stride: Sizes = 1
    ) -> None:
        super().__init__()
        self.output_size = output_size
        self.kernel_size = kernel_size
        self.dilation = dilation
        self.padding = padding
        self.stride = stride

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c k l, windows) -> (n, c, h, w), or both without n."""
        return functional.fold(x, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self) -> str:
        """Options."""
        names = ("output_size", "kernel_size", "dilation", "padding", "stride")
        return ", ".join(f"{n}={getattr(self, n)}" for n in names)
