"""Two schedulers beside each other: ours and PyTorch's, step by step.

Knows how to step them. Judges nothing but learning rates and momenta.
"""

import warnings

import numpy as np
import pytest

import wengert as wg


@pytest.fixture
def same_as_pytorchs():
    """Compare the learning rates and momenta of `make(module, optimizer)` in both libraries over 100 steps."""
    torch = pytest.importorskip("torch")

    def run(make, name="SGD", steps=100, metrics=None, **options):
        options = options or {"lr": 0.3, "momentum": 0.9}
        w, z = wg.nn.Parameter(np.ones(2)), torch.nn.Parameter(torch.ones(2, dtype=torch.float64))
        mine, other = getattr(wg.optim, name)([w], **options), getattr(torch.optim, name)([z], **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch's own, about steps of an optimizer that we leave out
            ours, theirs = make(wg.optim.lr_scheduler, mine), make(torch.optim.lr_scheduler, other)
            for k in range(steps):
                group, expected = mine.param_groups[0].plain(), other.param_groups[0]
                np.testing.assert_allclose(ours.get_last_lr(), theirs.get_last_lr(), rtol=1e-12, atol=1e-13)
                np.testing.assert_allclose(group["lr"], expected["lr"], rtol=1e-12, atol=1e-13)
                for momentum in ("momentum", "betas"):
                    if momentum in group:
                        np.testing.assert_allclose(group[momentum], expected[momentum], rtol=1e-12)
                told = () if metrics is None else (metrics[k],)
                ours.step(*told)
                theirs.step(*told)
        return ours, theirs

    return run
