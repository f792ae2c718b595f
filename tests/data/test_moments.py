"""Gauges: whatever the chunks, the numbers are NumPy's of the whole."""

import numpy as np
import pytest

from wengert.data.moments import Extremes, Moments
from wengert.errors import ArgumentError

X = np.random.default_rng(0).normal(1e3, 2.0, size=(200, 3, 4)).astype("float32")


def shown(gauge, sizes, x=X):
    start = 0
    for size in sizes:
        gauge.add(x[start : start + size])
        start += size
    return gauge.result()


@pytest.mark.parametrize("sizes", [(200,), (1, 199), (0, 50, 0, 149, 1)])
@pytest.mark.parametrize(
    ("options", "axes", "shape"),
    [({}, 0, (3, 4)), ({"shared": True}, None, (1, 1)), ({"channels": True}, (0, 2), (3, 1))],
)
def test_moments_and_extremes_are_those_of_the_whole(sizes, options, axes, shape):
    whole = X.astype("float64")
    for gauge, first, second in ((Moments, np.mean, np.std), (Extremes, np.min, np.max)):
        low, high = shown(gauge(**options), sizes)
        assert low.dtype == high.dtype == np.float32
        np.testing.assert_allclose(low, first(whole, axis=axes).reshape(shape), rtol=1e-6)
        np.testing.assert_allclose(high, second(whole, axis=axes).reshape(shape), rtol=1e-6)


def test_pixels_count_as_shares():
    low, high = shown(Extremes(shared=True), (2,), np.array([[0, 51], [255, 102]], np.uint8))
    assert (low.tolist(), high.tolist()) == ([0.0], [1.0])


def test_no_samples_are_refused():
    with pytest.raises(ArgumentError, match="no samples to fit to"):
        Moments().result()
