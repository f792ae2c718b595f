"""Fractional max pooling layers: sizes shrink by any factor, by windows whose distances are drawn.

Knows windows and output sizes. Has no parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.module import Module
from wengert.random import Generator, default_generator

Sizes = int | Sequence[int]
Ratios = float | Sequence[float]


class _FractionalMaxPool(Module):
    function: ClassVar[Callable[..., Any]]

    def __init__(
        self,
        kernel_size: Sizes,
        output_size: Sizes | None = None,
        output_ratio: Ratios | None = None,
        return_indices: bool = False,
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if (output_size is None) == (output_ratio is None):
            name, given = type(self).__name__, f"{output_size} and {output_ratio}"
            raise ArgumentError(f"{name}: give either output_size or output_ratio", given=given)
        self.kernel_size = kernel_size
        self.output_size = output_size
        self.output_ratio = output_ratio
        self.return_indices = return_indices
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *p), or both without n; a pair of these with `return_indices`.

        Raises:
            ShapeError: The rank differs.
            ArgumentError: There is no room for so many windows.
        """
        size, ratio = self.output_size, self.output_ratio
        return type(self).function(x, self.kernel_size, size, ratio, self.return_indices, self.generator)

    def extra_repr(self) -> str:
        """Options."""
        size = f"output_ratio={self.output_ratio}" if self.output_size is None else f"output_size={self.output_size}"
        return f"kernel_size={self.kernel_size}, {size}"


class FractionalMaxPool2d(_FractionalMaxPool):
    """The largest element of windows over two axes whose distances are drawn; elements that tie share the adjoint.

    Windows are drawn at every call for each channel of each example, in training and inference alike.

    Args:
        kernel_size: Size of the window.
        output_size: Number of windows along each axis.
        output_ratio: Or the part of the input's size, between 0 and 1, rounded down.
        return_indices: Whether to give a pair, the largest elements and where they stand in the plane of their channel.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: Not one of size and ratio was given.

    References:
        Graham (2014), Fractional max-pooling, arXiv:1412.6071.

    Example:
        >>> FractionalMaxPool2d(2, output_ratio=0.7)(np.ones((1, 2, 10, 10))).shape
        (1, 2, 7, 7)
    """

    function = functional.fractional_max_pool2d


class FractionalMaxPool3d(_FractionalMaxPool):
    """The largest element of windows over three axes whose distances are drawn. Arguments as for `FractionalMaxPool2d`.

    Example:
        >>> FractionalMaxPool3d(2, output_size=3)(np.ones((1, 2, 5, 5, 5))).shape
        (1, 2, 3, 3, 3)
    """

    function = functional.fractional_max_pool3d
