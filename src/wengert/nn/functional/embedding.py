"""Rows of a table by their numbers.

Knows that rows named twice get both gradients, and that the row of the padding gets none. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.ops import equal, expand_dims, stop_gradient, take, where


def embedding(x: Any, weight: Any, padding_idx: int | None = None) -> Any:
    """Row x of the table, for each x.

    Args:
        x: (*s) of integers from 0 to v - 1.
        weight: (v, d).
        padding_idx: A row that gets no gradient; negative ones count from the end.

    Returns:
        (*s, d).

    Raises:
        ShapeError: A number is out of range (eagerly; a compiled program takes the nearest row), or `padding_idx` is.
        DtypeError: `x` holds no integers.

    References:
        Bengio, Ducharme, Vincent & Jauvin (2003), A neural probabilistic language model, JMLR 3, 1137-1155.

    Example:
        >>> embedding(np.array([1, 1]), np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([[3., 4.],
               [3., 4.]])
    """
    rows = take(weight, x, axis=0)
    if padding_idx is None:
        return rows
    count = np.shape(weight)[0]
    if not -count <= padding_idx < count:
        raise ShapeError("embedding: padding_idx is out of range", given=padding_idx, expected=f"less than {count}")
    still = expand_dims(equal(x, padding_idx % count), -1)
    return where(still, stop_gradient(rows), rows)
