"""Convolution layers over one, two and three axes.

Knows weights (out, in / groups, *kernel), their initial values and what stands outside the border. Knows no
transposed convolution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from wengert.errors import ArgumentError, ShapeError, unknown
from wengert.nn import functional
from wengert.nn.init import fans, kaiming_uniform_, uniform_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.ops.convolution import each
from wengert.random import Generator

Sizes = int | Sequence[int]
OUTSIDE = ("zeros", "reflect", "replicate", "circular")
FUNCTIONS = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}


class Filters(Module):
    """What convolution layers of all kinds share: channels, groups, a weight and a bias. Defines no forward.

    Weight and bias start uniform on ±1/√fan_in, as PyTorch's do.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the output.
        shape: Shape of the weight.
        groups: Parts that the channels are divided into.
        bias: Whether to add one.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Raises:
        ArgumentError: The groups do not divide the channels.
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        shape: tuple[int, ...],
        groups: int,
        bias: bool,
        dtype: Any,
        generator: Generator | None,
    ) -> None:
        super().__init__()
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.groups = groups
        self.weight = Parameter(np.zeros(shape, dtype))
        self.bias = Parameter(np.zeros(out_channels, dtype)) if bias else None
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values."""
        kaiming_uniform_(self.weight, a=math.sqrt(5), generator=generator)
        if self.bias is not None:
            bound = 1 / math.sqrt(max(fans(self.weight.shape)[0], 1))
            uniform_(self.bias, -bound, bound, generator)

    def check_input(self, x: Any, rank: int) -> None:
        """Complain of an input that cannot be one.

        Raises:
            ShapeError: The rank or the number of channels differs.
        """
        shape = tuple(np.shape(x))
        if len(shape) not in (rank + 1, rank + 2) or shape[-rank - 1] != self.in_channels:
            raise ShapeError(
                f"{type(self).__name__}: needs {self.in_channels} channels and {rank} axes behind them",
                given=f"shape {shape}",
                expected=f"(n, {self.in_channels}, *s) or ({self.in_channels}, *s)",
                hint="images are (samples, channels, height, width)" if rank == 2 else None,
            )


def check_groups(owner: str, in_channels: int, out_channels: int, groups: int) -> None:
    """Complain of groups that do not divide the channels.

    Raises:
        ArgumentError: They do not.

    Example:
        >>> check_groups("Conv2d", 4, 6, 2)
    """
    if groups < 1 or in_channels % groups or out_channels % groups:
        raise ArgumentError(
            f"{owner}: the groups do not divide the channels",
            given=f"groups={groups}, in_channels={in_channels}, out_channels={out_channels}",
            expected="both multiples of groups",
        )


class _Conv(Filters):
    """A convolution over `rank` axes."""

    rank: ClassVar[int]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Sizes,
        stride: Sizes = 1,
        padding: Any = 0,
        dilation: Sizes = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        name, rank = type(self).__name__, self.rank
        check_groups(name, in_channels, out_channels, groups)
        if padding_mode not in OUTSIDE:
            raise unknown("padding mode", padding_mode, list(OUTSIDE))
        kernel = each(f"{name}: kernel_size", kernel_size, rank)
        shape = (out_channels, in_channels // groups, *kernel)
        super().__init__(in_channels, out_channels, shape, groups, bias, dtype, generator)
        self.kernel_size = kernel
        self.stride = each(f"{name}: stride", stride, rank)
        self.dilation = each(f"{name}: dilation", dilation, rank)
        self.padding = padding if isinstance(padding, str) else each(f"{name}: padding", padding, rank)
        self.padding_mode = padding_mode
        if padding == "same" and any(s != 1 for s in self.stride):
            raise ArgumentError(f"{name}: padding 'same' needs stride 1", given=f"stride={self.stride}")
        if isinstance(padding, str) and padding not in ("same", "valid"):
            raise unknown("padding", padding, ["same", "valid"])

    def forward(self, x: Any) -> Any:
        """Shapes: (n, in, *s) -> (n, out, *p), or both without n.

        Raises:
            ShapeError: Channels or ranks differ, or the kernel is larger than the padded input.
        """
        self.check_input(x, self.rank)
        padding = self.padding
        if self.padding_mode != "zeros":
            x = functional.pad(x, self._border(), mode=self.padding_mode)
            padding = 0
        return FUNCTIONS[self.rank](x, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def _border(self) -> list[int]:
        """Widths before and after each axis, the last axis first."""
        if isinstance(self.padding, tuple):
            return [p for p in reversed(self.padding) for _ in range(2)]
        if self.padding == "valid":
            return [0, 0] * self.rank
        total = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
        return [width for t in reversed(total) for width in (t // 2, t - t // 2)]

    def extra_repr(self) -> str:
        """Sizes, and the options that are not the usual ones."""
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        usual = {"padding": (0,) * self.rank, "dilation": (1,) * self.rank, "groups": 1, "padding_mode": "zeros"}
        parts += [f"{n}={getattr(self, n)!r}" for n, default in usual.items() if getattr(self, n) != default]
        return ", ".join(parts + ["bias=False"] * (self.bias is None))


class Conv1d(_Conv):
    """Convolution over one axis; the kernel is not flipped.

    Weight and bias start uniform on ±1/√fan_in, as PyTorch's do.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the output.
        kernel_size: Size of the window.
        stride: Steps from window to window.
        padding: Width of the border on both sides, `valid` for none, or `same` for as much as keeps the size.
        dilation: Distance between neighbours of the weight.
        groups: Parts that the channels are divided into; each output sees its own part only.
        bias: Whether to add one.
        padding_mode: What the border holds: `zeros`, `reflect`, `replicate` or `circular`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (out, in / groups, k).
        bias: (out,), or None.

    Raises:
        ArgumentError: The groups do not divide the channels, or an option has the wrong length or value.

    Example:
        >>> Conv1d(2, 4, 3, padding=1)(np.ones((5, 2, 8), "float32")).shape
        (5, 4, 8)
    """

    rank = 1


class Conv2d(_Conv):
    """Convolution over two axes: images. Arguments and errors as for `Conv1d`, options also as pairs.

    Attributes:
        weight: (out, in / groups, k, l).
        bias: (out,), or None.

    References:
        LeCun, Bottou, Bengio & Haffner (1998), Gradient-based learning applied to document recognition, Proc. IEEE 86.

    Example:
        >>> Conv2d(3, 4, 3, stride=2, padding=1)(np.ones((5, 3, 8, 8), "float32")).shape
        (5, 4, 4, 4)
    """

    rank = 2


class Conv3d(_Conv):
    """Convolution over three axes: volumes, video. Arguments and errors as for `Conv1d`, options also as triples.

    Attributes:
        weight: (out, in / groups, k, l, m).
        bias: (out,), or None.

    Example:
        >>> Conv3d(1, 2, 3)(np.ones((1, 1, 4, 4, 4), "float32")).shape
        (1, 2, 2, 2, 2)
    """

    rank = 3
