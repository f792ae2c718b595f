"""Products of vectors and matrices: every combination of ranks, conjugation, adjoints, refusals."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.matrices import adjoint, column, row

RNG = np.random.default_rng(0)


def normal(*shape):
    return RNG.normal(size=shape)


@st.composite
def factors(draw):
    """Two shapes that matmul accepts: vectors, matrices and stacks that broadcast."""
    sizes = st.integers(1, 3)
    m, k, n = draw(sizes), draw(sizes), draw(sizes)
    batch = draw(st.lists(sizes, max_size=2))
    thin = [1 if draw(st.booleans()) else b for b in batch]
    left = (k,) if draw(st.booleans()) else (*batch, m, k)
    right = (k,) if draw(st.booleans()) else (*thin[draw(st.integers(0, len(thin))) :], k, n)
    return left, right


@given(factors())
def test_matmul_of_any_ranks_has_adjoint_derivatives(shapes):
    x, y = (np.random.default_rng(1).normal(size=s) for s in shapes)
    v = tuple(np.random.default_rng(2).normal(size=s) for s in shapes)
    out, tangent = wg.jvp(wg.matmul, (x, y), v)
    np.testing.assert_allclose(out, x @ y)
    np.testing.assert_allclose(tangent, v[0] @ y + x @ v[1])
    w = np.random.default_rng(3).normal(size=np.shape(out))
    adjoints = wg.vjp(wg.matmul, x, y)[1](w)
    assert [a.shape for a in adjoints] == [x.shape, y.shape]
    np.testing.assert_allclose(np.sum(w * tangent), sum(np.sum(a * t) for a, t in zip(adjoints, v, strict=True)))


def test_products_agree_with_jax(same_as_jax):
    m, n, u, v = normal(2, 3), normal(3, 2), normal(3), normal(3)
    pairs = [
        (lambda m, n, u, v: m @ n, lambda m, n, u, v: m @ n),
        (lambda m, n, u, v: wg.vecdot(m, u), lambda m, n, u, v: jnp.vecdot(m, u)),
        (lambda m, n, u, v: wg.outer(u, v), lambda m, n, u, v: jnp.outer(u, v)),
        (lambda m, n, u, v: wg.cross(m, v), lambda m, n, u, v: jnp.cross(m, v)),
        (lambda m, n, u, v: wg.kron(m, u), lambda m, n, u, v: jnp.kron(m, u)),
        (lambda m, n, u, v: wg.inner(m, u), lambda m, n, u, v: jnp.inner(m, u)),
        (lambda m, n, u, v: wg.tensordot(m, n, 1), lambda m, n, u, v: jnp.tensordot(m, n, 1)),
        (
            lambda m, n, u, v: wg.tensordot(m, n, ((1, 0), (0, 1))),
            lambda m, n, u, v: jnp.tensordot(m, n, ((1, 0), (0, 1))),
        ),
        (lambda m, n, u, v: wg.tensordot(u, v, 0), lambda m, n, u, v: jnp.tensordot(u, v, 0)),
    ]
    ours = lambda *a: [f(*a) for f, _ in pairs]
    same_as_jax(ours, lambda *a: [g(*a) for _, g in pairs], m, n, u, v, compiled=True)


def test_dot_product_commutes_and_outer_transposes():
    a, b = normal(4), normal(4)
    np.testing.assert_allclose(wg.vecdot(a, b), wg.vecdot(b, a), rtol=1e-15)
    np.testing.assert_array_equal(wg.outer(b, a), wg.outer(a, b).T)
    np.testing.assert_array_equal(wg.matrix_transpose(wg.matrix_transpose(normal(2, 3, 4))).shape, (2, 3, 4))


def test_complex_scalar_product_conjugates_its_first_factor():
    x, y = normal(3) + 1j * normal(3), normal(3) + 1j * normal(3)
    np.testing.assert_allclose(wg.vecdot(x, y), np.sum(x.conj() * y))
    length = lambda x: wg.real(wg.vecdot(x, x))
    np.testing.assert_allclose(wg.grad(length)(x), 2 * x)
    np.testing.assert_array_equal(adjoint(np.outer(x, y)), np.outer(x, y).conj().T)


def test_rows_and_columns():
    assert column(normal(2, 3)).shape == (2, 3, 1)
    assert row(normal(2, 3)).shape == (2, 1, 3)


def test_scalar_factors():
    assert wg.inner(2.0, 3.0) == 6
    np.testing.assert_array_equal(wg.kron(2.0, np.ones(2)), [2, 2])


def test_stay_single(stays_single):
    x = np.arange(9).reshape(3, 3)
    stays_single(lambda x: [x @ x, wg.vecdot(x, x), wg.cross(x, x + 1), wg.kron(x, x), wg.tensordot(x, x)], x)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wg.matmul(normal(3, 4), normal(5, 2)), ShapeError, "matmul"),
        (lambda: wg.matmul(1.0, normal(2)), ShapeError, "matmul"),
        (lambda: wg.matrix_transpose(normal(2)), ShapeError, "at least two axes"),
        (lambda: wg.outer(normal(2, 2), normal(2)), ShapeError, "two vectors"),
        (lambda: wg.cross(normal(2), normal(2)), ShapeError, "cross"),
        (lambda: wg.vecdot(normal(3), normal(4)), ShapeError, "vecdot"),
        (lambda: wg.vecdot(normal(2, 3), normal(3), axis=1), ArgumentError, "counts from the end"),
        (lambda: wg.tensordot(normal(2, 3), normal(2, 3), 1), ShapeError, "differ in size"),
        (lambda: wg.tensordot(normal(2, 3), normal(2, 3), 3), ShapeError, "tensordot"),
        (lambda: wg.tensordot(normal(2, 3), normal(3), ((5,), (0,))), ShapeError, "out of range"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
