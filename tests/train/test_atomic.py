"""Files are whole or not there."""

import pytest

from wengert.train.atomic import write_bytes, write_text


def test_a_new_content_replaces_the_old_one(tmp_path):
    write_text(tmp_path / "a", "old")
    write_bytes(tmp_path / "a", b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_failure_leaves_the_old_content_and_no_litter(tmp_path, monkeypatch):
    write_text(tmp_path / "a", "old")

    def full(*args):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        write_text(tmp_path / "a", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_text() == "old"
