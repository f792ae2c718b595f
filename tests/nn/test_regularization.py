"""Dropout and its kin: only in training, and new at every call of a compiled step."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.random import Generator


def test_it_acts_only_in_training():
    layer = nn.Dropout(0.5, Generator(0))
    x = np.ones(100)
    assert set(np.unique(layer(x))) == {0.0, 2.0}
    assert layer.eval()(x) is x
    assert repr(layer) == "Dropout(p=0.5)"


def test_a_compiled_step_drops_what_the_eager_one_drops():
    eager, compiled = nn.Dropout(0.5, Generator(3)), nn.Dropout(0.5, Generator(3))
    step = wg.compile(lambda x: compiled(x), state=compiled)
    x = np.ones(50, "float32")
    for _ in range(2):
        np.testing.assert_array_equal(np.asarray(step(x)), eager(x))


def test_a_wrong_probability_is_refused():
    with pytest.raises(ArgumentError, match="p is a probability"):
        nn.Dropout(-0.1)


LAYERS = [
    (nn.Dropout, (4, 6)),
    (nn.Dropout1d, (3, 4, 5)),
    (nn.Dropout2d, (3, 4, 2, 2)),
    (nn.Dropout3d, (4, 2, 2, 2)),
    (nn.AlphaDropout, (4, 6)),
    (nn.FeatureAlphaDropout, (3, 4, 5)),
]


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=lambda v: getattr(v, "__name__", ""))
def test_every_kind_acts_in_training_alone_and_says_its_probability(layer, shape):
    x = np.random.default_rng(0).normal(size=shape).astype("float32")
    made = layer(0.5, Generator(1))
    assert not np.array_equal(made(x), x)
    assert made(x).dtype == np.float32
    assert made.eval()(x) is x
    assert repr(made) == f"{layer.__name__}(p=0.5)"
    with pytest.raises(ArgumentError, match=f"{layer.__name__}: p is a probability"):
        layer(1.5)


def test_the_probability_to_keep_rescales_in_inference():
    layer = nn.KeepDropout(0.25, Generator(0))
    x = np.ones(2000, "float32")
    assert set(np.unique(layer(x))) == {0.0, 1.0}
    assert abs(layer(x).mean() - 0.25) < 0.03
    assert layer.eval()(x)[0] == np.float32(0.25)
    assert repr(layer) == "KeepDropout(keep=0.25)"
    with pytest.raises(ArgumentError, match="keep is a probability"):
        nn.KeepDropout(2.0)


def test_noise_has_its_deviation_in_training_alone():
    layer = nn.GaussianNoise(0.5, Generator(0))
    x = np.ones(4000, "float32")
    out = layer(x)
    assert abs((out - x).std() - 0.5) < 0.02
    assert out.dtype == np.float32
    assert layer.eval()(x) is x
    assert repr(layer) == "GaussianNoise(std=0.5)"
    with pytest.raises(ArgumentError, match="std is negative"):
        nn.GaussianNoise(-1.0)


@pytest.mark.parametrize("mode", ["row", "batch"])
def test_stochastic_depth_drops_whole_examples(mode):
    layer = nn.StochasticDepth(0.25, mode, Generator(1))
    x = np.ones((40, 3, 2), "float32")
    seen = [np.unique(layer(x).reshape(40, -1), axis=1) for _ in range(20)]
    assert all(rows.shape == (40, 1) for rows in seen)
    assert {round(float(v), 4) for rows in seen for v in rows.ravel()} == {0.0, 1.3333}
    assert all(len(np.unique(rows)) == 1 for rows in seen) == (mode == "batch")
    assert layer.eval()(x) is x
    assert repr(layer) == f"StochasticDepth(p=0.25, mode={mode!r})"
    with pytest.raises(ArgumentError, match="unknown mode"):
        nn.StochasticDepth(0.1, "column")
