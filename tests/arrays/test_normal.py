"""The normal distribution of programs beside SciPy's: its polynomial in double precision, and its values in single."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.special

import wengert as wg
from wengert.arrays import normal

jnp = pytest.importorskip("jax.numpy")


def test_polynomial_is_the_scaled_complement_of_the_error_function():
    z = np.concatenate([np.linspace(0, 15, 20_001), np.geomspace(15, 1e4, 101)])
    t = 1 / (1 + normal._SHRINK * z)
    np.testing.assert_allclose(t * np.polyval(normal._Q[::-1], 1 - t), scipy.special.erfcx(z), rtol=5e-8)


def test_both_tails_keep_their_digits():
    x = np.linspace(-12.5, 12.5, 100_001).astype("float32")
    exact = scipy.special.ndtr(x.astype(float))
    ours = np.asarray(normal.single_normal_distribution(jnp.asarray(x)))
    assert ours.dtype == "float32"
    np.testing.assert_allclose(ours, exact, rtol=5e-6, atol=1e-38)
    middle = np.abs(x) < 4
    np.testing.assert_allclose(ours[middle], exact[middle], rtol=1e-6)


def test_ends():
    x = jnp.asarray([-math.inf, -1e30, -1e3, 0.0, 1e3, 1e30, math.inf, math.nan], "float32")
    ours = np.asarray(normal.single_normal_distribution(x))
    np.testing.assert_array_equal(ours, np.asarray([0, 0, 0, 0.5, 1, 1, 1, math.nan], "float32"))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_programs_agree_with_numpy_in_every_narrow_dtype(dtype):
    x = np.linspace(-3, 3, 41).astype("float32")
    cast = lambda f: lambda x: wg.astype(f(wg.astype(x, dtype)), "float32")
    eps = float(jnp.finfo(dtype).eps)
    for f in (wg.ndtr, wg.gelu):
        np.testing.assert_allclose(np.asarray(wg.compile(cast(f))(x)), cast(f)(x), rtol=8 * eps, atol=eps)


def test_slope_of_gelu_in_a_program():
    x = np.linspace(-9, 9, 1001).astype("float32")
    slope = wg.compile(wg.vmap(wg.grad(wg.gelu)))(x)
    wide = x.astype(float)
    exact = scipy.special.ndtr(wide) + wide * np.exp(-wide * wide / 2) / math.sqrt(2 * math.pi)
    np.testing.assert_allclose(np.asarray(slope), exact, rtol=1e-5, atol=1e-6)
