"""Windows of framed images."""

import numpy as np
import pytest

from wengert.arrays.random import key_of
from wengert.data.augment import Crop
from wengert.errors import ArgumentError

X = np.random.default_rng(0).random((300, 2, 5, 6))


@pytest.mark.parametrize(("padding", "size", "reflect"), [(2, None, False), (3, (4, 9), True), (0, (3, 2), False)])
def test_every_window_is_one_of_the_framed_image_and_all_come(padding, size, reflect):
    masks = (100 * X[:, 0]).astype(int)
    x, y = Crop(padding, size, reflect)(X, masks, key_of(0))
    frame = ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2)
    framed = np.pad(X, frame, mode="reflect" if reflect else "constant")
    height, width = size or (5, 6)
    windows = np.lib.stride_tricks.sliding_window_view(framed, (height, width), axis=(2, 3))
    same = (windows == x[:, :, None, None]).all(axis=(1, 4, 5))
    assert same.any(axis=(1, 2)).all()
    assert same.any(axis=0).all()
    np.testing.assert_array_equal(y, (100 * x[:, 0]).astype(int))


@pytest.mark.parametrize(
    "crop", [Crop(0, (6, 6)), Crop(1, (5, 9)), Crop(5, reflect=True)], ids=["tall", "wide", "frame"]
)
def test_windows_that_do_not_fit_are_refused(crop):
    with pytest.raises(ArgumentError, match=r"too large(.|\n)*\(5, 6\)"):
        crop(X, np.zeros(300), key_of(0))


@pytest.mark.parametrize("options", [{"padding": -1}, {"size": (0, 3)}, {"size": (3,)}])
def test_what_is_no_size_is_refused(options):
    with pytest.raises(ArgumentError, match="no sizes"):
        Crop(**options)
