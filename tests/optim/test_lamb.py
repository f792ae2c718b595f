"""LAMB against optax over 100 steps, and its guards."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.errors import ArgumentError


def test_a_hundred_steps_are_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    shell = optim.LAMB([wg.nn.Parameter([1.0])], 0.002, (0.8, 0.95), 1e-4, 0.1, eps_root=1e-5)
    ours = shell.rule(shell.param_groups[0])
    optax_agrees(ours, optax.lamb(0.002, 0.8, 0.95, 1e-4, 1e-5, 0.1))


def test_weights_of_zero_move_by_the_ratio_1():
    w = wg.nn.Parameter([0.0, 0.0])
    optimizer = optim.LAMB([w], lr=0.1)
    (w * np.array([3.0, -4.0])).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(w.numpy(), [-0.1, 0.1], rtol=1e-6)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="eps is out of range"):
        optim.LAMB([wg.nn.Parameter([1.0])], eps=-1.0)
