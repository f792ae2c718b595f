"""`wg.explain` takes a function or a model, and is a room as well."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import ArgumentError


def test_own_models_and_losses():
    weight = wg.tensor(np.array([2.0, 3.0]), requires_grad=True)

    def model(x):
        return x * weight

    e = wg.explain(model, np.ones(2), target=np.zeros(2), loss=lambda o, y: wg.sum((o - y) ** 2))
    assert float(e["ℒ"]) == 13.0
    np.testing.assert_allclose(e.gradients().rows[0].cells[3], [4.0, 6.0])


def test_an_objective_without_target():
    e = wg.explain(nn.Linear(2, 1), np.ones(2, "float32"), loss=losses.IdentityObjective("sum"))
    np.testing.assert_allclose(e["dL/dW1"], np.ones((1, 2)))


def test_a_target_needs_a_loss():
    with pytest.raises(ArgumentError, match="loss"):
        wg.explain(nn.Linear(2, 1), np.ones(2), target=np.ones(1))


def test_a_seed_and_digits():
    e = wg.explain(lambda x: wg.exp(x), np.array([0.0, 1.0]), seed=np.array([1.0, -1.0]), digits=3)
    np.testing.assert_allclose(e["dy/dx"], [1.0, -np.e])
    assert "2.72" in str(e.forward())
    assert "2.718" not in str(e.forward())
