"""Schedulers along waves and cycles, momenta included, against PyTorch over 100 steps."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError

MADE = {
    "cosine": lambda m, o: m.CosineAnnealingLR(o, 30, 0.01),
    "restarts": lambda m, o: m.CosineAnnealingWarmRestarts(o, 7),
    "longer restarts": lambda m, o: m.CosineAnnealingWarmRestarts(o, 1, 3, 0.01),
    "cyclic": lambda m, o: m.CyclicLR(o, 0.01, 0.2, 7, 11),
    "triangular2": lambda m, o: m.CyclicLR(o, 0.01, 0.2, 7, mode="triangular2"),
    "exp_range": lambda m, o: m.CyclicLR(o, 0.01, 0.2, 7, mode="exp_range", gamma=0.99, cycle_momentum=False),
    "scale_fn": lambda m, o: m.CyclicLR(o, 0.01, 0.2, 7, scale_fn=lambda x: 1 / (1 + x)),
    "one cycle": lambda m, o: m.OneCycleLR(o, 0.5, 101),
    "three phases": lambda m, o: m.OneCycleLR(o, 0.5, 101, three_phase=True, anneal_strategy="linear"),
    "epochs": lambda m, o: m.OneCycleLR(o, 0.5, epochs=10, steps_per_epoch=11, pct_start=0.4),
}


@pytest.mark.parametrize("name", MADE)
def test_a_hundred_steps_are_pytorchs(same_as_pytorchs, name):
    same_as_pytorchs(MADE[name])


def test_of_adam_the_first_beta_is_cycled(same_as_pytorchs):
    same_as_pytorchs(MADE["one cycle"], "Adam", lr=0.1)


def test_a_compiled_step_with_a_scheduler_in_its_state_compiles_once():
    w = wg.nn.Parameter(np.ones(1, "float32"))
    optimizer = wg.optim.SGD([w], lr=0.1, momentum=0.9)
    scheduler = wg.optim.lr_scheduler.OneCycleLR(optimizer, 0.5, 10)

    def body():
        w.sum().backward()
        optimizer.step()
        optimizer.zero_grad()
        scheduler.step()

    run = wg.compile(body, state=(optimizer, scheduler))
    for _ in range(5):
        run()
    assert len(run.recompiles) == 1
    assert scheduler.last_epoch == 5
    np.testing.assert_allclose(float(optimizer.param_groups[0]["lr"]), scheduler.get_last_lr()[0], rtol=1e-6)


def test_nonsense_is_refused():
    module = wg.optim.lr_scheduler
    optimizer = wg.optim.Adagrad([wg.nn.Parameter([1.0])])
    for make, says in [
        (lambda: module.OneCycleLR(optimizer, 1.0), "how many steps"),
        (lambda: module.OneCycleLR(optimizer, 1.0, 10), "no momentum to cycle"),
        (lambda: module.CyclicLR(optimizer, 0.1, 1.0, mode="square", cycle_momentum=False), "unknown mode"),
        (lambda: module.CyclicLR(optimizer, 0.1, [1.0, 2.0]), "max_lr for other groups"),
    ]:
        with pytest.raises(ArgumentError, match=says):
            make()
