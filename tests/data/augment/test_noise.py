"""Noise has its mean, deviation and independence."""

import numpy as np

from wengert.arrays.random import key_of
from wengert.data.augment import Noise


def test_moments():
    x = np.random.default_rng(0).random((200, 3, 8, 8))
    added = Noise(0.3)(x, np.zeros(200), key_of(0))[0] - x
    assert abs(added.mean()) < 0.01
    assert abs(added.std() - 0.3) < 0.01
    assert abs(np.corrcoef(added[:, 0].ravel(), added[:, 1].ravel())[0, 1]) < 0.03
