"""weight_norm and spectral_norm are PyTorch's: keys, weights, outputs, gradients, power iterations."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, GraphError
from wengert.nn.role import named_roles
from wengert.random import Generator
from wengert.testing import check_module

LAYERS = [("Linear", (3, 2), (4, 3)), ("Conv1d", (2, 3, 2), (2, 2, 4)), ("ConvTranspose1d", (2, 3, 2), (2, 2, 4))]


def pair(beside_pytorch, change, layer, args, dtype, **options):
    torch = pytest.importorskip("torch")
    theirs = getattr(torch.nn.utils.parametrizations, change)(getattr(torch.nn, layer)(*args), **options)
    ours = getattr(nn, change)(getattr(nn, layer)(*args), **options)
    return beside_pytorch(ours, theirs, dtype)


@pytest.mark.parametrize(("layer", "args", "shape"), LAYERS)
@pytest.mark.parametrize("dim", [0, 1, None])
def test_weight_norm_is_pytorchs(layer, args, shape, dim, beside_pytorch):
    x = np.random.default_rng(0).normal(size=shape)
    for dtype in ("float64", "float32"):
        pair(beside_pytorch, "weight_norm", layer, args, dtype, dim=dim).call(x)


@pytest.mark.parametrize(("layer", "args", "shape"), LAYERS)
@pytest.mark.parametrize("options", [{}, {"n_power_iterations": 3, "dim": 1}], ids=str)
def test_spectral_norm_is_pytorchs_in_training_and_in_inference(layer, args, shape, options, beside_pytorch):
    x = np.random.default_rng(0).normal(size=shape)
    for dtype in ("float64", "float32"):
        both = pair(beside_pytorch, "spectral_norm", layer, args, dtype, **options)
        both.call(x)
        both.call(x)
        both.theirs.eval()
        both.ours.eval()
        both.call(x)


def test_a_vector_is_divided_by_its_length(beside_pytorch):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.utils.parametrizations.spectral_norm(torch.nn.Linear(3, 2), "bias")
    ours = nn.spectral_norm(nn.Linear(3, 2), "bias")
    beside_pytorch(ours, theirs, "float64").call(np.ones((2, 3)))


def test_sigma_becomes_the_largest_singular_value():
    layer = nn.spectral_norm(nn.Linear(5, 4, generator=Generator(0)), generator=Generator(1))
    for _ in range(200):
        weight = layer.weight
    assert abs(np.linalg.norm(weight.numpy(), 2) - 1) < 1e-5


def test_compiled_training_moves_the_vectors_and_inference_does_not():
    layer = nn.spectral_norm(nn.Linear(3, 2, generator=Generator(0)), generator=Generator(1))
    norm = layer.parametrizations.weight[0]
    norm._u.value, norm._v.value = np.array([0.6, 0.8], "float32"), np.array([1.0, 0.0, 0.0], "float32")
    x = np.ones((1, 3), "float32")
    step = wg.compile(lambda x: layer(x), state=layer)
    step(x)
    moved = np.asarray(norm._u.value)
    assert abs(moved - [0.6, 0.8]).max() > 1e-3
    layer.eval()
    step(x)
    np.testing.assert_array_equal(np.asarray(norm._u.value), moved)


def test_vmap_is_refused_where_vectors_would_move():
    layer = nn.spectral_norm(nn.Linear(3, 2, generator=Generator(0)))
    many = np.stack([layer.parametrizations.weight.original.numpy()] * 2)

    def norm_of(w):
        return layer.parametrizations.weight[0](w)

    with pytest.raises(GraphError, match="its vectors cannot move while a program is recorded"):
        wg.vmap(norm_of)(many)
    layer.eval()
    assert wg.vmap(norm_of)(many).shape == (2, 2, 3)


@pytest.mark.parametrize("change", [nn.weight_norm, nn.spectral_norm])
def test_they_keep_the_contract_of_modules(change):
    check_module(change(nn.Linear(2, 2, generator=Generator(0))), np.random.default_rng(0).normal(size=(2, 2)))


def test_lengths_are_scales_and_directions_weights():
    layer = nn.weight_norm(nn.Linear(2, 3))
    found = {name.rpartition(".")[2]: role for name, _, role in named_roles(layer)}
    assert found == {"bias": "bias", "original0": "scale", "original1": "weight"}


def test_what_does_not_fit_is_refused():
    with pytest.raises(ArgumentError, match="weight_norm: there is no such axis"):
        nn.weight_norm(nn.Linear(2, 2), dim=2)
    with pytest.raises(ArgumentError, match="spectral_norm: needs an iteration"):
        nn.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)
    with pytest.raises(ArgumentError, match="spectral_norm: ReLU has no such parameter"):
        nn.spectral_norm(nn.ReLU())
    layer = nn.weight_norm(nn.Linear(2, 2))
    with pytest.raises(ArgumentError, match="there are several originals"):
        nn.remove_parametrizations(layer, "weight", leave_parametrized=False)
