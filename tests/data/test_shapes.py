"""Pictures to segment: masks belong to their shapes."""

import numpy as np
import pytest

from wengert.data import shapes
from wengert.errors import ArgumentError
from wengert.random import Generator


def test_shapes_are_bright_and_the_ground_is_dark():
    data = shapes(32, 32, Generator(0), noise=0)
    assert (data.x.dtype, data.y.dtype) == (np.float32, np.int32)
    inside, outside = data.x[:, 0][data.y > 0], data.x[:, 0][data.y == 0]
    assert inside.min() > 0.4
    assert np.unique(outside).tolist() == [np.float32(0.15)]


def test_every_kind_comes_and_areas_are_as_drawn():
    data = shapes(600, 64, Generator(1), count=1, noise=0)
    kinds = data.y.reshape(600, -1).max(axis=1)
    assert (np.bincount(kinds, minlength=4)[1:] > 150).all()
    share = [(data.y[kinds == k] == k).mean() for k in (1, 2, 3)]
    # Half sides h, w uniform in [0.12, 0.22]: mean of h² is 0.02973, of h·w 0.0289.
    third = 3 * np.sqrt(3) / 4 * 1.3**2 * 0.02973
    np.testing.assert_allclose(share, [np.pi * 0.02973, 4 * 0.0289, third], rtol=0.06)


def test_a_later_shape_covers_an_earlier_one():
    one, three = (shapes(50, 32, Generator(0), count=c, noise=0).y > 0 for c in (1, 3))
    assert (three.mean(axis=(1, 2)) >= one.mean(axis=(1, 2)) - 0.2).all()
    assert three.mean() > 1.5 * one.mean()


def test_the_same_seed_gives_the_same_pictures():
    np.testing.assert_array_equal(shapes(3, 16, Generator(5)).x, shapes(3, 16, Generator(5)).x)
    assert not np.array_equal(shapes(3, 16, Generator(5)).x, shapes(3, 16, Generator(6)).x)


def test_pixels_stay_between_0_and_1():
    x = shapes(8, 16, Generator(0), noise=1.0).x
    assert (x.min(), x.max()) == (0, 1)


@pytest.mark.parametrize("options", [{"n": 0}, {"size": 8}, {"count": 0}])
def test_nonsense_is_refused(options):
    with pytest.raises(ArgumentError):
        shapes(**options)
