"""Shares follow the beta distribution, and targets can be shared out."""

import numpy as np
import pytest
from scipy import stats

import wengert as wg
from wengert.arrays import to_numpy
from wengert.arrays.random import key_of
from wengert.data.augment.mixing import beta, shared_out, soft_targets
from wengert.errors import DtypeError


@pytest.mark.parametrize("alpha", [0.1, 0.4, 1.0, 3.0])
def test_the_distribution_is_scipys(alpha):
    drawn = np.sort(beta(key_of(1), alpha, 4000))
    assert drawn.dtype == np.float32
    # float32 rounds shares close to 1 up to 1, so the ends are compared by what they should hold.
    inner = (drawn > 1e-6) & (drawn < 1 - 1e-6)
    assert abs(inner.mean() - np.diff(stats.beta.cdf([1e-6, 1 - 1e-6], alpha, alpha))[0]) < 0.03
    distance = np.abs(stats.beta.cdf(drawn[inner], alpha, alpha) - (np.flatnonzero(inner) + 0.5) / 4000).max()
    assert distance < 1.63 / np.sqrt(4000)  # Kolmogorov and Smirnov, 1 %


def test_both_libraries_draw_the_same():
    compiled = wg.compile(lambda key: beta(key, 0.3, 100))
    np.testing.assert_allclose(beta(key_of(2), 0.3, 100), to_numpy(compiled(key_of(2))), atol=1e-5)


def test_targets():
    assert soft_targets(np.array([2, 0], np.uint8), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    y = np.ones((2, 5), np.float32)
    assert soft_targets(y, 5) is y
    with pytest.raises(DtypeError, match="one class a sample"):
        soft_targets(np.zeros((2, 4), int), 3)


def test_shares_are_one_a_sample():
    out = shared_out(np.ones((2, 1, 2), np.float32), np.zeros((2, 1, 2), np.float32), np.array([0.25, 1.0]))
    assert out.tolist() == [[[0.25, 0.25]], [[1, 1]]]
    assert out.dtype == np.float32
