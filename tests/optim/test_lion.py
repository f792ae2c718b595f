"""Lion against optax over 100 steps."""

import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError


def test_a_hundred_steps_are_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    ours = optim.chain(optim.scale_by_lion(0.8, 0.95), optim.decayed(0.1), optim.scale(-0.01))
    optax_agrees(ours, optax.lion(0.01, 0.8, 0.95, weight_decay=0.1))


def test_the_shell_is_that_chain():
    w = nn.Parameter([1.0, -2.0])
    optimizer = optim.Lion([w], lr=0.5, weight_decay=0.1)
    (w * w).sum().backward()
    optimizer.step()
    assert w.tolist() == [1 - 0.5 * (1 + 0.1), -2 + 0.5 * (1 + 0.2)]


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match=r"betas\[0\] is out of range"):
        optim.Lion([nn.Parameter([1.0])], betas=(-0.1, 0.9))
