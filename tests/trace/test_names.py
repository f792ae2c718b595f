"""Names of arguments, captured tensors and named variables."""

import functools

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.trace.names import argument_names, holders_around, paths_of_tensors, surroundings

W = wg.tensor(3.0, requires_grad=True)


def origins(tr):
    return [v.entry.origin for v in tr.inputs]


def test_arguments_are_named_by_the_parameters_of_the_function():
    assert origins(wg.trace(lambda x1, x2: x1 * x2, 2.0, 5.0)) == ["x1", "x2"]
    assert origins(wg.trace(lambda x, *rest, scale: x + rest[0] + rest[1] * scale, 1.0, 2.0, 3.0, scale=4.0)) == [
        "x",
        "rest1",
        "rest2",
        "scale",
    ]


def test_containers_get_dotted_paths():
    assert argument_names(lambda p: None, ({"w": 1.0, "b": [2.0, 3.0]},), {}) == ["p.w", "p.b.0", "p.b.1"]


def test_a_function_without_a_signature_counts_its_arguments():
    assert argument_names(max, (1.0, 2.0), {}) == ["x1", "x2"]


def test_captured_tensors_are_found_in_closures_globals_and_modules():
    b = wg.tensor(1.0, requires_grad=True)
    assert origins(wg.trace(lambda x: W * x + b, 2.0)) == ["x", "W", "b"]
    model = wg.nn.Linear(2, 1)
    assert origins(wg.trace(lambda x: model(x), np.ones(2, np.float32))) == ["x", "model.weight", "model.bias"]
    assert origins(wg.trace(model, np.ones(2, np.float32)))[1:] == ["weight", "bias"]


def test_the_surroundings_of_partial_functions_and_methods_are_seen():
    class Neuron:
        def __init__(self):
            self.w = W

        def fire(self, x):
            return x

    neuron = Neuron()
    assert dict(surroundings(neuron.fire))[""] is neuron
    assert dict(surroundings(functools.partial(lambda x, w: x, w=W)))["w"] is W
    assert paths_of_tensors(lambda x: W * x)[id(W)] == "W"


def test_the_state_around_a_function_is_found():
    model = wg.nn.Linear(2, 1)
    assert {id(t) for t in holders_around(lambda x: model(x), ())} == {id(t) for t in model.state_tensors()}


def test_a_variable_can_be_named_and_is_then_printed_so():
    tr = wg.trace(lambda x: wg.tanh(wg.name(2 * x, "z1")), 0.5)
    assert str(tr).splitlines()[2].split() == ["z1", "=", "2", "·", "v₀", "1"]
    assert "z̄1 = v̄₂" in str(tr.adjoint())
    assert float(tr["z1"].adjoint) == pytest.approx(1 - np.tanh(1.0) ** 2)


def test_a_name_used_twice_is_numbered():
    def f(x):
        for _ in range(2):
            x = wg.name(x * 2, "z")
        return x

    assert [v.name for v in wg.trace(f, 1.0)] == ["v₀", "z", "z#2"]


def test_a_named_leaf_keeps_its_name():
    w = wg.name(wg.tensor(2.0, requires_grad=True), "weight of the first neuron")
    assert origins(wg.trace(lambda x: w * x, 1.0)) == ["x", "weight of the first neuron"]
    assert wg.name(3, "no tensor") == 3
    with pytest.raises(ArgumentError, match="name: the name is empty"):
        wg.name(w, "")
