"""Unpooling layers: largest elements put back where they stood.

Knows windows, and the indices that max pooling gives. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wengert.nn import functional
from wengert.nn.module import Module

Sizes = int | Sequence[int]


class _MaxUnpool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(self, kernel_size: Sizes, stride: Sizes | None = None, padding: Sizes = 0) -> None:
        super().__init__()
        self.kernel_size = kernel_size
        self.stride = kernel_size if stride is None else stride
        self.padding = padding

    def forward(self, x: Any, indices: Any, output_size: Sequence[int] | None = None) -> Any:
        """Shapes: (n, c, *p), (n, c, *p) of integers -> (n, c, *s), or all without n.

        Raises:
            ShapeError: The rank differs, or the indices have another shape or name no place.
            DtypeError: The indices are no integers.
            ArgumentError: `output_size` does not fit.
        """
        return type(self).function(x, indices, self.kernel_size, self.stride, self.padding, output_size)

    def extra_repr(self) -> str:
        """Options."""
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class MaxUnpool1d(_MaxUnpool):
    """Each element put where `MaxPool1d` found it, zeros elsewhere.

    Called with the output of `MaxPool1d(..., return_indices=True)`, and, where the windows left a remainder, with the
    size of its input as `output_size`. Of several elements for one place the last stays, and alone gets the adjoint.

    Args:
        kernel_size: Size of the window.
        stride: Steps from window to window; the window's size when None.
        padding: Places that were on both sides.

    References:
        Zeiler & Fergus (2014), Visualizing and understanding convolutional networks, ECCV, section 2.1.

    Example:
        >>> pool = wg.nn.MaxPool1d(2, return_indices=True)
        >>> MaxUnpool1d(2)(*pool(np.array([[1.0, 3.0, 2.0, 5.0]])))
        array([[0., 3., 0., 5.]])
    """

    function = functional.max_unpool1d


class MaxUnpool2d(_MaxUnpool):
    """Each element put where `MaxPool2d` found it, zeros elsewhere. Arguments and calls as for `MaxUnpool1d`.

    Example:
        >>> pool = wg.nn.MaxPool2d(2, return_indices=True)
        >>> MaxUnpool2d(2)(*pool(np.ones((1, 2, 5, 5))), output_size=(5, 5)).shape
        (1, 2, 5, 5)
    """

    function = functional.max_unpool2d


class MaxUnpool3d(_MaxUnpool):
    """Each element put where `MaxPool3d` found it, zeros elsewhere. Arguments and calls as for `MaxUnpool1d`.

    Example:
        >>> pool = wg.nn.MaxPool3d(2, return_indices=True)
        >>> MaxUnpool3d(2)(*pool(np.ones((1, 2, 4, 4, 4)))).shape
        (1, 2, 4, 4, 4)
    """

    function = functional.max_unpool3d
