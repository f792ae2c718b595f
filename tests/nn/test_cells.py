"""Single turns are PyTorch's, and a loop of them is the layer."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator
from wengert.testing import check_module


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("kind", ["RNNCell", "LSTMCell", "GRUCell"])
@pytest.mark.parametrize("bias", [True, False])
def test_it_is_pytorchs(kind, bias, beside_pytorch):
    torch = pytest.importorskip("torch")
    for dtype in ("float64", "float32"):
        pair = beside_pytorch(*(getattr(m, kind)(3, 2, bias=bias) for m in (nn, torch.nn)), dtype)
        pair.call(draw(4, 3))
        state = draw(4, 2, seed=1).astype(dtype)
        pair.call(draw(4, 3), (state, draw(4, 2, seed=2).astype(dtype)) if kind == "LSTMCell" else state)
        pair.call(draw(3))


def test_a_relu_cell_is_pytorchs(beside_pytorch):
    torch = pytest.importorskip("torch")
    beside_pytorch(*(m.RNNCell(3, 2, nonlinearity="relu") for m in (nn, torch.nn)), "float64").call(draw(4, 3))


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_loop_of_turns_is_the_layer(kind):
    layer, cell = getattr(nn, kind)(3, 2, dtype="float64"), getattr(nn, f"{kind}Cell")(3, 2, dtype="float64")
    cell.load_state_dict({n.removesuffix("_l0"): t for n, t in layer.state_dict().items()})
    x, state = draw(4, 5, 3), None
    for row in x:
        state = cell(row, state)
    last = layer(x)[1]
    for ours, theirs in zip(state, last, strict=True) if kind == "LSTM" else [(state, last)]:
        np.testing.assert_allclose(ours.numpy(), theirs.numpy()[0], atol=1e-14)


def test_a_scan_of_turns_compiles_and_differentiates():
    cell = nn.GRUCell(2, 2, dtype="float64", generator=Generator(0))
    x = draw(3, 1, 2)
    loss = lambda m: wg.sum(wg.scan(lambda h, row: (m(row, h), None), np.zeros((1, 2)), x)[0] ** 2)
    eager, compiled = wg.grad(loss)(cell), wg.compile(wg.grad(loss))(cell)
    for name, slope in eager.named_parameters():
        np.testing.assert_allclose(np.asarray(getattr(compiled, name).value), slope.numpy(), atol=1e-10)


def test_it_keeps_the_contract_of_modules():
    check_module(nn.LSTMCell(2, 2, generator=Generator(0)), draw(2, 2))


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="LSTMCell: needs 3 features"):
        nn.LSTMCell(3, 2)(draw(4, 2))
    with pytest.raises(ArgumentError, match="RNNCell: unknown nonlinearity"):
        nn.RNNCell(3, 2, nonlinearity="elu")
    assert repr(nn.GRUCell(3, 2, bias=False)) == "GRUCell(3, 2, bias=False)"
