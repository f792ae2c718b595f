"""Eigenvalues of symmetric matrices, and singular values.

Knows the derivative of values and vectors, and stays finite where equal values leave their vectors undetermined: the
part of the derivative that would turn such vectors into each other is left out. That is exact for functions of the
values alone and of whole eigenspaces, which do not feel such a turn. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.shapes import size_of
from wengert.batching import natively
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import constant, general
from wengert.ops.diagonals import diagonal, from_diagonal
from wengert.ops.dtype import imaginary_part, real_part
from wengert.ops.factorization import POSITIVE, hermitian_part
from wengert.ops.linalg import must_be_square
from wengert.ops.matrices import adjoint, column, matmul, row
from wengert.ops.selection import where
from wengert.samples import case, distinct, real

SPECTRUM = np.array([[2.0, 0.3, -0.1], [0.3, -1.0, 0.5], [-0.1, 0.5, 0.4]])


@constant(symbol="≈")
def coincide(w: Any) -> Any:
    """Which pairs of values are equal up to rounding. Shapes: (*b, n) -> (*b, n, n) of booleans.

    Example:
        >>> coincide(np.array([1.0, 1.0 + 1e-15, 2.0]))[0]
        array([ True,  True, False])
    """
    xp = namespace(w)
    rounding = 10 * w.shape[-1] * float(xp.finfo(w.dtype).eps)
    scale = xp.max(xp.abs(w), axis=-1, initial=0)[..., None, None]
    return xp.abs(w[..., None, :] - w[..., :, None]) <= rounding * scale


coincide.batch = natively(coincide)
coincide.samples = [case(distinct(4)), case(np.ones((2, 3)))]


@constant(symbol="≈0")
def negligible(w: Any) -> Any:
    """Which values are 0 up to the rounding of the largest. Shapes: (*b, n) -> (*b, n) of booleans.

    Example:
        >>> negligible(np.array([1.0, 1e-17]))
        array([False,  True])
    """
    xp = namespace(w)
    rounding = 10 * w.shape[-1] * float(xp.finfo(w.dtype).eps)
    return xp.abs(w) <= rounding * xp.max(xp.abs(w), axis=-1, initial=0, keepdims=True)


negligible.batch = natively(negligible)
negligible.samples = [case(distinct(4)), case(np.zeros((2, 3)))]


def _inverse(x: Any, closed: Any) -> Any:
    """1 / x, and 0 where closed."""
    return where(closed, 0, 1 / where(closed, 1, x))


def _real(x: Any) -> Any:
    return real_part(x) if is_complex(x.dtype) else x


def _eigh_cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return 9.0 * shapes[0][-1] * size_of(tuple(shapes[0]))


@general(outputs=("w", "v"), source="Giles 2008, §3.1", node="LinalgEigh", cost=_eigh_cost)
def eigh(x: Any) -> Any:
    """Eigenvalues, ascending, and eigenvectors of Hermitian matrices. Shapes: (*b, n, n) -> (*b, n), (*b, n, n).

    Of other matrices the Hermitian part is taken. The sign (phase) of an eigenvector is arbitrary. So is the basis of
    an eigenspace: there derivatives are right, to first order, for functions of eigenvalues alone and of whole spaces.

    Example:
        >>> w, v = eigh(np.array([[2.0, 0.0], [0.0, 1.0]]))
        >>> w
        array([1., 2.])
    """
    must_be_square("eigh", x)
    return tuple(namespace(x).linalg.eigh(hermitian_part(x)))


def _inverse_gaps(w: Any) -> Any:
    """1 / (w_j - w_i), and 0 where the two are equal."""
    return _inverse(row(w) - column(w), coincide(w))


def _eigh_pushforward(dx: Any, w: Any, v: Any) -> tuple[Any, Any]:
    inside = matmul(adjoint(v), matmul(hermitian_part(dx), v))
    return _real(diagonal(inside)), matmul(v, _inverse_gaps(w) * inside)


def _eigh_pullback(g: Any, w: Any, v: Any) -> Any:
    gw, gv = g
    if gv is None:
        return matmul(v * row(gw), adjoint(v))
    inside = _inverse_gaps(w) * matmul(adjoint(v), gv)
    if gw is not None:
        inside = inside + from_diagonal(gw, shape=inside.shape[-2:])
    return hermitian_part(matmul(v, matmul(inside, adjoint(v))))


eigh.define([_eigh_pullback], [_eigh_pushforward])
eigh.batch = natively(eigh)
eigh.samples = [case(SPECTRUM), case(POSITIVE), case(np.stack([SPECTRUM, POSITIVE]))]
eigh.rejects = [(case(real(3, 2)), ShapeError, "square")]


def eigvalsh(x: Any) -> Any:
    """Eigenvalues of Hermitian matrices, ascending. Shapes: (*b, n, n) -> (*b, n) real.

    Raises:
        ShapeError: The matrices are not square.

    Example:
        >>> eigvalsh(np.array([[2.0, 0.0], [0.0, 1.0]]))
        array([1., 2.])
    """
    return eigh(x)[0]


def _svd_cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return 14.0 * size_of(tuple(shapes[0])) * min(shapes[0][-2:])


@general(outputs=("u", "s", "vh"), source="Townsend 2016; Wan & Zhang 2019 (complex)", node="LinalgSvd", cost=_svd_cost)
def thin_svd(x: Any) -> Any:
    """Singular value decomposition; see `svd`. Shapes: (*b, m, n) -> (*b, m, k), (*b, k), (*b, k, n).

    Example:
        >>> thin_svd(np.array([[3.0, 0.0], [0.0, 4.0]]))[1]
        array([4., 3.])
    """
    return tuple(namespace(x).linalg.svd(x, full_matrices=False))


def _turn_factors(s: Any) -> Any:
    """1 / (s_j² - s_i²), and 0 where the two are equal."""
    closed = coincide(s)
    return _inverse((row(s) - column(s)) * (row(s) + column(s)), closed)


def _phases(c: Any, inverse: Any) -> Any:
    """I Im(c_jj) / s_j on the diagonal: the turn of phase, which u takes and v does not; 0 for real matrices."""
    if not is_complex(c.dtype):
        return 0
    return from_diagonal(imaginary_part(diagonal(c)) * inverse * 1j, shape=c.shape[-2:])


def _beyond(basis: Any, x: Any) -> Any:
    """The part of `x` that the columns of `basis` do not span; 0 when they span everything."""
    if basis.shape[-1] == basis.shape[-2]:
        return 0
    return x - matmul(basis, matmul(adjoint(basis), x))


def _svd_pushforward(dx: Any, u: Any, s: Any, vh: Any) -> tuple[Any, Any, Any]:
    v, factors, inverse = adjoint(vh), _turn_factors(s), _inverse(s, negligible(s))
    inside = matmul(adjoint(u), matmul(dx, v))
    across = adjoint(inside)
    turn_u = factors * (inside * row(s) + column(s) * across) + _phases(inside, inverse)
    turn_v = factors * (column(s) * inside + across * row(s))
    du = matmul(u, turn_u) + _beyond(u, matmul(dx, v * row(inverse)))
    dv = matmul(v, turn_v) + _beyond(v, matmul(adjoint(dx), u * row(inverse)))
    return du, _real(diagonal(inside)), adjoint(dv)


def _svd_pullback(g: Any, u: Any, s: Any, vh: Any) -> Any:
    """The adjoint of the pushforward, term by term; only the values' term when no vectors are used."""
    gu, gs, gvh = g
    if gu is None and gvh is None:
        return matmul(u * row(gs), vh)
    factors, inverse = _turn_factors(s), _inverse(s, negligible(s))
    inside = 0 if gs is None else from_diagonal(gs, shape=(s.shape[-1], s.shape[-1]))
    outside = 0
    if gu is not None:
        turned = matmul(adjoint(u), gu)
        inside = inside + factors * (turned - adjoint(turned)) * row(s) + _phases(turned, inverse)
        outside = matmul(_beyond(u, gu * row(inverse)), vh) if u.shape[-2] > u.shape[-1] else 0
    if gvh is not None:
        gv = adjoint(gvh)
        turned = matmul(vh, gv)
        inside = inside + column(s) * factors * (turned - adjoint(turned))
        if vh.shape[-1] > vh.shape[-2]:
            outside = outside + matmul(u, adjoint(_beyond(adjoint(vh), gv * row(inverse))))
    return matmul(u, matmul(inside, vh)) + outside


thin_svd.define([_svd_pullback], [_svd_pushforward])
thin_svd.batch = natively(thin_svd)
thin_svd.samples = [case(POSITIVE), case(real(4, 3)), case(real(2, 2, 3)), case(real(1, 3))]
thin_svd.rejects = [(case(real(3)), ShapeError, "svd")]


def svd(x: Any, *, full_matrices: bool = False) -> tuple[Any, Any, Any]:
    """Orthonormal u and vh, and singular values s, descending, with u diag(s) vh = x.

    Signs (phases) of the vectors are arbitrary. So is their basis where singular values are equal: there derivatives
    are right, to first order, for functions of singular values alone and of whole singular spaces.

    Args:
        x: Matrices.
        full_matrices: Only for square ones, where it changes nothing: further vectors are not determined by `x`.

    Returns:
        Shapes: (*b, m, n) -> (*b, m, k), (*b, k), (*b, k, n), with k the smaller of m and n.

    Raises:
        ShapeError: There are fewer than two axes.
        ArgumentError: Full matrices of an x that is not square.
        ConvergenceError: There is nan or inf in the matrix.

    References:
        Townsend (2016), Differentiating the singular value decomposition; Wan & Zhang (2019), arXiv:1909.02659.

    Example:
        >>> u, s, vh = svd(np.array([[3.0, 0.0], [0.0, 4.0]]))
        >>> s
        array([4., 3.])
    """
    shape = np.shape(x)
    if full_matrices and len(shape) > 1 and shape[-1] != shape[-2]:
        raise ArgumentError(
            "svd: full matrices have no derivative unless x is square",
            given=f"shape {shape}, full_matrices=True",
            hint="leave full_matrices out",
        )
    return thin_svd(x)


def svdvals(x: Any) -> Any:
    """Singular values, descending. Shapes: (*b, m, n) -> (*b, k) real.

    Raises:
        ShapeError: There are fewer than two axes.

    Example:
        >>> svdvals(np.array([[3.0, 0.0], [0.0, 4.0]]))
        array([4., 3.])
    """
    return svd(x)[1]
