"""Data sets: classes from words and integers, real targets, and what is no data."""

import numpy as np
import pytest

from wengert.data import Dataset, from_arrays
from wengert.errors import DataError


def test_words_become_classes_in_alphabetical_order():
    data = from_arrays(np.zeros((3, 2)), ["b", "a", "b"])
    assert (data.classes, data.y.tolist()) == (("a", "b"), [1, 0, 1])
    assert (data.x.dtype, data.y.dtype) == (np.float32, np.int32)
    assert (data.inputs, data.outputs, data.task) == (2, 2, "classification")


def test_integers_need_not_start_at_zero():
    assert from_arrays(np.zeros((2, 1)), [7, 3]).classes == ("3", "7")


def test_real_targets_get_an_axis():
    data = from_arrays(np.zeros((2, 4, 4)), [0.5, 1.5])
    assert data.y.shape == (2, 1)
    assert (data.inputs, data.outputs, data.task) == (16, 1, "regression")


def test_taking_keeps_names():
    data = from_arrays(np.arange(6.0).reshape(3, 2), ["b", "a", "b"]).take([2, 0])
    assert data.x.tolist() == [[4.0, 5.0], [0.0, 1.0]]
    assert data.classes == ("a", "b")


def test_8_bit_images_stay_8_bit_and_get_channels_first():
    x = np.zeros((2, 7, 5, 3), np.uint8)
    data = from_arrays(x, [0, 1])
    assert (data.x.shape, data.x.dtype, data.pixels) == ((2, 3, 7, 5), np.uint8, True)
    assert from_arrays(np.zeros((2, 3), np.uint8), [0, 1]).x.dtype == np.float32


def test_a_class_for_each_place_needs_names():
    masks = np.array([[[0, 1]], [[1, 1]]])
    data = from_arrays(np.zeros((2, 1, 1, 2)), masks, ["ground", "thing"])
    assert (data.y.shape, data.outputs, data.stratified) == ((2, 1, 2), 2, False)


def test_other_targets():
    data = from_arrays(np.zeros((2, 1)), [0, 1])
    assert data.with_y([[0.5], [1.5]]).y.tolist() == [[0.5], [1.5]]
    assert data.stratified


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: from_arrays(np.zeros((2, 1)), [1]), "one target for each sample"),
        (lambda: from_arrays(np.zeros((0, 1)), []), "one target for each sample"),
        (lambda: from_arrays([[1.0], [1.0, 2.0]], [1, 2]), "samples are not all of one shape"),
        (lambda: from_arrays([["a"]], [1]), "samples are not numbers"),
        (lambda: from_arrays([[1.0], [np.nan]], [1, 2]), r"not finite(.|\n)*nan at index \(1, 0\)"),
        (lambda: from_arrays([[1.0]], [np.inf]), "targets hold a value that is not finite"),
        (lambda: from_arrays([[1.0]], [[1]]), "class targets have one axis"),
        (lambda: from_arrays([[1.0]], [5], classes=["a"]), "a target names no class"),
        (lambda: Dataset(np.zeros((1, 1)), np.zeros(2)), "one target for each sample"),
    ],
)
def test_what_is_no_data_is_refused(make, says):
    with pytest.raises(DataError, match=says):
        make()
