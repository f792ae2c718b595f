"""Resampling as a function: constants stay, lines stay lines, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F


@given(st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_a_constant_stays_and_nothing_leaves_the_range(n, o, align):
    x = np.random.default_rng(n).normal(size=(1, 1, n))
    out = F.interpolate(x, size=o, mode="linear", align_corners=align)
    assert out.shape == (1, 1, o)
    assert x.min() - 1e-12 <= out.min()
    assert out.max() <= x.max() + 1e-12
    np.testing.assert_allclose(F.interpolate(np.ones_like(x), size=o, mode="linear", align_corners=align), 1)


def test_corners_stay_where_they_are_if_aligned():
    x = np.array([[[0.0, 1.0, 2.0]]])
    assert F.interpolate(x, size=5, mode="linear", align_corners=True).ravel().tolist() == [0, 0.5, 1, 1.5, 2]


def test_the_same_size_is_the_same_image():
    x = np.ones((1, 1, 3, 3))
    assert F.interpolate(x, size=3, mode="bilinear") is x


X = np.ones((1, 3, 4, 4))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.interpolate(X), ArgumentError, "either size or scale_factor"),
        (lambda: F.interpolate(X, 2, 2.0), ArgumentError, "either size or scale_factor"),
        (lambda: F.interpolate(X, (2, 2, 2)), ArgumentError, "sizes do not fit"),
        (lambda: F.interpolate(X, scale_factor=0.1), ArgumentError, "nothing would be left"),
        (lambda: F.interpolate(X, 2, mode="linear"), ArgumentError, "unknown interpolation mode"),
        (lambda: F.interpolate(X, 2, align_corners=True), ArgumentError, "for the linear modes"),
        (lambda: F.interpolate(np.ones((3, 3)), 2), ShapeError, "one to three axes"),
        (lambda: F.pixel_shuffle(X, 2), ShapeError, "channels do not divide"),
        (lambda: F.pixel_unshuffle(X, 3), ShapeError, "sizes do not divide"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
