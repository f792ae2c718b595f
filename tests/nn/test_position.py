"""Modules of positions: they add or turn what the functions say."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional
from wengert.random import Generator
from wengert.tensor import value_of
from wengert.testing import check_module

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 6, 4)).astype("float32")


@pytest.mark.parametrize(
    ("module", "expected"),
    [
        (nn.SinusoidalPositions(4), X + functional.sinusoidal_positions(6, 4)),
        (nn.SinusoidalPositions2d(2, 3, 4), X + functional.sinusoidal_positions_2d(2, 3, 4)),
        (nn.RotaryPositions(pairs="halves"), functional.rotary(X, pairs="halves")),
    ],
)
def test_values(module, expected):
    out = value_of(module(X))
    assert out.dtype == np.float32
    np.testing.assert_array_equal(out, expected)
    assert "4" in repr(module) or "halves" in repr(module)


def test_rotary_takes_positions():
    places = np.array([4, 5])
    np.testing.assert_array_equal(nn.RotaryPositions()(X[:, :2], places), functional.rotary(X[:, :2], places))


def test_learned_positions_are_added_to_as_many_tokens_as_there_are():
    module = nn.LearnedPositions(9, 4, generator=Generator(0))
    np.testing.assert_array_equal(module(X).numpy(), X + module.weight.numpy()[:6])
    assert module.weight.numpy().std() == pytest.approx(0.02, rel=0.3)
    check_module(module, X)


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: nn.SinusoidalPositions(5), ArgumentError, "pairs of sine and cosine"),
        (lambda: nn.SinusoidalPositions2d(2, 3, 6), ArgumentError, "multiple of 4"),
        (lambda: nn.SinusoidalPositions2d(2, 2, 4)(X), ShapeError, "each place of the grid"),
        (lambda: nn.SinusoidalPositions(6)(X), ShapeError, "no such tokens"),
        (lambda: nn.LearnedPositions(5, 4)(X), ShapeError, "l <= 5"),
    ],
)
def test_what_does_not_fit_is_told(call, kind, says):
    with pytest.raises(kind, match=says):
        call()
