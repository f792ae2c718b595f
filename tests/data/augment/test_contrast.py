"""Distances from the mean are scaled and the mean stays."""

import numpy as np

from wengert.arrays.random import key_of
from wengert.data.augment import Contrast


def test_the_mean_stays_and_factors_fill_their_range():
    x = 0.4 + 0.2 * np.random.default_rng(0).random((300, 2, 4, 4))
    out, _ = Contrast(0.5)(x, np.zeros(300), key_of(0))
    axes = (1, 2, 3)
    np.testing.assert_allclose(out.mean(axis=axes), x.mean(axis=axes), rtol=1e-6)
    factor = out.std(axis=axes) / x.std(axis=axes)
    np.testing.assert_allclose([factor.min(), factor.max()], [0.5, 1.5], atol=0.02)


def test_pixels_stay_between_0_and_1():
    x = np.random.default_rng(0).integers(0, 2, (50, 1, 2, 2)).astype(float)
    out = Contrast(1.0)(x, np.zeros(50), key_of(0))[0]
    assert (out.min(), out.max()) == (0, 1)
