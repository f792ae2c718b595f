"""Characters and windows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.data import DataLoader, Text, load_data, python_reference, python_text
from wengert.errors import ArgumentError, DataError


@given(st.text(min_size=1, max_size=50))
def test_characters_come_back(content):
    text = Text(content)
    assert text.decode(text.indices) == content
    assert list(text.vocabulary) == sorted(set(content))
    assert (len(text), text.indices.dtype) == (len(content), np.int32)


@given(st.integers(2, 60), st.integers(1, 9), st.integers(1, 9))
def test_every_character_is_followed_by_the_next(length, window, stride):
    text = Text("".join(chr(97 + k % 26) for k in range(length)))
    if length <= window:
        with pytest.raises(DataError, match="too short for a window"):
            text.windows(window, stride)
        return
    data = text.windows(window, stride)
    x, y = np.asarray(data.x), data.y
    np.testing.assert_array_equal(x[:, 1:], y[:, :-1])
    starts = range(0, length - window, stride)
    assert [text.decode(row) for row in x] == [text.decode(text.indices[k : k + window]) for k in starts]
    assert y[:, -1].tolist() == [int(text.indices[k + window]) for k in starts]


def test_windows_are_a_data_set_for_cross_entropy():
    data = Text("hello world, hello moon").windows(5)
    assert (data.task, data.outputs, data.stratified) == ("classification", len(set("hello world, moon")), False)
    x, y = next(iter(DataLoader(data, 2)))
    assert (x.dtype, x.shape, y.shape) == (np.int32, (2, 5), (2, 5))


def test_parts_share_a_vocabulary_and_no_character():
    first, last = Text("abcabcabcx").parts(0.2)
    assert (first.decode(first.indices), last.decode(last.indices)) == ("abcabcab", "cx")
    assert first.vocabulary == last.vocabulary == "abcx"
    with pytest.raises(DataError, match="both parts need text"):
        Text("ab").parts(0.1)


def test_a_file_is_read(tmp_path):
    path = tmp_path / "song.txt"
    path.write_text("grün", encoding="utf-8")
    assert (Text.read(path).vocabulary, Text.read(path).name) == ("gnrü", "song")
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(DataError, match="cannot be read as text"):
        Text.read(path)
    with pytest.raises(DataError, match="cannot be read as text"):
        Text.read(tmp_path / "missing.txt")


def test_nonsense_is_refused():
    with pytest.raises(DataError, match=r"not in the vocabulary(.|\n)*'c' at 1"):
        Text("bca", vocabulary="ab")
    with pytest.raises(DataError, match="there is no text"):
        Text("")
    with pytest.raises(ArgumentError, match="length is a positive integer"):
        Text("abc").windows(0)


def test_every_python_brings_a_text(monkeypatch):
    text = python_reference()
    assert "assert" in text.decode(text.indices[:2000])
    assert len(text.vocabulary) < 200
    monkeypatch.setitem(__import__("sys").modules, "pydoc_data.topics", None)
    with pytest.raises(DataError, match="came without its help texts"):
        python_reference()


def test_text_is_a_source_like_others(tmp_path):
    (tmp_path / "song.txt").write_text("la la la la la")
    data = load_data(tmp_path / "song.txt", length=4)
    assert (data.x.shape, data.name, data.classes) == ((3, 4), "song", (" ", "a", "l"))
    assert python_text(16).x.shape == (len(python_reference()) // 16 - (len(python_reference()) % 16 == 0), 16)
    with pytest.raises(DataError, match="a text has no columns"):
        load_data(tmp_path / "song.txt", "verse")
