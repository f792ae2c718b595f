"""What is explained has one symbol for each quantity, and finds it by every spelling."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import ArgumentError, GraphError


def network(sizes=(2, 3, 1), dtype="float64"):
    first = nn.Linear(sizes[0], sizes[1], dtype=dtype)
    return nn.Sequential(first, nn.Tanh(), nn.Linear(sizes[1], sizes[2], dtype=dtype), nn.Sigmoid())


@pytest.fixture(scope="module")
def subject():
    x, y = np.ones((2, 2)), np.ones((2, 1))
    return wg.explain(network(), x, target=y, loss=losses.MSELoss()).subject


def test_symbols_by_layer(subject):
    assert list(subject.symbols.values()) == ["x", "y", "W₁", "b₁", "W₂", "b₂", "z₁", "a₁", "z₂", "ŷ", "ℒ"]
    assert [subject.symbols[x] for x in subject.parameters] == ["W₁", "b₁", "W₂", "b₂"]
    assert [subject.symbols[x] for x in subject.data] == ["x"]
    assert subject.gradient_symbol(subject.line("z1")) == "δ₁"
    assert subject.line("a2") is subject.line("yhat") is subject.output
    assert subject.line("model.0.weight") is subject.line("W1")
    with pytest.raises(ArgumentError):
        subject.line("W9")


def test_small_letters_for_single_numbers():
    e = wg.explain(network((1, 1, 1)), np.ones(1), target=np.ones(1), loss=losses.MSELoss())
    assert "w₁" in e.subject.symbols.values()


def test_adjoints_are_those_of_grad():
    model, x, y = network(), np.ones((2, 2)), np.ones((2, 1))
    e = wg.explain(model, x, target=y, loss=losses.MSELoss())
    expected = wg.grad(lambda m: losses.mse_loss(m(x), y))(model)
    np.testing.assert_allclose(e["dL/dW1"], expected[0].weight.value)


def test_what_has_no_adjoint():
    e = wg.explain(lambda x: 2 * x, np.ones(2))
    with pytest.raises(GraphError, match="seed"):
        e.backward()
    two = wg.explain(lambda x: (x, 2 * x), 1.0)
    with pytest.raises(GraphError, match="one result"):
        two.backward()


def test_an_input_that_changes_nothing_has_gradient_zero():
    e = wg.explain(lambda x, u: 2 * x, 1.0, 2.0)
    assert e.gradients().value("u", "gradient value") == 0


def test_names_that_clash_are_told_apart():
    def f(z_1, z1):
        return z_1 * z1

    e = wg.explain(f, 2.0, 3.0)
    assert len(set(e.subject.symbols.values())) == 3


def test_a_shared_weight_keeps_its_first_name():
    layer = nn.Linear(2, 2, dtype="float64")
    e = wg.explain(nn.Sequential(layer, nn.Tanh(), layer), np.ones(2), target=np.ones(2), loss=losses.MSELoss())
    table = e.accumulation("W1")
    assert table.column("path") == ["through ŷ", "through z₁", "sum"]
    np.testing.assert_allclose(table.value("dL/dW1"), e.gradients().cell("W1", "check").moved, atol=1e-6)
