"""A rectangle of the partner, and targets by area."""

import numpy as np

from wengert.arrays.random import key_of
from wengert.data.augment import CutMix


def test_targets_tell_the_area_of_each_sample():
    count, classes = 60, 60
    x = np.broadcast_to(np.arange(count)[:, None, None, None], (count, 1, 10, 12)).astype(np.float32)
    mixed, targets = CutMix(classes)(x, np.arange(count), key_of(0))
    for k in range(count):
        shares = np.bincount(mixed[k].astype(int).ravel(), minlength=classes) / 120
        np.testing.assert_allclose(targets[k], shares, atol=1e-6)
        foreign = mixed[k, 0] != k
        rows, columns = foreign.any(axis=1), foreign.any(axis=0)
        np.testing.assert_array_equal(foreign, rows[:, None] & columns)  # a rectangle
        for side in (rows, columns):
            assert np.abs(np.diff(side.astype(int))).sum() <= 2
    own = targets[np.arange(count), np.arange(count)]
    assert own.min() < 0.4
    assert own.max() > 0.9


def test_alpha_0_replaces_nothing():
    x = np.random.default_rng(0).random((4, 1, 3, 3))
    out, y = CutMix(2, alpha=0)(x, np.array([0, 1, 0, 1]), key_of(0))
    assert out is x
    assert y.shape == (4, 2)
