"""Containers: order, names, slices, and what they refuse."""

from collections import OrderedDict

import numpy as np
import pytest

import wengert as wg
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


def test_a_list_grows_and_shrinks_with_numbers_in_order():
    a, b, c = nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 2)
    layers = nn.ModuleList([a]).extend([b])
    layers.insert(0, c)
    assert list(layers) == [c, a, b]
    assert [n for n, _ in layers.named_parameters()] == ["0.weight", "0.bias", "1.weight", "1.bias"]
    assert layers.pop() is b
    assert layers.pop(0) is c
    assert list(layers.state_dict()) == ["0.weight", "0.bias"]
    del layers[:]
    assert len(layers) == 0
    with pytest.raises(ArgumentError, match="holds modules only"):
        layers.insert(0, 3)


class Tied(nn.Module):
    """A language model in little: what reads words and what writes them share one weight."""

    def __init__(self):
        super().__init__()
        self.read = nn.Linear(3, 2, bias=False)
        self.write = nn.Linear(2, 3, bias=False)
        self.write.weight = nn.Parameter(np.arange(6.0, dtype="float32").reshape(3, 2) / 10)
        self.again = nn.Linear(2, 3, bias=False)
        self.again.weight = self.write.weight

    def forward(self, x):
        h = wg.tanh(self.read(x))
        return self.write(h) * self.again(h + 1)


class TestTying:
    x = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")

    def test_a_shared_parameter_is_one_and_has_both_names(self):
        model = Tied()
        assert [n for n, _ in model.named_parameters()] == ["read.weight", "write.weight"]
        assert list(model.state_dict()) == ["read.weight", "write.weight", "again.weight"]
        model.load_state_dict(model.state_dict())
        assert model.write.weight is model.again.weight

    def test_its_gradient_is_the_sum_as_in_pytorch(self):
        torch = pytest.importorskip("torch")
        model = Tied()
        (model(self.x) ** 2).sum().backward()
        read, shared = (torch.tensor(p.numpy(), requires_grad=True) for p in model.parameters())
        h = torch.tanh(torch.tensor(self.x) @ read.T)
        ((h @ shared.T * ((h + 1) @ shared.T)) ** 2).sum().backward()
        np.testing.assert_allclose(model.write.weight.grad.numpy(), shared.grad.numpy(), rtol=1e-4, atol=1e-5)

    def test_in_a_transform_each_place_has_its_share_of_it(self):
        model = Tied()
        slopes = wg.grad(lambda m: (m(self.x) ** 2).sum())(model)
        (model(self.x) ** 2).sum().backward()
        total = slopes.write.weight + slopes.again.weight
        np.testing.assert_allclose(total.numpy(), model.write.weight.grad.numpy(), rtol=1e-4, atol=1e-5)

    def test_compiled_steps_keep_it_one(self):
        eager, compiled = Tied(), Tied()
        compiled.load_state_dict(eager.state_dict())

        def step_of(model):
            optimizer = wg.optim.Adam(model.parameters(), lr=0.1)

            def step(x):
                (model(x) ** 2).sum().backward()
                optimizer.step()
                optimizer.zero_grad()

            return step, optimizer

        plain, _ = step_of(eager)
        function, optimizer = step_of(compiled)
        program = wg.compile(function, state=(compiled, optimizer))
        for _ in range(2):
            plain(self.x)
            program(self.x)
        assert compiled.write.weight is compiled.again.weight
        for name, value in eager.state_dict().items():
            np.testing.assert_allclose(np.asarray(compiled.state_dict()[name].value), value.numpy(), atol=1e-5)
