"""One square a sample, anywhere."""

import numpy as np

from wengert.arrays.random import key_of
from wengert.data.augment import Erase
from wengert.data.augment.erase import rectangles


def test_a_square_is_covered_and_nothing_else():
    x = np.random.default_rng(0).random((500, 2, 9, 8))
    out, _ = Erase(0.5, fill=-1.0)(x, np.zeros(500), key_of(0))
    covered = (out == -1).all(axis=1)
    np.testing.assert_array_equal(out[:, 0][~covered], x[:, 0][~covered])
    rows, columns = covered.any(axis=2).sum(axis=1), covered.any(axis=1).sum(axis=1)
    np.testing.assert_array_equal(covered.sum(axis=(1, 2)), rows * columns)
    assert max(rows.max(), columns.max()) == 4
    assert covered.any(axis=0).all()


def test_rectangles_may_lie_outside():
    inside = rectangles(*(np.array([k]) for k in (-2, 2, 1, 9)), 3, 4)
    assert inside[0, 0].astype(int).tolist() == [[0, 0, 1, 1], [0, 0, 0, 0], [0, 0, 0, 0]]
