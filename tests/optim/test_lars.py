"""LARS against optax over 100 steps, and the form of the paper by its formula."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError


@pytest.mark.parametrize("nesterov", [False, True])
def test_a_hundred_steps_are_optaxs(optax_agrees, nesterov):
    optax = pytest.importorskip("optax")
    w = wg.nn.Parameter([1.0])
    rule = optim.LARS([w], 0.1, 0.8, 0.1, 0.05, 1e-3, nesterov).param_groups[0]
    ours = optim.LARS([wg.nn.Parameter([1.0])]).rule(rule)
    optax_agrees(ours, optax.lars(0.1, 0.1, trust_coefficient=0.05, eps=1e-3, momentum=0.8, nesterov=nesterov))


def test_the_papers_form():
    w = wg.nn.Parameter([3.0, 4.0])
    optimizer = optim.LARS.textbook([w], lr=1.0, trust_coefficient=0.1, weight_decay=0.5, momentum=0.0)
    (w * np.array([0.6, 0.8])).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(w.numpy(), np.array([3.0, 4.0]) * (1 - 0.1 * 5 / (1 + 2.5) * (0.2 + 0.5)))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="trust_coefficient is out of range"):
        optim.LARS([wg.nn.Parameter([1.0])], trust_coefficient=-1.0)
