"""Huber, smooth L1 and log-cosh: PyTorch's values, the meeting point, curvature at 0, extremes."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError
from wengert.losses.huber import huber, log_cosh

X, Y = 2 * np.random.default_rng(0).normal(size=(2, 5, 3))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    F = pytest.importorskip("torch").nn.functional
    against(losses.huber_loss, F.huber_loss, X, Y, reduction=reduction, delta=0.7)
    against(losses.smooth_l1_loss, F.smooth_l1_loss, X, Y, reduction=reduction, beta=0.7)
    against(losses.smooth_l1_loss, F.smooth_l1_loss, X, Y, reduction=reduction, beta=0.0)


def test_smooth_l1_is_huber_over_beta():
    np.testing.assert_allclose(losses.smooth_l1_loss(X, Y, beta=0.3), losses.huber_loss(X, Y, delta=0.3) / 0.3)


def test_value_and_slope_are_continuous_at_delta():
    around = np.array([1.5 - 1e-12, 1.5, 1.5 + 1e-12])
    np.testing.assert_allclose(huber(around, delta=1.5), 1.125)
    np.testing.assert_allclose(losses.HuberLoss("sum", 1.5).seed(around, np.zeros(3)), 1.5)


def test_a_perfect_fit_still_has_curvature():
    for loss in (losses.HuberLoss(), losses.SmoothL1Loss(), losses.LogCoshLoss()):
        assert wg.hessian(lambda o, loss=loss: loss(o, np.float64(2.0)))(np.float64(2.0)) == 1


def test_no_error_is_too_large():
    x = np.array([1e3, -1e3, 1e200])
    for loss in (losses.HuberLoss("sum"), losses.SmoothL1Loss("sum"), losses.LogCoshLoss("sum")):
        assert loss.seed(x, np.zeros(3)).tolist() == [1.0, -1.0, 1.0]
        assert np.isfinite(loss(x, np.zeros(3)))
    assert losses.huber_loss(x[:2].astype("float32"), np.zeros(2, "float32")).dtype == np.float32


def test_log_cosh_keeps_small_errors():
    x = np.array([1e-9, 1e-3, 0.5, 0.9999, 1.0001, 4.0, -4.0])
    np.testing.assert_allclose(log_cosh(x[:2]), x[:2] ** 2 / 2, rtol=1e-6)
    np.testing.assert_allclose(log_cosh(x[2:]), np.log(np.cosh(x[2:])), rtol=1e-14)


def test_options_out_of_range_are_refused():
    for call in (
        lambda: losses.HuberLoss(delta=0.0),
        lambda: losses.huber_loss(X, Y, delta=-1.0),
        lambda: losses.SmoothL1Loss(beta=-1.0),
        lambda: losses.smooth_l1_loss(X, Y, beta=-1.0),
    ):
        with pytest.raises(ArgumentError):
            call()
