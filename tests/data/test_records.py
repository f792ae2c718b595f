"""Record batches as arrays: every kind of column, and what is wrong with one."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from wengert.data.records import Layout, Words, is_text, words_named, words_of
from wengert.errors import DataError


def layout(inputs=("a",), classes=None, categories=None, fill=None):
    return Layout(Path("t.parquet"), "y", tuple(inputs), classes, categories or {}, fill)


def batch(**columns):
    return pa.record_batch({"y": [0.5] * len(next(iter(columns.values()))), **columns})


def test_numbers_booleans_and_lists_stand_side_by_side():
    record = batch(a=pa.array([1, 2], pa.int8()), b=[True, False], c=[[1.0, 2.0], [3.0, 4.0]])
    plan = layout(("c", "b", "a"))
    x, y = plan.chunk(record)
    assert x.tolist() == [[1, 2, 1, 1], [3, 4, 0, 2]]
    assert (x.dtype, y.dtype, y.shape) == (np.float32, np.float32, (2, 1))
    assert plan.features(record) == ("c[0]", "c[1]", "b", "a")


def test_a_list_column_may_be_the_target():
    record = pa.record_batch({"a": [1.0, 2.0], "y": pa.array([[1, 2], [3, 4]], pa.list_(pa.float32(), 2))})
    assert layout().chunk(record)[1].tolist() == [[1, 2], [3, 4]]


def test_words_are_indicators_and_classes():
    words = Words({"u": 0, "v": 1}, ("u", "v"))
    record = pa.record_batch({"a": pa.array(["v", "u", "v"]).dictionary_encode(), "y": ["u", " v", "u"]})
    plan = layout(classes=words, categories={"a": words})
    x, y = plan.chunk(record)
    assert (x.tolist(), y.tolist()) == ([[0, 1], [1, 0], [0, 1]], [0, 1, 0])
    assert plan.features(record) == ("a=u", "a=v")


@pytest.mark.parametrize(
    ("columns", "options", "says"),
    [
        ({"a": [1.0, None]}, {}, r"row 8, column a: not a finite number(.|\n)*fill=0.0"),
        ({"a": [np.inf, 1.0]}, {"fill": 0.0}, "row 7, column a: not a finite number"),
        ({"a": [[1.0], [1.0, 2.0]]}, {}, r"row 8, column a: a list of another length(.|\n)*given +2"),
        ({"a": [[1.0], None]}, {}, "row 8, column a: a list of another length"),
        ({"a": [[1.0, 2.0], [1.0, np.nan]]}, {}, "row 8, column a: not a finite number"),
        ({"a": ["u", "v"]}, {}, r"column a holds no numbers(.|\n)*categorical=\['a'\]"),
        ({"a": ["u", "w"]}, {"categories": {"a": Words({"u": 0}, ("u",))}}, r"row 8, column a: names no class"),
        ({"a": [1, 2]}, {"classes": Words({1.0: 0}, ("1",))}, "row 7, column y: names no class"),
        ({"a": ["u", None]}, {"categories": {"a": Words({"u": 0}, ("u",))}}, r"row 8, column a: names no class"),
    ],
)
def test_what_is_wrong_is_told_with_row_and_column(columns, options, says):
    with pytest.raises(DataError, match=says):
        layout(**options).chunk(batch(**columns), first=7)


def test_gaps_are_filled():
    record = batch(a=[1.0, None], b=pa.array([None, 2], pa.int32()), c=[[1.0, None], [2.0, 3.0]])
    assert layout(("a", "b", "c"), fill=9.0).chunk(record)[0].tolist() == [[1, 9, 1, 9], [9, 2, 2, 3]]
    assert np.isnan(layout(fill=np.nan).chunk(record)[0]).ravel().tolist() == [False, True]


@pytest.mark.parametrize(
    ("columns", "always", "names"),
    [
        ([["b", "a"], ["c", None]], False, ("a", "b", "c")),
        ([[3, 1], [10, 1]], False, ("1", "3", "10")),
        ([[True, False]], False, ("False", "True")),
        ([list(range(15)), list(range(15, 30))], False, None),
        ([list(range(30))], True, tuple(str(k) for k in range(30))),
        ([[0.5, 1.0]], False, None),
        ([[1.0, 2.0]], False, None),
        ([["1", "2"], ["1"]], False, ("1", "2")),
        ([["0.5", "2"]], False, None),
        ([["10", "9"]], True, ("10", "9")),
        ([[[1.0]]], False, None),
    ],
)
def test_classes_are_found_piece_by_piece(columns, always, names):
    found = words_of((pa.array(part) for part in columns), always)
    assert names == (None if found is None else found.names)


def test_reading_ends_when_it_is_settled():
    def pieces():
        yield pa.array(range(30))
        raise AssertionError("read on")

    assert words_of(pieces(), always=False) is None


def test_places_of_words_and_numbers():
    numbers = words_of([pa.array([3, 7])], always=False)
    assert [numbers.place(v) for v in (7, 7.0, "7", " 7 ", 5, "x", None)] == [1, 1, 1, 1, -1, -1, -1]
    assert Words({"a": 0}, ("a",)).place(" a ") == 0


def test_text_is_told_from_numbers():
    assert is_text(pa.dictionary(pa.int8(), pa.large_string()))
    assert not is_text(pa.float32())


def test_names_stand_for_numbers_only_where_all_of_them_spell_different_ones():
    assert words_named(("3", "5")).place("5.0") == 1
    assert words_named(("01", "1")).place("01") == 0
    assert words_named(("False", "True")).place(True) == 1
    assert words_named(("nan", "1")).place("nan") == 0
