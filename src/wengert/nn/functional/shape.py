"""Functions that only move elements: flatten, channel_shuffle.

Knows axes. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.ops import reshape, swapaxes
from wengert.tensor import value_of


def flatten(x: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Axes `start_dim` to `end_dim` as one.

    Args:
        x: (*s).
        start_dim: First axis.
        end_dim: Last axis, itself included.

    Returns:
        The same elements with fewer axes.

    Raises:
        ArgumentError: `end_dim` comes before `start_dim`.

    Example:
        >>> flatten(np.ones((2, 3, 4)), 1).shape
        (2, 12)
    """
    shape = tuple(np.shape(value_of(x)))
    rank = max(len(shape), 1)
    first, last = start_dim % rank, end_dim % rank
    if last < first:
        raise ArgumentError("flatten: end_dim comes before start_dim", given=f"{start_dim}, {end_dim}")
    middle = int(np.prod(shape[first : last + 1], dtype=np.int64))
    return reshape(x, (*shape[:first], middle, *shape[last + 1 :]))


def channel_shuffle(x: Any, groups: int) -> Any:
    """Channels of different groups side by side: the first of each group, then the second of each, and so on.

    Args:
        x: (n, c, *s).
        groups: Parts that the channels are divided into.

    Returns:
        (n, c, *s).

    Raises:
        ShapeError: There are no channels, or they do not divide.

    References:
        Zhang, Zhou, Lin & Sun (2018), ShuffleNet, CVPR, section 3.1.

    Example:
        >>> channel_shuffle(np.arange(6.0).reshape(1, 6), 2)
        array([[0., 3., 1., 4., 2., 5.]])
    """
    shape = tuple(np.shape(value_of(x)))
    if len(shape) < 2 or groups < 1 or shape[1] % groups:
        raise ShapeError(
            "channel_shuffle: the channels do not divide",
            given=f"shape {shape}, groups={groups}",
            expected=f"(n, c, *s) with c a multiple of {groups}",
        )
    parts = reshape(x, (shape[0], groups, shape[1] // groups, *shape[2:]))
    return reshape(swapaxes(parts, 1, 2), shape)
