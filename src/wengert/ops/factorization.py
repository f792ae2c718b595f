"""Triangular factors of matrices: Cholesky and QR.

Knows the derivative of each factor through triangular systems. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.shapes import size_of
from wengert.batching import natively
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import general
from wengert.ops.diagonals import diagonal, from_diagonal, within
from wengert.ops.dtype import imaginary_part
from wengert.ops.indexing import getitem
from wengert.ops.joining import concat
from wengert.ops.linalg import COMPLEX_REGULAR, REGULAR, must_be_square, solve_triangular
from wengert.ops.matrices import adjoint, matmul
from wengert.ops.triangles import tril
from wengert.samples import case, complexes, real

POSITIVE = REGULAR @ REGULAR.T
COMPLEX_POSITIVE = COMPLEX_REGULAR @ COMPLEX_REGULAR.conj().T


def hermitian_part(x: Any) -> Any:
    """(x + xᴴ) / 2. Shapes: (*b, n, n) -> (*b, n, n).

    Example:
        >>> hermitian_part(np.array([[1.0, 2.0], [0.0, 1.0]]))
        array([[1., 1.],
               [1., 1.]])
    """
    return (x + adjoint(x)) * 0.5


def _cholesky_cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return shapes[0][-1] * size_of(tuple(out)) / 3


@general(source="Murray 2016, eq. 8 and 10", node="LinalgCholeskyEx", cost=_cholesky_cost)
def lower_cholesky(x: Any) -> Any:
    """Lower triangular factor of positive definite matrices; see `cholesky`. Shapes: (*b, n, n) -> (*b, n, n).

    Example:
        >>> lower_cholesky(np.array([[4.0, 0.0], [0.0, 9.0]]))
        array([[2., 0.],
               [0., 3.]])
    """
    must_be_square("cholesky", x)
    # Both triangles are read, so that the factor is a function of every element, and its gradient is symmetric.
    return namespace(x).linalg.cholesky(hermitian_part(x))


def _halved(x: Any) -> Any:
    """The lower triangle with half of the diagonal: of a symmetric matrix, what its lower factor sees."""
    return within(x, np.tri(x.shape[-1]) - 0.5 * np.eye(x.shape[-1]))


def _from_right(lower: Any, x: Any) -> Any:
    """X L⁻¹."""
    return adjoint(solve_triangular(adjoint(lower), adjoint(x)))


def _cholesky_pullback(g: Any, out: Any) -> Any:
    inside = _halved(matmul(adjoint(out), g))
    return hermitian_part(_from_right(out, solve_triangular(adjoint(out), inside)))


def _cholesky_pushforward(dx: Any, out: Any) -> Any:
    left = solve_triangular(out, hermitian_part(dx), lower=True)
    return matmul(out, _halved(adjoint(solve_triangular(out, adjoint(left), lower=True))))


lower_cholesky.define([_cholesky_pullback], [_cholesky_pushforward])
lower_cholesky.batch = natively(lower_cholesky)
lower_cholesky.samples = [case(POSITIVE), case(np.stack([POSITIVE, 2 * POSITIVE])), case(COMPLEX_POSITIVE)]
lower_cholesky.rejects = [
    (case(real(3, 2)), ShapeError, "square"),
    (case(-POSITIVE), ArgumentError, "positive definite"),
]


def cholesky(x: Any, *, upper: bool = False) -> Any:
    """The triangular L with L Lᴴ = x, or with `upper` its Lᴴ. Shapes: (*b, n, n) -> (*b, n, n).

    Args:
        x: Positive definite matrices; of others the Hermitian part is taken.
        upper: Whether the upper triangular factor is returned.

    Raises:
        ShapeError: The matrices are not square.
        ArgumentError: A matrix is not positive definite (NumPy; compiled code cannot refuse and gives nan).

    References:
        Murray (2016), Differentiation of the Cholesky decomposition, arXiv:1602.07527.

    Example:
        >>> cholesky(np.array([[4.0, 2.0], [2.0, 2.0]]))
        array([[2., 0.],
               [1., 1.]])
    """
    lower = lower_cholesky(x)
    return adjoint(lower) if upper else lower


def _qr_cost(shapes: Any, out: Any, params: Any) -> float:
    del out, params
    return 4.0 * size_of(tuple(shapes[0])) * shapes[0][-1]


@general(
    outputs=("q", "r"), source="Roberts & Roberts 2020, eq. 6; Walter & Lehmann 2010", node="LinalgQr", cost=_qr_cost
)
def tall_qr(x: Any) -> Any:
    """QR of matrices with at least as many rows as columns; see `qr`. Shapes: (*b, m, n) -> (*b, m, n), (*b, n, n).

    Example:
        >>> q, r = tall_qr(np.array([[3.0], [4.0]]))
        >>> abs(q @ r).round(12)
        array([[3.],
               [4.]])
    """
    return tuple(namespace(x).linalg.qr(x))


def _rotation(c: Any) -> Any:
    """The skew part that turns Q, for Qᴴ dX R⁻¹ = c: c below the diagonal; on it the phase, as R is real there."""
    low = tril(c, k=-1)
    return low - adjoint(low) + _phase(c)


def _phase(c: Any) -> Any:
    """The imaginary diagonal; 0 for real matrices."""
    return from_diagonal(imaginary_part(diagonal(c)) * 1j, shape=c.shape[-2:]) if is_complex(c.dtype) else 0


def _over_r(x: Any, r: Any) -> Any:
    """X R⁻¹."""
    return adjoint(solve_triangular(adjoint(r), adjoint(x), lower=True))


def _qr_pushforward(dx: Any, q: Any, r: Any) -> tuple[Any, Any]:
    moved = _over_r(dx, r)
    c = matmul(adjoint(q), moved)
    turn = _rotation(c)
    return moved + matmul(q, turn - c), matmul(c - turn, r)


def _qr_pullback(g: Any, q: Any, r: Any) -> Any:
    """The adjoint of the pushforward, step by step."""
    gq, gr = g
    to_turn = 0 if gq is None else matmul(adjoint(q), gq)
    to_turn = to_turn if gr is None else to_turn - matmul(gr, adjoint(r))
    to_c = tril(to_turn - adjoint(to_turn), k=-1) + _phase(to_turn) - to_turn
    total = matmul(q, to_c) if gq is None else gq + matmul(q, to_c)
    return adjoint(solve_triangular(r, adjoint(total)))


tall_qr.define([_qr_pullback], [_qr_pushforward])
tall_qr.batch = natively(tall_qr)
tall_qr.samples = [case(real(4, 3)), case(REGULAR), case(real(2, 3, 2)), case(complexes(3, 2))]


def qr(x: Any, *, mode: str = "reduced") -> tuple[Any, Any]:
    """Q with orthonormal columns and upper triangular R with Q R = x. Shapes: (*b, m, n) -> (*b, m, k), (*b, k, n).

    k is the smaller of m and n. The derivative needs the first k columns to be independent.

    Args:
        x: Matrices.
        mode: `reduced`; `complete` (k = m) only where it is the same, since further columns of Q are not determined.

    Raises:
        ShapeError: There are fewer than two axes.
        ArgumentError: Another mode, or a complete one with more rows than columns.

    References:
        Walter & Lehmann (2010), Algorithmic differentiation of linear algebra functions; Roberts & Roberts (2020), QR
        and LQ decomposition matrix backpropagation algorithms, arXiv:2009.10071.

    Example:
        >>> q, r = qr(np.array([[3.0, 1.0, 2.0], [4.0, 1.0, 1.0]]))
        >>> q.shape, r.shape, (q @ r).round(12)[1]
        ((2, 2), (2, 3), array([4., 1., 1.]))
    """
    shape = np.shape(x)
    if len(shape) < 2:
        raise ShapeError("qr: needs matrices", given=f"shape {shape}", expected="(*b, m, n)")
    m, n = shape[-2:]
    if mode not in ("reduced", "complete") or (mode == "complete" and m > n):
        raise ArgumentError(
            "qr: this mode has no derivative",
            given=f"mode={mode!r}, shape {shape}",
            expected="'reduced', or 'complete' where no matrix has more rows than columns",
        )
    if m >= n:
        return tall_qr(x)
    q, left = tall_qr(getitem(x, (..., slice(m))))
    return q, concat([left, matmul(adjoint(q), getitem(x, (..., slice(m, None))))], axis=-1)
