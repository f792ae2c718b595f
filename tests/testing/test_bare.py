import numpy as np

import wengert as wg
from wengert.kinds import general
from wengert.testing.bare import contributions, record
from wengert.testing.calls import Call


def test_a_call_is_recorded_with_its_step():
    step, out = record(Call(wg.exp, [np.ones(3)], {}, "here"))
    assert step.primitive is wg.exp
    assert out.step is step


def test_every_rule_of_every_moving_argument_gives_one_contribution():
    found = contributions(Call(wg.multiply, [np.ones((3, 1)), np.ones(4)], {}, "here"))
    assert [(c.rule, c.argument, np.shape(c.value), np.shape(c.like)) for c in found] == [
        ("vjp", 0, (3, 4), (3, 1)),
        ("jvp", 0, (3, 4), (3, 4)),
        ("vjp", 1, (3, 4), (4,)),
        ("jvp", 1, (3, 4), (3, 4)),
    ]


def test_an_argument_held_constant_gives_none():
    found = contributions(Call(wg.multiply, [np.ones(3), 2.0], {}, "here"))
    assert {c.argument for c in found} == {0}


def test_tuples_of_outputs_give_one_contribution_for_each_part():
    @general(outputs=("low", "high"))
    def split(x):
        return x[:1], x[1:]

    split.define([lambda g: wg.reshape(g[0] + g[1], (-1,))], [lambda dx: (dx[:1], dx[1:])])
    found = contributions(Call(split, [np.ones(2)], {}, "here"))
    assert [(c.rule, np.shape(c.value)) for c in found] == [("vjp", (1,)), ("jvp", (1,)), ("jvp", (1,))]
    assert record(Call(split, [np.ones(2)], {}, "here"))[0].primitive is split
