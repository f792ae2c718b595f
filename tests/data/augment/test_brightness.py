"""One factor a sample, kept in [0, 1]."""

import numpy as np

from wengert.arrays.random import key_of
from wengert.data.augment import Brightness


def test_factors_fill_their_range():
    x = np.random.default_rng(0).random((300, 2, 4, 4)) / 2
    factor = Brightness(0.3)(x, np.zeros(300), key_of(0))[0] / x
    np.testing.assert_allclose(factor.std(axis=(1, 2, 3)), 0, atol=1e-6)
    np.testing.assert_allclose([factor.min(), factor.max()], [0.7, 1.3], atol=0.02)


def test_pixels_stay_between_0_and_1():
    assert Brightness(1.0)(np.ones((50, 1, 2, 2)), np.zeros(50), key_of(0))[0].max() == 1
