"""Schedulers of schedulers against PyTorch over 100 steps."""

import pytest

import wengert as wg
from wengert.errors import ArgumentError


def in_turn(m, o):
    parts = [m.LinearLR(o, 0.1, total_iters=10), m.CosineAnnealingLR(o, 50), m.ConstantLR(o, 0.5, 10)]
    return m.SequentialLR(o, parts, [10, 60])


def at_once(m, o):
    return m.ChainedScheduler([m.LinearLR(o, 0.1, total_iters=10), m.ExponentialLR(o, 0.97), m.StepLR(o, 20, 0.5)])


@pytest.mark.parametrize("make", [in_turn, at_once])
def test_a_hundred_steps_are_pytorchs(same_as_pytorchs, make):
    same_as_pytorchs(make)


def test_nonsense_is_refused():
    m = wg.optim.lr_scheduler
    one, two = (wg.optim.SGD([wg.nn.Parameter([1.0])]) for _ in range(2))
    for make, says in [
        (lambda: m.SequentialLR(one, [m.StepLR(one, 1)], [3]), "milestones do not fit"),
        (lambda: m.SequentialLR(one, [m.StepLR(two, 1)], []), "schedulers of one optimizer"),
        (lambda: m.ChainedScheduler([]), "there are no schedulers"),
    ]:
        with pytest.raises(ArgumentError, match=says):
            make()
