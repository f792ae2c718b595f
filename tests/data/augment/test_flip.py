"""Mirrored or not, half of the time, with its mask."""

import numpy as np
import pytest

from wengert.arrays.random import key_of
from wengert.data.augment import Flip
from wengert.errors import ShapeError

X = np.arange(2000 * 6.0).reshape(2000, 1, 2, 3)


@pytest.mark.parametrize("axis", [-1, -2])
def test_each_sample_is_itself_or_its_mirror_image(axis):
    masks = X[:, 0].astype(int)
    x, y = Flip(0.3, axis)(X, masks, key_of(0))
    flipped = (x == np.flip(X, axis)).all(axis=(1, 2, 3))
    assert ((x == X).all(axis=(1, 2, 3)) ^ flipped).all()
    assert abs(flipped.mean() - 0.3) < 0.04
    np.testing.assert_array_equal(y, x[:, 0].astype(int))


def test_signals_and_other_targets():
    x, y = Flip(1.0)(X[:, 0, 0], np.arange(2000), key_of(0))
    np.testing.assert_array_equal(x, X[:, 0, 0, ::-1])
    assert y.tolist() == list(range(2000))


@pytest.mark.parametrize("axis", [0, 1, -4])
def test_other_axes_are_refused(axis):
    with pytest.raises(ShapeError, match="no such axis"):
        Flip(axis=axis)(X, X, key_of(0))
