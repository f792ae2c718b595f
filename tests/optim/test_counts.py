"""Shared counters: who shares, who leaves, in Python and in programs, and what is saved."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.compile import state_tensors
from wengert.compile.loop import each
from wengert.errors import GraphError, ShapeError
from wengert.random import Generator
from wengert.train import load_checkpoint, save_checkpoint

METHODS = [optim.Adam, optim.AdamW, optim.RAdam, optim.NAdam, optim.Adamax, optim.Adadelta, optim.RMSprop]


def three():
    return [nn.Parameter(np.array([v, -v])) for v in (1.0, 2.0, 3.0)]


def sweep(params, used):
    sum((p * p).sum() for k, p in enumerate(params) if k in used).backward()


USED = [(0, 1, 2), (0, 1), (0, 1), (0, 2), (1, 2), (2,), (0,), (0, 1)]  # which parameters have a gradient, step by step


def alone(method):
    """Each parameter with an optimizer of its own, which steps when the parameter has a gradient."""
    params = three()
    optimizers = [method([p], lr=0.1) for p in params]
    for used in USED:
        sweep(params, used)
        for k in used:
            optimizers[k].step()
            optimizers[k].zero_grad()
    counts = [int(o.state[p]["step"].item()) for o, p in zip(optimizers, params, strict=True)]
    return [p.numpy() for p in params], counts


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.__name__)
@pytest.mark.parametrize("whole", [False, True], ids=["each", "whole"])
def test_parameters_that_come_and_go_move_as_if_each_were_alone(method, whole):
    params = three()
    optimizer = method(params, lr=0.1)
    if whole:
        optimizer.after(optim.stateless(lambda g, p: g))
    for used in USED:
        sweep(params, used)
        optimizer.step()
        optimizer.zero_grad()
    values, counts = alone(method)
    assert [optimizer.state[p]["step"].item() for p in params] == counts
    for p, value in zip(params, values, strict=True):
        np.testing.assert_array_equal(p.numpy(), value)


def compiled(params, optimizer):
    """A program for each set of parameters in use; three steps in one call if `looped`."""

    def body(used):
        sweep(params, [int(k) for k in used])
        optimizer.step()
        optimizer.zero_grad()

    def loop(used, looped):
        if looped:
            each(lambda k: (body(used), k)[1], (params, optimizer), np.zeros(1))
        else:
            body(used)

    return wg.compile(loop, state=(params, optimizer))


@pytest.mark.parametrize("looped", [False, True], ids=["called", "looped"])
def test_a_program_lays_its_state_out_anew_when_a_parameter_stands_still(looped):
    params = three()
    optimizer = optim.Adam(params, lr=0.1)
    step = compiled(params, optimizer)
    for used in USED:
        step("".join(map(str, used)), looped)
    values, counts = alone(optim.Adam)
    assert [int(optimizer.state[p]["step"].item()) for p in params] == counts
    for p, value in zip(params, values, strict=True):
        np.testing.assert_allclose(p.numpy(), value, rtol=1e-6)


def test_an_optimizer_that_is_not_in_the_state_is_refused_also_when_a_parameter_stands_still():
    params = three()
    optimizer = optim.Adam(params)

    def body(k):
        (k * (params[0] * params[1]).sum()).backward()
        optimizer.step()

    with pytest.raises(GraphError, match="state"):
        wg.compile(body)(2.0)


def test_parameters_that_step_together_cost_a_program_one_counter():
    params = three()
    optimizer = optim.Adam(params, lr=0.1)
    assert len({id(optimizer.state[p]["step"]) for p in params}) == 1
    assert sum(t.dtype == np.int32 for t in state_tensors(optimizer)) == 1


def test_counters_that_differ_are_saved_and_loaded_one_by_one():
    params, fresh = three(), three()
    optimizer, other, third = optim.Adam(params), optim.Adam(fresh), optim.Adam(three())
    for used in USED:
        sweep(params, used)
        optimizer.step()
        optimizer.zero_grad()
    other.load_state_dict(optimizer.state_dict())
    counts = [int(optimizer.state[p]["step"].item()) for p in params]
    assert [int(other.state[p]["step"].item()) for p in fresh] == counts
    assert len(set(counts)) == 3
    for p in fresh:
        p.grad = wg.tensor(np.ones(2))
    other.step()
    assert [int(other.state[p]["step"].item()) for p in fresh] == [c + 1 for c in counts]
    third.load_state_dict(optimizer.state_dict())
    third.load_state_dict(optim.Adam(three()).state_dict())
    assert {int(own["step"].item()) for own in third.state.values()} == {0}


def test_a_checkpoint_does_not_depend_on_who_shares(tmp_path):
    def made():
        model = nn.ModuleList([nn.Linear(2, 1, generator=Generator(0)) for _ in range(2)])
        return model, optim.Adam(model, lr=0.1), Generator(1)

    saved, loaded = made(), made()
    for _ in range(3):
        saved[0][0](np.ones((1, 2), "float32")).sum().backward()
        saved[1].step()
        saved[1].zero_grad()
    path = tmp_path / "c.safetensors"
    save_checkpoint(path, *saved, {})
    load_checkpoint(path, *loaded)
    steps = [[int(o.state[p]["step"].item()) for p in m.parameters()] for m, o, _ in (saved, loaded)]
    assert steps[0] == steps[1] == [3, 3, 0, 0]
    with loaded[1].separate():
        assert len({id(own["step"]) for own in loaded[1].state.values()}) == 4
    assert len({id(own["step"]) for own in loaded[1].state.values()}) == 2


def test_a_state_dict_that_does_not_fit_changes_nothing():
    params = three()
    optimizer = optim.Adam(params)
    sweep(params, (0, 1, 2))
    optimizer.step()
    with pytest.raises(ShapeError):
        optimizer.load_state_dict(optim.Adam([nn.Parameter(np.zeros(3)) for _ in params]).state_dict())
    assert {id(own["step"]) for own in optimizer.state.values()} == {id(optimizer.state[params[0]]["step"])}
    assert optimizer.state[params[0]]["step"].item() == 1
