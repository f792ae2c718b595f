"""Scaled initial values: deviations and bounds by the formulas of their sources, and what they are for."""

import math

import numpy as np
import pytest

from wengert.errors import ArgumentError
from wengert.nn import init
from wengert.random import Generator
from wengert.tensor import Tensor

SHAPE = (200, 300)
DEVIATIONS = {
    "xavier_uniform_": math.sqrt(2 / 500),
    "xavier_normal_": math.sqrt(2 / 500),
    "kaiming_uniform_": math.sqrt(2 / 300),
    "kaiming_normal_": math.sqrt(2 / 300),
    "lecun_uniform_": math.sqrt(1 / 300),
    "lecun_normal_": math.sqrt(1 / 300),
}


@pytest.mark.parametrize(("name", "deviation"), DEVIATIONS.items())
def test_the_deviation_is_that_of_the_source(name, deviation):
    x = getattr(init, name)(Tensor(np.zeros(SHAPE, "float32")), generator=Generator(1))
    assert x.dtype == np.float32
    assert abs(x.numpy().std() / deviation - 1) < 0.02
    assert abs(x.numpy().mean()) < deviation / 20
    if "uniform" in name:
        assert 0.99 < abs(x.numpy()).max() / (deviation * math.sqrt(3)) <= 1


def test_fan_out_is_the_other_side():
    x = init.kaiming_normal_(Tensor(np.zeros(SHAPE)), mode="fan_out", nonlinearity="relu", generator=Generator(0))
    assert abs(x.numpy().std() / math.sqrt(2 / 200) - 1) < 0.02


@pytest.mark.parametrize(("name", "f", "options"), [
    ("kaiming_normal_", lambda x: np.maximum(x, 0), {"nonlinearity": "relu"}),
    ("lecun_normal_", lambda x: x, {}),
    ("xavier_normal_", lambda x: x, {}),
])  # fmt: skip
def test_they_keep_the_size_of_values_from_layer_to_layer(name, f, options):
    g, x = Generator(0), np.random.default_rng(0).normal(size=(300, 300))
    x = x if f(-1.0) else abs(x)
    first = (x * x).mean()
    for _ in range(5):
        w = getattr(init, name)(Tensor(np.zeros((300, 300))), generator=g, **options)
        x = f(x @ w.numpy().T)
    assert 0.5 < (x * x).mean() / first < 2


def test_an_unknown_mode_is_refused():
    with pytest.raises(ArgumentError, match="unknown mode"):
        init.kaiming_normal_(Tensor(np.zeros(SHAPE)), mode="both")
