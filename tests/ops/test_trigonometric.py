"""Trigonometric and hyperbolic functions: slopes where they vanish or grow, branches in the complex plane."""

import math

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy

# (x, slope at x), the slopes computed with 50 digits.
SLOPES = {
    "sin": [
        (2.0**-1, 0.8775825618903728),
        (1.5, 0.0707372016677029),
        (22.0, -0.9999608263946371),
        (355.0, -0.999999999545659),
    ],
    "cos": [(2.0**-20, -9.536743164061055e-07), (3.0, -0.1411200080598672), (355.0, 3.014435335948845e-05)],
    "tan": [(2.0**-1, 1.2984464104095248), (1.5, 199.85004452649247), (-1.5625, 14529.084935754767)],
    "asin": [
        (2.0**-20, 1.0000000000004547),
        (2.0**-1, 1.1547005383792515),
        (1 - 2.0**-20, 724.077516568578),
        (-1 + 2.0**-20, 724.077516568578),
    ],
    "acos": [
        (2.0**-20, -1.0000000000004547),
        (2.0**-1, -1.1547005383792515),
        (1 - 2.0**-20, -724.077516568578),
        (-1 + 2.0**-20, -724.077516568578),
    ],
    "atan": [
        (2.0**-20, 0.9999999999990905),
        (1.0, 0.5),
        (2.0**20, 9.094947017721011e-13),
        (2.0**40, 8.271806125530277e-25),
    ],
    "sinh": [(2.0**-20, 1.0000000000004547), (1.0, 1.5430806348152437), (80.0, 2.770311192196755e34)],
    "cosh": [(2.0**-20, 9.536743164063946e-07), (1.0, 1.1752011936438014), (80.0, 2.770311192196755e34)],
    "tanh": [(2.0**-20, 0.9999999999990905), (1.0, 0.4199743416140261), (3.0, 0.00986603716544019)],
    "asinh": [
        (2.0**-20, 0.9999999999995453),
        (1.0, 0.7071067811865476),
        (2.0**40, 9.094947017729282e-13),
        (2.0**70, 8.470329472543003e-22),
    ],
    "acosh": [
        (1 + 2.0**-20, 724.077171301595),
        (3.0, 0.3535533905932738),
        (2.0**40, 9.094947017729282e-13),
        (2.0**70, 8.470329472543003e-22),
    ],
    "atanh": [
        (2.0**-20, 1.0000000000009095),
        (2.0**-1, 1.3333333333333333),
        (1 - 2.0**-20, 524288.2500001192),
        (-1 + 2.0**-20, 524288.2500001192),
    ],
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_keep_their_digits(name, dtype):
    for x, slope in SLOPES[name]:
        got = wg.grad(getattr(wg, name))(dtype(x))
        assert got.dtype == dtype
        # The slope of tanh is computed from its output, whose rounding it cannot undo: digits of 1, not of the slope.
        scale = 1 if name == "tanh" else abs(slope)
        assert abs(float(got) - slope) < 4 * np.finfo(dtype).eps * scale


def test_tanh_is_finite_and_flat_far_out_to_every_order():
    for x in (-1e3, 1e3):
        first = wg.grad(wg.tanh)
        assert (first(x), wg.grad(first)(x), wg.grad(wg.grad(first))(x)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("x", "y"), [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0), (3e200, 4e200), (3e-200, 4e-200)]
)
def test_slopes_of_the_angle_on_axes_and_far_out(x, y):
    r = math.hypot(x, y)
    np.testing.assert_allclose(wg.grad(wg.atan2, argnums=(0, 1))(x, y), (y / r / r, -x / r / r), rtol=1e-15)


def test_the_angle_has_slope_zero_at_the_origin():
    assert wg.grad(wg.atan2, argnums=(0, 1))(0.0, 0.0) == (0, 0)


def test_agree_with_jax_to_second_order(same_as_jax):
    jnp = jax_numpy()
    names = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "atanh")
    x = np.random.default_rng(0).uniform(-0.9, 0.9, (2, 3))
    ours = lambda x: [*(getattr(wg, n)(x) for n in names), wg.acosh(x + 2.5), wg.atan2(x, x - 3)]
    theirs = lambda x: [*(getattr(jnp, n)(x) for n in names), jnp.acosh(x + 2.5), jnp.atan2(x, x - 3)]
    same_as_jax(ours, theirs, x, compiled=True)


def test_stay_single(stays_single):
    names = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "atanh")
    stays_single(lambda x: [*(getattr(wg, n)(x) for n in names), wg.acosh(x + 2.5), wg.atan2(x, x - 3)], [0.5, -0.5])


@pytest.mark.parametrize("z", [2 + 1j, -2 + 1j, -2 - 1j, 0.3 - 4j])
@pytest.mark.parametrize("name", ["asin", "acos", "atan", "asinh", "acosh", "atanh"])
def test_inverse_functions_have_the_slope_of_their_own_branch(name, z):
    """A difference quotient in two directions: the derivative is complex, so both give the same."""
    f, step = getattr(wg, name), 1e-6
    slope = wg.vjp(f, np.complex128(z))[1](np.complex128(1))[0].conjugate()
    for h in (step, step * 1j):
        quotient = (f(np.complex128(z + h)) - f(np.complex128(z - h))) / (2 * h)
        assert abs(quotient - slope) < 1e-8
