"""Norms of vectors and matrices, with gradient 0 at the origin.

Knows the direction in which each norm grows; sums and extremes of sizes are composed. Knows no sweep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of, real_dtype
from wengert.arrays.shapes import size_of
from wengert.batching import along
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import gated, general
from wengert.ops.arithmetic import abs as size
from wengert.ops.arithmetic import ratio
from wengert.ops.comparison import not_equal
from wengert.ops.decomposition import svdvals
from wengert.ops.dtype import astype, conj, real_part
from wengert.ops.reduction import kept_shape
from wengert.ops.reduction import max as largest
from wengert.ops.reduction import min as smallest
from wengert.ops.reduction import sum as total
from wengert.ops.shape import axes_of, reshape
from wengert.samples import case, complexes, real
from wengert.tensor import value_of

Axis = int | Sequence[int] | None


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return 4.0 * size_of(tuple(shapes[0]))


@general(symbol="‖·‖", node="LinalgVectorNorm", cost=_cost)
def p_norm(x: Any, *, p: float = 2, axis: Axis = None, keepdims: bool = False) -> Any:
    """(Σ |x|ᵖ)^(1/p) for p > 0, without overflow; slope 0 at the origin. Shapes: (*s) -> (*s without axis) real.

    Example:
        >>> float(p_norm(np.array([3.0, 4.0]))), float(p_norm(np.array([1e200, 0.0])))
        (5.0, 1e+200)
    """
    xp = namespace(x)
    sizes = xp.abs(x)
    # Divided by a power of two near the largest, which costs no digit: squares of numbers beyond 1e±19 leave float32.
    scale = _power_of_two(xp, xp.max(sizes, axis=axis, keepdims=True, initial=0))
    sizes = sizes / scale
    if p == 2:
        out = scale * xp.sqrt(xp.sum(sizes * sizes, axis=axis, keepdims=True))
    else:
        out = scale * xp.sum(sizes**p, axis=axis, keepdims=True) ** (1 / p)
    return out if keepdims else xp.reshape(out, _without(x.shape, axis))[()]


def _power_of_two(xp: Any, x: Any) -> Any:
    """The power of two below a positive finite number; 1 for others."""
    facts = xp.finfo(x.dtype)
    # Without its digits a number is that power: no exponent is taken and raised.
    bits = x.view(f"int{facts.bits}")
    power = xp.maximum((bits >> facts.nmant << facts.nmant).view(x.dtype), facts.smallest_normal)
    return xp.where((x > 0) & xp.isfinite(x), power, 1)


def _without(shape: tuple[int, ...], axis: Axis) -> tuple[int, ...]:
    kept = axes_of(np.empty(shape, bool), axis, "p_norm")
    return tuple(n for a, n in enumerate(shape) if a not in kept)


def _growth(x: Any, out: Any, p: float, axis: Axis) -> Any:
    """Where the norm grows fastest: sign(x) (|x| / out)^(p - 1), and 0 at the origin. Shapes: that of x."""
    out = reshape(out, kept_shape(x.shape, axis))
    if p == 2:
        return ratio(x, out)
    sizes = size(x)
    return gated(ratio(x, sizes), ratio(sizes, out) ** (p - 1))


p_norm.define(
    [lambda g, x, out, p, axis: reshape(g, kept_shape(x.shape, axis)) * _growth(x, out, p, axis)],
    [lambda dx, x, out, p, axis, keepdims: total(_along(dx, _growth(x, out, p, axis)), axis=axis, keepdims=keepdims)],
)
p_norm.batch = along(p_norm, "axis")
p_norm.samples = [
    case(real(3, 4)),
    case(real(2, 3, 4), axis=1),
    case(real(2, 3, 4), axis=(0, -1), keepdims=True),
    case(real(3, 4), p=3, axis=-1),
    case(real(3, low=0.3), p=0.5),
    case(complexes(3, 2), axis=0),
    case(complexes(3), p=4),
]


def _along(dx: Any, direction: Any) -> Any:
    """The real scalar product, element by element."""
    product = conj(direction) * dx
    return real_part(product) if is_complex(product.dtype) else product


def vector_norm(x: Any, *, axis: Axis = None, keepdims: bool = False, ord: float = 2) -> Any:
    """Norm of all elements, or of the vectors along `axis`; gradient 0 at the origin.

    Args:
        x: Real or complex.
        axis: One axis or several, whose elements are one vector; all axes when None.
        keepdims: Whether reduced axes stay, with size 1.
        ord: p > 0 for (Σ |x|ᵖ)^(1/p); `inf` and `-inf` for the largest and smallest size; 0 counts nonzero elements,
            with derivative 0.

    Returns:
        Shapes: (*s) -> (*s without axis), real.

    Raises:
        ArgumentError: `ord` is another number.

    Example:
        >>> float(vector_norm(np.array([3.0, -4.0]))), float(vector_norm(np.array([3.0, -4.0]), ord=1))
        (5.0, 7.0)
    """
    if ord == math.inf:
        return largest(size(x), axis=axis, keepdims=keepdims)
    if ord == -math.inf:
        return smallest(size(x), axis=axis, keepdims=keepdims)
    if ord == 1:
        return total(size(x), axis=axis, keepdims=keepdims)
    if ord == 0:
        counted = astype(not_equal(x, 0), dtype=real_dtype(dtype_of(value_of(x))))
        return total(counted, axis=axis, keepdims=keepdims)
    if not ord > 0:
        raise ArgumentError("vector_norm: unknown order", given=f"ord={ord}", expected="p > 0, 0, inf or -inf")
    return p_norm(x, p=ord, axis=axis, keepdims=keepdims)


def matrix_norm(x: Any, *, keepdims: bool = False, ord: float | str = "fro") -> Any:
    """Norm of the matrices in the last two axes; gradient 0 at the origin.

    Args:
        x: Real or complex.
        keepdims: Whether the last two axes stay, with size 1.
        ord: `"fro"` (root of the sum of squares), `"nuc"` (sum of singular values), 2 and -2 (largest and smallest of
            them), 1 and -1 (largest and smallest column sum of sizes), `inf` and `-inf` (row sum).

    Returns:
        Shapes: (*b, m, n) -> (*b), real.

    Raises:
        ShapeError: There are fewer than two axes.
        ArgumentError: `ord` is none of these.

    Example:
        >>> x = np.array([[3.0, 0.0], [0.0, -4.0]])
        >>> [round(float(matrix_norm(x, ord=o)), 12) for o in ("fro", "nuc", 2, 1)]
        [5.0, 7.0, 4.0, 4.0]
    """
    shape = np.shape(x)
    if len(shape) < 2:
        raise ShapeError("matrix_norm: needs matrices", given=f"shape {shape}", expected="(*b, m, n)")
    if ord == "fro":
        return vector_norm(x, axis=(-2, -1), keepdims=keepdims)
    if ord in ("nuc", 2, -2):
        out = vector_norm(svdvals(x), axis=-1, ord={"nuc": 1, 2: math.inf, -2: -math.inf}[ord])
    elif ord in (1, -1, math.inf, -math.inf):
        sums = total(size(x), axis=-2 if ord in (1, -1) else -1)
        out = (largest if ord > 0 else smallest)(sums, axis=-1)
    else:
        raise ArgumentError(
            "matrix_norm: unknown order", given=f"ord={ord!r}", expected="'fro', 'nuc', 1, -1, 2, -2, inf or -inf"
        )
    return reshape(out, (*shape[:-2], 1, 1)) if keepdims else out
