"""Settings as text."""

import pytest

from wengert.errors import ArgumentError
from wengert.nn.models.settings import one_word, read_settings, read_sizes

KNOWN = {"patch": int, "drop": float, "pool": str}


def test_words_and_values():
    assert read_settings("vit", "tiny,patch=4, drop = 0.1 ,pool=mean", KNOWN) == (
        ["tiny"],
        {"patch": 4, "drop": 0.1, "pool": "mean"},
    )
    assert read_settings("vit", "", KNOWN) == ([], {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("patsh=4", "did you mean patch"),
        ("patch=four", "patch cannot be read"),
        ("patch=4,patch=5", "stands twice"),
    ],
)
def test_nonsense_is_refused(text, says):
    with pytest.raises(ArgumentError, match=says):
        read_settings("vit", text, KNOWN)


def test_sizes_from_text_or_numbers():
    assert read_sizes("mlp", "64-32") == read_sizes("mlp", [64, 32]) == [64, 32]
    assert read_sizes("mlp", "") == []
    assert one_word("cnn", [], "16-32") == "16-32"
    assert one_word("cnn", ["8"], "16-32") == "8"


@pytest.mark.parametrize("sizes", ["64-x", [0], [2.5], "-"])
def test_sizes_that_are_none_are_refused(sizes):
    with pytest.raises(ArgumentError, match="channels are positive integers"):
        read_sizes("cnn", sizes, "channels", 1)


def test_two_words_are_one_too_many():
    with pytest.raises(ArgumentError, match="one word at most"):
        one_word("cnn", ["8", "16"], "16-32")
