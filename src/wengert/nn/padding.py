"""Padding layers: zeros, a constant, a reflection, the border repeated, or the other end of a circle.

Knows which axes. The border itself is `functional.pad`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional
from wengert.nn.module import Module

Widths = int | Sequence[int]


class _Pad(Module):
    rank: ClassVar[int]
    mode: ClassVar[str]

    def __init__(self, padding: Widths) -> None:
        super().__init__()
        count = 2 * self.rank
        widths = (padding,) * count if isinstance(padding, (int, np.integer)) else tuple(padding)
        if len(widths) != count:
            raise ArgumentError(
                f"{type(self).__name__}: the widths do not fit",
                given=padding,
                expected=f"an integer, or {count}: (before, after) of the last axis, then of the one before it",
            )
        self.padding = widths
        self.value = 0.0

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *s + before + after), or both without n.

        Raises:
            ShapeError: The rank differs, or there is nothing to reflect.
        """
        if np.ndim(x) not in (self.rank + 1, self.rank + 2):
            raise ShapeError(
                f"{type(self).__name__}: needs {self.rank} axes behind the channels",
                given=f"shape {tuple(np.shape(x))}",
                expected="(n, c, *s) or (c, *s)",
            )
        return functional.pad(x, self.padding, self.mode, self.value)

    def extra_repr(self) -> str:
        """Widths."""
        return f"{self.padding}"


class _ConstantPad(_Pad):
    mode = "constant"

    def __init__(self, padding: Widths, value: float) -> None:
        super().__init__(padding)
        self.value = value

    def extra_repr(self) -> str:
        """Widths and value."""
        return f"padding={self.padding}, value={self.value}"


class ZeroPad1d(_Pad):
    """Zeros around one axis.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ZeroPad1d(1)(np.ones((1, 1, 3))).shape
        (1, 1, 5)
    """

    rank = 1
    mode = "constant"


class ZeroPad2d(_Pad):
    """Zeros around two axes.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ZeroPad2d(1)(np.ones((1, 1, 3, 3))).shape
        (1, 1, 5, 5)
    """

    rank = 2
    mode = "constant"


class ZeroPad3d(_Pad):
    """Zeros around three axes.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ZeroPad3d(1)(np.ones((1, 1, 3, 3, 3))).shape
        (1, 1, 5, 5, 5)
    """

    rank = 3
    mode = "constant"


class ConstantPad1d(_ConstantPad):
    """A constant around one axis.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.
        value: The constant.

    Example:
        >>> ConstantPad1d(1, 2.0)(np.ones((1, 1, 3))).shape
        (1, 1, 5)
    """

    rank = 1


class ConstantPad2d(_ConstantPad):
    """A constant around two axes.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.
        value: The constant.

    Example:
        >>> ConstantPad2d(1, 2.0)(np.ones((1, 1, 3, 3))).shape
        (1, 1, 5, 5)
    """

    rank = 2


class ConstantPad3d(_ConstantPad):
    """A constant around three axes.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.
        value: The constant.

    Example:
        >>> ConstantPad3d(1, 2.0)(np.ones((1, 1, 3, 3, 3))).shape
        (1, 1, 5, 5, 5)
    """

    rank = 3


class ReflectionPad1d(_Pad):
    """A reflection around one axis, without the border itself.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ReflectionPad1d(1)(np.ones((1, 1, 3))).shape
        (1, 1, 5)
    """

    rank = 1
    mode = "reflect"


class ReflectionPad2d(_Pad):
    """A reflection around two axes, without the border itself.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ReflectionPad2d(1)(np.ones((1, 1, 3, 3))).shape
        (1, 1, 5, 5)
    """

    rank = 2
    mode = "reflect"


class ReflectionPad3d(_Pad):
    """A reflection around three axes, without the border itself.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ReflectionPad3d(1)(np.ones((1, 1, 3, 3, 3))).shape
        (1, 1, 5, 5, 5)
    """

    rank = 3
    mode = "reflect"


class ReplicationPad1d(_Pad):
    """The border repeated around one axis.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ReplicationPad1d(1)(np.ones((1, 1, 3))).shape
        (1, 1, 5)
    """

    rank = 1
    mode = "replicate"


class ReplicationPad2d(_Pad):
    """The border repeated around two axes.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ReplicationPad2d(1)(np.ones((1, 1, 3, 3))).shape
        (1, 1, 5, 5)
    """

    rank = 2
    mode = "replicate"


class ReplicationPad3d(_Pad):
    """The border repeated around three axes.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> ReplicationPad3d(1)(np.ones((1, 1, 3, 3, 3))).shape
        (1, 1, 5, 5, 5)
    """

    rank = 3
    mode = "replicate"


class CircularPad1d(_Pad):
    """The other end of each axis around one axis, as on a circle.

    A convolution with stride 1 behind it commutes exactly with circular shifts of the input.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> CircularPad1d(1)(np.ones((1, 1, 3))).shape
        (1, 1, 5)
    """

    rank = 1
    mode = "circular"


class CircularPad2d(_Pad):
    """The other end of each axis around two axes, as on a circle.

    A convolution with stride 1 behind it commutes exactly with circular shifts of the input.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> CircularPad2d(1)(np.ones((1, 1, 3, 3))).shape
        (1, 1, 5, 5)
    """

    rank = 2
    mode = "circular"


class CircularPad3d(_Pad):
    """The other end of each axis around three axes, as on a circle.

    A convolution with stride 1 behind it commutes exactly with circular shifts of the input.

    Args:
        padding: Width of the border, or (before, after) of the last axis, then of the one before it.

    Example:
        >>> CircularPad3d(1)(np.ones((1, 1, 3, 3, 3))).shape
        (1, 1, 5, 5, 5)
    """

    rank = 3
    mode = "circular"
