"""Order, keys, and samples left alone."""

import numpy as np
import pytest

from wengert.arrays.random import fold_in, key_of
from wengert.data.augment import Compose, CutMix, Flip, Mixup, Noise, Sometimes
from wengert.errors import ArgumentError

X = np.random.default_rng(0).random((40, 1, 3, 3))
KEY = key_of(1)


def test_parts_follow_each_other_with_keys_of_their_own():
    first, second = Noise(0.1), Flip()
    x, y = X, np.zeros(40)
    for k, part in enumerate((first, second)):
        x, y = part(x, y, fold_in(KEY, k))
    np.testing.assert_array_equal(Compose(first, second)(X, np.zeros(40), KEY)[0], x)
    twice, _ = Compose(Noise(1.0), Noise(1.0))(X * 0, np.zeros(40), KEY)
    assert abs(twice.std() - np.sqrt(2)) < 0.15  # independent, else it would be 2


def test_some_samples_change_and_the_others_do_not():
    out, _ = Sometimes(Noise(1.0), 0.25)(X, np.zeros(40), KEY)
    changed = (out != X).any(axis=(1, 2, 3))
    assert 3 <= changed.sum() <= 20
    assert (out != X).all(axis=(1, 2, 3)).sum() == changed.sum()


def test_targets_that_change_their_shape_cannot_be_left_alone():
    with pytest.raises(ArgumentError, match="must keep shapes"):
        Sometimes(Mixup(2))(X, np.zeros(40, int), KEY)
    one_hot = np.eye(2)[np.zeros(40, int)]
    assert Sometimes(CutMix(2))(X, one_hot, KEY)[1].shape == (40, 2)


def test_what_cannot_be_called_is_refused():
    with pytest.raises(ArgumentError, match="cannot be called"):
        Compose(Flip(), "noise")
