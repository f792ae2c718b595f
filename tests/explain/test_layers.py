"""Layers and their Jacobians J = diag(φ′(z)) W."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import GraphError
from wengert.explain.layers import chain, layers


def explained(model, x):
    y = np.zeros(model(x).shape)
    return wg.explain(model, x, target=y, loss=losses.MSELoss()).subject


@pytest.mark.parametrize("activation", [nn.Tanh, nn.ReLU, lambda: nn.Softmax(-1)])
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_the_jacobian_of_a_layer(activation, shape):
    model = nn.Sequential(nn.Linear(3, 2, dtype="float64"), activation())
    x = np.linspace(-1, 1, int(np.prod(shape))).reshape(shape)
    [layer] = chain(explained(model, x))
    for k, row in enumerate(np.atleast_2d(x)):
        expected = wg.jacobian(lambda x: model(x))(row)
        np.testing.assert_allclose(layer.jacobian()[k], expected, atol=1e-14)


def test_a_convolution_is_a_layer_but_no_matrix():
    model = nn.Sequential(nn.Conv2d(1, 1, 2, dtype="float64"), nn.ReLU())
    x = np.arange(9.0).reshape(1, 1, 3, 3)
    [layer] = layers(explained(model, x))
    assert layer.map.affine is None
    assert layer.jacobian().shape == (1, 4, 9)


def test_no_chain():
    with pytest.raises(GraphError, match="chain"):
        chain(wg.explain(lambda x: wg.sin(x), 1.0).subject)
