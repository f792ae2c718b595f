"""Patches: in the order of a convolution's weight."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ShapeError
from wengert.nn.functional import linear
from wengert.nn.functional.patches import grid, pair, patches

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("size", [2, (2, 3)])
def test_a_product_with_patches_is_the_convolution(size):
    x, (height, width) = RNG.normal(size=(2, 3, 4, 6)), pair(size)
    weight, bias = RNG.normal(size=(5, 3, height, width)), RNG.normal(size=5)
    expected = wg.conv(x, weight, stride=(height, width)) + bias[:, None, None]
    found = linear(patches(x, size), weight.reshape(5, -1), bias)
    np.testing.assert_allclose(found, expected.reshape(2, 5, -1).transpose(0, 2, 1), rtol=1e-10, atol=1e-12)


def test_every_number_is_there_once():
    x = np.arange(2 * 3 * 4 * 6.0).reshape(2, 3, 4, 6)
    assert sorted(patches(x, 2).ravel()) == sorted(x.ravel())
    np.testing.assert_array_equal(patches(x, 2)[0, 1].reshape(3, 2, 2), x[0, :, :2, 2:4])
    np.testing.assert_array_equal(patches(x[0], 2), patches(x, 2)[0])


def test_gradients_come_back():
    wg.gradcheck(lambda x: patches(x, 2) ** 2, RNG.normal(size=(1, 1, 4, 4)), order=2)


@pytest.mark.parametrize("shape", [(1, 5, 4), (1, 4, 5), (4, 4), (1, 0, 4)])
def test_uneven_cuts_are_refused(shape):
    with pytest.raises(ShapeError, match="not cut evenly"):
        grid(shape, 2)
