"""Adadelta against PyTorch and optax over 100 steps."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError


@pytest.mark.parametrize("options", [{}, {"rho": 0.8, "eps": 1e-4, "weight_decay": 0.1}], ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: optim.Adadelta(p, lr=0.1, **options), lambda p: torch.optim.Adadelta(p, lr=0.1, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_the_pure_update_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    optax_agrees(optim.chain(optim.scale_by_adadelta(0.8, 1e-5), optim.scale(-1.0)), optax.adadelta(1.0, 0.8, 1e-5))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="rho is out of range"):
        optim.Adadelta([nn.Parameter([1.0])], rho=1.0)
