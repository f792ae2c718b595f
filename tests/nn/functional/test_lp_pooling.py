"""Power-average pooling as a function: between sum and maximum, and safe where a window is all zeros."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F

X = np.random.default_rng(0).uniform(0.2, 2.0, (2, 3, 6, 7))


def test_it_is_the_norm_of_numpy_and_its_limits_are_sum_and_maximum():
    blocks = X[..., :6].reshape(2, 3, 3, 2, 3, 2).swapaxes(3, 4).reshape(2, 3, 3, 3, 4)
    for p in (1, 1.5, 2, 3, np.inf):
        np.testing.assert_allclose(F.lp_pool2d(X, p, 2), np.linalg.norm(blocks, p, axis=-1), rtol=1e-13)
    np.testing.assert_array_equal(F.lp_pool2d(-X, np.inf, 2), F.max_pool2d(X, 2))


@pytest.mark.parametrize("p", [0.5, 1, 1.5, 2, 3, np.inf])
def test_derivatives_are_right_to_second_order(p):
    assert wg.gradcheck(lambda x: F.lp_pool2d(x, p, (2, 3), 2, ceil_mode=True), X[:1], order=2)


@pytest.mark.parametrize("library", ["numpy", "jax"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("p", [1.5, 2, 3, 4.0])
def test_a_window_of_zeros_has_slope_zero_in_both_modes_and_at_second_order(p, dtype, library):
    x = np.array([[0.0, 0.0, 3.0, 0.0]], dtype)
    x = x if library == "numpy" else jax_numpy().asarray(x)
    total = lambda x: wg.sum(F.lp_pool1d(x, p, 2))
    for gradient in (wg.grad(total), wg.jacfwd(total), wg.compile(wg.grad(total))):
        found = np.asarray(gradient(x))
        assert found.dtype == dtype
        np.testing.assert_allclose(found, [[0, 0, 1, 0]], atol=1e-6)
    if p >= 2:  # below, the second derivative of x ** p at 0 is infinite
        assert np.isfinite(np.asarray(wg.hvp(total, (x,), (np.ones((1, 4), dtype),))[0])).all()


def test_a_sum_below_zero_has_no_root():
    with np.errstate(invalid="ignore"):
        assert np.isnan(F.lp_pool1d(np.array([[-1.0, -1.0]]), 3, 2)).all()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.lp_pool2d(X[0, 0], 2, 2), ShapeError, "lp_pool2d: needs 2 axes behind the channels"),
        (lambda: F.lp_pool2d(X, 2, 9), ShapeError, "window is larger"),
        (lambda: F.lp_pool2d(X, 0, 2), ArgumentError, "lp_pool2d: norm_type is not positive"),
        (lambda: F.lp_pool1d(X[0], np.nan, 2), ArgumentError, "lp_pool1d: norm_type is not positive"),
        (lambda: F.lp_pool3d(X, 2, (2, 2)), ArgumentError, "kernel_size does not fit"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
