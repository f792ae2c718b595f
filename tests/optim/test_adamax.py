"""Adamax against PyTorch and optax over 100 steps."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError


@pytest.mark.parametrize("options", [{}, {"weight_decay": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}], ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: optim.Adamax(p, lr=0.003, **options), lambda p: torch.optim.Adamax(p, lr=0.003, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_the_pure_update_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    optax_agrees(optim.chain(optim.scale_by_adamax(eps=1e-4), optim.scale(-0.01)), optax.adamax(0.01, eps=1e-4))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match=r"betas\[1\] is out of range"):
        optim.Adamax([nn.Parameter([1.0])], betas=(0.9, 1.0))
