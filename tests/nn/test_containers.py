"""Containers: order, names, slices, and what they refuse."""

from collections import OrderedDict

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError


def test_sequential_applies_in_order():
    double, shift = nn.Linear(1, 1), nn.Linear(1, 1)
    double.load_state_dict({"weight": [[2.0]], "bias": [0.0]})
    shift.load_state_dict({"weight": [[1.0]], "bias": [3.0]})
    assert nn.Sequential(double, shift)(np.ones((1, 1), "float32")).tolist() == [[5.0]]


def test_names_may_be_given():
    model = nn.Sequential(OrderedDict(first=nn.Linear(1, 1), act=nn.ReLU()))
    assert list(model.state_dict()) == ["first.weight", "first.bias"]
    assert isinstance(model[1], nn.ReLU)


def test_they_are_sequences():
    model = nn.Sequential(nn.ReLU(), nn.Tanh(), nn.ReLU())
    assert len(model) == 3
    assert [type(m).__name__ for m in model[:2]] == ["ReLU", "Tanh"]
    assert isinstance(model[-1], nn.ReLU)
    model[1] = nn.Sigmoid()
    assert isinstance(model[1], nn.Sigmoid)
    assert len(model.append(nn.Tanh())) == 4
    with pytest.raises(IndexError, match="index 4"):
        model[4]


def test_a_list_registers_its_modules():
    layers = nn.ModuleList([nn.Linear(1, 1)]).append(nn.Linear(1, 1))
    assert [n for n, _ in layers.named_parameters()] == ["0.weight", "0.bias", "1.weight", "1.bias"]
    assert len(layers[:1]) == 1


def test_a_class_in_place_of_a_module_is_told():
    with pytest.raises(ArgumentError, match="holds modules only") as caught:
        nn.Sequential(nn.ReLU)
    assert "a class needs calling" in str(caught.value)
