"""Dropout: only in training, and new at every call of a compiled step."""

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
