"""The penalty on a change of behaviour: zero for what is invariant, and a slope that makes a model so."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError
from wengert.optim.regularizers import invariance

X = np.random.default_rng(0).normal(size=(8, 4))


def flip(x):
    return x[:, ::-1]


def test_an_invariant_function_costs_nothing():
    assert float(invariance(lambda x: (x**2).sum(axis=1), X, [flip, lambda x: -x])) == pytest.approx(0, abs=1e-28)


def test_descending_on_it_makes_a_linear_map_symmetric():
    net = nn.Linear(4, 1, dtype="float64")
    optimizer = optim.SGD(net, lr=0.05)
    for _ in range(200):
        optimizer.zero_grad()
        invariance(net, X, flip, strength=0.5).backward()
        optimizer.step()
    w = net.weight.numpy()[0]
    np.testing.assert_allclose(w, w[::-1], atol=1e-4)
    assert abs(w).max() > 0.01


def test_several_transformations_are_averaged():
    f = lambda x: x[:, 0]
    apart = [float(invariance(f, X, t)) for t in (flip, lambda x: 2 * x)]
    together = float(invariance(f, X, [flip, lambda x: 2 * x], strength=3.0))
    np.testing.assert_allclose(together, 3 * np.mean(apart))
    assert isinstance(wg.tensor(together).item(), float)


def test_no_transformation_is_refused():
    with pytest.raises(ArgumentError, match="there are no transformations"):
        invariance(lambda x: x, X, [])
