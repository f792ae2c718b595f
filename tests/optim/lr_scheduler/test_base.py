"""The base of the schedulers: functions for groups, saving, going on, and what is refused."""

import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError

MADE = {
    "LambdaLR": lambda m, o: m.LambdaLR(o, lambda epoch: 0.9**epoch),
    "MultiplicativeLR": lambda m, o: m.MultiplicativeLR(o, lambda epoch: 0.95 + 0.001 * epoch),
}


@pytest.mark.parametrize("name", MADE)
def test_a_hundred_steps_are_pytorchs(same_as_pytorchs, name):
    same_as_pytorchs(MADE[name])


def test_each_group_has_its_function_and_a_save_goes_on():
    groups = [{"params": nn.Parameter([1.0])}, {"params": nn.Parameter([1.0]), "lr": 2.0}]
    optimizer = optim.SGD(groups, lr=1.0)
    make = lambda o: optim.lr_scheduler.LambdaLR(o, [lambda t: 0.5**t, optim.constant(0.25)])
    scheduler = make(optimizer)
    scheduler.step()
    assert scheduler.get_last_lr() == [0.5, 0.5]
    again = make(optim.SGD([{"params": nn.Parameter([1.0])}, {"params": nn.Parameter([1.0])}], lr=7.0))
    again.load_state_dict(scheduler.state_dict())
    again.step()
    assert again.get_last_lr() == [0.25, 0.5]
    assert [group["lr"].item() for group in again.optimizer.param_groups] == [0.25, 0.5]


def test_a_second_scheduler_starts_from_the_same_learning_rate():
    optimizer = optim.SGD([nn.Parameter([1.0])], lr=1.0)
    optim.lr_scheduler.ConstantLR(optimizer, 0.5)
    assert optim.lr_scheduler.ExponentialLR(optimizer, 0.5).base_lrs == [1.0]


def test_nonsense_is_refused():
    optimizer = optim.SGD([nn.Parameter([1.0])])
    module = optim.lr_scheduler
    for make, says in [
        (lambda: module.StepLR(None, 1), "not an optimizer"),
        (lambda: module.LRScheduler(optimizer), "defines no rate"),
        (lambda: module.LambdaLR(optimizer, [lambda t: t] * 2), "lr_lambda for other groups"),
        (lambda: module.StepLR(optimizer, 1).load_state_dict({"base_lrs": [1, 2]}), "groups of another optimizer"),
    ]:
        with pytest.raises(ArgumentError, match=says):
            make()
    scheduler = module.MultiplicativeLR(optimizer, lambda t: 0.5)
    with pytest.raises(ArgumentError, match="a product of unknown length"):
        wg.compile(scheduler.step, state=(optimizer, scheduler))()
