"""Linear models find what least squares and scikit-learn find."""

import numpy as np
import pytest

from wengert import losses, optim
from wengert.errors import ArgumentError
from wengert.nn.models import build, linear_regression, logistic_regression
from wengert.train import fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(80, 3))


def descended(model, y, loss, lr):
    fit(model, (X, y), loss, optim.SGD(model, lr=lr, momentum=0.9), epochs=400, batch_size=None, compiled=False)
    return model


def test_linear_regression_is_least_squares():
    y = (X @ [1.0, -2.0, 0.5] + 0.3 + 0.1 * RNG.normal(size=80))[:, None]
    model = descended(linear_regression(3, dtype="float64"), y, losses.mse_loss, 0.1)
    wanted = np.linalg.lstsq(np.c_[X, np.ones(80)], y, rcond=None)[0].ravel()
    np.testing.assert_allclose([*model.weight.numpy().ravel(), model.bias.item()], wanted, atol=1e-6)


def test_logistic_regression_is_scikit_learns():
    from sklearn.linear_model import LogisticRegression

    y = (X @ [1.0, -2.0, 0.5] + RNG.normal(size=80) > 0).astype("float64")
    model = descended(logistic_regression(3, dtype="float64"), y[:, None], losses.BCEWithLogitsLoss(), 1.0)
    theirs = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(X, y)
    np.testing.assert_allclose(model.weight.numpy(), theirs.coef_, atol=1e-3)


def test_images_are_flattened():
    assert build("linear", (1, 4, 4), 3)(np.ones((2, 1, 4, 4), "float32")).shape == (2, 3)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="two classes"):
        logistic_regression(3, 1)
    with pytest.raises(ArgumentError, match="has no settings"):
        build("linear:3", (4,), 2)
