"""Small networks and functions that the tests of views explain."""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn


def mlp(*sizes, activation=nn.Tanh, seed=0):
    """Linear layers in double precision, an activation behind each but the last."""
    rng = np.random.default_rng(seed)
    made = []
    for m, n in itertools.pairwise(sizes):
        layer = nn.Linear(m, n, dtype="float64")
        layer.weight.value, layer.bias.value = rng.normal(size=(n, m)), rng.normal(size=n)
        made += [layer, activation()]
    return nn.Sequential(*made[:-1])


@pytest.fixture(scope="session")
def one():
    """One sample through 2-3-2."""
    model = mlp(2, 3, 2)
    x, y = np.array([0.5, -1.0]), np.array([1.0, 0.0])
    return wg.explain(model, x, target=y, loss=losses.MSELoss(), lr=0.1)


@pytest.fixture(scope="session")
def batch():
    """Four samples through 2-3-2, with a penalty."""
    rng = np.random.default_rng(1)
    penalty = wg.optim.regularizers.L2(0.1)
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    return wg.explain(mlp(2, 3, 2), x, target=y, loss=losses.MSELoss(), lr=0.1, penalties=[penalty])


@pytest.fixture(scope="session")
def function():
    """A function with a quantity that feeds two others."""

    def f(x, w):
        u = x * w
        a = wg.sin(u)
        b = u**2
        return wg.name(a * b, "f")

    return wg.explain(f, 0.7, -1.2)
