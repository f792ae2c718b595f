"""Markdown in which nothing of a cell is markup."""

from wengert.explain.forms.markdown import escaped, table
from wengert.explain.table import Column, Row, Table


def test_pipes_stars_and_underscores_are_themselves():
    assert escaped("a|b *c* d_e <f>") == "a\\|b \\*c\\* d\\_e &lt;f>"


def test_rows_have_as_many_cells_as_columns():
    t = Table("t", "T", [Column("n", "step"), Column("x")], [Row((1, "a|b"), "S"), Row((2, "c"), "S", True)], ["note"])
    lines = [line for line in table(t).splitlines() if line.startswith("|")]
    assert lines[1] == "|---:|---|"
    assert all(line.replace("\\|", "").count("|") == 3 for line in lines)
    assert "**S**" in lines[2]
    assert "*c*" in lines[4]
