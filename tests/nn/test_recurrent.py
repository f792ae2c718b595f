"""RNN, LSTM and GRU are PyTorch's: keys, outputs, states, gradients, packed lengths; eager, compiled, to any order."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator
from wengert.testing import check_module

KINDS = ["RNN", "LSTM", "GRU"]
OPTIONS = [
    {},
    {"num_layers": 2, "bidirectional": True},
    {"bias": False, "batch_first": True},
    {"num_layers": 2, "dropout": 1.0},
]


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def value(x):
    return np.asarray(x.value if isinstance(x, wg.Tensor) else x)


def made(kind, dtype="float64", **options):
    return getattr(nn, kind)(3, 2, dtype=dtype, generator=Generator(0), **options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_it_is_pytorchs(kind, options, beside_pytorch):
    torch = pytest.importorskip("torch")
    for dtype in ("float64", "float32"):
        pair = beside_pytorch(getattr(nn, kind)(3, 2, **options), getattr(torch.nn, kind)(3, 2, **options), dtype)
        pair.call(draw(4, 5, 3))
        count = options.get("num_layers", 1) * (1 + options.get("bidirectional", False))
        batch = 4 if options.get("batch_first") else 5
        states = [draw(count, batch, 2, seed=k).astype(dtype) for k in range(1 + (kind == "LSTM"))]
        pair.call(draw(4, 5, 3), states[0] if len(states) == 1 else tuple(states))
    pair.call(draw(4, 3))


@pytest.mark.parametrize("options", [{}, {"bidirectional": True, "num_layers": 2}], ids=str)
def test_a_projected_state_is_pytorchs(options, beside_pytorch):
    torch = pytest.importorskip("torch")
    layers = (m.LSTM(3, 4, proj_size=2, **options) for m in (nn, torch.nn))
    pair = beside_pytorch(*layers, "float64")
    pair.call(draw(4, 5, 3))


def test_a_relu_recurrence_is_pytorchs(beside_pytorch):
    torch = pytest.importorskip("torch")
    beside_pytorch(*(m.RNN(3, 2, nonlinearity="relu") for m in (nn, torch.nn)), "float64").call(draw(4, 5, 3))


@pytest.mark.parametrize("kind", KINDS)
def test_packed_sequences_are_pytorchs(kind):
    torch = pytest.importorskip("torch")
    ours, theirs = (getattr(m, kind)(3, 2, bidirectional=True, num_layers=2) for m in (nn, torch.nn))
    ours, theirs = ours.to("float64"), theirs.double()
    ours.load_state_dict({n: p.detach().numpy() for n, p in theirs.state_dict().items()})
    x, lengths, weight = draw(5, 4, 3), [2, 5, 1, 3], draw(5, 4, 4, seed=1)
    here, there = wg.tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    packed = torch.nn.utils.rnn.pack_padded_sequence(there, torch.tensor(lengths), enforce_sorted=False)
    out, last = theirs(packed)
    out, _ = torch.nn.utils.rnn.pad_packed_sequence(out)
    total = (out * torch.tensor(weight)).sum()
    last = last if isinstance(last, tuple) else (last,)
    sum((total, *(s.square().sum() for s in last))).backward()
    for given in (here, nn.pack_padded_sequence(here, lengths, enforce_sorted=False)):
        mine, states = ours(given, lengths=lengths) if given is here else ours(given)
        mine = mine.padded if isinstance(mine, nn.PackedSequence) else mine
        states = states if isinstance(states, tuple) else (states,)
        np.testing.assert_allclose(mine.numpy(), out.detach().numpy(), atol=1e-12)
        for s, t in zip(states, last, strict=True):
            np.testing.assert_allclose(s.numpy(), t.detach().numpy(), atol=1e-12)
    here.grad = None
    ours.zero_grad()
    sum(((s * s).sum() for s in states), start=(mine * weight).sum()).backward()
    np.testing.assert_allclose(here.grad.numpy(), there.grad.numpy(), atol=1e-10)
    for name, p in theirs.named_parameters():
        np.testing.assert_allclose(getattr(ours, name).grad.numpy(), p.grad.numpy(), atol=1e-10)


def test_a_nan_in_the_padding_stays_there():
    layer = made("GRU", bidirectional=True)
    x = draw(4, 2, 3)
    x[2:, 0] = np.nan
    out, last = layer(wg.tensor(x), lengths=[2, 4])
    clean = np.where(np.isnan(x), 7.0, x)
    expected, _ = layer(wg.tensor(clean), lengths=[2, 4])
    np.testing.assert_array_equal(out.numpy(), expected.numpy())
    (out.sum() + last.sum()).backward()
    assert all(np.isfinite(p.grad.numpy()).all() for p in layer.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_it_keeps_the_contract_of_modules(kind):
    check_module(getattr(nn, kind)(2, 2, generator=Generator(0)), draw(3, 2, 2))


def test_a_projected_one_keeps_it_too():
    check_module(nn.LSTM(2, 2, proj_size=1, generator=Generator(0)), draw(2, 1, 2))


def test_one_program_serves_all_lengths():
    layer = made("GRU", "float32", bidirectional=True)

    def run(pack):
        out, last = layer(pack)
        return nn.pad_packed_sequence(out)[0], last

    step = wg.compile(run, state=layer)
    x = draw(4, 2, 3).astype("float32")
    for lengths in ([4, 2], [1, 3]):
        found = step(nn.pack_padded_sequence(x, lengths, enforce_sorted=False))
        for ours, eager in zip(found, layer(x, lengths=lengths), strict=True):
            np.testing.assert_allclose(value(ours), value(eager), atol=1e-6)
    assert len(step.recompiles) == 1
    assert "f64" not in step.text(nn.pack_padded_sequence(x, [4, 2]))


@pytest.mark.parametrize("kind", KINDS)
def test_vmap_over_examples_and_over_models(kind):
    layer = made(kind)
    x = draw(3, 4, 2, 3)
    each = np.stack([value(layer(row)[0]) for row in x])
    np.testing.assert_allclose(value(wg.vmap(lambda x: layer(x)[0])(x)), each, atol=1e-12)
    weights = np.stack([value(layer.weight_hh_l0) * k for k in (1.0, 2.0)])

    def run(w):
        return layer.tree_rebuild({**layer.tree_children(), "weight_hh_l0": w})(x[0])[0]

    many = value(wg.vmap(run)(weights))
    np.testing.assert_allclose(many, np.stack([value(run(w)) for w in weights]), atol=1e-12)
    slopes = value(wg.vmap(wg.grad(lambda w: wg.sum(run(w) ** 2)))(weights))
    alone = np.stack([value(wg.grad(lambda w: wg.sum(run(w) ** 2))(w)) for w in weights])
    np.testing.assert_allclose(slopes, alone, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_large_inputs_saturate_without_nan(kind):
    layer = made(kind, "float32")
    for scale in (0.0, 1e3):
        x = wg.tensor((draw(3, 1, 3) * scale).astype("float32"), requires_grad=True)
        out, _ = layer(x)
        out.sum().backward()
        assert np.isfinite(out.numpy()).all()
        assert np.isfinite(x.grad.numpy()).all()


def test_dropout_acts_between_layers_while_training():
    layer = made("RNN", num_layers=2, dropout=0.5)
    x = draw(3, 4, 3)
    assert not np.array_equal(value(layer(x)[0]), value(layer(x)[0]))
    layer.eval()
    np.testing.assert_array_equal(value(layer(x)[0]), value(layer(x)[0]))


def test_what_does_not_fit_is_refused():
    layer = made("RNN")
    with pytest.raises(ShapeError, match="RNN: needs 3 features"):
        layer(draw(4, 2, 2))
    with pytest.raises(ShapeError, match="RNN: first states do not fit"):
        layer(draw(4, 2, 3), draw(1, 3, 2))
    with pytest.raises(ArgumentError, match="rnn: a length is out of range"):
        layer(draw(4, 2, 3), lengths=[5, 1])
    with pytest.raises(ShapeError, match="rnn: needs a length for each sequence"):
        layer(draw(4, 2, 3), lengths=[4])
    with pytest.raises(ShapeError, match="rnn: needs at least one turn"):
        layer(draw(0, 2, 3))
    with pytest.raises(ArgumentError, match="RNN: needs a layer"):
        nn.RNN(3, 2, num_layers=0)
    with pytest.raises(ArgumentError, match="RNN: unknown nonlinearity"):
        nn.RNN(3, 2, nonlinearity="elu")
    with pytest.raises(ArgumentError, match="LSTM: dropout is a probability"):
        nn.LSTM(3, 2, dropout=2.0)


def test_it_says_what_differs_from_the_defaults():
    assert repr(nn.GRU(3, 2, num_layers=2, batch_first=True)) == "GRU(3, 2, num_layers=2, batch_first=True)"
