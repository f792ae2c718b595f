"""Linear systems and inverses: vectors, matrices and stacks, real and complex, triangular, singular."""

import jax
import jax.numpy as jnp
import jax.scipy.linalg
import numpy as np
import pytest
import scipy.linalg
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ArgumentError, ShapeError

RNG = np.random.default_rng(0)


def regular(*batch, n=3, dtype=float):
    """Matrices well away from singular."""
    x = RNG.normal(size=(*batch, n, n)) / 3 + 2 * np.eye(n)
    return x + 1j * RNG.normal(size=x.shape) / 3 if dtype is complex else x


def normal(*shape, dtype=float):
    x = RNG.normal(size=shape)
    return x + 1j * RNG.normal(size=shape) if dtype is complex else x


def inner(a, b):
    return np.sum(np.conj(a) * b).real


def check_adjoint(f, *xs):
    """Re⟨J v, w⟩ = Re⟨v, Jᴴ w⟩, and J v against a difference quotient."""
    vs = tuple(normal(*x.shape, dtype=complex if np.iscomplexobj(x) else float) for x in xs)
    out, tangent = wg.jvp(f, xs, vs)
    h = 1e-6
    ahead = f(*(x + h * v for x, v in zip(xs, vs, strict=True)))
    behind = f(*(x - h * v for x, v in zip(xs, vs, strict=True)))
    np.testing.assert_allclose(tangent, (ahead - behind) / (2 * h), rtol=1e-7, atol=1e-7)
    w = normal(*np.shape(out), dtype=complex if np.iscomplexobj(out) else float)
    adjoints = wg.vjp(f, *xs)[1](w)
    assert [a.dtype for a in adjoints] == [x.dtype for x in xs]
    np.testing.assert_allclose(inner(w, tangent), sum(inner(a, v) for a, v in zip(adjoints, vs, strict=True)))


def test_agree_with_jax_to_second_order(same_as_jax):
    a, b, v = regular(), normal(3, 2), normal(3)
    ours = lambda a, b, v: [
        *(wg.solve(a, b), wg.solve(a, v), wg.inv(a), wg.matrix_power(a, 5), wg.matrix_power(a, -2)),
        *(wg.solve_triangular(a, b), wg.solve_triangular(a, b, lower=True, unit_diagonal=True), wg.pinv(a[:, :2])),
    ]
    triangular = jax.scipy.linalg.solve_triangular
    theirs = lambda a, b, v: [
        *(jnp.linalg.solve(a, b), jnp.linalg.solve(a, v), jnp.linalg.inv(a)),
        *(jnp.linalg.matrix_power(a, 5), jnp.linalg.matrix_power(a, -2), triangular(a, b)),
        *(triangular(a, b, lower=True, unit_diagonal=True), jnp.linalg.pinv(a[:, :2])),
    ]
    same_as_jax(ours, theirs, a, b, v, compiled=True)


@given(st.lists(st.integers(1, 2), max_size=2), st.integers(0, 2), st.integers(0, 2))
def test_stacks_broadcast(batch, drop_a, drop_b):
    a, b = regular(*batch[min(drop_a, len(batch)) :]), normal(*batch[min(drop_b, len(batch)) :], 3, 2)
    np.testing.assert_allclose(a @ wg.solve(a, b), np.broadcast_to(b, np.shape(a @ b)), atol=1e-12)
    check_adjoint(wg.solve, a, b)
    check_adjoint(wg.solve_triangular, a, b)


@pytest.mark.parametrize("dtype", [float, complex])
def test_adjoints_real_and_complex(dtype):
    a, b = regular(2, dtype=dtype), normal(2, 3, 2, dtype=dtype)
    check_adjoint(wg.solve, a, b)
    check_adjoint(wg.inv, a)
    check_adjoint(lambda a, b: wg.solve_triangular(a, b, lower=True), a, b)
    check_adjoint(lambda a, b: wg.solve_triangular(a[0], b[0], unit_diagonal=True), a, b)
    check_adjoint(wg.pinv, normal(4, 2, dtype=dtype))
    check_adjoint(wg.pinv, normal(2, 3, dtype=dtype))


def test_a_stack_of_systems_with_one_vector():
    a, v = regular(2), normal(3)
    np.testing.assert_allclose(wg.solve(a, v), [np.linalg.solve(x, v) for x in a])
    check_adjoint(wg.solve, a, v)


def test_one_triangle_is_read_and_only_it_has_a_gradient():
    a, b = regular(), normal(3, 1)
    for lower in (False, True):
        np.testing.assert_allclose(
            wg.solve_triangular(a, b, lower=lower), scipy.linalg.solve_triangular(a, b, lower=lower)
        )
        g = wg.grad(lambda a, lower=lower: wg.sum(wg.solve_triangular(a, b, lower=lower)))(a)
        np.testing.assert_array_equal(g, np.tril(g) if lower else np.triu(g))


def test_pinv_of_a_matrix_without_full_rank_keeps_the_rank():
    x = np.outer(normal(4), normal(3)) + np.outer(normal(4), normal(3))
    p = wg.pinv(x, rtol=1e-10)
    np.testing.assert_allclose(x @ p @ x, x, atol=1e-12)
    within = lambda t: x @ t @ x  # directions that do not change the rank
    _, tangent = wg.jvp(lambda t: wg.pinv(x + within(t), rtol=1e-10), (np.zeros((3, 4)),), (np.ones((3, 4)),))
    h = 1e-6
    ahead, behind = (np.linalg.pinv(x + s * within(np.ones((3, 4))), rtol=1e-10) for s in (h, -h))
    np.testing.assert_allclose(tangent, (ahead - behind) / (2 * h), rtol=1e-6, atol=1e-6)


def test_matrix_powers():
    a = regular()
    np.testing.assert_array_equal(wg.matrix_power(a, 0), np.eye(3))
    np.testing.assert_allclose(wg.matrix_power(a, 7), np.linalg.matrix_power(a, 7))
    np.testing.assert_array_equal(wg.grad(lambda a: wg.sum(wg.matrix_power(a, 0)) + a[0, 0])(a)[1:], np.zeros((2, 3)))


def test_stay_single(stays_single):
    a = regular()
    stays_single(lambda a, b: [wg.solve(a, b), wg.inv(a), wg.solve_triangular(a, b)], a, normal(3, 2))


def test_compiled_stacks_equal_eager_ones():
    a, b = regular(2), normal(2, 3, 2)
    f = wg.grad(lambda a, b: wg.sum(wg.sin(wg.solve_triangular(a, b, lower=True))), argnums=(0, 1))
    for compiled, eager in zip(jax.jit(f)(a, b), f(a, b), strict=True):
        np.testing.assert_allclose(compiled, eager, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wg.solve(normal(3, 2), normal(3)), ShapeError, "solve: needs square matrices"),
        (lambda: wg.solve(regular(), normal(2)), ShapeError, "solve"),
        (lambda: wg.solve(np.zeros((2, 2)), normal(2)), ArgumentError, "solve: Singular matrix"),
        (lambda: wg.inv(np.zeros((2, 2))), ArgumentError, "inv: Singular matrix"),
        (lambda: wg.inv(normal(3)), ShapeError, "inv: needs square matrices"),
        (lambda: wg.solve_triangular(np.zeros((2, 2)), normal(2, 1)), ArgumentError, "singular"),
        (lambda: wg.solve_triangular(regular(), normal(3)), ShapeError, "the right side is a matrix"),
        (lambda: wg.matrix_power(regular(), 0.5), ArgumentError, "an exponent is an integer"),
        (lambda: wg.matrix_power(normal(2, 3), 2), ShapeError, "matrix_power: needs square matrices"),
        (lambda: wg.pinv(normal(3)), ShapeError, "pinv"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_refusal_says_what_to_try():
    with pytest.raises(ArgumentError) as refused:
        wg.inv(wg.tensor(np.zeros((2, 2))))
    assert "((2, 2))" in str(refused.value)
    assert "singular values" in str(refused.value)
