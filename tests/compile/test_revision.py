"""Revision: whatever changes what a compiled step must know is noticed, and what does not is not asked again."""

import operator

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.compile.revision import revision
from wengert.compile.state import revised, walk
from wengert.random import Generator


def made():
    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.Linear(2, 1))
    return model, optim.AdamW(model, lr=0.1)


CHANGES = {
    "training": lambda m, o: m.eval(),
    "a layer": lambda m, o: setattr(m[0], "weight", nn.Parameter(np.ones((2, 2), "float32"))),
    "an attribute": lambda m, o: setattr(m[1], "p", 0.25),
    "an option": lambda m, o: o.param_groups[0].__setitem__("weight_decay", 0.5),
    "options": lambda m, o: o.param_groups[0].update(weight_decay=0.5, eps=1e-6),
    "options, merged": lambda m, o: operator.ior(o.param_groups[0], {"weight_decay": 0.5}),
    "a schedule": lambda m, o: o.param_groups[0].__setitem__("lr", lambda step: 0.1 / (1 + step)),
    "a live option": lambda m, o: o.param_groups[0].vary("weight_decay"),
    "a group": lambda m, o: o.add_param_group({"params": [nn.Parameter(np.ones(1))]}),
    "a link": lambda m, o: o.after(optim.clip_by_global_norm(1.0)),
    "a wrapper": lambda m, o: o.each(lambda rule, group: rule),
    "counters": lambda m, o: o._counts.part([0]) or o._surround(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_raises_it(change):
    model, optimizer = made()
    before, number = walk((model, optimizer)), revision.number
    change(model, optimizer)
    after = walk((model, optimizer))
    assert revision.number > number
    assert before[1] != after[1] or list(map(id, before[0])) != list(map(id, after[0]))


def test_a_learning_rate_and_a_step_do_not():
    model, optimizer = made()
    step(model, optimizer)
    number = revision.number
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.param_groups[0].update(lr=0.25)
    step(model, optimizer)
    assert revision.number == number
    assert optimizer.param_groups[0]["lr"].item() == np.float32(0.25)


def step(model, optimizer):
    model(np.ones((1, 2), "float32")).sum().backward()
    optimizer.step()
    optimizer.zero_grad()


def test_who_keeps_to_it():
    model, optimizer = made()
    assert revised((model, optimizer, Generator(0), ()))
    assert not revised((model, object()))
    assert not revised([model])
    optimizer.follow(optim.EMA(model))
    assert not revised(optimizer)


def test_state_in_a_list_is_looked_over_at_every_call():
    state = [wg.tensor(1.0)]

    def count():
        for t in state:
            t.value = t.value + 1.0

    compiled = wg.compile(count, state=state)
    compiled()
    state.append(wg.tensor(5.0))
    compiled()
    assert [float(t) for t in state] == [3.0, 6.0]
