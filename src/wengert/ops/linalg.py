"""Linear systems: solving them, inverses and pseudo-inverses, powers of matrices.

Knows the derivative of each through systems with the same matrix. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.shapes import size_of
from wengert.batching import aligned, natively
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import general
from wengert.ops.diagonals import within
from wengert.ops.matrices import adjoint, column, matmul
from wengert.ops.shape import broadcast_to, reshape
from wengert.samples import case, complexes, real

# Well away from singular, so that differences of finite steps can be compared.
REGULAR = np.array([[3.0, 0.5, -0.3], [0.2, 2.5, 0.7], [-0.4, 0.1, 2.0]])
COMPLEX_REGULAR = REGULAR + 1j * REGULAR.T / 2


def must_be_square(who: str, x: Any) -> None:
    """Refuse all but square matrices.

    Raises:
        ShapeError: The last two axes differ, or there are fewer than two.

    Example:
        >>> must_be_square("inv", np.ones((2, 2)))
    """
    shape = np.shape(x)
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ShapeError(f"{who}: needs square matrices", given=f"shape {shape}", expected="(*b, n, n)")


def _solve_cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    n = shapes[0][-1]
    return size_of(tuple(shapes[0][:-2])) * 2 * n**3 / 3 + 2.0 * n * size_of(tuple(out))


def _solve_each(p: Any) -> Any:
    """The `batch` of a primitive that solves for vectors or matrices: a batch of vectors is one of columns."""

    def batch(args: Any, batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        a, b = args
        vector = len(np.shape(b)) - batched[1] == 1
        out = p(*aligned((a, column(b) if vector else b), batched, (2, 2)), **params)
        return reshape(out, np.shape(out)[:-1]) if vector else out

    return batch


@general(source="Giles 2008, §2.3.1", node="LinalgSolve", cost=_solve_cost)
def solve(a: Any, b: Any) -> Any:
    """The x with a x = b. Shapes: (*b, n, n), (*b, n, k) -> (*b, n, k), broadcast; a `b` of one axis is a vector.

    A singular `a` is refused on NumPy; compiled code cannot refuse and gives inf or nan.

    Example:
        >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([2.0, 2.0]))
        array([1. , 0.5])
    """
    must_be_square("solve", a)
    return namespace(a, b).linalg.solve(a, b)


def _solve_pullback(g: Any, a: Any, b_shape: tuple[int, ...], out: Any, tracked: tuple[bool, bool]) -> tuple[Any, Any]:
    """b̄ solves aᴴ b̄ = g, and ā = -b̄ outᴴ: one system for both."""
    vector = len(b_shape) == 1
    if vector:
        g, out = column(g), column(out)
    gb = solve(adjoint(a), g)
    ga = -matmul(gb, adjoint(out)) if tracked[0] else None
    return ga, reshape(gb, gb.shape[:-1]) if vector else gb


def _solve_pushforward(tangents: Any, a: Any, b_shape: tuple[int, ...], out: Any) -> Any:
    da, db = tangents
    vector = len(b_shape) == 1
    right = None if db is None else column(db) if vector else db
    if da is not None:
        moved = matmul(da, column(out) if vector else out)
        right = -moved if right is None else right - moved
    dx = solve(a, right)
    return reshape(dx, dx.shape[:-1]) if vector else dx


solve.define_joint(_solve_pullback, _solve_pushforward)
solve.batch = _solve_each(solve)
solve.samples = [
    case(REGULAR, real(3)),
    case(REGULAR, real(3, 2)),
    case(np.stack([REGULAR, REGULAR.T]), real(2, 3, 2)),
    case(REGULAR, real(2, 3, 1)),
    case(np.stack([REGULAR, REGULAR.T]), real(3)),
    case(COMPLEX_REGULAR, complexes(3, 2)),
]
solve.rejects = [
    (case(real(3, 2), real(3)), ShapeError, "square"),
    (case(np.zeros((2, 2)), real(2)), ArgumentError, "Singular"),
    (case(REGULAR, real(2)), ShapeError, "solve"),
]


def _triangle(n: int, lower: bool, unit: bool) -> np.ndarray:
    """Ones where a triangular matrix may be nonzero and is read."""
    ones = np.tri(n, k=-1 if unit else 0)
    return ones if lower else ones.T


def _triangular_cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return float(shapes[0][-1] * size_of(tuple(out)))


@general(source="Giles 2008, §2.3.1", cost=_triangular_cost)
def solve_triangular(a: Any, b: Any, *, lower: bool = False, unit_diagonal: bool = False) -> Any:
    """The x with a x = b, reading one triangle of `a`. Shapes: (*b, n, n), (*b, n, k) -> (*b, n, k).

    Example:
        >>> solve_triangular(np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[1.0], [3.0]]), lower=True)
        array([[1.],
               [1.]])
    """
    must_be_square("solve_triangular", a)
    if len(np.shape(b)) < 2:
        raise ShapeError("solve_triangular: the right side is a matrix", given=np.shape(b), expected="(*b, n, k)")
    xp = namespace(a, b)
    batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, b = xp.broadcast_to(a, (*batch, *a.shape[-2:])), xp.broadcast_to(b, (*batch, *b.shape[-2:]))
    if xp is not np:
        from jax.scipy.linalg import solve_triangular as substitute

        return substitute(a, b, lower=lower, unit_diagonal=unit_diagonal)
    if not batch:
        from scipy.linalg import solve_triangular as substitute

        return substitute(a, b, lower=lower, unit_diagonal=unit_diagonal, check_finite=False)
    n = a.shape[-1]
    a = a * _triangle(n, lower, unit_diagonal).astype(a.dtype)
    return np.linalg.solve(a + np.eye(n, dtype=a.dtype) if unit_diagonal else a, b)


def _triangular_pullback(
    g: Any, a: Any, out: Any, lower: bool, unit_diagonal: bool, tracked: tuple[bool, bool]
) -> tuple[Any, Any]:
    gb = solve_triangular(adjoint(a), g, lower=not lower, unit_diagonal=unit_diagonal)
    if not tracked[0]:
        return None, gb
    return within(-matmul(gb, adjoint(out)), _triangle(a.shape[-1], lower, unit_diagonal)), gb


def _triangular_pushforward(tangents: Any, a: Any, out: Any, lower: bool, unit_diagonal: bool) -> Any:
    da, right = tangents
    if da is not None:
        moved = matmul(within(da, _triangle(a.shape[-1], lower, unit_diagonal)), out)
        right = -moved if right is None else right - moved
    return solve_triangular(a, right, lower=lower, unit_diagonal=unit_diagonal)


solve_triangular.define_joint(_triangular_pullback, _triangular_pushforward)
solve_triangular.batch = _solve_each(solve_triangular)
solve_triangular.samples = [
    case(REGULAR, real(3, 2)),
    case(REGULAR, real(3, 2), lower=True),
    case(REGULAR, real(3, 1), lower=True, unit_diagonal=True),
    case(np.stack([REGULAR, REGULAR.T]), real(3, 2), unit_diagonal=True),
    case(COMPLEX_REGULAR, complexes(2, 3, 2), lower=True),
]
solve_triangular.rejects = [
    (case(real(3, 2), real(3, 1)), ShapeError, "square"),
    (case(real(3, 3), real(3)), ShapeError, "right side"),
]


def _inv_cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return 2.0 * shapes[0][-1] * size_of(tuple(out))


@general(source="Giles 2008, §2.2.3", node="LinalgInv", cost=_inv_cost)
def inv(x: Any) -> Any:
    """Inverse of square matrices; `solve` is better than multiplying by it. Shapes: (*b, n, n) -> (*b, n, n).

    Example:
        >>> inv(np.array([[2.0, 0.0], [0.0, 4.0]]))
        array([[0.5 , 0.  ],
               [0.  , 0.25]])
    """
    must_be_square("inv", x)
    return namespace(x).linalg.inv(x)


inv.define(
    [lambda g, out: -matmul(adjoint(out), matmul(g, adjoint(out)))],
    [lambda dx, out: -matmul(out, matmul(dx, out))],
)
inv.batch = natively(inv)
inv.samples = [case(REGULAR), case(np.stack([REGULAR, REGULAR.T])), case(COMPLEX_REGULAR)]
inv.rejects = [(case(real(3, 2)), ShapeError, "square"), (case(np.zeros((2, 2))), ArgumentError, "Singular")]


@general(
    source="Golub & Pereyra 1973, eq. 4.12",
    cost=lambda shapes, out, params: 20.0 * size_of(shapes[0]) * min(shapes[0][-2:]),
)
def pinv(x: Any, *, rtol: float | None = None) -> Any:
    """Moore-Penrose inverse. Shapes: (*b, m, n) -> (*b, n, m). Its derivative holds where the rank does not change.

    Singular values below `rtol` times the largest count as 0.

    Example:
        >>> pinv(np.array([[2.0], [0.0]]))
        array([[0.5, 0. ]])
    """
    return namespace(x).linalg.pinv(x, rtol=rtol)


def _pinv_pushforward(dx: Any, x: Any, out: Any) -> Any:
    """-P dA P + P Pᴴ dAᴴ (1 - A P) + (1 - P A) dAᴴ Pᴴ P."""
    down = adjoint(dx)
    left = matmul(matmul(out, adjoint(out)), _off_range(down, x, out))
    right = matmul(_off_rows(down, x, out), matmul(adjoint(out), out))
    return left + right - matmul(out, matmul(dx, out))


def _pinv_pullback(g: Any, x: Any, out: Any) -> Any:
    """The adjoint of the three terms, in which 1 - A P and 1 - P A are projections."""
    up = adjoint(g)
    left = matmul(_range_off(up, x, out), matmul(out, adjoint(out)))
    right = matmul(matmul(adjoint(out), out), _rows_off(up, x, out))
    return left + right - matmul(adjoint(out), matmul(g, adjoint(out)))


def _off_range(t: Any, x: Any, out: Any) -> Any:
    """T (1 - A P)."""
    return t - matmul(matmul(t, x), out)


def _range_off(t: Any, x: Any, out: Any) -> Any:
    """(1 - A P) t."""
    return t - matmul(x, matmul(out, t))


def _off_rows(t: Any, x: Any, out: Any) -> Any:
    """(1 - P A) t."""
    return t - matmul(out, matmul(x, t))


def _rows_off(t: Any, x: Any, out: Any) -> Any:
    """T (1 - P A)."""
    return t - matmul(matmul(t, out), x)


pinv.define(
    [lambda g, x, out: _pinv_pullback(g, x, out)],
    [lambda dx, x, out: _pinv_pushforward(dx, x, out)],
)
pinv.batch = natively(pinv)
pinv.samples = [case(real(4, 3)), case(real(3, 4)), case(REGULAR), case(real(2, 2, 3)), case(complexes(4, 2))]
pinv.rejects = [(case(real(3)), ShapeError, "pinv")]


def matrix_power(x: Any, n: int) -> Any:
    """Product of `n` equal square matrices; of inverses when `n` is negative. Shapes: (*b, n, n) -> (*b, n, n).

    Args:
        x: Square matrices.
        n: A Python integer.

    Raises:
        ShapeError: The matrices are not square.
        ArgumentError: `n` is no integer, or it is negative and a matrix is singular.

    Example:
        >>> matrix_power(np.array([[1.0, 1.0], [0.0, 1.0]]), 5)
        array([[1., 5.],
               [0., 1.]])
    """
    must_be_square("matrix_power", x)
    if not isinstance(n, (int, np.integer)):
        raise ArgumentError("matrix_power: an exponent is an integer", given=repr(n), expected="a Python integer")
    if n == 0:
        return broadcast_to(np.eye(np.shape(x)[-1], dtype=x.dtype), np.shape(x))
    square, out = x if n > 0 else inv(x), None
    n = n if n > 0 else -n
    while True:
        if n % 2:
            out = square if out is None else matmul(out, square)
        n //= 2
        if not n:
            return out
        square = matmul(square, square)
