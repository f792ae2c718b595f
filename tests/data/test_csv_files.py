"""Tables as text: categories, gaps, and the fast way, which must not differ from the careful one."""

import numpy as np
import pytest

from wengert.data import csv_files as module
from wengert.data import read_csv
from wengert.errors import DataError


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "a.csv"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def test_words_become_columns_of_their_own(file):
    data = read_csv(file("colour,size,y\nred,1,0.5\nblue ,2,1.5\nred,3,2.5\n"), categorical=["colour"])
    assert data.features == ("colour=blue", "colour=red", "size")
    assert data.x.tolist() == [[0, 1, 1], [1, 0, 2], [0, 1, 3]]


def test_categories_may_be_numbers(file):
    assert read_csv(file("zip,y\n10,0.5\n9,1.5\n"), categorical=["zip"]).features == ("zip=10", "zip=9")


@pytest.mark.parametrize("gap", ["", "NA", " nan ", "?", "null"])
def test_gaps_are_filled_when_it_was_said_with_what(file, gap):
    path = file(f"a,b,y\n1,{gap},0.5\n3,4,1.5\n")
    assert read_csv(path, fill=-1.0).x.tolist() == [[1, -1], [3, 4]]
    assert np.isnan(read_csv(path, fill=np.nan).x).tolist() == [[False, True], [False, False]]
    with pytest.raises(DataError, match=r"line 2, column b: not a finite number(.|\n)*fill=0.0"):
        read_csv(path)


def test_a_word_is_no_gap(file):
    with pytest.raises(DataError, match="line 2, column a"):
        read_csv(file("a,y\nlarge,0.5\n"), fill=0.0)


def test_columns_are_taken_in_the_order_asked_for(file):
    data = read_csv(file("a,b,c,y\n1,2,x,0.5\n"), columns=["b", "a"])
    assert (data.features, data.x.tolist()) == (("b", "a"), [[2, 1]])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"columns": ["z"]}, "no column is named z"),
        ({"columns": ["a", "y"], "target": "y"}, "needs a target and at least one more"),
        ({"columns": []}, "needs a target and at least one more"),
    ],
)
def test_columns_that_are_not_there_are_refused(file, options, says):
    with pytest.raises(DataError, match=says):
        read_csv(file("a,y\n1,0.5\n"), **options)


CLEAN = [
    "a,b,y\n1,2.5,0.25\n-3,1e-3,0.5\n",
    "a,b,y\n1,2,cat\n3,4, dog \n\n5,6,cat\n",
    "\ufeffa, b ,y\n1,2,0\n3,4,1\n5,6,0\n",
    'a,b,y\n"1",2,"x, y"\n3,4,"z"\n',
    "y,a,b\n1.0,2,3\n2.0,2,3\n",
    "a,b,y\n1,2,007\n3,4,7\n5,6,8\n",
]


@pytest.mark.parametrize("content", CLEAN)
def test_the_fast_way_gives_what_the_careful_one_gives(file, content, monkeypatch):
    path, target = file(content), "y"
    careful = read_csv(path, target)
    monkeypatch.setattr(module, "_LARGE", 0)
    monkeypatch.setattr(module, "whole", None)  # the careful way cannot be gone any more
    fast = read_csv(path, target)
    np.testing.assert_array_equal(fast.x, careful.x)
    np.testing.assert_array_equal(fast.y, careful.y)
    assert (fast.classes, fast.features, fast.name) == (careful.classes, careful.features, careful.name)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a,y\n1,2\nx,3\n", "line 3, column a"),
        ("a,y\n1,2\n,3\n", "line 3, column a"),
        ("a,y\n1,2\ninf,3\n", "line 3, column a"),
        ("a,y\n1,2\n1,2,3\n", "line 3 has another number of columns"),
        ("a,y\n1,0.5\n2,\n", "line 3, column y: the target is empty"),
        ("a,y\n1,0.5\n2,inf\n", "line 3, column y"),
        ("a,y\n", "holds no data"),
        ("a,y\ntrue,1\n", "line 2, column a"),
        ("a,a\n1,2\n", "two columns have one name"),
    ],
)
def test_the_fast_way_leaves_errors_to_the_careful_one(file, content, says, monkeypatch):
    monkeypatch.setattr(module, "_LARGE", 0)
    with pytest.raises(DataError, match=says):
        read_csv(file(content))
