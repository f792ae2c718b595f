"""Windows of a grid: which tokens stand together, and which of them are neighbours."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn.functional.windows import from_windows, into_windows, window_mask

RNG = np.random.default_rng(0)
GRID = (4, 6)


@pytest.mark.parametrize("shift", [0, 1])
def test_they_are_put_together_again(shift):
    x = RNG.normal(size=(2, 24, 3))
    there = into_windows(x, GRID, 2, shift)
    assert there.shape == (2, 6, 4, 3)
    np.testing.assert_array_equal(from_windows(there, GRID, 2, shift), x)
    wg.gradcheck(lambda x: into_windows(x, GRID, 2, shift), x[:1, :, :1])


def test_a_window_is_a_square_of_the_grid():
    x = np.arange(24).reshape(1, 24, 1)
    np.testing.assert_array_equal(into_windows(x, GRID, 2)[0, 1, :, 0], [2, 3, 8, 9])
    np.testing.assert_array_equal(into_windows(x, GRID, 2, shift=1)[0, 0, :, 0], [7, 8, 13, 14])


def test_the_mask_parts_what_was_wrapped_around():
    assert window_mask(GRID, 2, 0) is None
    mask = window_mask(GRID, 2, 1)
    assert mask.shape == (6, 1, 4, 4)
    places = into_windows(np.stack(np.divmod(np.arange(24), 6), -1)[None], GRID, 2, 1)[0]
    for window, allowed in zip(places, mask[:, 0], strict=True):
        near = (abs(window[:, None] - window[None]) < 2).all(-1)
        np.testing.assert_array_equal(allowed, near)


@pytest.mark.parametrize("size", [3, 4, 0])
def test_uneven_windows_are_refused(size):
    with pytest.raises(ArgumentError, match="not cut evenly"):
        into_windows(np.ones((1, 24, 1)), GRID, size)
