"""MultiheadAttention against PyTorch: state, outputs, weights and gradients, for every way to call it."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.attention import head_size
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.testing import check_module

RNG = np.random.default_rng(0)
E, HEADS, BATCH, L, S = 6, 3, 2, 4, 5
HIDDEN = np.array([[0, 1, 0, 0, 1], [0, 0, 0, 1, 1], [0, 1, 1, 1, 1], [0, 0, 0, 0, 0]], bool)
PADDING = np.array([[0, 0, 0, 1, 1], [0, 0, 1, 0, 0]], bool)

LAYERS = {
    "plain": {},
    "batch first": {"batch_first": True},
    "no bias": {"bias": False, "batch_first": True},
    "sizes": {"kdim": 3, "vdim": 7},
    "added": {"add_bias_kv": True, "add_zero_attn": True},
    "added, sizes": {"add_bias_kv": True, "kdim": 3, "batch_first": True},
}
CALLS = {
    "plain": {},
    "each head": {"average_attn_weights": False},
    "no weights": {"need_weights": False},
    "hidden": {"attn_mask": HIDDEN},
    "padding": {"key_padding_mask": PADDING, "need_weights": False},
    "both": {"attn_mask": HIDDEN, "key_padding_mask": PADDING},
    "numbers": {"attn_mask": RNG.normal(size=(BATCH * HEADS, L, S)), "key_padding_mask": np.where(PADDING, -np.inf, 0)},
    "mixed": {"attn_mask": RNG.normal(size=(L, S)), "key_padding_mask": PADDING},
}


def pair(torch, **options):
    """The same layer twice, in float64, with weights that have no special values."""
    torch.manual_seed(0)
    theirs = torch.nn.MultiheadAttention(E, HEADS, dtype=torch.float64, **options)
    with torch.no_grad():
        for p in theirs.parameters():
            p.copy_(torch.randn_like(p))
    ours = nn.MultiheadAttention(E, HEADS, dtype="float64", **options)
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    return ours, theirs


def inputs(options):
    sizes = ((L, E), (S, options.get("kdim", E)), (S, options.get("vdim", E)))
    shape = (lambda n, e: (BATCH, n, e)) if options.get("batch_first") else (lambda n, e: (n, BATCH, e))
    return [RNG.normal(size=shape(n, e)) for n, e in sizes]


def agree(ours, theirs, arrays, torch, **call):
    given = {n: torch.tensor(a) if isinstance(a, np.ndarray) else a for n, a in call.items()}
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    expected, their_weights = theirs(*leaves, **given)
    tensors = [wg.tensor(a, requires_grad=True) for a in arrays]
    out, weights = ours(*tensors, **call)
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10, atol=1e-10)
    if their_weights is None:
        assert weights is None
    else:
        np.testing.assert_allclose(weights.numpy(), their_weights.detach(), rtol=1e-10, atol=1e-12)
    (out**3).sum().backward()
    (expected**3).sum().backward()
    named = dict(theirs.named_parameters())
    assert {n for n, _ in ours.named_parameters()} == set(named)
    for name, p in ours.named_parameters():
        np.testing.assert_allclose(p.grad.numpy(), named[name].grad, rtol=1e-9, atol=1e-8, err_msg=name)
    for t, leaf in zip(tensors, leaves, strict=True):
        np.testing.assert_allclose(t.grad.numpy(), leaf.grad, rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("call", ["plain", "both"])
def test_every_layer_is_pytorchs(layer, call):
    torch = pytest.importorskip("torch")
    agree(*pair(torch, **LAYERS[layer]), inputs(LAYERS[layer]), torch, **CALLS[call])


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.filterwarnings("ignore:Support for mismatched key_padding_mask")
def test_every_call_is_pytorchs(call):
    torch = pytest.importorskip("torch")
    agree(*pair(torch, batch_first=True), inputs({"batch_first": True}), torch, **CALLS[call])


def test_self_attention_maps_once_and_is_pytorchs():
    torch = pytest.importorskip("torch")
    ours, theirs = pair(torch, batch_first=True)
    x = RNG.normal(size=(BATCH, L, E))
    t = torch.tensor(x)
    expected, _ = theirs(t, t, t, need_weights=False)
    np.testing.assert_allclose(ours(x, x, x, need_weights=False)[0].numpy(), expected.detach(), rtol=1e-10)
    other, _ = ours(x, x.copy(), x.copy())
    np.testing.assert_allclose(other.numpy(), expected.detach(), rtol=1e-10)


def test_without_a_batch():
    torch = pytest.importorskip("torch")
    ours, theirs = pair(torch)
    arrays = [RNG.normal(size=(n, E)) for n in (L, S, S)]
    expected, their_weights = theirs(*map(torch.tensor, arrays), key_padding_mask=torch.tensor(PADDING[0]))
    out, weights = ours(*arrays, key_padding_mask=PADDING[0])
    np.testing.assert_allclose(out.numpy(), expected.detach(), rtol=1e-10)
    np.testing.assert_allclose(weights.numpy(), their_weights.detach(), rtol=1e-10)


class Alone(nn.Module):
    """Self-attention, its output alone."""

    def __init__(self, **call):
        super().__init__()
        self.attention = nn.MultiheadAttention(4, 2, batch_first=True, add_bias_kv=True, generator=Generator(0))
        self.call = call

    def forward(self, x):
        return self.attention(x, x, x, **self.call)


@pytest.mark.parametrize("call", [{"need_weights": True}, {"need_weights": False, "is_causal": True}])
def test_it_keeps_the_contract_of_modules(call):
    check_module(Alone(**call), RNG.normal(size=(2, 3, 4)))


def test_is_causal_hides_what_comes_after():
    layer = nn.MultiheadAttention(4, 2, batch_first=True, dtype="float64")
    x = RNG.normal(size=(1, 5, 4))
    _, weights = layer(x, x, x, is_causal=True)
    assert (np.triu(weights.numpy()[0], 1) == 0).all()
    hidden, _ = layer(x, x, x, attn_mask=~np.tri(5, dtype=bool))
    np.testing.assert_array_equal(layer(x, x, x, is_causal=True)[0].numpy(), hidden.numpy())


def test_a_query_without_keys_gives_the_bias_and_no_nan():
    layer = nn.MultiheadAttention(4, 2, batch_first=True)
    x = RNG.normal(size=(1, 3, 4)).astype("float32")
    out, weights = layer(x, x, x, key_padding_mask=np.ones((1, 3), bool))
    np.testing.assert_array_equal(out.numpy(), np.zeros((1, 3, 4)))
    assert (weights.numpy() == 0).all()


def test_permuting_tokens_permutes_the_output():
    layer = nn.MultiheadAttention(4, 2, batch_first=True, dtype="float64")
    x, order = RNG.normal(size=(2, 5, 4)), RNG.permutation(5)
    moved = x[:, order]
    np.testing.assert_allclose(
        layer(moved, moved, moved)[0].numpy(), layer(x, x, x)[0].numpy()[:, order], rtol=1e-9, atol=1e-12
    )


def test_weights_are_dropped_in_training_only():
    layer = nn.MultiheadAttention(4, 2, dropout=0.5, batch_first=True, generator=Generator(0))
    x = RNG.normal(size=(2, 5, 4)).astype("float32")
    run = lambda **call: value_of(layer(x, x, x, **call)[0])
    assert (run() != run()).any()
    assert (run(need_weights=False) != run(need_weights=False)).any()
    layer.eval()
    np.testing.assert_array_equal(run(), run())


def test_initial_values():
    layer = nn.MultiheadAttention(64, 4, add_bias_kv=True, generator=Generator(0))
    bound = (6 / (4 * 64)) ** 0.5
    assert 0.98 * bound < abs(layer.in_proj_weight.numpy()).max() <= bound
    assert (layer.in_proj_bias.numpy() == 0).all()
    assert layer.bias_k.numpy().std() > 0


def test_float32_against_pytorch():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    theirs = torch.nn.MultiheadAttention(16, 4, batch_first=True)
    ours = nn.MultiheadAttention(16, 4, batch_first=True)
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    x = RNG.normal(size=(3, 7, 16)).astype("float32")
    t = torch.tensor(x)
    out, _ = ours(x, x, x)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out.numpy(), theirs(t, t, t)[0].detach(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: nn.MultiheadAttention(5, 2), ArgumentError, "no multiple of the heads"),
        (lambda: head_size("Example", 4, 0), ArgumentError, "Example"),
        (lambda: nn.MultiheadAttention(4, 2)(*[np.ones((2, 3, 5), "float32")] * 3), ShapeError, "query has another"),
        (lambda: nn.MultiheadAttention(4, 2)(*[np.ones(4, "float32")] * 3), ShapeError, "query has another"),
    ],
)
def test_what_does_not_fit_is_told(call, kind, says):
    with pytest.raises(kind, match=says):
        call()
