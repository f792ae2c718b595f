"""Samples draw what they promise, and the same for the same generator."""

import numpy as np
import pytest

from wengert.samples import boolean, case, complexes, distinct, integer, positive, real


def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize(
    ("sample", "dtype"),
    [
        (real(3, 4), "float64"),
        (real(), "float64"),
        (positive(2), "float64"),
        (complexes(3, 1), "complex128"),
        (integer(5), "int64"),
        (boolean(5), "bool"),
        (distinct(2, 3), "float64"),
    ],
)
def test_shape_and_dtype_are_as_promised_and_repeatable(sample, dtype):
    one, two = sample.draw(rng()), sample.draw(rng())
    assert one.shape == sample.shape
    assert one.dtype == np.dtype(dtype)
    assert np.array_equal(one, two)


@pytest.mark.parametrize("sample", [real(400, low=-2, high=5), positive(400), distinct(400, low=0, high=1)])
def test_values_stay_in_their_range(sample):
    value = sample.draw(rng())
    assert sample.low <= value.min() < value.max() <= sample.high


def test_complex_numbers_fill_the_square():
    value = complexes(400).draw(rng())
    assert abs(value.real).max() > 1.4
    assert abs(value.imag).max() > 1.4


def test_integers_leave_out_the_upper_end():
    assert set(integer(200, low=1, high=4).draw(rng()).tolist()) == {1, 2, 3}


def test_distinct_values_keep_a_distance_that_finite_differences_cannot_bridge():
    value = np.sort(distinct(5, 8).draw(rng()).ravel())
    assert np.diff(value).min() > 1e-3


def test_a_case_draws_its_samples_and_keeps_its_values():
    first, second = case(real(2), 3, axis=1).draw(rng())
    assert first.shape == (2,)
    assert second == 3
    assert case(real(2), 3, axis=1).params == {"axis": 1}
