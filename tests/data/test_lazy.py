"""Samples on disk: read when asked for, and not before."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.data import Dataset, Lazy, split
from wengert.data.lazy import mapped
from wengert.errors import DataError
from wengert.random import Generator

TABLE = np.arange(60.0).reshape(20, 3)


@pytest.mark.parametrize("key", [3, -1, slice(2, 9, 3), [4, 4, -2], np.arange(20) % 2 == 0, np.int32(7)])
def test_it_is_indexed_as_an_array_is(key):
    lazy = Lazy(lambda rows: TABLE[rows], TABLE.shape, TABLE.dtype)
    np.testing.assert_array_equal(lazy[key], TABLE[key])
    if np.ndim(TABLE[key]) == 2:
        np.testing.assert_array_equal(np.asarray(lazy.select(key)), TABLE[key])


@given(st.lists(st.integers(-20, 19), min_size=1, max_size=8), st.data())
def test_selections_of_selections(rows, data):
    inner = data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=5))
    lazy = Lazy(lambda r: TABLE[r], TABLE.shape, TABLE.dtype).select(rows).select(inner)
    np.testing.assert_array_equal(lazy[:], TABLE[rows][inner])


def test_only_what_is_asked_for_is_read():
    asked = []
    lazy = Lazy(lambda rows: (asked.append(rows.tolist()), TABLE[rows])[1], TABLE.shape, TABLE.dtype)
    train, test = split(Dataset(lazy, np.arange(20) % 2, ("a", "b")), 0.2, Generator(0))
    assert asked == []
    assert (len(train.x), len(test.x), lazy.ndim) == (16, 4, 2)
    np.testing.assert_array_equal(test.x[1], TABLE[asked[0][0]])
    assert len(asked) == 1


def test_a_place_that_is_not_there_is_an_index_error():
    with pytest.raises(IndexError):
        Lazy(lambda rows: TABLE[rows], TABLE.shape, TABLE.dtype)[20]


def test_mapped_numbers_become_float32_and_pixels_stay():
    assert mapped(TABLE)[2:4].dtype == np.float32
    assert mapped(np.zeros((2, 2), np.uint8))[0].dtype == np.uint8
    assert np.asarray(mapped(TABLE), dtype=np.float64).dtype == np.float64
    with pytest.raises(ValueError, match="without a copy"):
        np.asarray(mapped(TABLE), copy=False)


def test_a_value_that_is_not_finite_is_found_when_it_is_read():
    table = TABLE.copy()
    table[7, 1] = np.inf
    lazy = mapped(table, "a.npy")
    assert lazy[:7].shape == (7, 3)
    with pytest.raises(DataError, match=r"a.npy(.|\n)*inf in sample 7"):
        lazy[5:9]
    with pytest.raises(DataError, match="samples are not numbers"):
        mapped(np.array(["a"]))
