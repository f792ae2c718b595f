"""RMSprop against PyTorch and optax over 100 steps, centred and not, with every place of eps."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError

OPTIONS = [{}, {"centered": True, "momentum": 0.9}, {"weight_decay": 0.1, "alpha": 0.9, "eps": 1e-2}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(both_paths, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: optim.RMSprop(p, lr=0.003, **options), lambda p: torch.optim.RMSprop(p, lr=0.003, **options)
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@pytest.mark.parametrize("centered", [False, True])
@pytest.mark.parametrize("bias_correction", [False, True])
def test_the_pure_update_is_optaxs(optax_agrees, centered, bias_correction):
    optax = pytest.importorskip("optax")
    ours = optim.scale_by_rms(0.9, eps=0.0, eps_root=1e-3, centered=centered, bias_correction=bias_correction)
    theirs = optax.rmsprop(0.01, 0.9, 1e-3, centered=centered, bias_correction=bias_correction)
    optax_agrees(optim.chain(ours, optim.scale(-0.01)), theirs)


def test_the_textbook_form_has_its_eps_inside():
    optimizer = optim.RMSprop.textbook([nn.Parameter([1.0])], lr=0.1)
    assert [optimizer.defaults[n] for n in ("alpha", "eps", "eps_root")] == [0.9, 0.0, 1e-8]


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="alpha is out of range"):
        optim.RMSprop([nn.Parameter([1.0])], alpha=1.0)
