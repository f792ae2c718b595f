"""The bilinear map as a function.

Knows operations. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

from wengert.ops import einsum


def bilinear(x: Any, y: Any, weight: Any, bias: Any = None) -> Any:
    """xᵀ W_o y for each output o, plus b_o.

    Args:
        x: (*b, m).
        y: (*b, n).
        weight: (out, m, n).
        bias: (out,), or None.

    Returns:
        (*b, out).

    Raises:
        ShapeError: Sizes do not fit.

    Example:
        >>> bilinear(np.array([1.0, 2.0]), np.array([3.0]), np.array([[[1.0], [1.0]]]))
        array([9.])
    """
    out = einsum("...i,oij,...j->...o", x, weight, y)
    return out if bias is None else out + bias
