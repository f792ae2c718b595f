"""Files are whole or not there."""

import pytest

from wengert.train.atomic import whole, write_bytes, write_text


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


def test_what_breaks_off_leaves_the_old_content(tmp_path):
    write_text(tmp_path / "a", "old")

    def broken_off():
        with whole(tmp_path / "a") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert [p.read_text() for p in tmp_path.iterdir()] == ["old"]
