"""LaTeX that compiles: braces balance, and formulas are read by matplotlib's parser of mathematics.

Where there is a TeX, it runs.
"""

import re
import shutil
import subprocess

import numpy as np
import pytest
from matplotlib.mathtext import MathTextParser

import wengert as wg
from wengert import losses, nn
from wengert.explain.document import document
from wengert.explain.forms.latex import math, words
from wengert.explain.table import Column, Row, Table

PARSER = MathTextParser("path")


def balanced(text):
    depth = 0
    for c in re.sub(r"\\[{}]", "", text):
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0


def parsed(formula):
    """Whether it is mathematics; what matplotlib does not know of LaTeX is put into words it knows."""
    known = formula.replace(r"\tfrac12", r"\frac{1}{2}").replace(r"\mathsf", r"\mathrm").replace(r"\text{", r"\mathrm{")
    known = known.replace(r"\checkmark", r"\ast").replace(r"\surd", r"\ast").replace(r"\Vert", r"\|")
    PARSER.parse(f"${known}$")
    return True


@pytest.mark.parametrize(
    ("unicode", "latex"),
    [
        ("ŷ", r"\hat{y}"),
        ("ŷ\u0304", r"\bar{\hat{y}}"),
        ("é", r"\text{é}"),
        ("z₁₂", "z_{12}"),
        ("x⁻²", "x^{-2}"),
        ("W₂ᵀ · δ₂", r"W_{2}^{\mathsf{T}} \cdot  \delta _{2}"),
        ("v̄₋₁", r"\bar{v}_{-1}"),
        ("a ⊙ b", r"a \odot  b"),
        ("1[z₁ > 0]", "1[z_{1} > 0]"),
        ("model_a(x)", r"\mathrm{model\_a}(x)"),
        ("4.15·10⁻⁷", r"4.15\cdot 10^{-7}"),
    ],
)
def test_formulas(unicode, latex):
    assert math(unicode) == latex
    assert parsed(latex)


def test_words_and_formulas_in_one_sentence():
    assert words("10% of ŷ & b_1") == r"10\% of $\hat{y}$ \& b\_1"
    assert words("naïve") == "naïve"


@pytest.fixture(scope="module")
def whole():
    model = nn.Sequential(nn.Linear(2, 2, dtype="float64"), nn.GELU(), nn.Linear(2, 2, dtype="float64"), nn.Softmax(-1))
    e = wg.explain(model, np.array([0.3, -0.2]), target=np.array([1.0, 0.0]), loss=losses.MSELoss(), lr=0.1,
                   penalties=[wg.optim.regularizers.L2(0.1)])  # fmt: skip
    return document(e.tables(), "tex", "All of it")


def test_every_table_of_a_network_is_balanced_mathematics(whole):
    assert balanced(whole)
    assert whole.count(r"\begin{tabular}") == whole.count(r"\end{tabular}") > 10
    formulas = set(re.findall(r"(?<!\\)\$(.*?)(?<!\\)\$", whole))
    assert len(formulas) > 100
    assert all(parsed(f) for f in sorted(formulas)[::4])
    assert not [c for c in whole if not c.isascii() and not c.isalpha()]
    for body in re.findall(r"\\begin{tabular}{(\w+)}(.*?)\\end{tabular}", whole, re.DOTALL):
        rows = [r for r in body[1].split("\n") if r.endswith(r"\\") and "multicolumn" not in r]
        assert {len(re.findall(r"(?<!\\)&", r)) + 1 for r in rows} == {len(body[0])}


@pytest.mark.skipif(shutil.which("pdflatex") is None and shutil.which("tectonic") is None, reason="no TeX here")
def test_a_tex_compiles_it(whole, tmp_path):
    (tmp_path / "all.tex").write_text(whole, encoding="utf-8")
    program = "tectonic" if shutil.which("tectonic") else "pdflatex"
    options = [] if program == "tectonic" else ["-interaction=nonstopmode", "-halt-on-error"]
    subprocess.run([program, *options, "all.tex"], cwd=tmp_path, check=True, capture_output=True)


@pytest.mark.parametrize(("n", "made_smaller"), [(2, False), (12, True)])
def test_a_table_wider_than_a_page_is_made_smaller(n, made_smaller):
    text = wg.explain(lambda x: wg.sum(x * x), np.linspace(0.1, 0.9, n)).gradients().to_latex()
    assert (r"\resizebox{\linewidth}{!}" in text) == made_smaller
    assert balanced(text)


def test_a_table_longer_than_a_page_is_cut_and_loses_no_row():
    rows = [Row((float(k),)) for k in range(100)]
    text = Table("long", "A long one", [Column("value", "value")], rows, ["the end"]).to_latex()
    assert text.count(r"\begin{table}") == text.count(r"\toprule") == 4
    assert [int(x) for x in re.findall(r"^\$(\d+)\$ ", text, re.MULTILINE)] == list(range(100))
    assert "A long one (4 of 4)" in text
    assert text.count("the end") == 1
