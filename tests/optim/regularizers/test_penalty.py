"""What penalties look at, how they add, and how the gradient is told apart by term."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.optim.regularizers import L1, L2, Penalty


def model():
    return nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 1))


def test_of_a_model_it_takes_weights_by_role_and_of_parameters_just_these():
    net = model()
    weights = [net[0].weight, net[2].weight]
    np.testing.assert_allclose(L2(0.2)(net).item(), sum(0.1 * (w.numpy() ** 2).sum() for w in weights), rtol=1e-6)
    everything = sum(0.1 * (p.numpy() ** 2).sum() for p in net.parameters())
    np.testing.assert_allclose(L2(0.2)(net.parameters()).item(), everything, rtol=1e-6)
    L2(0.2)(net).backward()
    assert net[1].weight.grad is None
    assert net[0].bias.grad is None


def test_the_gradient_is_the_sum_of_those_of_the_terms():
    net, x = model(), np.ones((2, 3), "float32")
    penalty = L1(0.1) + L2(0.3) + L1(0.1)
    data = (net(x) ** 2).mean()
    weights = [net[0].weight, net[2].weight]
    parts = {"data": data} | penalty.terms(net)
    assert list(parts) == ["data", "L1(0.1)", "L2(0.3)"]
    apart = [wg.gradients(term, weights) for term in parts.values()]
    whole = wg.gradients((net(x) ** 2).mean() + penalty(net), weights)
    for k, g in enumerate(whole):
        np.testing.assert_allclose(g.numpy(), sum(part[k].numpy() for part in apart), rtol=1e-5)
    assert repr(penalty) == "L1(0.1) + L2(0.3) + L1(0.1)"


def test_a_penalty_is_part_of_a_compiled_step():
    net = model()
    penalty = L1(0.1) + L2(0.3)
    run = wg.compile(lambda: penalty(net), state=net)
    np.testing.assert_allclose(run().item(), penalty(net).item(), rtol=1e-6)
    assert "f64" not in run.text()


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="no weights"):
        L1(0.1)(nn.Parameter([1.0]))
    with pytest.raises(ArgumentError, match="defines no formula"):
        Penalty()([nn.Parameter([1.0])])
