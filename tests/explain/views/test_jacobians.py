"""Jacobians: of each layer, their product, both routes to the gradients, and those of functions."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn


def test_layers_and_their_product_are_those_of_jacobian(one):
    table = one.jacobians()
    w1, b1, w2 = (one[n] for n in ("W1", "b1", "W2"))
    inner = wg.jacobian(lambda x: wg.tanh(w1 @ x + b1))(one["x"])
    np.testing.assert_allclose(table.value("J1"), inner)
    np.testing.assert_allclose(table.value("J2"), w2)
    np.testing.assert_allclose(table.value("dyhat/dx"), w2 @ inner)


def test_both_routes_agree_for_one_sample_and_for_a_batch(one):
    for e in (one, softmax_batch()):
        differences = [x for x in e.jacobians().column("largest difference") if x is not None]
        assert len(differences) == 4
        assert max(differences) < 1e-15
        assert e.jacobians().rows[0].conceptual


def softmax_batch():
    rng = np.random.default_rng(0)
    model = nn.Sequential(nn.Linear(2, 3, dtype="float64"), nn.Softmax(-1), nn.Linear(3, 2, dtype="float64"), nn.GELU())
    return wg.explain(model, rng.normal(size=(4, 2)), target=rng.normal(size=(4, 2)), loss=losses.MSELoss())


def test_a_jacobian_for_each_sample():
    e = softmax_batch()
    assert e.jacobians().value("J1").shape == (4, 3, 2)
    w, b = e["W1"], e["b1"]
    for k in range(4):
        expected = wg.jacobian(lambda x: wg.softmax(w @ x + b))(e["x"][k])
        np.testing.assert_allclose(e.jacobians().value("J1")[k], expected, atol=1e-15)


def test_functions_with_several_results():
    e = wg.explain(lambda x, y: (x * y, wg.sin(x)), np.array([1.0, 2.0]), 3.0)
    table = e.jacobians()
    np.testing.assert_allclose(table.value("dy/dx"), [[3, 0], [0, 3], [np.cos(1), 0], [0, np.cos(2)]], atol=1e-15)


def test_where_layers_are_no_chain_they_are_still_shown():
    class Skip(nn.Module):
        def __init__(self):
            super().__init__()
            self.a = nn.Linear(2, 2, dtype="float64")
            self.b = nn.Linear(2, 1, dtype="float64")

        def forward(self, x):
            return self.b(self.a(x) + x)

    e = wg.explain(Skip(), np.ones(2), target=np.ones(1), loss=losses.MSELoss())
    assert e.jacobians().column("quantity") == ["J₁", "J₂"]
    with pytest.raises(wg.errors.GraphError, match="chain"):
        e.equations()
    assert "equations" not in [t.name for t in e.tables()]
    np.testing.assert_allclose(e["dL/dx"], e.gradients().cell("x", "check").moved, atol=1e-6)
