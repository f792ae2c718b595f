"""Several tables in one file."""

import pytest

from wengert.errors import ArgumentError
from wengert.explain.document import document, save
from wengert.explain.table import Column, Row, Table

TABLES = [
    Table("a", "First", [Column("x", "value")], [Row((1.0,))]),
    Table("b", "Second", [Column("y")], [Row(("<b>",))]),
]


@pytest.mark.parametrize("form", ["md", "tex", "html", "csv", "json", "txt"])
def test_every_form_holds_every_table(form, tmp_path):
    text = document(TABLES, form, "Title")
    assert text.index("First") < text.index("Second")
    assert save(TABLES, tmp_path / f"all.{form}", "Title").read_text(encoding="utf-8") == text + "\n"
    assert "<b>" not in text or form in ("csv", "json", "txt")


def test_unknown_forms():
    with pytest.raises(ArgumentError, match="form"):
        document(TABLES, "doc", "Title")
