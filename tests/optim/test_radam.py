"""RAdam against PyTorch and optax over 100 steps: they add eps in different places."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError

OPTIONS = [
    {},
    {"weight_decay": 0.1, "eps": 1e-2, "betas": (0.8, 0.9)},
    {"weight_decay": 0.1, "decoupled_weight_decay": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: optim.RAdam(p, lr=0.01, **options), lambda p: torch.optim.RAdam(p, lr=0.01, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_with_eps_beside_the_corrected_root_it_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    ours = optim.scale_by_radam(eps=1e-3, eps_root=1e-5, eps_beside="corrected")
    optax_agrees(optim.chain(ours, optim.scale(-0.01)), optax.radam(0.01, eps=1e-3, eps_root=1e-5))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="lr is out of range"):
        optim.RAdam([nn.Parameter([1.0])], lr=-1.0)
