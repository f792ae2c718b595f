"""Collections: names and numbers are those of PyTorch's state, entries are found, and odd names are refused."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, DtypeError


def test_a_dictionary_registers_its_modules():
    heads = nn.ModuleDict({"b": nn.Linear(2, 1), "a": nn.ReLU()})
    assert list(heads) == list(heads.keys()) == ["b", "a"]
    assert len(heads) == 2
    assert "a" in heads
    assert "c" not in heads
    assert isinstance(heads["a"], nn.ReLU)
    assert [n for n, _ in heads.named_parameters()] == ["b.weight", "b.bias"]
    heads.update({"a": nn.Tanh(), "c": nn.ReLU()})
    assert [type(m).__name__ for m in heads.values()] == ["Linear", "Tanh", "ReLU"]
    assert isinstance(heads.pop("c"), nn.ReLU)
    del heads["a"]
    assert [n for n, _ in heads.items()] == ["b"]
    heads.clear()
    assert not list(heads.parameters())
    with pytest.raises(KeyError):
        heads["b"]
    with pytest.raises(KeyError):
        del heads["b"]


def test_keys_are_pytorchs():
    torch = pytest.importorskip("torch")

    def model(m, values):
        return m.ModuleDict(
            {
                "list": m.ParameterList(values),
                "dict": m.ParameterDict({"x": values[0], "y": values[1]}),
                "deep": m.ModuleDict({"in": m.Linear(2, 1)}),
            }
        )

    values = [np.ones(2, "float32"), np.zeros((2, 3), "float32")]
    theirs = model(torch.nn, [torch.nn.Parameter(torch.tensor(v)) for v in values]).state_dict()
    ours = model(nn, values)
    assert list(ours.state_dict()) == list(theirs)
    ours.load_state_dict({n: v.numpy() for n, v in theirs.items()})


@pytest.mark.parametrize("name", ["keys", "training", "forward", "", "a.b"])
def test_names_that_the_class_uses_are_refused(name):
    with pytest.raises(ArgumentError, match="ModuleDict: no name for an entry"):
        nn.ModuleDict({name: nn.ReLU()})


def test_a_class_is_no_module():
    with pytest.raises(ArgumentError, match="ModuleDict: holds modules only"):
        nn.ModuleDict({"a": nn.ReLU})


def test_parameters_in_a_list():
    first = nn.Parameter([1.0])
    weights = nn.ParameterList([first, np.ones(2)]).append([3.0])
    assert weights[0] is first
    assert weights[-1].tolist() == [3.0]
    assert [p.shape for p in weights[1:]] == [(2,), (1,)]
    assert len(list(weights.parameters())) == len(weights) == 3
    weights[1] = np.zeros(4)
    assert [n for n, _ in weights.named_parameters()] == ["0", "1", "2"]
    with pytest.raises(IndexError, match="index 3 in a ParameterList of 3"):
        weights[3]
    with pytest.raises(DtypeError):
        nn.ParameterList([np.ones(2, int)])


def test_they_are_trained():
    scales = nn.ParameterDict({"a": [1.0, 2.0], "b": [3.0]})
    (scales["a"].sum() * scales["b"]).sum().backward()
    assert scales["b"].grad.tolist() == [3.0]
    slopes = wg.grad(lambda m: (m["a"].sum() * m["b"]).sum())(scales)
    assert slopes["a"].tolist() == [3.0, 3.0]
