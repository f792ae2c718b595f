"""Rounding, signs and remainders have the values of NumPy, and slope 0 but for remainders and complex directions."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import DtypeError

jnp = jax_numpy()
X = np.array([-2.5, -1.2, -0.0, 0.5, 1.5, 7.9])


@pytest.mark.parametrize("name", ["floor", "ceil", "trunc", "round", "sign"])
def test_steps_have_the_values_of_numpy_and_slope_zero(name):
    f = getattr(wg, name)
    np.testing.assert_array_equal(f(wg.tensor(X)).numpy(), getattr(np, name)(X))
    np.testing.assert_array_equal(wg.grad(lambda x: f(x).sum())(X), np.zeros(6))
    np.testing.assert_array_equal(f(np.arange(3)), np.arange(3) if name != "sign" else [0, 1, 1])


def test_decimals():
    assert wg.round(np.array([1.25, 1.35]), 1).tolist() == [1.2, 1.4]


def test_heaviside_takes_its_middle_from_the_second():
    assert wg.heaviside(np.array([-1.0, 0.0, 2.0]), 0.25).tolist() == [0.0, 0.25, 1.0]


@pytest.mark.parametrize("y", [2.0, -0.75])
def test_quotient_and_remainder_make_the_whole(y, same_as_jax):
    x = X + 0.1
    np.testing.assert_allclose(wg.floor_divide(x, y) * y + wg.remainder(x, y), x)
    np.testing.assert_allclose(wg.remainder(x, y), np.remainder(x, y))
    same_as_jax(wg.remainder, jnp.remainder, x, np.full(6, y), compiled=True)


def test_direction_of_complex_numbers_agrees_with_jax():
    z = np.array([3 + 4j, -1j, 2.0])
    np.testing.assert_allclose(wg.sign(z), z / np.abs(z))
    assert wg.sign(np.array([0j])).tolist() == [0j]
    weights = np.array([1 + 1j, 2 - 1j, 0.5j])
    moved = wg.jvp(wg.sign, (z,), (weights,))[1]
    numeric = (wg.sign(z + 1e-6 * weights) - wg.sign(z - 1e-6 * weights)) / 2e-6
    np.testing.assert_allclose(moved, numeric, atol=1e-9)
    pulled = wg.grad(lambda z: wg.real(wg.sign(z) * np.conj(weights)).sum())(z)
    np.testing.assert_allclose(np.vdot(pulled, weights).real, np.vdot(weights, moved).real)


def test_order_is_needed_for_rounding():
    with pytest.raises(DtypeError, match="floor"):
        wg.floor(np.array([1j]))
