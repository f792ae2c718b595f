"""The encoder against PyTorch, and how its layers are copied."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.nn.transformer_encoder import activation_function, copies
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.testing import check_module

RNG = np.random.default_rng(0)
HIDDEN = np.triu(np.ones((4, 4), bool), 1)
PADDING = np.array([[0, 0, 0, 1], [0, 0, 0, 0]], bool)


def same_weights(torch, ours, theirs):
    with torch.no_grad():
        for p in theirs.parameters():
            p.copy_(torch.randn_like(p) * 0.5)
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})


@pytest.mark.parametrize(
    "options",
    [
        {"batch_first": True},
        {"batch_first": True, "norm_first": True, "activation": "gelu"},
        {"bias": False, "layer_norm_eps": 1e-3},
    ],
)
@pytest.mark.parametrize("masked", [False, True])
def test_outputs_and_gradients_are_pytorchs(options, masked):
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    theirs = torch.nn.TransformerEncoder(
        torch.nn.TransformerEncoderLayer(6, 2, 5, 0.0, dtype=torch.float64, **options),
        2,
        torch.nn.LayerNorm(6, dtype=torch.float64),
        enable_nested_tensor=False,
    )
    layer = nn.TransformerEncoderLayer(6, 2, 5, 0.0, dtype="float64", **options)
    ours = nn.TransformerEncoder(layer, 2, nn.LayerNorm(6, dtype="float64"))
    same_weights(torch, ours, theirs)
    x = RNG.normal(size=(2, 4, 6) if "batch_first" in options else (4, 2, 6))
    masks = {"mask": HIDDEN, "src_key_padding_mask": PADDING} if masked else {}
    leaf = torch.tensor(x, requires_grad=True)
    expected = theirs(leaf, **{n: torch.tensor(m) for n, m in masks.items()})
    own = wg.tensor(x, requires_grad=True)
    out = ours(own, **masks)
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10, atol=1e-10)
    (out**3).sum().backward()
    (expected**3).sum().backward()
    np.testing.assert_allclose(own.grad.numpy(), leaf.grad, rtol=1e-8, atol=1e-8)
    named = dict(theirs.named_parameters())
    for name, p in ours.named_parameters():
        np.testing.assert_allclose(p.grad.numpy(), named[name].grad, rtol=1e-8, atol=1e-7, err_msg=name)


def test_float32_against_pytorch():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    theirs = torch.nn.TransformerEncoderLayer(16, 4, 32, batch_first=True).eval()
    ours = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True).eval()
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    x = RNG.normal(size=(2, 7, 16)).astype("float32")
    with torch.no_grad():
        expected = theirs(torch.tensor(x))
    out = value_of(ours(x))
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, expected, rtol=1e-5, atol=1e-5)


def test_it_keeps_the_contract_of_modules():
    layer = nn.TransformerEncoderLayer(4, 2, 3, activation="gelu", batch_first=True, generator=Generator(0))
    check_module(layer, RNG.normal(size=(2, 3, 4)))


def test_is_causal_is_the_mask():
    layer = nn.TransformerEncoderLayer(4, 2, 3, batch_first=True).eval()
    x = RNG.normal(size=(2, 4, 4)).astype("float32")
    np.testing.assert_array_equal(value_of(layer(x, is_causal=True)), value_of(layer(x, HIDDEN)))


def test_copies_own_their_parameters_and_share_the_generator():
    layer = nn.TransformerEncoderLayer(4, 2, 3, dropout=0.5, batch_first=True, generator=Generator(0))
    first, second = copies("example", layer, 2)
    assert not {id(p) for p in first.parameters()} & {id(p) for p in second.parameters()}
    assert first.dropout.generator is second.dropout1.generator is layer.self_attn.generator
    for p, q in zip(first.parameters(), second.parameters(), strict=True):
        np.testing.assert_array_equal(p.numpy(), q.numpy())
    x = RNG.normal(size=(2, 3, 4)).astype("float32")
    assert (value_of(first(x)) != value_of(second(x))).any()
    np.testing.assert_array_equal(value_of(first.eval()(x)), value_of(second.eval()(x)))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: nn.TransformerEncoderLayer(4, 2, 3, activation="relo"), "unknown activation"),
        (lambda: nn.TransformerEncoder(nn.Linear(2, 2), 0), "at least one layer"),
    ],
)
def test_nonsense_is_refused(call, says):
    with pytest.raises(ArgumentError, match=says):
        call()


def test_an_activation_may_be_any_function():
    assert activation_function(np.tanh) is np.tanh
    layer = nn.TransformerEncoderLayer(4, 2, 3, activation=nn.SiLU(), batch_first=True)
    assert [n for n, _ in layer.named_children()][-1] == "activation"
