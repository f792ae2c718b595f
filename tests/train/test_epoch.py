"""Epochs: what is one program stays one program, and evaluation leaves no trace."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.compile.state import state_tensors, values_in
from wengert.train.epoch import Epochs, inference
from wengert.train.metrics import accuracy

X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
Y = np.arange(20) % 2


def engine(compiled):
    model = nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5))
    return Epochs(model, wg.losses.cross_entropy, optim.SGD(model, lr=0.1), {"accuracy": accuracy}, compiled)


def test_many_epochs_are_one_program():
    runs = engine(compiled=True)
    x, y = runs.place(X), runs.place(Y)
    for seed in range(3):
        pieces = [done for done, _ in runs.train(x, y, np.random.default_rng(seed).permutation(20), 6)]
        assert pieces[-1] == 20
    assert len(runs._stretch.recompiles) == len(runs._single.recompiles) == 1


def test_a_float32_epoch_holds_no_float64():
    import jax

    runs = engine(compiled=True)
    tensors = state_tensors(runs.state)

    def program(values, *inputs):
        with values_in(tensors, values, [None] * len(tensors)):
            return runs._batches(*inputs), [t.value for t in tensors]

    batches = np.arange(18, dtype=np.int32).reshape(3, 6)
    stretch = (batches, np.int32(0), np.int32(3))
    args = (runs.place(X), runs.place(Y), *stretch)
    text = str(jax.make_jaxpr(program)([t.value for t in tensors], runs._nothing, *args))
    assert "while" in text
    assert "f64" not in text


def test_evaluation_neither_trains_nor_drops():
    runs = engine(compiled=False)
    before = runs.model.state_dict()
    first, outputs = runs.evaluate(X, Y)
    assert runs.evaluate(X, Y)[0] == first
    assert outputs.shape == (20, 2)
    np.testing.assert_array_equal(before["0.weight"].numpy(), runs.model.state_dict()["0.weight"].numpy())
    assert first["loss"] == wg.losses.cross_entropy(outputs, Y)


def test_inference_puts_every_switch_back():
    model = nn.Sequential(nn.Dropout(), nn.Dropout().eval())
    with inference(model):
        assert not model[0].training
        assert not wg.is_grad_enabled()
    assert [m.training for m in model] == [True, False]


@pytest.mark.parametrize("compiled", [False, True])
def test_sums_are_told_apart_by_name_and_not_by_place(compiled):
    runs = engine(compiled)
    sums = {"accuracy": np.float32(1000), "loss": np.float32(5000)}
    *_, (_, found) = runs.train(runs.place(X), runs.place(Y), np.arange(20), 5, 5, sums)
    assert 1000 <= float(found["accuracy"]) <= 1015
    assert 5000 < float(found["loss"]) < 5100
