"""NAdam against PyTorch, whose momentum rises, and optax, whose momentum is constant, over 100 steps."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError

OPTIONS = [{}, {"weight_decay": 0.1, "momentum_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True}]


@pytest.fixture
def doubles():
    """PyTorch keeps the product of the momenta in its default dtype: 1e-10 wants float64."""
    torch = pytest.importorskip("torch")
    torch.set_default_dtype(torch.float64)
    yield torch
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, doubles, options):
    ours, theirs = both_paths(
        lambda p: optim.NAdam(p, lr=0.003, **options), lambda p: doubles.optim.NAdam(p, lr=0.003, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_with_a_constant_momentum_it_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    ours = optim.chain(optim.scale_by_nadam(eps=1e-4, momentum_decay=None, eps_root=1e-6), optim.scale(-0.01))
    optax_agrees(ours, optax.nadam(0.01, eps=1e-4, eps_root=1e-6))


def test_the_textbook_form_is_dozats():
    optimizer = optim.NAdam.textbook([nn.Parameter([1.0])])
    assert [optimizer.defaults[n] for n in ("momentum_decay", "eps", "eps_root")] == [None, 0.0, 1e-8]


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="weight_decay is out of range"):
        optim.NAdam([nn.Parameter([1.0])], weight_decay=-1.0)
