"""Gated linear units: one half of the features decides how much of the other half passes.

Knows which half is the gate. The affine map before it belongs to the caller.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.batching import along
from wengert.errors import ShapeError
from wengert.kinds import general
from wengert.ops import concat, gelu, sigmoid, silu, split
from wengert.ops.composite import gelu_slope, silu_slope
from wengert.samples import case, real


# Its own rule keeps x alone, and joins the two halves of the adjoint; composed of two slices, an activation and a
# product it would keep half as much again, and add two arrays that are zero in one half each.
@general(symbol="gate", source="Dauphin, Fan, Auli & Grangier 2017; Shazeer 2020")
def gated_halves(x: Any, *, gate: str, axis: int = -1) -> Any:
    """One half times an activation of the other: `sigmoid` of the second, `silu` or `gelu` of the first.

    Shapes: (*s) -> (*s), half as long along `axis`.

    Example:
        >>> gated_halves(np.array([3.0, 0.0]), gate="sigmoid")
        array([1.5])
    """
    a, b = namespace(x).split(x, 2, axis=axis)
    if gate == "sigmoid":
        return a * sigmoid.forward(b)
    return (silu if gate == "silu" else gelu).forward(a) * b


def _factors(x: Any, gate: str, axis: int) -> tuple[Any, Any]:
    """The derivatives in the two halves."""
    a, b = split(x, 2, axis=axis)
    if gate == "sigmoid":
        s = sigmoid(b)
        return s, a * (s * (1 - s))
    return (b * silu_slope(a), silu(a)) if gate == "silu" else (b * gelu_slope(a), gelu(a))


def _pull(g: Any, x: Any, gate: str, axis: int) -> Any:
    first, second = _factors(x, gate, axis)
    return concat([g * first, g * second], axis=axis)


def _push(dx: Any, x: Any, gate: str, axis: int) -> Any:
    first, second = _factors(x, gate, axis)
    da, db = split(dx, 2, axis=axis)
    return da * first + db * second


gated_halves.define(
    [lambda g, x, gate, axis: _pull(g, x, gate, axis)], [lambda dx, x, gate, axis: _push(dx, x, gate, axis)]
)
gated_halves.batch = along(gated_halves, "axis")
gated_halves.samples = [
    case(real(3, 4), gate="sigmoid"),
    case(real(4, 3), gate="silu", axis=0),
    case(real(4), gate="gelu"),
]


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
    return gated_halves(x, gate="sigmoid", axis=_axis("glu", x, dim))


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
    return gated_halves(x, gate="silu", axis=_axis("swiglu", x, dim))


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
    return gated_halves(x, gate="gelu", axis=_axis("geglu", x, dim))


def _axis(what: str, x: Any, dim: int) -> int:
    shape = tuple(np.shape(x))
    if not -len(shape) <= dim < len(shape) or shape[dim] % 2:
        raise ShapeError(
            f"{what}: the features do not divide into two halves",
            given=f"shape {shape} along {dim}",
            expected="an even size",
        )
    return dim
