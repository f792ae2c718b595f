"""Adaptive pooling as a function: windows by definition, for any pair of sizes; ties share over windows of any size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.nn import functional as F


@given(st.integers(1, 12), st.integers(1, 12))
def test_each_window_reaches_from_floor_to_ceiling(n, o):
    x = np.random.default_rng(n).normal(size=(1, 2, n))
    parts = [x[..., i * n // o : -(-(i + 1) * n // o)] for i in range(o)]
    np.testing.assert_allclose(F.adaptive_avg_pool1d(x, o), np.stack([p.mean(-1) for p in parts], -1))
    np.testing.assert_array_equal(F.adaptive_max_pool1d(x, o), np.stack([p.max(-1) for p in parts], -1))


def test_ties_share_in_windows_of_unequal_sizes():
    x = np.array([[[[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]]]])
    found = wg.grad(lambda x: wg.sum(F.adaptive_max_pool2d(x, (1, 2))[..., 0]))(x)
    np.testing.assert_allclose(found[0, 0], [[1 / 3, 1 / 3, 0], [1 / 3, 0, 0]])


def test_infinities_outside_a_window_stay_outside():
    x = np.array([[[np.inf, 1.0, 2.0, 3.0, 4.0]]])
    assert F.adaptive_avg_pool1d(x, 3).ravel().tolist() == [np.inf, 2, 3.5]
