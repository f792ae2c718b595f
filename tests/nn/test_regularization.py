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
