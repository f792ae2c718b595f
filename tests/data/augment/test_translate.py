"""Images moved, against SciPy."""

import numpy as np
import pytest
from scipy import ndimage

from wengert.arrays.random import key_of
from wengert.data.augment import Translate
from wengert.data.augment.translate import shifted

X = np.random.default_rng(0).random((3, 2, 7, 6))


def test_the_distance_is_scipys():
    down, right = (np.array(v).reshape(3, 1, 1) for v in ([0.0, 1.5, -2.25], [2.0, -0.5, 0.75]))
    x, _ = shifted(X, np.zeros(3), down, right)
    for k in range(3):
        for c in range(2):
            move = (down[k, 0, 0], right[k, 0, 0])
            theirs = ndimage.shift(X[k, c], move, order=1, mode="grid-constant", prefilter=False)
            np.testing.assert_allclose(x[k, c], theirs, atol=1e-12)


def test_masks_move_along():
    mask = np.arange(42).reshape(1, 7, 6)
    one = np.ones((1, 1, 1))
    _, y = shifted(X[:1], mask, one, -one)
    assert y[0, 1:, :-1].tolist() == mask[0, :-1, 1:].tolist()
    assert (y[0, 0] == 0).all()


def test_distances_fill_their_range_and_axes_are_independent():
    x = np.zeros((400, 1, 41, 41))
    x[:, :, 20, 20] = 1
    moved, _ = Translate(0.2, 0.1)(x, np.zeros(400), key_of(0))
    places = np.arange(41.0)
    rows, columns = ((moved[:, 0].sum(axis=a) * places).sum(axis=1) - 20 for a in (2, 1))
    assert np.abs(rows).max() == pytest.approx(8.2, abs=0.3)
    assert np.abs(columns).max() == pytest.approx(4.1, abs=0.2)
    assert abs(np.corrcoef(rows, columns)[0, 1]) < 0.15
