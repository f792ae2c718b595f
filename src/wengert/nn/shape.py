"""Layers that only move elements: Flatten, Unflatten and ChannelShuffle.

Knows axes. Knows no parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module
from wengert.ops import unflatten


class Flatten(Module):
    """Axes `start_dim` to `end_dim` as one: images become rows of features.

    Args:
        start_dim: First axis.
        end_dim: Last axis, itself included.

    Example:
        >>> Flatten()(np.ones((2, 8, 8))).shape
        (2, 64)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, x: Any) -> Any:
        """Shapes: (b, *s) -> (b, product of s)."""
        return functional.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Which axes."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One axis as several: rows of features become images.

    Args:
        dim: The axis.
        unflattened_size: Its new sizes; one of them may be -1.

    Raises:
        ShapeError: When called: the sizes do not multiply to that of the axis.

    Example:
        >>> Unflatten(1, (1, 8, 8))(np.ones((2, 64))).shape
        (2, 1, 8, 8)
    """

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        super().__init__()
        self.dim = dim
        self.unflattened_size = tuple(unflattened_size)

    def forward(self, x: Any) -> Any:
        """Shapes: (*a, n, *b) -> (*a, *sizes, *b)."""
        return unflatten(x, self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        """Which axis, and its sizes."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class ChannelShuffle(Module):
    """Channels of different groups side by side, so that the next grouped convolution sees some of each.

    Args:
        groups: Parts that the channels are divided into.

    References:
        Zhang, Zhou, Lin & Sun (2018), ShuffleNet, CVPR, section 3.1.

    Example:
        >>> ChannelShuffle(2)(np.arange(6.0).reshape(1, 6, 1))[0, :, 0]
        array([0., 3., 1., 4., 2., 5.])
    """

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, *s) -> (n, c, *s).

        Raises:
            ShapeError: There are no channels, or they do not divide.
        """
        return functional.channel_shuffle(x, self.groups)

    def extra_repr(self) -> str:
        """Number of groups."""
        return f"groups={self.groups}"
