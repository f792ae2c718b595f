"""Eigenvalues and singular values: derivatives that do not depend on arbitrary signs, equal values, rank, refusals."""

import jax.numpy as jnp
import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ConvergenceError, ShapeError
from wengert.ops.decomposition import coincide, negligible
from wengert.ops.matrices import adjoint

RNG = np.random.default_rng(0)


def normal(*shape, dtype=float):
    x = RNG.normal(size=shape)
    return x + 1j * RNG.normal(size=shape) if dtype is complex else x


def hermitian(*shape, dtype=float):
    x = normal(*shape, dtype=dtype)
    return x + np.swapaxes(x, -1, -2).conj()


def check_gradient(f, x, rtol=1e-6):
    """Along random directions, against a difference quotient; the jvp too."""
    gradient = wg.grad(f)(x)
    for _ in range(3):
        v = normal(*x.shape, dtype=complex if np.iscomplexobj(x) else float)
        h = 1e-6
        quotient = (f(x + h * v) - f(x - h * v)) / (2 * h)
        np.testing.assert_allclose(np.sum(np.conj(gradient) * v).real, quotient, rtol=rtol, atol=1e-7)
        np.testing.assert_allclose(wg.jvp(f, (x,), (v,))[1], quotient, rtol=rtol, atol=1e-7)


def rotation(n, dtype=float):
    return np.linalg.qr(normal(n, n, dtype=dtype))[0]


@pytest.mark.parametrize("dtype", [float, complex])
def test_functions_of_eigenvalues_and_of_eigenspaces(dtype):
    x, b = hermitian(2, 4, 4, dtype=dtype), hermitian(4, 4, dtype=dtype)

    def f(x):
        w, v = wg.eigh(x)
        projector = v[..., :1] @ adjoint(v[..., :1])
        return wg.sum(wg.sin(w)) + wg.sum(wg.real(projector * b)) + wg.sum(wg.abs(v) ** 3)

    check_gradient(f, x)


@pytest.mark.parametrize("dtype", [float, complex])
@pytest.mark.parametrize("shape", [(3, 3), (4, 2), (2, 4), (2, 3, 2)])
def test_functions_of_singular_values_and_vectors(shape, dtype):
    x = normal(*shape, dtype=dtype)

    def f(x):
        u, s, vh = wg.svd(x)
        rotated = u @ vh  # the polar factor: phases of u and v cancel
        return wg.sum(s**2 * np.arange(1, s.shape[-1] + 1)) + wg.sum(wg.abs(u) ** 3) + wg.sum(wg.real(rotated) ** 2)

    check_gradient(f, x)
    u, s, vh = wg.svd(x)
    np.testing.assert_allclose((u * s[..., None, :]) @ vh, x, atol=1e-12)


def test_agree_with_jax_to_second_order(same_as_jax):
    def ours(x):
        (w, v), (u, s, vh) = wg.eigh(x + x.T), wg.svd(x[:, :2])
        return [w, v * v, s, u * u, vh * vh, wg.eigvalsh(x + x.T), wg.svdvals(x)]

    def theirs(x):
        (w, v), (u, s, vh) = jnp.linalg.eigh(x + x.T), jnp.linalg.svd(x[:, :2], full_matrices=False)
        return [w, v * v, s, u * u, vh * vh, w, jnp.linalg.svdvals(x)]

    same_as_jax(ours, theirs, normal(3, 3), compiled=True)


@pytest.mark.parametrize("exact", [True, False])
def test_equal_eigenvalues_leave_gradients_of_sums_and_projectors_right(exact):
    """Exactly equal, or equal up to the rounding of a rotation."""
    q = np.eye(4) if exact else rotation(4)
    x, b = q @ np.diag([1.0, 1.0, 1.0, 3.0]) @ q.T, hermitian(4, 4)

    def f(x):
        w, v = wg.eigh(x)
        space = v[:, :3] @ v[:, :3].T
        return wg.sum(w**3) + wg.sum(space * b)

    check_gradient(f, x, rtol=1e-5)


def test_equal_and_zero_singular_values_leave_gradients_of_their_functions_right():
    q, r = rotation(3), rotation(3)
    x = q @ np.diag([2.0, 2.0, 0.0]) @ r
    check_gradient(lambda x: wg.sum(wg.svdvals(x) ** 2), x)
    check_gradient(lambda x: wg.sum(wg.svdvals(x)[:2]), x)
    u, _, vh = np.linalg.svd(x)
    np.testing.assert_allclose(wg.grad(lambda x: wg.svdvals(x)[2])(x), np.outer(u[:, 2], vh[2]))
    assert np.isfinite(wg.grad(lambda x: wg.sum(wg.svd(x)[0] ** 3))(x)).all()


def test_the_gradient_of_a_sum_of_eigenvalues_is_the_identity():
    np.testing.assert_allclose(wg.grad(lambda x: wg.sum(wg.eigvalsh(x)))(np.eye(3)), np.eye(3), atol=1e-15)
    np.testing.assert_allclose(wg.grad(lambda x: wg.sum(wg.eigvalsh(x)))(np.zeros((3, 3))), np.eye(3), atol=1e-15)


def test_only_the_hermitian_part_is_seen():
    x = normal(3, 3)
    np.testing.assert_allclose(wg.eigvalsh(x), np.linalg.eigvalsh((x + x.T) / 2))
    g = wg.grad(lambda x: wg.sum(wg.eigh(x)[1] ** 3))(x)
    np.testing.assert_allclose(g, g.T)


def test_what_counts_as_equal_and_as_zero():
    w = np.array([0.0, 1e-17, 1.0])
    np.testing.assert_array_equal(coincide(w), [[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    np.testing.assert_array_equal(negligible(w), [True, True, False])
    np.testing.assert_array_equal(coincide(np.array([1.0, 1 + 1e-10])), np.eye(2))


def test_stay_single(stays_single):
    stays_single(lambda x: [*wg.eigh(x), wg.svdvals(x)], hermitian(3, 3))
    stays_single(lambda x: list(wg.svd(x)), normal(3, 2))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wg.eigh(np.ones((2, 3))), ShapeError, "eigh: needs square matrices"),
        (lambda: wg.svd(np.ones(3)), ShapeError, "svd"),
        (lambda: wg.svd(np.ones((2, 3)), full_matrices=True), ArgumentError, "full matrices have no derivative"),
        (lambda: wg.svd(np.full((2, 2), np.nan)), ConvergenceError, "converge"),
        (lambda: wg.eigvalsh(np.ones(3)), ShapeError, "needs square"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
