"""Rows of labels from indices, weights and ignored samples; where the axis of classes is."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.losses.labels import (
    check_indices,
    class_counts,
    class_labels,
    classes_first,
    classes_last,
    one_hot,
    share,
)

LOGITS = np.zeros((4, 3), "float32")


def test_the_axis_of_classes_moves_there_and_back():
    x = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(classes_first(classes_last("f", x)), x)
    assert classes_last("f", x)[1, 3].tolist() == x[1, :, 3].tolist()
    row = np.ones(3)
    assert classes_first(classes_last("f", row)) is row


def test_rows_of_labels():
    target = np.array([0, 2, -100, 1])
    assert one_hot(target, 3, "float32").sum(axis=1).tolist() == [1, 1, 0, 1]
    labels = class_labels("f", LOGITS, target, weight=[1.0, 2.0, 4.0], smoothing=0.3)
    expected = np.array([[0.8, 0.2, 0.4], [0.1, 0.2, 3.2], [0, 0, 0], [0.1, 1.6, 0.4]])
    np.testing.assert_allclose(labels, expected, rtol=1e-6)
    assert labels.dtype == np.float32
    assert class_counts("f", LOGITS, target, [1.0, 2.0, 4.0], -100).tolist() == [1, 4, 0, 2]
    assert class_counts("f", LOGITS, np.zeros(4, int), None, -100) is None
    assert class_counts("f", LOGITS, np.zeros((4, 3)), None, -100) is None


def test_an_ignored_class_has_no_row():
    labels = class_labels("f", LOGITS, np.array([0, 1, 2, 1]), ignored=1)
    assert labels.sum(axis=1).tolist() == [1, 0, 1, 0]


def test_indices_are_checked_where_they_are_known():
    bad = np.array([0, 1, 2, 7])
    with pytest.raises(ArgumentError, match="indices from 0 to 7"):
        check_indices("f", bad, (4, 3))
    check_indices("f", bad, (4, 3), ignored=7)
    found = wg.compile(lambda t: class_labels("f", LOGITS, t))(bad)
    assert np.asarray(found)[3].tolist() == [0, 0, 0]
    with pytest.raises(ArgumentError, match="0 to 1"):
        share("f", 1.5)
