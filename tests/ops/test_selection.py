import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ShapeError


def test_values_are_those_of_numpy():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(3, 4)), rng.normal(size=4)
    np.testing.assert_array_equal(wg.where(x > 0, x, y), np.where(x > 0, x, y))
    np.testing.assert_array_equal(wg.maximum(x, y), np.maximum(x, y))
    np.testing.assert_array_equal(wg.minimum(x, y), np.minimum(x, y))
    np.testing.assert_array_equal(wg.relu(x), np.maximum(x, 0))
    np.testing.assert_array_equal(wg.clip(x, -0.5, y), np.clip(x, -0.5, y))


@pytest.mark.parametrize(("bounds", "wanted"), [
    ({}, [-1.0, 0.0, 2.0]),
    ({"min": 0.0}, [0.0, 0.0, 2.0]),
    ({"max": 1}, [-1.0, 0.0, 1.0]),
    ({"min": -0.5, "max": 0.5}, [-0.5, 0.0, 0.5]),
    ({"min": np.array([0.0, 1.0, 3.0])}, [0.0, 1.0, 3.0]),
    ({"min": 2.0, "max": 1.0}, [1.0, 1.0, 1.0]),
])  # fmt: skip
def test_clip_and_its_method(bounds, wanted):
    x = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_array_equal(wg.clip(x, **bounds), wanted)
    np.testing.assert_array_equal(wg.tensor(x).clamp(**bounds), wanted)
    np.testing.assert_array_equal(wg.tensor(x).clip(**bounds), wanted)


def test_bounds_of_clip_that_are_differentiated_take_the_slope_where_they_hold():
    x = np.array([-1.0, 0.5, 2.0])
    f = lambda x, low, high: wg.clip(x, low, high).sum()
    dx, low, high = wg.grad(f, argnums=(0, 1, 2))(x, 0.0, 1.0)
    np.testing.assert_array_equal(dx, [0.0, 1.0, 0.0])
    assert (low, high) == (1.0, 1.0)
    # At the tie both are variables: they share.
    assert [float(d) for d in wg.grad(f, argnums=(0, 1))(np.float64(0.0), 0.0, 1.0)] == [0.5, 0.5]


def test_dtypes_stay():
    x = np.array([-1.0, 2.0], np.float32)
    for f in (wg.relu, lambda x: wg.clip(x, 0, 1), lambda x: wg.maximum(x, 0.0), lambda x: wg.where(x > 0, x, 0.0)):
        assert f(x).dtype == np.float32
        assert wg.grad(lambda x, f=f: f(x).sum())(x).dtype == np.float32
        assert f(jax_numpy().asarray(x)).dtype == np.float32


def test_nan_is_handed_on_and_not_hidden():
    assert np.isnan(wg.maximum(np.nan, 1.0))
    assert np.isnan(wg.clip(np.float64(np.nan), 0.0, 1.0))
    assert np.isnan(wg.relu(np.float64(np.nan)))


def test_shapes_that_do_not_broadcast_are_refused():
    with pytest.raises(ShapeError, match="maximum"):
        wg.maximum(np.ones(3), np.ones(2))
    with pytest.raises(ShapeError, match="where"):
        wg.where(np.ones(3, bool), np.ones(2), 0.0)


# --- what was not taken does not leak ------------------------------------------------------------------------------

TAKEN = np.array([True, False, True])
OVERFLOWED = np.array([np.inf, 2.0, np.nan])
BRANCHES = {
    "a product with what overflowed": (lambda x: wg.where(TAKEN, 0.0, x * OVERFLOWED), [0.0, 2.0, 0.0]),
    "a product within a product": (lambda x: wg.where(TAKEN, 0.0, x * OVERFLOWED) * x, [0.0, 8.0, 0.0]),
    "a chain": (
        lambda x: wg.where(TAKEN, x, wg.sin(x * OVERFLOWED) * OVERFLOWED),
        [1.0, 4 * np.cos(4.0), 1.0],
    ),
    "the other branch": (lambda x: wg.where(~TAKEN, x * OVERFLOWED, x * x), [2.0, 2.0, 6.0]),
}


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # of the forward pass, as NumPy says it
@pytest.mark.parametrize(("branch", "slope"), BRANCHES.values(), ids=BRANCHES)
def test_a_branch_not_taken_leaks_no_nan_in_any_order_and_mode(branch, slope):
    x = np.array([1.0, 2.0, 3.0])
    f = lambda x: wg.sum(branch(x))
    np.testing.assert_allclose(wg.grad(f)(x), slope, rtol=1e-12)
    np.testing.assert_allclose(wg.compile(wg.grad(f))(x), slope, rtol=1e-12)
    assert np.isfinite(wg.jvp(f, (x,), (np.ones(3),))[1])
    for order in ("forward-over-reverse", "reverse-over-reverse"):
        assert np.all(np.isfinite(wg.hvp(f, (x,), (np.ones(3),), order=order)))
    weighted = wg.grad(lambda x: wg.sum(wg.grad(f)(x) * x))
    np.testing.assert_allclose(weighted(x), wg.hvp(f, (x,), (x,)) + np.asarray(slope), rtol=1e-12)


def test_without_a_selection_a_product_with_what_overflowed_is_nan_as_in_arithmetic():
    with np.errstate(invalid="ignore"):
        assert np.isnan(wg.grad(lambda x: (x * np.inf) * 0.0)(1.0))
