"""Computed parameters: keys, classes, gradients and the way back, as PyTorch has them."""

import copy

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator
from wengert.testing import check_module


class Symmetric(nn.Module):
    def forward(self, x):
        return wg.triu(x) + wg.matrix_transpose(wg.triu(x, 1))


class Exp(nn.Module):
    def forward(self, x):
        return wg.exp(x)

    def right_inverse(self, y):
        return wg.log(wg.abs(y))


class Double(nn.Module):
    def forward(self, x):
        return 2 * x

    def right_inverse(self, y):
        return y / 2


class Half(nn.Module):
    def forward(self, x):
        return x[:1]


def linear():
    return nn.Linear(2, 2, generator=Generator(0))


X = np.array([[1.0, -2.0]], "float32")


def test_the_parameter_is_computed_from_what_is_trained():
    layer = linear()
    original = layer.weight
    assert nn.register_parametrization(layer, "weight", Symmetric()) is layer
    assert list(layer.state_dict()) == ["bias", "parametrizations.weight.original"]
    np.testing.assert_array_equal(layer.weight.numpy(), layer.weight.numpy().T)
    np.testing.assert_allclose(layer(X).numpy(), X @ layer.weight.numpy().T + layer.bias.numpy(), rtol=1e-6)
    layer(X).sum().backward()
    trained = layer.parametrizations.weight.original
    assert trained.grad.numpy()[1, 0] == 0
    np.testing.assert_array_equal(trained.numpy(), original.numpy())
    assert isinstance(layer, nn.Linear)
    assert type(layer).__name__ == "ParametrizedLinear"
    assert nn.is_parametrized(layer)
    assert nn.is_parametrized(layer, "weight")
    assert not nn.is_parametrized(layer, "bias")
    assert type(nn.register_parametrization(linear(), "weight", Symmetric())) is type(layer)


def test_several_are_applied_in_order_and_assigning_goes_back_through_them():
    layer = linear()
    before = np.abs(layer.weight.numpy())
    nn.register_parametrization(layer, "weight", Exp())
    np.testing.assert_allclose(layer.weight.numpy(), before, rtol=1e-6)
    nn.register_parametrization(layer, "weight", Double())
    np.testing.assert_allclose(layer.weight.numpy(), 2 * before, rtol=1e-6)
    assert len(layer.parametrizations.weight) == 2
    assert isinstance(layer.parametrizations.weight[1], Double)
    layer.weight = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
    np.testing.assert_allclose(layer.weight.numpy(), [[1.0, 2.0], [3.0, 4.0]], rtol=1e-6)
    assert "weight" not in layer.state_dict()
    with pytest.raises(ShapeError, match="another shape"):
        layer.weight = np.ones((3, 3), "float32")


def test_keys_are_pytorchs_also_of_two_parameters():
    torch = pytest.importorskip("torch")

    class Twice(torch.nn.Module):
        def forward(self, x):
            return 2 * x

    theirs = torch.nn.Linear(2, 2)
    ours = linear()
    for name in ("weight", "bias"):
        torch.nn.utils.parametrize.register_parametrization(theirs, name, Twice())
        nn.register_parametrization(ours, name, Double())
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert [n for n, _ in ours.named_modules()] == [n for n, _ in theirs.named_modules()]


@pytest.mark.parametrize("leave", [True, False])
def test_removing_leaves_a_plain_parameter(leave):
    layer = linear()
    original = layer.weight.numpy()
    nn.register_parametrization(layer, "weight", Symmetric())
    nn.register_parametrization(layer, "bias", Double())
    computed = layer.weight.numpy()
    nn.remove_parametrizations(layer, "weight", leave)
    assert isinstance(layer.weight, nn.Parameter)
    np.testing.assert_array_equal(layer.weight.numpy(), computed if leave else original)
    assert not nn.is_parametrized(layer, "weight")
    nn.remove_parametrizations(layer, "bias")
    assert type(layer) is nn.Linear
    assert list(layer.state_dict()) == ["weight", "bias"]


def test_frozen_parameters_and_buffers_stay_what_they_are():
    layer = linear().requires_grad_(False)
    nn.register_parametrization(layer, "weight", Double())
    assert not layer.parametrizations.weight.original.requires_grad
    norm = nn.register_parametrization(nn.BatchNorm1d(2), "running_var", Double())
    assert list(dict(norm.named_buffers())) == [
        "running_mean",
        "num_batches_tracked",
        "parametrizations.running_var.original",
    ]
    assert not nn.remove_parametrizations(layer, "weight").weight.requires_grad


def test_it_keeps_the_contract_of_modules_and_copies():
    layer = nn.register_parametrization(linear(), "weight", Symmetric())
    check_module(layer, X)
    twin = copy.deepcopy(layer)
    twin.parametrizations.weight.original.value = np.zeros((2, 2), "float32")
    assert layer.weight.numpy().any()
    assert not twin.weight.numpy().any()


def test_transforms_give_gradients_of_what_is_trained():
    layer = nn.register_parametrization(linear(), "weight", Exp())
    slopes = wg.grad(lambda m: m(X).sum())(layer)
    np.testing.assert_allclose(
        slopes.parametrizations.weight.original.numpy(), np.repeat(X, 2, 0) * layer.weight.numpy(), rtol=1e-6
    )


def test_what_does_not_fit_is_refused_and_changes_nothing():
    layer = linear()
    with pytest.raises(ArgumentError, match="Linear has no such parameter"):
        nn.register_parametrization(layer, "weights", Double())
    with pytest.raises(ArgumentError, match="register_parametrization: holds modules only"):
        nn.register_parametrization(layer, "weight", wg.exp)
    with pytest.raises(ShapeError, match="the result is no `weight`"):
        nn.register_parametrization(layer, "weight", Half())
    with pytest.raises(ArgumentError, match="not a computed parameter"):
        nn.remove_parametrizations(layer, "weight")
    assert list(layer.state_dict()) == ["weight", "bias"]
    nn.register_parametrization(layer, "weight", Symmetric())
    with pytest.raises(ArgumentError, match="Symmetric: the parameter cannot be assigned"):
        layer.weight = np.ones((2, 2), "float32")
