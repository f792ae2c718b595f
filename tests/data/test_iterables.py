"""Streams from Python."""

import numpy as np
import pytest

from wengert.data import as_stream, from_chunks, from_samples, iris
from wengert.errors import ArgumentError, DataError


def test_samples_are_gathered_into_chunks_every_time_anew():
    stream = from_samples(lambda: ((np.full(2, k), k % 3) for k in range(7)), ("a", "b", "c"), chunk_size=3)
    for _ in range(2):
        chunks = list(stream)
        assert [len(x) for x, _ in chunks] == [3, 3, 1]
        assert np.concatenate([y for _, y in chunks]).tolist() == [0, 1, 2, 0, 1, 2, 0]
    assert (stream.shape, stream.outputs, stream.length) == ((2,), 3, None)


def test_real_targets_get_an_axis_and_float64_becomes_float32():
    (x, y) = next(iter(from_chunks(lambda: [(np.zeros((4, 2)), np.arange(4))])))
    assert (x.dtype, y.dtype, y.shape) == (np.float32, np.float32, (4, 1))


def test_other_dtypes_stay():
    assert from_chunks(lambda: [(np.zeros((2, 1, 4, 4), np.uint8), [0.5, 1.5])]).dtype == np.uint8


@pytest.mark.parametrize(
    ("read", "classes", "says"),
    [
        (lambda: [(np.zeros((2, 1)), [0, 2])], ("a", "b"), "a target names no class"),
        (lambda: [(np.array([[np.nan]]), [0.5])], None, "no finite numbers"),
        (lambda: [(np.array([["a"]]), [0.5])], None, "no finite numbers"),
        (lambda: [([[1], [1, 2]], [0.5, 0.5])], None, "not all of one shape"),
        (lambda: [np.zeros(3)], None, "needs pairs"),
        (list, None, "holds no data"),
    ],
)
def test_chunks_that_are_none_are_refused(read, classes, says):
    with pytest.raises(DataError, match=says):
        list(from_chunks(read, classes))


def test_samples_that_are_none_are_refused():
    with pytest.raises(DataError, match="needs pairs"):
        from_samples(lambda: [1, 2, 3])
    with pytest.raises(DataError, match="not all of one shape"):
        from_samples(lambda: [([1], 0.5), ([1, 2], 0.5)])


def test_an_iterator_is_no_source():
    with pytest.raises(ArgumentError, match=r"every epoch reads again(.|\n)*generator"):
        from_samples(k for k in range(3))


def test_a_data_set_in_chunks_is_the_data_set():
    data = iris()
    stream = as_stream(data, 64)
    assert (stream.length, stream.classes, stream.shape) == (150, data.classes, (4,))
    again = stream.load()
    np.testing.assert_array_equal(again.x, data.x)
    np.testing.assert_array_equal(again.y, data.y)
