"""The perceptron: golden mistakes on AND and XOR, and a step that gradient descent is told about."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.nn.models import Perceptron

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
AND, XOR = np.array([0, 0, 0, 1]), np.array([0, 1, 1, 0])


def test_and_is_learned_in_the_known_number_of_passes():  # GV-053
    neuron = Perceptron(2)
    assert neuron.fit(CORNERS, AND, epochs=50) == [2, 3, 3, 2, 1, 0]
    assert (neuron.bias.item(), neuron.weight.numpy().tolist()) == (-3.0, [2.0, 1.0])
    np.testing.assert_array_equal(neuron(CORNERS).numpy(), AND)


def test_xor_never_is():  # GV-053
    assert Perceptron(2).fit(CORNERS, XOR, epochs=50)[-5:] == [4, 4, 4, 4, 4]


def test_the_step_belongs_to_the_threshold():  # GV-052
    neuron = Perceptron(1, threshold=0.5)
    neuron.weight.value = np.ones(1)
    assert neuron(np.array([[-1.0], [0.49], [0.5], [2.0]])).numpy().tolist() == [0.0, 0.0, 1.0, 1.0]


def test_separable_points_are_separated_whatever_the_rate():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3))
    t = (x @ [1.0, -2.0, 0.5] + 0.1 > 0).astype(int)
    for lr in (0.1, 1.0):
        assert Perceptron(3).fit(x, t, lr, epochs=500)[-1] == 0


def test_gradient_descent_is_refused():
    neuron = Perceptron(2)
    with pytest.raises(GraphError):
        wg.grad(lambda net: wg.sum(net(CORNERS)))(neuron)


def test_nonsense_is_refused():
    with pytest.raises(ShapeError, match="samples do not fit"):
        Perceptron(3).learn(CORNERS, AND)
    with pytest.raises(ArgumentError, match="epochs"):
        Perceptron(2).fit(CORNERS, AND, epochs=0)
