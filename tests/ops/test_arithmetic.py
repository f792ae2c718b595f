"""Arithmetic: slopes at kinks and singular points, powers of every kind of base and exponent, extreme sizes."""

import math

import numpy as np
import pytest

import wengert as wg

ONE = np.float64(1.0)

# (x, slope at x), the slopes computed with 50 digits.
SLOPES = {
    "sqrt": [(2.0**-60, 536870912.0), (3.0, 0.28867513459481287), (2.0**60, 4.656612873077393e-10)],
    "cbrt": [(2.0**-60, 366503875925.3333), (3.0, 0.1602499522563787), (2.0**60, 3.0316490059097606e-13)],
    "reciprocal": [(2.0**-30, -1.152921504606847e18), (3.0, -0.1111111111111111), (2.0**30, -8.673617379884035e-19)],
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_keep_their_digits(name, dtype):
    for x, slope in SLOPES[name]:
        got = wg.grad(getattr(wg, name))(dtype(x))
        assert got.dtype == dtype
        assert abs(float(got) / slope - 1) < 4 * np.finfo(dtype).eps


@pytest.mark.parametrize(
    ("x", "y", "in_x", "in_y"),
    [
        (2.0, 3.0, 12.0, 8 * math.log(2)),
        (0.0, 0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 2.0, 0.0, 0.0),
        (2.0, 0.0, 0.0, math.log(2)),
        (0.0, 0.5, math.inf, 0.0),
        (-2.0, 3.0, 12.0, math.nan),
        (-2.0, 2.0, -4.0, math.nan),
        (-2.0, 0.0, 0.0, math.nan),
    ],
)
def test_power_at_kinks(x, y, in_x, in_y):
    np.testing.assert_allclose(wg.grad(wg.power, argnums=(0, 1))(x, y), (in_x, in_y), rtol=1e-15)
    np.testing.assert_allclose(wg.grad(lambda t: t**y)(x), in_x)
    if y == int(y):
        np.testing.assert_allclose(wg.grad(lambda t: t ** int(y))(x), in_x)
        np.testing.assert_allclose(wg.grad(lambda t: wg.sum(t ** np.array([int(y)])))(np.array([x])), [in_x])


def test_second_slope_of_a_square_at_zero_is_two():
    for y in (2, 2.0):
        assert wg.grad(wg.grad(lambda x, y=y: x**y))(0.0) == 2
    assert wg.grad(wg.grad(wg.power))(0.0, np.float64(2.0)) == 2


@pytest.mark.parametrize("exponent", [2, -1, 3.0, 0.5])
def test_powers_with_plain_numbers_stay_single(exponent):
    x = np.array([0.5, 2.0], np.float32)
    assert (wg.tensor(x) ** exponent).dtype == np.float32
    assert wg.grad(lambda t: wg.sum(t**exponent))(x).dtype == np.float32
    assert wg.grad(lambda t: wg.sum(2.0**t))(x).dtype == np.float32
    assert wg.power(x, np.array([2, -1])).dtype == np.float32


def test_power_agrees_with_jax(same_as_jax):
    rng = np.random.default_rng(0)
    x, y = rng.uniform(0.5, 2, (3, 1)), rng.normal(size=4)
    same_as_jax(wg.power, lambda x, y: x**y, x, y, compiled=True)
    same_as_jax(lambda x: x**-2, lambda x: x**-2, -x)


def test_absolute_value_and_its_kin_have_slope_zero_at_their_kink():
    assert wg.grad(wg.abs)(0.0) == 0
    assert wg.grad(abs)(-2.0) == -1
    assert wg.grad(wg.grad(wg.abs))(0.0) == 0
    assert wg.grad(wg.hypot, argnums=(0, 1))(0.0, 0.0) == (0, 0)
    assert wg.grad(wg.grad(wg.hypot))(0.0, 0.0) == 0
    assert wg.grad(wg.copysign)(0.0, -1.0) == 0
    assert wg.grad(wg.copysign)(3.0, -1.0) == -1


def test_complex_absolute_value_points_outward():
    z = np.array([3 + 4j, 0j])
    np.testing.assert_allclose(wg.grad(lambda z: wg.sum(wg.abs(z)))(z), [0.6 + 0.8j, 0])
    np.testing.assert_allclose(wg.grad(lambda z: wg.sum(wg.square(wg.abs(z))))(z), [6 + 8j, 0])
    _, tangent = wg.jvp(wg.abs, (z,), (np.array([1j, 1j]),))
    np.testing.assert_allclose(tangent, [0.8, 0])


@pytest.mark.parametrize("size", [1e200, 1e-200])
def test_hypot_neither_overflows_nor_underflows(size):
    np.testing.assert_allclose(wg.grad(wg.hypot, argnums=(0, 1))(3 * size, 4 * size), (0.6, 0.8))


def test_a_zero_adjoint_stays_zero_at_an_infinite_slope():
    for f in (wg.sqrt, wg.cbrt, lambda x: x**0.5, wg.reciprocal, lambda x: 1 / x):
        with np.errstate(divide="ignore"):
            assert wg.grad(lambda x, f=f: wg.where(x > 0, f(x), 0.0))(0.0) == 0


def test_quotient_and_signs():
    assert wg.grad(wg.divide, argnums=(0, 1))(3.0, 2.0) == (0.5, -0.75)
    assert wg.grad(wg.positive)(3.0) == 1
    assert wg.grad(wg.negative)(3.0) == -1
    assert wg.grad(lambda x: +x - -x)(3.0) == 2
    assert wg.grad(wg.subtract, argnums=(0, 1))(3.0, 2.0) == (1, -1)
    assert wg.grad(wg.add, argnums=(0, 1))(3.0, 2.0) == (1, 1)
    assert wg.grad(wg.multiply, argnums=(0, 1))(3.0, 2.0) == (2, 3)
    assert wg.grad(wg.square)(3.0) == 6


def test_a_python_complex_number_times_a_scalar_is_an_array_scalar():
    assert wg.vjp(lambda x: 1j * x, ONE)[1](np.complex128(1j)) == (1.0,)
