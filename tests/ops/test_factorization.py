"""Cholesky and QR: what the factors are, their derivatives real and complex, wide matrices, refusals."""

import jax.numpy as jnp
import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.factorization import hermitian_part

RNG = np.random.default_rng(0)


def normal(*shape, dtype=float):
    x = RNG.normal(size=shape)
    return x + 1j * RNG.normal(size=shape) if dtype is complex else x


def positive(*batch, dtype=float):
    x = normal(*batch, 3, 3, dtype=dtype)
    return x @ np.swapaxes(x, -1, -2).conj() + np.eye(3)


def transposed(x):
    return np.swapaxes(x, -1, -2).conj()


def check_product(f, multiplied, x, dx):
    """The factors' tangents multiply to dx, and the pullback is the pushforward's adjoint."""
    out, tangent = wg.jvp(f, (x,), (dx,))
    h = 1e-6
    np.testing.assert_allclose(multiplied(out), x, atol=1e-12)
    ahead = multiplied([o + h * t for o, t in zip(out, tangent, strict=True)])
    np.testing.assert_allclose((ahead - x) / h, dx, rtol=1e-4, atol=1e-4)
    w = [normal(*o.shape, dtype=complex if np.iscomplexobj(o) else float) for o in out]
    (adjoint,) = wg.vjp(f, x)[1](type(out)(w))
    there = sum(np.sum(np.conj(a) * t).real for a, t in zip(w, tangent, strict=True))
    np.testing.assert_allclose(np.sum(np.conj(adjoint) * dx).real, there)
    return tangent


@pytest.mark.parametrize("dtype", [float, complex])
def test_cholesky(dtype):
    x, dx = positive(2, dtype=dtype), hermitian_part(normal(2, 3, 3, dtype=dtype))
    (tangent,) = check_product(lambda x: [wg.cholesky(x)], lambda out: out[0] @ transposed(out[0]), x, dx)
    np.testing.assert_allclose(tangent, np.tril(tangent), atol=1e-15)
    np.testing.assert_allclose(wg.cholesky(x, upper=True), transposed(wg.cholesky(x)))


def test_cholesky_gradient_is_symmetric_and_gives_that_of_the_determinant():
    x = positive()
    f = lambda x: 2 * wg.sum(wg.log(wg.diagonal(wg.cholesky(x))))
    np.testing.assert_allclose(f(x), np.linalg.slogdet(x)[1])
    np.testing.assert_allclose(wg.grad(f)(x), np.linalg.inv(x))


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4), (2, 3, 2), (1, 3)])
def test_qr_of_tall_square_and_wide_matrices(shape, dtype):
    x, dx = normal(*shape, dtype=dtype), normal(*shape, dtype=dtype)
    dq, dr = check_product(lambda x: list(wg.qr(x)), lambda out: out[0] @ out[1], x, dx)
    q, r = wg.qr(x)
    np.testing.assert_allclose(
        transposed(q) @ q, np.broadcast_to(np.eye(q.shape[-1]), (*q.shape[:-2], *[q.shape[-1]] * 2)), atol=1e-14
    )
    np.testing.assert_allclose(transposed(dq) @ q, -transposed(q) @ dq, atol=1e-12)
    np.testing.assert_allclose(dr, np.triu(dr), atol=1e-12)
    np.testing.assert_allclose(r, np.triu(r), atol=1e-12)


def test_agree_with_jax_to_second_order(same_as_jax):
    ours = lambda x: [wg.cholesky(x @ x.T + np.eye(3)), *wg.qr(x), *wg.qr(x[:, :2])]
    theirs = lambda x: [jnp.linalg.cholesky(x @ x.T + jnp.eye(3)), *jnp.linalg.qr(x), *jnp.linalg.qr(x[:, :2])]
    same_as_jax(ours, theirs, normal(3, 3), compiled=True)


def test_one_factor_alone_has_a_gradient():
    x = normal(4, 2)
    for k in (0, 1):
        f = lambda x, k=k: wg.sum(wg.qr(x)[k] ** 3)
        v = normal(4, 2)
        h = 1e-6
        np.testing.assert_allclose(np.sum(wg.grad(f)(x) * v), (f(x + h * v) - f(x - h * v)) / (2 * h), rtol=1e-6)


def test_stay_single(stays_single):
    stays_single(lambda x: [*wg.qr(x), wg.cholesky(x @ x.T)], normal(2, 3))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wg.cholesky(-np.eye(2)), ArgumentError, "not positive definite"),
        (lambda: wg.cholesky(np.ones((2, 3))), ShapeError, "cholesky: needs square matrices"),
        (lambda: wg.qr(np.ones(3)), ShapeError, "qr: needs matrices"),
        (lambda: wg.qr(np.ones((3, 2)), mode="complete"), ArgumentError, "no derivative"),
        (lambda: wg.qr(np.ones((3, 2)), mode="raw"), ArgumentError, "no derivative"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
