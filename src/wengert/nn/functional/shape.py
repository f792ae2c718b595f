"""Functions that only change shapes: flatten.

Knows axes. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.ops import reshape
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
