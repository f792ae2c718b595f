"""Determinants: det, its matrix of cofactors, and the logarithm that does not overflow.

Knows the derivative of each. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.shapes import size_of
from wengert.batching import natively
from wengert.errors import ShapeError
from wengert.kinds import general
from wengert.ops.diagonals import trace
from wengert.ops.dtype import conj, imaginary_part, real_part
from wengert.ops.linalg import COMPLEX_REGULAR, REGULAR, inv, must_be_square, solve
from wengert.ops.matrices import adjoint, matmul
from wengert.ops.shape import expand_dims
from wengert.samples import case, real


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return 2.0 / 3.0 * shapes[0][-1] ** 3 * size_of(tuple(shapes[0][:-2])) + 0.0 * size_of(np.shape(out))


def _scalars(s: Any) -> Any:
    """A number for each matrix, as something that multiplies matrices. Shapes: (*b) -> (*b, 1, 1)."""
    return expand_dims(s, (-2, -1))


@general(source="DLMF 1.3.4 and Jacobi's formula", node="LinalgDet", cost=_cost)
def det(x: Any) -> Any:
    """Determinant; its gradient is the matrix of cofactors, at singular matrices too. Shapes: (*b, n, n) -> (*b).

    Example:
        >>> round(float(det(np.array([[1.0, 2.0], [3.0, 4.0]]))), 12)
        -2.0
    """
    must_be_square("det", x)
    return namespace(x).linalg.det(x)


det.define(
    [lambda g, x: _scalars(g) * adjoint(adjugate(x))],
    [lambda dx, x: trace(matmul(adjugate(x), dx))],
)
det.batch = natively(det)
det.samples = [case(REGULAR), case(real(2, 3, 3)), case(real(2, 2)), case(real(1, 1)), case(COMPLEX_REGULAR)]
det.rejects = [(case(real(3, 2)), ShapeError, "square")]


@general(
    source="adj(U S Vᴴ) = det(U Vᴴ) V adj(S) Uᴴ",
    cost=lambda shapes, out, params: 20.0 * shapes[0][-1] * size_of(tuple(out)),
)
def adjugate(x: Any) -> Any:
    """The matrix with x adj(x) = det(x), also where x is singular. Shapes: (*b, n, n) -> (*b, n, n).

    Its own derivative is taken through the inverse, and so needs a regular matrix.

    Example:
        >>> adjugate(np.array([[1.0, 2.0], [3.0, 4.0]])).round(12)
        array([[ 4., -2.],
               [-3.,  1.]])
    """
    must_be_square("adjugate", x)
    xp = namespace(x)
    u, s, vh = xp.linalg.svd(x)
    # Products of all singular values but one, without division: a singular matrix has a 0 among them.
    others = xp.prod(xp.where(np.eye(s.shape[-1], dtype=bool), 1, s[..., None, :]), axis=-1)
    v, uh = xp.conj(xp.swapaxes(vh, -1, -2)), xp.conj(xp.swapaxes(u, -1, -2))
    phase = xp.linalg.det(xp.matmul(u, vh))[..., None, None]
    return phase * xp.matmul(v * others[..., None, :], uh)


adjugate.define(
    [lambda g, x, out: _adjugate_pullback(g, x, out)],
    [lambda dx, x, out: _scalars(trace(solve(x, dx))) * out - solve(x, matmul(dx, out))],
)
adjugate.batch = natively(adjugate)
adjugate.samples = [case(REGULAR), case(np.stack([REGULAR, REGULAR.T])), case(COMPLEX_REGULAR)]
adjugate.rejects = [(case(real(3, 2)), ShapeError, "square")]


def _adjugate_pullback(g: Any, x: Any, out: Any) -> Any:
    weight = trace(matmul(adjoint(out), g))
    inverse = adjoint(inv(x))
    return _scalars(weight) * inverse - matmul(matmul(inverse, g), adjoint(out))


@general(outputs=("sign", "logabsdet"), source="Jacobi's formula", node="LinalgSlogdet", cost=_cost)
def slogdet(x: Any) -> Any:
    """Sign (a phase, if complex) and logarithm of the size of the determinant. Shapes: (*b, n, n) -> (*b), (*b) real.

    Example:
        >>> sign, logabsdet = slogdet(np.array([[0.0, 1.0], [1.0, 0.0]]))
        >>> float(sign), float(logabsdet)
        (-1.0, 0.0)
    """
    must_be_square("slogdet", x)
    return tuple(namespace(x).linalg.slogdet(x))


slogdet.define(
    [lambda g, x, sign: _slogdet_pullback(g, x, sign)],
    [lambda dx, x, sign: _slogdet_pushforward(dx, x, sign)],
)
slogdet.batch = natively(slogdet)
slogdet.samples = [case(REGULAR), case(np.stack([REGULAR, -REGULAR])), case(COMPLEX_REGULAR)]
slogdet.rejects = [(case(real(3, 2)), ShapeError, "square")]


def _slogdet_pullback(g: Any, x: Any, sign: Any) -> Any:
    """D log|det| is the real part of tr(x⁻¹ dx), and d sign is i sign times its imaginary part."""
    turn, weight = g
    if is_complex(sign.dtype) and turn is not None:
        turned = imaginary_part(sign * conj(turn)) * -1j
        weight = turned if weight is None else weight + turned
    if weight is None:
        return 0 * x
    return _scalars(weight) * adjoint(inv(x))


def _slogdet_pushforward(dx: Any, x: Any, sign: Any) -> tuple[Any, Any]:
    rate = trace(solve(x, dx))
    if not is_complex(sign.dtype):
        return None, rate
    return sign * imaginary_part(rate) * 1j, real_part(rate)
