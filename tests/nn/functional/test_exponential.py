"""Exponential linear units: constants of their source, what is kept, slopes far out, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn import functional as F


def test_selu_keeps_mean_0_and_variance_1():
    x, step = np.linspace(-12, 12, 240_001, retstep=True)
    weights, y = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * step, F.selu(x)
    assert abs(weights @ y) < 1e-8
    assert abs(weights @ (y * y) - 1) < 1e-8


@pytest.mark.parametrize("f", [F.elu, F.selu, lambda x: F.celu(x, 0.5)])
def test_the_output_alone_is_kept(f):
    (kept,) = [s for s in wg.trace(f, np.ones(3)).saved() if s.nbytes]
    assert kept.name == kept.step


def test_slopes_at_0_and_far_out():
    x = np.array([-1e3, 0.0, 1e3])
    slope = lambda f: wg.grad(lambda x: wg.sum(f(x)))(x).tolist()
    assert slope(lambda x: F.elu(x, 0.5)) == [0, 0.5, 1]
    assert slope(lambda x: F.celu(x, 0.5)) == [0, 1, 1]


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="alpha is negative"):
        F.elu(1.0, -1.0)
    with pytest.raises(ArgumentError, match="alpha is not positive"):
        F.celu(1.0, 0.0)
