"""Special functions: slopes in the tails, every order of the gamma family, known values, SciPy and JAX."""

import math

import numpy as np
import pytest
import scipy.special

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError

# (x, slope at x), the slopes computed with 50 digits.
SLOPES = {
    "erf": [(2.0**-20, 1.1283791670944863), (1.0, 0.4151074974205947), (5.0, 1.5670866531017336e-11)],
    "erfc": [
        (2.0**-20, -1.1283791670944863),
        (1.0, -0.4151074974205947),
        (5.0, -1.5670866531017336e-11),
        (-5.0, -1.5670866531017336e-11),
    ],
    "erfinv": [(2.0**-20, 0.8862269254533911), (2.0**-1, 1.1125848189719498), (1 - 2.0**-10, 203.35632620489721)],
    "ndtr": [(-8.0, 5.052271083536892e-15), (0.0, 0.3989422804014327), (3.0, 0.0044318484119380075)],
    "log_ndtr": [
        (-30.0, 30.033259667433676),
        (-3.0, 3.2830986549304364),
        (0.0, 0.7978845608028654),
        (3.0, 0.004437839042125664),
    ],
    "gammaln": [
        (2.0**-10, -1024.5756104293407),
        (2.0**-1, -1.9635100260214235),
        (3.0, 0.9227843350984671),
        (30.0, 3.384438132685525),
        (2.0**20, 13.862943134361672),
    ],
    "digamma": [
        (2.0**-10, 1048577.6425893921),
        (2.0**-1, 4.934802200544679),
        (3.0, 0.39493406684822646),
        (30.0, 0.033895060357739946),
        (2.0**20, 9.536747711537455e-07),
    ],
}
# The slope of log_ndtr is exp(-x²/2 - out): its digits are those of x²/2, and erfinv's those of exp(out²).
LOOSE = {"log_ndtr": 500, "erfinv": 10}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", SLOPES)
def test_slopes_keep_their_digits(name, dtype):
    for x, slope in SLOPES[name]:
        got = wg.grad(getattr(wg, name))(dtype(x))
        assert got.dtype == dtype
        assert abs(float(got) / slope - 1) < LOOSE.get(name, 4) * np.finfo(dtype).eps


def test_orders_of_the_gamma_family_follow_each_other():
    x, f = 2.5, wg.gammaln
    f = wg.grad(f)
    np.testing.assert_allclose(f(x), scipy.special.digamma(x), rtol=1e-14)
    for n in range(1, 5):
        f = wg.grad(f)
        np.testing.assert_allclose(f(x), scipy.special.polygamma(n, x), rtol=1e-14)
    assert wg.polygamma(0, x) == wg.digamma(x)
    np.testing.assert_allclose(wg.grad(lambda t: wg.polygamma(2, t))(x), wg.polygamma(3, x), rtol=1e-14)


def test_known_values():
    """DLMF 5.4.11-12, 5.15.3: ψ(1) = -γ, ψ′(1) = π²/6, ψ″(1) = -2 ζ(3), Γ(1/2) = √π."""
    np.testing.assert_allclose(wg.digamma(1.0), -np.euler_gamma, rtol=1e-15)
    np.testing.assert_allclose(wg.polygamma(1, 1.0), math.pi**2 / 6, rtol=1e-15)
    np.testing.assert_allclose(wg.polygamma(2, 1.0), -2 * 1.2020569031595942, rtol=1e-15)
    np.testing.assert_allclose(wg.gammaln(0.5), math.log(math.pi) / 2, rtol=1e-15)
    np.testing.assert_allclose(wg.erf(1.0) + wg.erfc(1.0), 1.0, rtol=1e-15)
    np.testing.assert_allclose(wg.erfinv(wg.erf(0.7)), 0.7, rtol=1e-15)
    np.testing.assert_allclose(wg.log_ndtr(1.0), math.log(0.8413447460685429), rtol=1e-14)


def test_xlogy_at_its_singular_points():
    assert wg.xlogy(0.0, 0.0) == 0
    assert wg.grad(wg.xlogy, argnums=1)(0.0, 0.0) == 0
    assert wg.grad(wg.xlogy, argnums=0)(2.0, math.e) == 1
    entropy = lambda p: -wg.sum(wg.xlogy(p, p))
    np.testing.assert_allclose(wg.grad(entropy)(np.array([1.0, 0.5])), [-1, math.log(2) - 1])


def test_agree_with_jax_to_second_order(same_as_jax):
    jax_numpy()
    import jax.scipy.special as theirs

    names = ("erf", "erfc", "erfinv", "ndtr", "log_ndtr")
    x = np.random.default_rng(0).uniform(0.2, 0.8, 3)
    ours = lambda x: [*(getattr(wg, n)(x) for n in names), wg.xlogy(x, x + 1)]
    same_as_jax(ours, lambda x: [*(getattr(theirs, n)(x) for n in names), theirs.xlogy(x, x + 1)], x, compiled=True)


def test_gamma_family_agrees_with_jax(same_as_jax):
    jax_numpy()
    import jax.scipy.special as theirs

    x = np.array([0.3, 1.7, 12.0, -1.5])
    same_as_jax(lambda x: [wg.gammaln(x), wg.digamma(x)], lambda x: [theirs.gammaln(x), theirs.digamma(x)], x)


def test_stay_single(stays_single):
    names = ("erf", "erfc", "erfinv", "ndtr", "log_ndtr", "gammaln", "digamma")
    stays_single(lambda x: [*(getattr(wg, n)(x) for n in names), wg.polygamma(2, x), wg.xlogy(x, x)], [0.3, 0.6])


def test_refusals():
    with pytest.raises(ArgumentError, match="an order is not negative"):
        wg.polygamma(-1, 2.0)
    with pytest.raises(DtypeError, match="erfinv"):
        wg.erfinv(wg.tensor(1j))
