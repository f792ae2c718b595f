"""AMSGrad against PyTorch, where the maximum is of the averages, and optax, where it is of the corrected ones."""

import numpy as np
import pytest

from wengert import nn, optim
from wengert.errors import ArgumentError

OPTIONS = {"weight_decay": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}


@pytest.mark.parametrize("options", [{}, OPTIONS], ids=str)
@pytest.mark.parametrize("name", ["Adam", "AdamW", "AMSGrad"])
def test_a_hundred_steps_are_pytorchs(both_paths, name, options):
    torch = pytest.importorskip("torch")
    more = {} if name == "AMSGrad" else {"amsgrad": True}
    ours, theirs = both_paths(
        lambda p: getattr(optim, name)(p, lr=0.01, **options, **more),
        lambda p: getattr(torch.optim, name.replace("AMSGrad", "Adam"))(p, lr=0.01, amsgrad=True, **options),
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


def test_the_maximum_of_corrected_averages_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    ours = optim.chain(optim.scale_by_amsgrad(corrected=True, eps=1e-4, eps_root=1e-5), optim.scale(-0.01))
    optax_agrees(ours, optax.amsgrad(0.01, eps=1e-4, eps_root=1e-5))


def test_a_large_gradient_is_not_forgotten():
    adam, ams = optim.scale_by_adam(0.0, 0.5), optim.scale_by_amsgrad(0.0, 0.5)
    sizes = []
    for link in (adam, ams):
        state = link.init(np.zeros(1))
        for g in (100.0, *[1.0] * 30):
            change, state = link.step(np.array([g]), state, None)
        sizes.append(float(change[0]))
    assert sizes[0] > 0.9
    assert sizes[1] < 0.05


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="eps_root is out of range"):
        optim.AMSGrad([nn.Parameter([1.0])], eps_root=-1.0)
