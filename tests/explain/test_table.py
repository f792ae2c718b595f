"""A table finds rows by every spelling, and is the same in every form."""

import csv
import io
import json

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.explain.table import Check, Column, Row, Sources, Table


@pytest.fixture
def table():
    columns = [
        Column("step", "step"),
        Column("quantity", "symbol"),
        Column("formula", "formula"),
        Column("value", "value"),
    ]
    columns += [Column("from", "steps"), Column("check", "check"), Column("remark")]
    rows = [
        Row((1, "z₁", "W₁ · x", np.array([1.0, -2.0]), Sources((), (), (), "given"), None, "50% | a_b"), "Layer 1"),
        Row((2, "∂ℒ/∂z₁", "δ₁", -0.5, Sources((1,), (2,), (1,)), Check(-0.5, True), ""), "Layer 2", True),
        Row((3, "δ₁", "", None, None, Check(None, None), ""), "Layer 2"),
    ]
    return Table("demo", "A table of δ", columns, rows, ["a note with ŷ"])


def test_rows_by_step_symbol_and_spelling(table):
    assert table.row(2) is table.row("dL/dz1") is table.rows[1]
    assert table.value("Z1") is table.rows[0].cells[3]
    assert table.cell("delta1", "step") == 3
    assert table.value("delta1") is None
    assert table.column("remark")[0] == "50% | a_b"
    assert len(table.select(lambda row: row.conceptual)) == 1
    for bad in (lambda: table.row("q"), lambda: table.row(9), lambda: table.column("q")):
        with pytest.raises(ArgumentError):
            bad()


def test_sources_and_checks_in_words():
    assert str(Sources((1, 2), (5,), (1,), "and more")) == "forward 1, 2; backward 5 (forward 1); and more"
    assert Sources((3,), (1,)).steps == (1, 3)
    assert [Check(1.0, a).tick for a in (True, False, None)] == ["✓", "✗", "?"]


def test_every_form_has_every_row(table, tmp_path):
    for form in (str(table), table.to_markdown(), table.to_html(), table.to_latex()):
        assert "Layer 2" in form
        assert "0.5" in form
    rows = list(csv.reader(io.StringIO(table.to_csv())))
    assert rows[0] == ["section", "step", "quantity", "formula", "value", "from", "check", "remark"]
    assert json.loads(rows[1][4]) == [1.0, -2.0]
    assert float(rows[2][4]) == -0.5
    data = json.loads(table.to_json())
    assert data["rows"][1]["cells"][3] == -0.5
    assert data["rows"][1]["cells"][4]["forward"] == [1]
    for ending in ("md", "tex", "html", "csv", "json", "txt"):
        assert table.save(tmp_path / f"t.{ending}").stat().st_size > 100
    with pytest.raises(ArgumentError, match="ending"):
        table.save(tmp_path / "t.doc")


def test_pandas_for_those_who_have_it(table):
    pandas = pytest.importorskip("pandas")
    frame = table.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert frame["step"].tolist() == [1, 2, 3]


def test_what_is_printed_is_what_the_explanation_says():
    text = str(wg.explain(lambda x: 2 * x, 3.0).forward())
    assert text.splitlines()[4].split() == ["1", "x", "3"]
