"""Power-average pooling layers: the p-norm of every window.

Knows p and windows. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wengert.nn import functional
from wengert.nn.module import Module

Sizes = int | Sequence[int]


class _LPPool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(
        self, norm_type: float, kernel_size: Sizes, stride: Sizes | None = None, ceil_mode: bool = False
    ) -> None:
        super().__init__()
        self.norm_type = norm_type
        self.kernel_size = kernel_size
        self.stride = stride
        self.ceil_mode = ceil_mode

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *p), or both without n.

        Raises:
            ShapeError: The rank differs, or the window is larger than the input.
            ArgumentError: p is not positive, or an option has the wrong length.
        """
        return type(self).function(x, self.norm_type, self.kernel_size, self.stride, self.ceil_mode)

    def extra_repr(self) -> str:
        """Options."""
        names = ("norm_type", "kernel_size", "stride", "ceil_mode")
        return ", ".join(f"{n}={getattr(self, n)}" for n in names)


class LPPool1d(_LPPool):
    """(Σ xᵖ)^(1/p) of every window over one axis; gradient 0 where the sum is 0.

    With p = 1 it is the sum, with p = inf the largest |x|. As in PyTorch the power is of x and not of |x|: a sum below
    0, as an odd p allows, gives nan.

    Args:
        norm_type: p, above 0.
        kernel_size: Size of the window.
        stride: Steps from window to window; the window's size when None.
        ceil_mode: Whether a last, incomplete window counts.

    References:
        Sermanet, Chintala & LeCun (2012), Convolutional neural networks applied to house numbers digit classification.

    Example:
        >>> LPPool1d(2, 2)(np.array([[3.0, -4.0, 0.0, 0.0]]))
        array([[5., 0.]])
    """

    function = functional.lp_pool1d


class LPPool2d(_LPPool):
    """(Σ xᵖ)^(1/p) of every window over two axes. Arguments and signs as for `LPPool1d`.

    Example:
        >>> LPPool2d(2, 3, stride=2)(np.ones((1, 2, 7, 7))).shape
        (1, 2, 3, 3)
    """

    function = functional.lp_pool2d


class LPPool3d(_LPPool):
    """(Σ xᵖ)^(1/p) of every window over three axes. Arguments and signs as for `LPPool1d`.

    Example:
        >>> LPPool3d(2, 2)(np.ones((1, 2, 4, 4, 4))).shape
        (1, 2, 2, 2, 2)
    """

    function = functional.lp_pool3d
