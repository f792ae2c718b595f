"""Groups and layers: values by their formulas, slopes at zero, names that are not there."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.optim.regularizers import L1, L2, GroupLasso, LayerWise


def test_groups_are_rows_filters_or_what_is_asked():
    w = np.random.default_rng(0).normal(size=(3, 2, 2))
    rows = np.linalg.norm(w.reshape(3, -1), axis=1).sum() * 2
    np.testing.assert_allclose(GroupLasso(0.5).of(w), 0.5 * rows)
    inputs = np.sqrt((w**2).sum(axis=(0, 2))).sum() * np.sqrt(6)
    np.testing.assert_allclose(GroupLasso(0.5, axes=(0, 2)).of(w), 0.5 * inputs)
    np.testing.assert_allclose(GroupLasso(1.0).of(np.array([3.0, 4.0])), 5 * np.sqrt(2))


def test_a_group_of_zeros_has_the_slope_zero():
    w = np.array([[0.0, 0.0], [3.0, 4.0]])
    np.testing.assert_allclose(wg.grad(GroupLasso(1.0).of)(w), [[0, 0], np.sqrt(2) * np.array([0.6, 0.8])])


def test_layers_have_strengths_of_their_own():
    net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.Linear(2, 1))
    penalty = LayerWise({"0": L2(0.2), "2": L1(0.5)})
    terms = penalty.terms(net)
    assert list(terms) == ["0: L2(0.2)", "2: L1(0.5)"]
    first, second = net[0].weight.numpy(), net[2].weight.numpy()
    np.testing.assert_allclose(penalty(net).item(), 0.1 * (first**2).sum() + 0.5 * abs(second).sum(), rtol=1e-6)
    both = penalty + L2(0.1)
    assert len(both.terms(net)) == 3


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="there is no such layer"):
        LayerWise({"7": L2(0.1)})(nn.Linear(2, 1))
    with pytest.raises(ArgumentError, match="looks layers up by name"):
        LayerWise({"0": L2(0.1)})([nn.Parameter([1.0])])
