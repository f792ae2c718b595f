import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ConvergenceError, DtypeError, ShapeError


def test_known_intervals():
    x = np.array([-2.0, 0.0, 3.0])
    low, high = wg.subdifferential(abs, x)
    assert (low.tolist(), high.tolist()) == ([-1, -1, 1], [-1, 1, 1])
    low, high = wg.subdifferential(wg.relu, x)
    assert (low.tolist(), high.tolist()) == ([0, 0, 1], [0, 1, 1])
    low, high = wg.subdifferential(lambda x: 0.5 * x * x, x)
    assert low.tolist() == high.tolist() == [-2, 0, 3]
    assert wg.subdifferential(lambda x: 7.0 * x, 0.3) == (7.0, 7.0)


@pytest.mark.parametrize("f", [
    wg.relu,
    lambda x: wg.maximum(x, 0.0),
    lambda x: wg.maximum(0.0, x),
    lambda x: wg.where(x > 0, x, 0.0),
    lambda x: (abs(x) + x) / 2,
    lambda x: -wg.minimum(-x, 0.0),
])  # fmt: skip
def test_the_interval_does_not_depend_on_the_spelling(f):
    assert wg.subdifferential(f, 0.0) == (0.0, 1.0)


def test_compositions_follow_their_one_sided_slopes():
    assert wg.subdifferential(lambda x: wg.relu(wg.exp(x) - 1) + wg.sin(x), 0.0) == pytest.approx((1.0, 2.0))
    assert wg.subdifferential(lambda x: abs(x * x - 2), 2**0.5) == pytest.approx((-(8**0.5), 8**0.5))
    assert wg.subdifferential(lambda x: wg.maximum(x, x * x), 1.0) == pytest.approx((1.0, 2.0))
    assert wg.subdifferential(lambda x: abs(x) * x, 0.0) == (0.0, 0.0)
    assert wg.subdifferential(lambda x: wg.sqrt(wg.square(x)), 0.0) == (-1.0, 1.0)


def test_a_smooth_function_has_the_one_slope_of_its_gradient():
    assert wg.subdifferential(wg.exp, 1.0) == (wg.grad(wg.exp)(1.0),) * 2


def test_another_kink_nearby_does_not_disturb():
    assert wg.subdifferential(lambda x: wg.relu(x - 1e-5) + abs(x), 0.0) == (-1.0, 1.0)


def test_at_the_edge_of_a_domain_the_inner_side_counts():
    assert wg.subdifferential(lambda x: wg.sqrt(x) * x, 0.0)[0] == pytest.approx(0.0, abs=1e-2)
    assert wg.subdifferential(wg.sqrt, 0.0) == (np.inf, np.inf)


def test_a_slope_that_never_settles_is_said():
    with pytest.raises(ConvergenceError, match="do not settle"):
        wg.subdifferential(lambda x: x * x * wg.sin(1 / x), 0.0)


def test_complex_and_integer_points_are_refused():
    for x in (1j, 3, np.array([True])):
        with pytest.raises(DtypeError, match="x must be real floating"):
            wg.subdifferential(abs, x)


def test_a_function_that_is_not_elementwise_is_refused():
    with pytest.raises(ShapeError, match="element by element"):
        wg.subdifferential(lambda x: x.sum(), np.ones(3))


@given(st.floats(-3, 3), st.sampled_from([-1.0, -0.5, 0.0, 0.25, 1.0]))
def test_every_subgradient_of_a_convex_function_supports_it(at, share):
    # f(y) >= f(x) + g (y - x) for every g of the interval and every y: the definition itself.
    f = lambda x: abs(x) + wg.relu(2 * x - 1) + 0.25 * x * x
    low, high = wg.subdifferential(f, at)
    g = low + (high - low) * abs(share)
    y = np.linspace(-5, 5, 101)
    assert np.all(f(y) >= f(at) + g * (y - at) - 1e-7)
    assert low <= wg.grad(f)(at) <= high
