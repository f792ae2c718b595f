"""Piecewise linear functions: what is kept, slopes at kinks, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F
from wengert.random import Generator

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


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_random_slopes_are_uniform_and_are_the_slopes(dtype):
    x = wg.tensor(-np.ones(20_000, dtype), requires_grad=True)
    out = F.rrelu(x, 0.1, 0.5, training=True, generator=Generator(0))
    assert out.dtype == x.dtype
    a = -out.numpy().astype("float64")
    assert 0.099 < a.min() < 0.102 < 0.498 < a.max() < 0.501
    assert abs(a.mean() - 0.3) < 0.005
    assert abs(a.var() - 0.4**2 / 12) < 0.001
    out.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), -out.numpy())


def test_random_slopes_leave_what_is_above_zero_and_rule_at_zero():
    f = lambda x: F.rrelu(x, 0.25, 0.5, training=True, generator=Generator(0))
    assert f(X)[2:].tolist() == X[2:].tolist()
    slope = slopes(f)
    assert slope[2:] == [1, 1, 1]
    assert all(0.25 <= s <= 0.5 for s in slope[:2])
    assert slopes(lambda x: F.rrelu(x, 0.25, 0.5)) == [0.375, 0.375, 1, 1, 1]
    assert wg.gradcheck(lambda x: F.rrelu(x, training=True, generator=Generator(0)) ** 3, X[X != 0], order=2)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="min_val is not below max_val"):
        F.hardtanh(X, 1.0, 1.0)
    with pytest.raises(ArgumentError, match="rrelu: lower is above upper"):
        F.rrelu(X, 0.5, 0.4)
    with pytest.raises(ShapeError, match="one weight for all, or one for each channel"):
        F.prelu(np.ones((2, 3)), np.ones(2))
