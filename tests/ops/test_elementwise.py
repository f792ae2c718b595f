"""Exponentials and logarithms: slopes in the tails, against numbers computed with 50 digits."""

import math

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy

SLOPES = {
    "exp": [
        (-80.0, 1.8048513878454153e-35),
        (-1.0, 0.36787944117144233),
        (0.0, 1.0),
        (1.0, 2.718281828459045),
        (80.0, 5.54062238439351e34),
    ],
    "exp2": [(-60.0, 6.012093432122359e-19), (2.0**-1, 0.9802581434685472), (60.0, 7.99144290325166e17)],
    "expm1": [
        (-40.0, 4.248354255291589e-18),
        (-(2.0**-20), 0.9999990463261383),
        (2.0**-20, 1.0000009536747712),
        (40.0, 2.3538526683702e17),
    ],
    "log": [
        (2.0**-60, 1.152921504606847e18),
        (2.0**-1, 2.0),
        (3.0, 0.3333333333333333),
        (2.0**60, 8.673617379884035e-19),
    ],
    "log1p": [
        (-1 + 2.0**-20, 1048576.0),
        (-(2.0**-20), 1.000000953675226),
        (2.0**-20, 0.9999990463265931),
        (2.0**60, 8.673617379884035e-19),
    ],
    "log2": [(2.0**-30, 1549082004.6798701), (3.0, 0.4808983469629878)],
    "log10": [(2.0**-30, 466320149.1519326), (3.0, 0.14476482730108395)],
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_keep_their_digits(name, dtype):
    for x, slope in SLOPES[name]:
        got = wg.grad(getattr(wg, name))(dtype(x))
        assert got.dtype == dtype
        assert abs(float(got) / slope - 1) < 4 * np.finfo(dtype).eps


@pytest.mark.parametrize("x", [1e-20, -1e-20])
def test_values_near_zero_keep_their_digits(x):
    assert float(wg.expm1(x)) == x
    assert float(wg.log1p(x)) == x


def test_every_derivative_of_the_exponential_is_itself():
    f = wg.exp
    for _ in range(4):
        f = wg.grad(f)
        assert f(1.0) == math.e


def test_slopes_at_zero_are_infinite_but_do_not_leak():
    for f in (wg.log, wg.log2, wg.log10):
        with np.errstate(divide="ignore"):
            assert wg.grad(f)(0.0) == math.inf
            assert wg.grad(lambda x, f=f: wg.where(x > 0, f(x), 0.0))(0.0) == 0


def test_agree_with_jax_to_second_order(same_as_jax):
    names = ("exp", "exp2", "expm1", "log", "log1p", "log2", "log10")
    jnp = jax_numpy()
    x = np.random.default_rng(0).uniform(0.5, 2, (2, 3))
    same_as_jax(
        lambda x: [getattr(wg, n)(x) for n in names], lambda x: [getattr(jnp, n)(x) for n in names], x, compiled=True
    )


def test_stay_single(stays_single):
    names = ("exp", "exp2", "expm1", "log", "log1p", "log2", "log10")
    stays_single(lambda x: [getattr(wg, n)(x) for n in names], [0.5, 2.0])


def test_complex_logarithm_and_exponential_are_holomorphic():
    z, dz = np.array([1 + 2j, -0.5 - 1j]), np.array([1j, 1 - 1j])
    for f, slope in ((wg.exp, np.exp(z)), (wg.log, 1 / z), (wg.log1p, 1 / (1 + z)), (wg.expm1, np.exp(z))):
        np.testing.assert_allclose(wg.jvp(f, (z,), (dz,))[1], slope * dz)
        np.testing.assert_allclose(wg.vjp(f, z)[1](dz)[0], slope.conj() * dz)
