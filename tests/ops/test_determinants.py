"""Determinants: gradients at regular and singular matrices, signs and phases, overflow."""

import jax.numpy as jnp
import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError

RNG = np.random.default_rng(0)
REGULAR = RNG.normal(size=(3, 3)) + 2 * np.eye(3)


def cofactors(x):
    """By the definition: signed determinants of what remains without a row and a column."""
    n = len(x)
    rest = lambda i, j: np.delete(np.delete(x, i, 0), j, 1)
    return np.array([[(-1) ** (i + j) * np.linalg.det(rest(i, j)) for j in range(n)] for i in range(n)])


def test_agree_with_jax_to_second_order(same_as_jax):
    ours = lambda x: [wg.det(x), wg.slogdet(x)[1]]
    same_as_jax(ours, lambda x: [jnp.linalg.det(x), jnp.linalg.slogdet(x)[1]], REGULAR, compiled=True)
    stack = RNG.normal(size=(2, 2, 2))
    same_as_jax(ours, lambda x: [jnp.linalg.det(x), jnp.linalg.slogdet(x)[1]], stack)


@pytest.mark.parametrize("rank", [0, 1, 2, 3])
def test_the_gradient_is_the_matrix_of_cofactors_at_every_rank(rank):
    x = sum((np.outer(RNG.normal(size=3), RNG.normal(size=3)) for _ in range(rank)), np.zeros((3, 3)))
    np.testing.assert_allclose(wg.grad(wg.det)(x), cofactors(x), atol=1e-13)
    np.testing.assert_allclose(wg.adjugate(x), cofactors(x).T, atol=1e-13)


def test_det_of_one_number_is_that_number():
    np.testing.assert_array_equal(wg.grad(wg.det)(np.zeros((1, 1))), [[1]])


def test_slogdet_neither_overflows_nor_underflows():
    for scale in (1e200, 1e-200):
        sign, logabsdet = wg.slogdet(-scale * np.eye(3))
        assert sign == -1
        np.testing.assert_allclose(logabsdet, 3 * np.log(scale))
        gradient = wg.grad(lambda x: wg.slogdet(x)[1])(scale * np.eye(3))
        np.testing.assert_allclose(gradient, np.eye(3) / scale)


def test_the_sign_of_a_real_determinant_is_constant():
    np.testing.assert_array_equal(wg.grad(lambda x: wg.slogdet(x)[0] + 0 * x[0, 0])(REGULAR), np.zeros((3, 3)))
    sign, logabsdet = wg.jvp(lambda x: wg.slogdet(x), (REGULAR,), (REGULAR,))[1]
    np.testing.assert_allclose([sign, logabsdet], [0, 3])


def test_complex_sign_and_size_make_the_determinant():
    z = REGULAR + 1j * RNG.normal(size=(3, 3))

    def parts(z):
        sign, logabsdet = wg.slogdet(z)
        return sign * wg.exp(logabsdet)

    np.testing.assert_allclose(parts(z), wg.det(z))
    g = np.complex128(1 - 2j)
    np.testing.assert_allclose(wg.vjp(parts, z)[1](g)[0], wg.vjp(wg.det, z)[1](g)[0])
    dz = RNG.normal(size=(3, 3)) + 1j
    np.testing.assert_allclose(wg.jvp(parts, (z,), (dz,))[1], wg.jvp(wg.det, (z,), (dz,))[1])


def test_stay_single(stays_single):
    stays_single(lambda x: [wg.det(x), wg.slogdet(x)[1]], REGULAR)


@pytest.mark.parametrize("f", [wg.det, wg.slogdet, wg.adjugate])
def test_only_square_matrices(f):
    with pytest.raises(ShapeError, match="needs square matrices"):
        f(np.ones((2, 3)))
