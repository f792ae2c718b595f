"""Piecewise linear functions: what is kept, slopes at kinks, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F

X = np.array([-2.0, 0.0, 1.0, 6.0, 7.0])


def slopes(f, x=X):
    return wg.grad(lambda x: wg.sum(f(x)))(x).tolist()


def test_at_a_kink_the_slope_is_that_of_the_constant_or_lower_piece():
    assert slopes(F.leaky_relu) == [0.01, 0.01, 1, 1, 1]
    assert slopes(lambda x: F.prelu(x, np.array([0.25]))) == [0.25, 0.25, 1, 1, 1]
    assert slopes(F.relu6) == [0, 0, 1, 0, 0]
    assert slopes(lambda x: F.hardtanh(x, -2, 7)) == [0, 1, 1, 1, 0]
    assert slopes(lambda x: F.threshold(x, 1.0, 5.0)) == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("f", [F.leaky_relu, F.relu6, F.hardtanh])
def test_the_output_alone_is_kept(f):
    (kept,) = [s for s in wg.trace(f, X).saved() if s.nbytes]
    assert kept.name == kept.step


def test_the_slope_of_prelu_shares_over_all_of_its_channel():
    x = np.array([[-1.0, -2.0], [3.0, -4.0]])
    assert wg.grad(lambda w: wg.sum(F.prelu(x, w)))(np.array([0.5, 0.5])).tolist() == [-1, -6]
    assert wg.grad(lambda w: wg.sum(F.prelu(x, w)))(np.array([0.5])).tolist() == [-7]


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="min_val is not below max_val"):
        F.hardtanh(X, 1.0, 1.0)
    with pytest.raises(ShapeError, match="one weight for all, or one for each channel"):
        F.prelu(np.ones((2, 3)), np.ones(2))
