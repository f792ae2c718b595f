"""One name for every source."""

import pytest

from wengert.data import load_data
from wengert.errors import ArgumentError, DataError


def test_names_and_paths(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,x\n2,y\n")
    assert load_data("iris").name == "iris"
    assert load_data(path).name == "a"
    path.write_text("a,b\n1,5\n2,6\n")
    assert load_data(str(path), "a").classes == ("1", "2")


def test_an_unknown_name_gets_a_suggestion():
    with pytest.raises(ArgumentError, match="did you mean digits"):
        load_data("digit")


def test_a_missing_file_is_told():
    with pytest.raises(DataError, match="there is no such file"):
        load_data("nowhere/data.csv")


def test_a_bundled_set_has_its_own_target():
    with pytest.raises(ArgumentError, match="its target is known"):
        load_data("digits", "label")
