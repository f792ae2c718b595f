"""ReduceLROnPlateau against PyTorch over 100 random metrics, in every mode."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError

METRICS = np.abs(np.random.default_rng(0).normal(size=100))
OPTIONS = [
    {"patience": 3},
    {"patience": 2, "mode": "max", "threshold_mode": "abs", "cooldown": 4, "min_lr": 0.001, "factor": 0.3},
    {"patience": 1, "threshold_mode": "abs", "threshold": 0.1},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_a_hundred_steps_are_pytorchs(same_as_pytorchs, options):
    ours, theirs = same_as_pytorchs(lambda m, o: m.ReduceLROnPlateau(o, **options), metrics=METRICS)
    again = wg.optim.lr_scheduler.ReduceLROnPlateau(ours.optimizer, **options)
    again.load_state_dict(theirs.state_dict())
    assert again.state_dict() == ours.state_dict()


def test_nonsense_is_refused():
    optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])])
    make = wg.optim.lr_scheduler.ReduceLROnPlateau
    with pytest.raises(ArgumentError, match="factor is out of range"):
        make(optimizer, factor=1.0)
    with pytest.raises(ArgumentError, match="unknown mode"):
        make(optimizer, mode="least")
    with pytest.raises(ArgumentError, match="not known while compiling"):
        wg.compile(lambda loss: make(optimizer).step(loss))(1.0)
