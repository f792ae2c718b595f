"""Losses of margins: scikit-learn, PyTorch, ties at the margin, extremes."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, DtypeError, ShapeError

RNG = np.random.default_rng(0)
X, Z, T = 2 * RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4)), np.array([0, 1, 2, 3, 1, 0])
SIGNS = np.sign(RNG.normal(size=(6, 4)))


def test_hinge_is_scikit_learns():
    metrics = pytest.importorskip("sklearn.metrics")
    found = losses.hinge_loss(X[:, 0], SIGNS[:, 0])
    assert found == pytest.approx(metrics.hinge_loss(SIGNS[:, 0], X[:, 0]), rel=1e-12)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    signs = torch.tensor(SIGNS)
    fixed = lambda f, y: lambda *x, **options: f(*x, y, **options)
    ranked = fixed(losses.margin_ranking_loss, SIGNS), fixed(F.margin_ranking_loss, signs)
    against(*ranked, X, Z, margin=0.5, reduction=reduction)
    against(fixed(losses.soft_margin_loss, SIGNS), fixed(F.soft_margin_loss, signs), X, reduction=reduction)
    weight = np.array([0.5, 1.0, 2.0, 0.1])
    for options in ({}, {"p": 2, "margin": 0.7, "weight": weight}):
        # PyTorch has no second derivative of it.
        pair = losses.multi_margin_loss, F.multi_margin_loss
        against(*pair, X, T, second=False, reduction=reduction, **options)


def test_what_is_right_by_the_margin_counts_nothing_at_a_tie_too():
    assert losses.HingeLoss().seed(np.array([1.0, 2.0]), np.ones(2)).tolist() == [0.0, 0.0]
    assert losses.MultiMarginLoss().seed(np.array([[1.0, 0.0]]), np.array([0])).tolist() == [[0.0, 0.0]]


def test_extremes_are_finite():
    x, y = np.array([1e3, -1e3]), np.array([1.0, 1.0])
    assert losses.soft_margin_loss(x, y, "sum") == 1000
    assert losses.SoftMarginLoss("sum").seed(x, y).tolist() == [0.0, -1.0]
    assert not wg.hessian(lambda x: losses.soft_margin_loss(x, y))(x).any()


def test_single_precision_stays():
    x = X.astype("float32")
    assert losses.hinge_loss(x, SIGNS.astype(int)).dtype == np.float32
    assert losses.multi_margin_loss(x, T, weight=np.ones(4)).dtype == np.float32


def test_nonsense_is_refused():
    for call, error in (
        (lambda: losses.MultiMarginLoss(p=3), ArgumentError),
        (lambda: losses.multi_margin_loss(X, T + 2), ArgumentError),
        (lambda: losses.multi_margin_loss(X, T * 1.0), DtypeError),
        (lambda: losses.multi_margin_loss(np.float64(1.0), np.array(0)), ShapeError),
        (lambda: losses.margin_ranking_loss(X, Z[:2], SIGNS), ShapeError),
    ):
        with pytest.raises(error):
            call()
