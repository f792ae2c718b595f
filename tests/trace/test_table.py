"""Tables: text in columns of even width, HTML and Markdown."""

from wengert.trace.table import Column, Table

TABLE = Table(
    [Column("primal", [("v₀ = x", "2"), ("v₁ = v₀ · v₀", "−4")], 8), Column("adjoint", [("v̄₁ = ȳ", "1")], 8)], ["end"]
)


def test_columns_are_aligned_by_what_is_seen():
    assert str(TABLE).splitlines() == [
        " primal              adjoint",
        " v₀ = x         2    v̄₁ = ȳ     1",
        " v₁ = v₀ · v₀  −4",
        " end",
    ]


def test_html_escapes_and_keeps_the_foot():
    html = Table([Column("a < b", [("x", "1")])], ["<done>"])._repr_html_()
    assert "a &lt; b" in html
    assert html.endswith("<p>&lt;done&gt;</p>")


def test_markdown_has_a_cell_for_each_text_and_number():
    lines = TABLE.to_markdown().splitlines()
    assert lines[0] == "| primal |  | adjoint |  |"
    assert lines[1] == "|---|---|---|---|"
    assert lines[3] == "| v₁ = v₀ · v₀ | −4 |  |  |"
    assert lines[-1] == "end"


def test_a_bar_in_a_formula_does_not_break_markdown():
    assert "\\|v₀\\|" in Table([Column("primal", [("v₁ = |v₀|", "1")])]).to_markdown()
