"""Pixels at places, against SciPy's interpolation."""

import numpy as np
from scipy import ndimage

from wengert.data.augment.grid import interpolated, moved, pixels_at

RNG = np.random.default_rng(0)
X = RNG.random((2, 3, 5, 6))


def test_whole_places():
    rows, columns = np.array([[[0], [4]]]), np.array([[[5, -1, 2]]])
    out = pixels_at(X, rows, columns, fill=9.0)
    assert out.shape == (2, 3, 2, 3)
    np.testing.assert_array_equal(out[:, :, 1, 0], X[:, :, 4, 5])
    assert (out[:, :, :, 1] == 9).all()


def test_real_places_are_scipys():
    rows, columns = RNG.uniform(-2, 6, (2, 4, 4)), RNG.uniform(-2, 7, (2, 4, 4))
    out = interpolated(X, rows, columns, fill=0.3)
    for k in range(2):
        for c in range(3):
            theirs = ndimage.map_coordinates(
                X[k, c], [rows[k], columns[k]], order=1, mode="grid-constant", cval=0.3, prefilter=False
            )
            np.testing.assert_allclose(out[k, c], theirs, atol=1e-12)


def test_masks_take_the_nearest_place_and_class_0_outside():
    mask = np.array([[[1, 2], [3, 4]]])
    _, y = moved(np.zeros((1, 1, 2, 2)), mask, np.array([[[0.4, 0.6, 5.0]]]), np.array([[[0.6, 0.4, 0.0]]]), masks=True)
    assert (y.tolist(), y.dtype) == ([[[2, 3, 0]]], mask.dtype)
