"""History: rows and columns."""

import pytest

from wengert.errors import ArgumentError
from wengert.train import History


def test_columns_skip_rows_without_them():
    history = History([{"epoch": 1, "loss": 2.0}, {"epoch": 2, "loss": 1.0, "val_loss": 3.0}])
    assert history["loss"] == [2.0, 1.0]
    assert history["val_loss"] == [3.0]
    assert history.names == ["epoch", "loss", "val_loss"]
    assert [row["epoch"] for row in history] == [1, 2]
    assert repr(history) == "History(2 epochs; last: epoch=2, loss=1, val_loss=3)"


def test_before_the_first_row():
    assert (repr(History()), History().last, len(History())) == ("History(empty)", {}, 0)


def test_an_unknown_column_gets_a_suggestion():
    with pytest.raises(ArgumentError, match="did you mean loss"):
        History([{"loss": 1.0}])["los"]
