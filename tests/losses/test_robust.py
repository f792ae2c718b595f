"""Log-squared, Tukey and quantile losses: SciPy, scikit-learn, outliers, curvature at 0."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError

X, Y = 2 * np.random.default_rng(0).normal(size=(2, 40))


def test_log_squared_is_scipys_cauchy():
    from scipy.optimize import least_squares

    # One parameter, one residual: SciPy's cost at the start is rho(e²) / 2.
    cost = least_squares(lambda t: t, [1.7], loss="cauchy", max_nfev=1).cost
    start = least_squares(lambda t: t, [1.7], loss="cauchy", max_nfev=1, ftol=None, xtol=None, gtol=1e9).cost
    assert cost <= start == pytest.approx(losses.log_squared_loss(1.7, 0.0) / 2)


def test_quantile_is_scikit_learns_pinball():
    metrics = pytest.importorskip("sklearn.metrics")
    for q in (0.1, 0.5, 0.9):
        found = losses.quantile_loss(X, Y, q)
        assert found == pytest.approx(metrics.mean_pinball_loss(Y, X, alpha=q))
    assert losses.quantile_loss(X, Y) == pytest.approx(losses.l1_loss(X, Y) / 2)


def test_the_best_constant_is_the_quantile():
    losses_of = [losses.quantile_loss(np.full(40, c), Y, 0.8) for c in np.sort(Y)]
    assert abs(int(np.argmin(losses_of)) - 32) <= 1


def test_an_outlier_pulls_as_each_loss_says():
    # L-30, L-31: one target moved far away; its share of the whole pull.
    y = np.zeros(10)
    y[0] = 100.0
    named = {}
    for name in ("mse", "mae", "huber", "log_squared", "tukey"):
        pull = abs(losses.by_name(name).seed(np.linspace(0.5, 1.5, 10), y))
        named[name] = pull[0] / pull.sum()
    assert named["mse"] > 0.9 > 0.2 > named["huber"] > named["mae"] - 0.02 > named["log_squared"] > named["tukey"] == 0


def test_tukey_is_half_the_square_near_and_flat_far():
    near = np.array([1e-4, -1e-4])
    np.testing.assert_allclose(losses.tukey_loss(near, np.zeros(2), "none"), near**2 / 2, rtol=1e-6)
    far = np.array([5.0, -1e3, 1e200])
    np.testing.assert_allclose(losses.tukey_loss(far, np.zeros(3), "none"), 4.685**2 / 6)
    assert losses.TukeyLoss().seed(far, np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


def test_a_perfect_fit_still_has_curvature():
    at = lambda loss: wg.hessian(lambda o: loss(o, np.float64(2.0)))(np.float64(2.0))
    assert (at(losses.LogSquaredLoss()), at(losses.TukeyLoss())) == (2.0, pytest.approx(1.0))


def test_slopes_where_both_agree():
    assert losses.QuantileLoss(0.5).seed(np.float64(1.0), np.float64(1.0)) == 0
    assert losses.QuantileLoss(0.75).seed(np.float64(1.0), np.float64(1.0)) == -0.25


def test_options_out_of_range_are_refused():
    for call in (
        lambda: losses.QuantileLoss(1.0),
        lambda: losses.quantile_loss(X, Y, 0.0),
        lambda: losses.TukeyLoss(c=0.0),
        lambda: losses.tukey_loss(X, Y, c=-1.0),
    ):
        with pytest.raises(ArgumentError):
            call()
