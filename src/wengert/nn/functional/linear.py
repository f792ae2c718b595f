"""The affine map as a function.

Knows operations. Keeps no parameter.
"""

from __future__ import annotations

from typing import Any

from wengert.nn.affine import affine
from wengert.ops import matmul, matrix_transpose


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """Affine map x Wᵀ + b.

    Args:
        x: (*b, in).
        weight: (out, in).
        bias: (out,), or None.

    Returns:
        (*b, out).

    Raises:
        ShapeError: Sizes do not fit.

    Example:
        >>> linear(np.array([1.0, 2.0]), np.array([[3.0, 4.0]]))
        array([11.])
    """
    return matmul(x, matrix_transpose(weight)) if bias is None else affine(x, weight, bias)
