"""Modules: what they own, in which order, and what they are as containers, states and arguments of grad."""

import copy

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 4)
        self.drop = nn.Dropout(0.5)
        self.scale = nn.Parameter([2.0])
        self.register_buffer("seen", np.zeros(()))
        self.last = nn.Linear(4, 2, bias=False)

    def forward(self, x):
        return self.last(self.drop(self.first(x).tanh())) * self.scale


def test_names_are_pytorchs():
    names = [name for name, _ in Net().named_parameters()]
    assert names == ["scale", "first.weight", "first.bias", "last.weight"]
    assert list(Net().state_dict()) == ["scale", "seen", "first.weight", "first.bias", "last.weight"]
    assert [name for name, _ in Net().named_modules()] == ["", "first", "drop", "last"]
    assert [name for name, _ in Net().named_buffers()] == ["seen"]


def test_a_shared_parameter_is_listed_once_and_saved_under_both_names():
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight
    assert [n for n, _ in model.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
    assert "1.weight" in model.state_dict()


def test_grad_by_a_module_is_a_module_of_gradients():
    model = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))
    x = np.ones((4, 3), "float32")
    gradient = wg.grad(lambda m: m(x).sum())(model)
    model(x).sum().backward()
    assert isinstance(gradient, nn.Sequential)
    for p, g in zip(model.parameters(), wg.tree.leaves(gradient), strict=True):
        assert g.dtype == np.float32
        np.testing.assert_allclose(g.numpy(), p.grad.numpy(), rtol=1e-6)


def test_rebuilding_leaves_the_original_alone():
    model = nn.Linear(2, 2)
    doubled = wg.tree.map(lambda p: 2 * p.detach(), model)
    np.testing.assert_array_equal(doubled.weight.numpy(), 2 * model.weight.numpy())
    assert isinstance(model.weight, nn.Parameter)


def test_training_mode_reaches_every_module_and_changes_no_recording():
    model = Net().eval()
    assert not any(m.training for m in model.modules())
    assert model(np.ones((1, 3), "float32")).requires_grad
    assert all(m.training for m in model.train().modules())


def test_state_goes_around():
    model, other = Net(), Net()
    other.load_state_dict(model.state_dict())
    x = np.ones((2, 3), "float32")
    np.testing.assert_array_equal(model.eval()(x).numpy(), other.eval()(x).numpy())


def test_loading_keeps_the_tensors_and_their_dtype_and_copies_the_arrays():
    model = nn.Linear(2, 1)
    weight = model.weight
    array = np.array([[1.0, 2.0]])
    model.load_state_dict({"weight": array, "bias": np.zeros(1)})
    array[:] = 0
    assert model.weight is weight
    assert weight.dtype == np.float32
    assert weight.tolist() == [[1.0, 2.0]]


def test_a_state_that_does_not_fit_is_refused_and_nothing_is_changed():
    model = nn.Linear(2, 1)
    before = model.weight.tolist()
    with pytest.raises(ArgumentError, match=r"missing bias; unexpected bais") as caught:
        model.load_state_dict({"weight": np.ones((1, 2)), "bais": np.ones(1)})
    assert "is bais meant to be bias?" in str(caught.value)
    with pytest.raises(ShapeError, match=r"weight: \(2, 2\) for \(1, 2\)"):
        model.load_state_dict({"weight": np.ones((2, 2)), "bias": np.ones(1)})
    assert model.weight.tolist() == before
    assert model.load_state_dict({"bias": [3.0], "more": 1}, strict=False) == (["weight"], ["more"])


def test_casting_keeps_leaves_trainable():
    model = nn.Linear(2, 1).to("float64")
    assert model.weight.dtype == np.float64
    model(np.ones((1, 2))).sum().backward()
    assert model.weight.grad.dtype == np.float64


def test_a_copy_has_parameters_of_its_own():
    model = Net()
    other = copy.deepcopy(model)
    other.scale.value = np.array([7.0])
    assert model.scale.tolist() == [2.0]
    assert other.scale.requires_grad
    assert other.drop.generator is wg.random.default_generator


def test_freezing_and_zeroing():
    model = nn.Linear(2, 1)
    model(np.ones((1, 2), "float32")).sum().backward()
    model.zero_grad()
    assert model.weight.grad is None
    model.requires_grad_(False)
    assert not model(np.ones((1, 2), "float32")).requires_grad


def test_state_tensors_hold_the_generator_too_and_stay_the_same():
    model = Net()
    tensors = model.state_tensors()
    assert {id(t) for t in wg.random.default_generator.state_tensors()} <= {id(t) for t in tensors}
    assert [id(t) for t in model.state_tensors()] == [id(t) for t in tensors]
    assert len(tensors) == 7


def test_a_compiled_call_notices_every_switch():
    model = nn.Sequential(nn.Linear(2, 2, generator=Generator(0)), nn.Dropout(1.0))
    call = wg.compile(lambda x: model(x), state=model)
    x = np.ones((1, 2), "float32")
    assert call(x).tolist() == [[0.0, 0.0]]
    model.eval()  # outputs are sums of terms near 1, which may nearly cancel
    np.testing.assert_allclose(call(x).numpy(), model(x).numpy(), rtol=1e-6, atol=2e-7)
    model.train()[1].p = 0.0
    np.testing.assert_allclose(call(x).numpy(), model(x).numpy(), rtol=1e-6, atol=2e-7)
    keys = {model.state_key(), model.eval().state_key()}
    assert len(keys) == 2


def test_a_module_prints_its_structure():
    text = repr(nn.Sequential(nn.Linear(3, 2), nn.Sequential(nn.ReLU())))
    assert text == (
        "Sequential(\n  (0): Linear(in_features=3, out_features=2, bias=True)\n"
        "  (1): Sequential(\n    (0): ReLU()\n  )\n)"
    )


def test_an_attribute_that_is_replaced_by_something_else_is_no_parameter_any_more():
    model = nn.Linear(2, 2)
    model.bias = "none"
    assert [n for n, _ in model.named_parameters()] == ["weight"]
    del model.weight
    assert list(model.parameters()) == []


def test_forgotten_super_is_told():
    class Wrong(nn.Module):
        def __init__(self):
            self.w = nn.Parameter([1.0])

    with pytest.raises(ArgumentError, match=r"call super\(\).__init__\(\) before"):
        Wrong()


def test_a_module_without_forward_is_told():
    with pytest.raises(ArgumentError, match="defines no forward"):
        nn.Module()(1.0)


def test_apply_goes_inside_out():
    seen = []
    nn.Sequential(nn.ReLU()).apply(lambda m: seen.append(type(m).__name__))
    assert seen == ["ReLU", "Sequential"]
