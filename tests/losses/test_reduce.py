"""Reductions, what they divide by, and the refusal of shapes that differ."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.losses.reduce import (
    above_zero,
    column,
    divisor,
    in_dtype,
    is_known,
    ones,
    paired,
    quotient,
    real_target,
    reduced,
    same_shape,
    sample_weights,
    shape_of,
)

TERMS = np.array([[1.0, 3.0], [2.0, 6.0]])


def test_the_four_of_them():
    assert (reduced(TERMS, "mean"), reduced(TERMS, "sum"), reduced(TERMS, "batchmean")) == (3.0, 12.0, 6.0)
    assert reduced(TERMS, "none") is TERMS
    assert reduced(np.float64(4.0), "batchmean") == 4.0


def test_what_counts_twice_and_what_does_not_count():
    counts = np.array([[2.0, 0.0], [1.0, 1.0]])
    assert reduced(counts * TERMS, "mean", counts) == 10 / 4
    assert reduced(0 * TERMS, "mean", 0 * counts) == 0


@pytest.mark.parametrize("reduction", ["mean", "batchmean", "sum"])
def test_divisors_with_weights(reduction):
    weights, counts = np.array([1.0, 3.0]), np.array([[2.0, 0.0], [1.0, 1.0]])
    assert divisor(reduction, (2, 2)) == {"mean": 4, "batchmean": 2, "sum": 1}[reduction]
    assert divisor(reduction, (2, 2), weights=weights) == {"mean": 8, "batchmean": 4, "sum": 1}[reduction]
    assert divisor(reduction, (2, 2), counts, weights) == {"mean": 8, "batchmean": 4, "sum": 1}[reduction]


def test_another_name_is_refused():
    with pytest.raises(ArgumentError, match="did you mean mean"):
        reduced(np.ones(2), "men")


def test_a_quotient_by_nothing_is_zero_compiled_too():
    assert quotient(3.0, 0.0) == 0
    assert float(wg.compile(lambda x, n: quotient(x, n))(0.0, 0.0)) == 0


def test_shapes_that_cannot_be_reconciled_get_no_advice():
    with pytest.raises(ShapeError) as caught:
        same_shape("loss", np.ones(2), np.ones(3))
    assert "reshape" not in str(caught.value)


def test_targets_become_real_in_the_dtype_of_the_output():
    output = np.ones(2, "float32")
    assert real_target(np.array([True, False]), output).dtype == np.float32
    assert real_target(wg.tensor([1, 0]), output).dtype == np.float32
    assert real_target(np.zeros(2, "float64"), output).dtype == np.float64
    assert paired("loss", output, np.array([1, 2]))[1].tolist() == [1.0, 2.0]
    assert in_dtype(wg.tensor(np.ones(2, "float32")), output).dtype == np.float32


def test_small_helpers():
    assert column(np.ones(3), 3).shape == (3, 1, 1)
    assert column(TERMS, 2) is TERMS
    assert shape_of(wg.tensor([1.0])) == (1,)
    assert ones((2,), np.float32(1)).dtype == np.float32
    assert sample_weights("loss", [1, 2], TERMS).tolist() == [1.0, 2.0]
    assert above_zero("loss", "margin", 2.0) == 2.0
    with pytest.raises(ArgumentError, match="margin is positive"):
        above_zero("loss", "margin", 0.0)


def test_numbers_are_known_outside_recorded_programs():
    seen = []
    wg.vmap(lambda x: seen.append(is_known(x)) or x)(np.arange(3))
    wg.compile(lambda x: seen.append(is_known(x)) or x)(np.arange(3))
    assert (is_known(np.ones(2)), is_known(wg.tensor(1)), *seen) == (True, True, False, False)
