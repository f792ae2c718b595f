"""Adagrad against PyTorch and optax over 100 steps."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError

OPTIONS = [{}, {"lr_decay": 0.01, "weight_decay": 0.1, "initial_accumulator_value": 0.3, "eps": 1e-3}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: optim.Adagrad(p, lr=0.05, **options), lambda p: torch.optim.Adagrad(p, lr=0.05, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_with_eps_inside_it_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    ours = optim.chain(optim.scale_by_adagrad(initial=0.1, eps=0.0, eps_root=1e-7), optim.scale(-0.1))
    optax_agrees(ours, optax.adagrad(0.1))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="lr_decay is out of range"):
        optim.Adagrad([nn.Parameter([1.0])], lr_decay=-1.0)
