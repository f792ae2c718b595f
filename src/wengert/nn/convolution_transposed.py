"""Transposed convolution layers over one, two and three axes.

Knows weights (in, out / groups, *kernel), and how a wanted output size settles what the stride leaves open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional
from wengert.nn.convolution import Filters, check_groups
from wengert.ops.convolution import each
from wengert.random import Generator

Sizes = int | Sequence[int]
FUNCTIONS = {1: functional.conv_transpose1d, 2: functional.conv_transpose2d, 3: functional.conv_transpose3d}


class _ConvTranspose(Filters):
    """A transposed convolution over `rank` axes."""

    rank: ClassVar[int]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes = 1,
        padding: Sizes = 0,
        output_padding: Sizes = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Sizes = 1,
        padding_mode: str = "zeros",
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        name, rank = type(self).__name__, self.rank
        check_groups(name, in_channels, out_channels, groups)
        if padding_mode != "zeros":
            raise ArgumentError(f"{name}: only zeros stand outside the border", given=f"padding_mode={padding_mode!r}")
        kernel = each(f"{name}: kernel_size", kernel_size, rank)
        shape = (in_channels, out_channels // groups, *kernel)
        super().__init__(in_channels, out_channels, shape, groups, bias, dtype, generator)
        self.kernel_size = kernel
        self.stride = each(f"{name}: stride", stride, rank)
        self.padding = each(f"{name}: padding", padding, rank)
        self.output_padding = each(f"{name}: output_padding", output_padding, rank)
        self.dilation = each(f"{name}: dilation", dilation, rank)

    def forward(self, x: Any, output_size: Sequence[int] | None = None) -> Any:
        """Shapes: (n, in, *s) -> (n, out, *p), or both without n; `output_size` is p, in place of `output_padding`.

        Raises:
            ShapeError: Channels or ranks differ, or the output cannot have that size.
        """
        self.check_input(x, self.rank)
        more = self.output_padding if output_size is None else self._open(x, tuple(output_size)[-self.rank :])
        function = FUNCTIONS[self.rank]
        return function(x, self.weight, self.bias, self.stride, self.padding, more, self.groups, self.dilation)

    def _open(self, x: Any, wanted: tuple[int, ...]) -> tuple[int, ...]:
        """The output padding that gives the wanted sizes."""
        rows = zip(np.shape(x)[-self.rank :], self.stride, self.padding, self.dilation, self.kernel_size, strict=True)
        least = tuple((n - 1) * s - 2 * p + d * (k - 1) + 1 for n, s, p, d, k in rows)
        more = tuple(w - n for w, n in zip(wanted, least, strict=len(wanted) == self.rank))
        if len(more) != self.rank or any(not 0 <= m < s for m, s in zip(more, self.stride, strict=True)):
            raise ShapeError(
                f"{type(self).__name__}: the output cannot have this size",
                given=f"output_size={wanted} for input {tuple(np.shape(x))}",
                expected=f"from {least} to {tuple(n + s - 1 for n, s in zip(least, self.stride, strict=True))}",
            )
        return more

    def extra_repr(self) -> str:
        """Sizes, and the options that are not the usual ones."""
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        none, one = (0,) * self.rank, (1,) * self.rank
        usual = {"padding": none, "output_padding": none, "groups": 1, "dilation": one}
        parts += [f"{n}={getattr(self, n)!r}" for n, default in usual.items() if getattr(self, n) != default]
        return ", ".join(parts + ["bias=False"] * (self.bias is None))


class ConvTranspose1d(_ConvTranspose):
    """The adjoint of a `Conv1d` in its input: from its outputs back to the size of its inputs.

    Weight and bias start uniform on ±1/√fan with the fan PyTorch takes: out / groups times the kernel.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the output.
        kernel_size: Size of the window.
        stride: Stride of the convolution; here the distance between windows in the output.
        padding: Padding of the convolution; here cut off the output.
        output_padding: Places added at the end, where the stride leaves the size open; less than the stride.
        groups: Parts that the channels are divided into.
        bias: Whether to add one.
        dilation: Distance between neighbours of the weight.
        padding_mode: Only `zeros`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (in, out / groups, k).
        bias: (out,), or None.

    Raises:
        ArgumentError: The groups do not divide the channels, or an option has the wrong length or value.

    References:
        Zeiler, Krishnan, Taylor & Fergus (2010), Deconvolutional networks, CVPR.

    Example:
        >>> ConvTranspose1d(4, 2, 3, stride=2)(np.ones((5, 4, 8), "float32")).shape
        (5, 2, 17)
    """

    rank = 1


class ConvTranspose2d(_ConvTranspose):
    """The adjoint of a `Conv2d` in its input. Arguments and errors as for `ConvTranspose1d`, options also as pairs.

    Attributes:
        weight: (in, out / groups, k, l).
        bias: (out,), or None.

    Example:
        >>> layer = ConvTranspose2d(4, 2, 3, stride=2, padding=1)
        >>> layer(np.ones((5, 4, 8, 8), "float32"), output_size=(16, 16)).shape
        (5, 2, 16, 16)
    """

    rank = 2


class ConvTranspose3d(_ConvTranspose):
    """The adjoint of a `Conv3d` in its input. Arguments and errors as for `ConvTranspose1d`, options also as triples.

    Attributes:
        weight: (in, out / groups, k, l, m).
        bias: (out,), or None.

    Example:
        >>> ConvTranspose3d(1, 2, 2, stride=2)(np.ones((1, 1, 2, 2, 2), "float32")).shape
        (1, 2, 4, 4, 4)
    """

    rank = 3
