"""Convolutional networks: sizes, derivatives, and what does not fit."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.models import build, cnn, lenet
from wengert.random import Generator

IMAGE = np.random.default_rng(0).normal(size=(3, 1, 8, 8)).astype("float32")


def test_outputs_and_gradients_are_pytorchs():
    torch = pytest.importorskip("torch")
    layers = torch.nn
    theirs = layers.Sequential(
        layers.Conv2d(1, 2, 3, padding=1, bias=False),
        layers.BatchNorm2d(2),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Conv2d(2, 3, 3, padding=1, bias=False),
        layers.BatchNorm2d(3),
        layers.ReLU(),
        layers.MaxPool2d(2),
        layers.Flatten(),
        layers.Linear(12, 4),
    ).double()
    ours = cnn([2, 3], (1, 8, 8), 4, dtype="float64")
    ours.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    wanted, found = theirs(torch.tensor(IMAGE, dtype=torch.float64)), ours(IMAGE.astype("float64"))
    np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=1e-10, atol=1e-12)
    wanted.square().sum().backward()
    (found * found).sum().backward()
    for ours_p, theirs_p in zip(ours.parameters(), theirs.parameters(), strict=True):
        np.testing.assert_allclose(ours_p.grad.numpy(), theirs_p.grad.numpy(), rtol=1e-8, atol=1e-9)


def test_compiled_is_eager():
    model = cnn([2, 3], (1, 8, 8), 4, hidden=5, activation="gelu", generator=Generator(0)).eval()
    compiled = wg.compile(lambda x: model(x), state=model, donate=False)
    np.testing.assert_allclose(np.asarray(compiled(IMAGE).value), model(IMAGE).numpy(), atol=2e-6)


def test_signals_have_one_axis():
    model = cnn([4, 8], (2, 40), 10, kernel=5, hidden=6, drop=0.5, norm=False)
    assert model(np.ones((3, 2, 40), "float32")).shape == (3, 10)
    assert [type(m).__name__ for m in model if not isinstance(m, nn.ReLU)] == [
        "Conv1d",
        "MaxPool1d",
        "Conv1d",
        "MaxPool1d",
        "Flatten",
        "Dropout",
        "Linear",
        "Dropout",
        "Linear",
    ]


def test_the_short_form_builds_the_same():
    assert repr(build("cnn:4-8,kernel=5,hidden=6", (1, 8, 8), 3)) == repr(cnn([4, 8], (1, 8, 8), 3, 5, 6))


def test_lenet_has_its_parameters_in_both_dresses():
    for classic in (False, True):
        model = lenet(classic=classic)
        assert sum(p.size for p in model.parameters()) == 61_706
        assert model(np.ones((2, 1, 28, 28), "float32")).shape == (2, 10)
    assert repr(build("lenet:classic", (1, 32, 32), 10)) == repr(lenet(1, 10, 32, classic=True))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: cnn([4], (8,), 2), ShapeError, "no signals or images"),
        (lambda: cnn([4] * 4, (1, 8, 8), 2), ShapeError, "nothing is left"),
        (lambda: cnn([4], (1, 8, 8), 2, kernel=4), ArgumentError, "an odd kernel"),
        (lambda: build("cnn:4-x", (1, 8, 8), 2), ArgumentError, "channels are positive integers"),
        (lambda: build("cnn:4-8,8", (1, 8, 8), 2), ArgumentError, "one word at most"),
        (lambda: lenet(size=11), ShapeError, "too small"),
        (lambda: build("lenet:modern", (1, 28, 28), 2), ArgumentError, "unknown setting"),
        (lambda: build("lenet", (1, 28, 14), 2), ShapeError, "no square images"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
