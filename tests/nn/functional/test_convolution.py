"""Convolution as a function: ranks, and translation equivariance where it holds and where it breaks."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ShapeError
from wengert.nn import functional as F

X = np.random.default_rng(0).normal(size=(1, 2, 6, 5))
W = np.random.default_rng(1).normal(size=(3, 2, 3, 3))


def shifted(x):
    return np.roll(x, (2, 1), (-2, -1))


def test_a_circular_border_makes_a_convolution_commute_with_shifts():
    f = lambda x: F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), W)
    np.testing.assert_allclose(f(shifted(X)), shifted(f(X)), atol=1e-13)
    layer = nn.Conv2d(2, 3, 3, padding="same", padding_mode="circular", bias=False, dtype="float64")
    np.testing.assert_allclose(layer(shifted(X)).numpy(), shifted(layer(X).numpy()), atol=1e-13)


def test_zeros_break_it_at_the_border():
    f = lambda x: F.conv2d(x, W, padding=1)
    assert abs(f(shifted(X)) - shifted(f(X))).max() > 0.1


def test_global_pooling_behind_it_is_invariant_and_local_pooling_is_not():
    f = lambda x: F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), W)
    for pool in (F.global_avg_pool, F.global_max_pool):
        np.testing.assert_allclose(pool(f(shifted(X))), pool(f(X)), atol=1e-13)
    local = lambda x: F.max_pool2d(f(x), 2)
    assert abs(local(shifted(X)) - local(X)).max() > 0.1


@pytest.mark.parametrize("f", [F.conv1d, F.conv3d, F.conv_transpose1d, F.conv_transpose3d])
def test_other_ranks_are_refused(f):
    with pytest.raises(ShapeError, match="ranks do not fit"):
        f(X, W)
