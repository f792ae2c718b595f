"""Initial values: bounds and deviations by the formulas of their sources."""

import math

import numpy as np
import pytest

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import init
from wengert.random import Generator
from wengert.tensor import Tensor

SHAPE = (200, 300)
DEVIATIONS = {
    "xavier_uniform_": math.sqrt(2 / 500),
    "xavier_normal_": math.sqrt(2 / 500),
    "kaiming_uniform_": math.sqrt(2 / 300),
    "kaiming_normal_": math.sqrt(2 / 300),
    "lecun_normal_": math.sqrt(1 / 300),
}


@pytest.mark.parametrize(("name", "deviation"), DEVIATIONS.items())
def test_the_deviation_is_that_of_the_source(name, deviation):
    x = getattr(init, name)(Tensor(np.zeros(SHAPE, "float32")), generator=Generator(1))
    assert x.dtype == np.float32
    assert abs(x.numpy().std() / deviation - 1) < 0.02
    assert abs(x.numpy().mean()) < deviation / 20


def test_gains_are_pytorchs():
    torch = pytest.importorskip("torch")
    for name in [*init.GAINS, "leaky_relu"]:
        assert init.gain(name) == pytest.approx(torch.nn.init.calculate_gain(name))


def test_fan_out_is_the_other_side():
    x = init.kaiming_normal_(Tensor(np.zeros(SHAPE)), mode="fan_out", nonlinearity="relu", generator=Generator(0))
    assert abs(x.numpy().std() / math.sqrt(2 / 200) - 1) < 0.02


def test_constants():
    assert init.ones_(Tensor(np.zeros(2))).tolist() == [1.0, 1.0]
    assert init.zeros_(Tensor(np.ones(2))).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: init.fans((3,)), ShapeError, "at least two axes"),
        (lambda: init.gain("nonsense"), ArgumentError, "unknown nonlinearity"),
        (lambda: init.kaiming_normal_(Tensor(np.zeros(SHAPE)), mode="both"), ArgumentError, "unknown mode"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
