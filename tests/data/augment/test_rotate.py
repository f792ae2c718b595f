"""Images turned, against SciPy."""

import numpy as np
import pytest
from scipy import ndimage

from wengert.arrays.random import key_of
from wengert.data.augment import Rotate
from wengert.data.augment.rotate import turned

X = np.random.default_rng(0).random((4, 2, 8, 7))


def test_the_angle_is_scipys():
    degrees = np.array([10.0, -33.0, 90.0, 180.0])
    x, _ = turned(X, np.zeros(4), np.radians(degrees).reshape(4, 1, 1))
    for k in range(4):
        for c in range(2):
            theirs = ndimage.rotate(X[k, c], degrees[k], reshape=False, order=1, mode="grid-constant", prefilter=False)
            np.testing.assert_allclose(x[k, c], theirs, atol=1e-6)


def test_a_mask_turns_with_its_image():
    shape = np.zeros((1, 1, 31, 31))
    shape[:, :, 5:12, 10:24] = 1
    x, y = turned(shape, shape[:, 0].astype(int), np.full((1, 1, 1), 0.7))
    assert np.abs(x[:, 0] - y).max() <= 0.75
    assert (np.abs(x[:, 0] - y) > 0.5).mean() < 0.01


def test_angles_fill_their_range():
    x = np.zeros((300, 1, 41, 41))
    x[:, :, 20, 35] = 1
    moved, _ = Rotate(30)(x, np.zeros(300), key_of(0))
    weight, place = moved[:, 0], np.arange(41.0) - 20
    angle = np.arctan2(-(weight.sum(axis=2) * place).sum(axis=1), (weight.sum(axis=1) * place).sum(axis=1))
    assert np.degrees(angle).max() == pytest.approx(30, abs=1.5)
    assert np.degrees(angle).min() == pytest.approx(-30, abs=1.5)
