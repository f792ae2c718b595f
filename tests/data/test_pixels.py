"""8-bit pixels and the order of their axes."""

import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.data import channels_first, unit_pixels
from wengert.errors import DataError


def test_both_libraries_give_the_same_numbers_and_reach_both_ends():
    pixels = np.arange(256, dtype=np.uint8)
    out = unit_pixels(pixels)
    np.testing.assert_array_equal(out, np.asarray(unit_pixels(jax_numpy().asarray(pixels))))
    np.testing.assert_allclose(out, pixels / 255, rtol=2e-7)
    assert (out[0], out[-1], out.dtype) == (0, 1, np.float32)


def test_what_is_no_pixel_stays_as_it_is():
    for x in (np.ones(2, np.float32), np.ones(2, np.int32), [1, 2]):
        assert unit_pixels(x) is x


def test_channels_come_first():
    x = np.arange(2 * 5 * 6 * 3).reshape(2, 5, 6, 3)
    assert channels_first(x)[1, 2, 4, 5] == x[1, 4, 5, 2]
    assert channels_first(np.moveaxis(x, 3, 1)).shape == (2, 3, 5, 6)
    assert channels_first(x[..., 0]).shape == (2, 1, 5, 6)


@pytest.mark.parametrize("shape", [(2, 3, 8, 3), (2, 8, 8, 8), (2, 8), (2, 1, 1, 1)])
def test_what_could_be_read_in_two_ways_is_refused(shape):
    with pytest.raises(DataError, match="not clear which axis holds the channels"):
        channels_first(np.zeros(shape))
