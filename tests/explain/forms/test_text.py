"""Text for the terminal: aligned, minus signs in front, rich's own tables for those who print with rich."""

import io

import rich.console

from wengert.explain.forms.text import plain, rich_table
from wengert.explain.table import Column, Row, Table

TABLE = Table(
    "t", "Two [bold] numbers", [Column("q", "symbol"), Column("value", "value")], [Row(("a", 1.5)), Row(("b", -2.5))]
)


def test_numbers_start_in_one_column():
    lines = plain(TABLE).splitlines()
    assert lines[0] == "Two [bold] numbers"
    assert lines[-2].index("1.5") == lines[-1].index("2.5")
    assert "−2.5" in lines[-1]


def test_rich_wraps_to_the_width_it_has():
    out = io.StringIO()
    rich.console.Console(file=out, width=20).print(rich_table(TABLE))
    assert max(map(len, out.getvalue().splitlines())) <= 20
