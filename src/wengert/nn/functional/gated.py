"""Gated linear units: one half of the features decides how much of the other half passes.

Knows which half is the gate. The affine map before it belongs to the caller.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.ops import gelu, sigmoid, silu, split


def glu(x: Any, dim: int = -1) -> Any:
    """a σ(b), with a the first and b the second half of `x` along `dim`.

    Args:
        x: (*s), with an even size along `dim`.
        dim: The axis.

    Returns:
        (*s), half as long along `dim`.

    Raises:
        ShapeError: The size is odd.

    References:
        Dauphin, Fan, Auli & Grangier (2017), Language modeling with gated convolutional networks, ICML.

    Example:
        >>> glu(np.array([3.0, 0.0]))
        array([1.5])
    """
    a, b = _halves("glu", x, dim)
    return a * sigmoid(b)


def swiglu(x: Any, dim: int = -1) -> Any:
    """silu(a) b, with a the first and b the second half of `x` along `dim`.

    Here the first half is the gate, as in Shazeer's formula and in the fused weights of the models that use it;
    in `glu` it is the second, as in Dauphin's.

    Args:
        x: (*s), with an even size along `dim`.
        dim: The axis.

    Returns:
        (*s), half as long along `dim`.

    Raises:
        ShapeError: The size is odd.

    References:
        Shazeer (2020), GLU variants improve transformer, arXiv:2002.05202, eq. 5.

    Example:
        >>> swiglu(np.array([0.0, 3.0]))
        array([0.])
    """
    a, b = _halves("swiglu", x, dim)
    return silu(a) * b


def geglu(x: Any, dim: int = -1) -> Any:
    """gelu(a) b, with a the first and b the second half of `x` along `dim`; the first half is the gate.

    Args:
        x: (*s), with an even size along `dim`.
        dim: The axis.

    Returns:
        (*s), half as long along `dim`.

    Raises:
        ShapeError: The size is odd.

    References:
        Shazeer (2020), GLU variants improve transformer, arXiv:2002.05202, eq. 5.

    Example:
        >>> geglu(np.array([0.0, 3.0]))
        array([0.])
    """
    a, b = _halves("geglu", x, dim)
    return gelu(a) * b


def _halves(what: str, x: Any, dim: int) -> tuple[Any, Any]:
    shape = tuple(np.shape(x))
    if not -len(shape) <= dim < len(shape) or shape[dim] % 2:
        raise ShapeError(
            f"{what}: the features do not divide into two halves",
            given=f"shape {shape} along {dim}",
            expected="an even size",
        )
    first, second = split(x, 2, axis=dim)
    return first, second
