"""Headings name layers, and modules where there are many; operands stand in the order people read them."""

import numpy as np

import wengert as wg
from wengert import losses, nn
from wengert.explain.places import facts_of, order, reached, section, title


def subject_of(*layers):
    x = np.ones((2, 3), "float32")
    return wg.explain(nn.Sequential(*layers), x, target=x, loss=losses.MSELoss()).subject


def test_headings():
    s = subject_of(nn.Linear(3, 3), nn.GELU(), nn.Linear(3, 3))
    assert [section(stage, s) for stage in s.stages] == ["Layer 1: gelu"] * 2 + ["Layer 2: linear"] * 2
    assert title(0, s) == ""
    assert facts_of(s.stages[0], s, s.stages[0].out)["scope"] == "model.0"


def test_headings_of_many_layers_name_modules():
    s = subject_of(*[m for _ in range(20) for m in (nn.Linear(3, 3), nn.Tanh())])
    assert title(20, s) == "Layer 20: tanh (38)"


def test_order_of_operands():
    s = subject_of(nn.Linear(3, 3), nn.Tanh())
    names = lambda lines: [s.symbols[x] for x in lines]
    assert names(order(s.stages[0], s)) == ["x", "W₁", "b₁"]
    assert names(order(s.stages[0], s, backward=True)) == ["W₁", "b₁", "x"]


def test_who_reads_a_quantity_last_one_first():
    s = wg.explain(lambda x: wg.sin(x) * wg.cos(x), 1.0).subject
    assert [stage.out.name for stage in reached(s.line("x"), s)] == ["v₂", "v₁"]
