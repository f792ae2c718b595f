"""Every worked example: it is found, it is built, all of its derivatives check, and every form of it is well made."""

import csv
import io
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.explain import gallery
from wengert.explain.catalogue import EXAMPLES, example
from wengert.explain.document import document
from wengert.explain.drawings import Drawing, graph_of
from wengert.random import default_generator

FOLDER = Path(gallery.__file__).parent
ROOT = Path(__file__).parents[2]
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Nesting(HTMLParser):
    """Tags that are closed in the order in which they were opened."""

    def __init__(self, text):
        super().__init__()
        self.open, self.wrong = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def unbalanced(latex):
    """Braces and environments that are not closed, in the order of reading."""
    depth, stack = 0, []
    for brace in re.findall(r"(?<!\\)[{}]", latex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return "}"
    for word, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", latex):
        if word == "begin":
            stack.append(name)
        elif not stack or stack.pop() != name:
            return name
    return "{" if depth else "".join(stack)


@pytest.fixture(scope="module")
def made():
    """Explanation and tables of an example, made once."""
    known = {}

    def make(name):
        if name not in known:
            e = EXAMPLES[name].explanation()
            known[name] = (e, EXAMPLES[name].tables(e))
        return known[name]

    return make


@pytest.mark.parametrize("name", EXAMPLES)
class TestEveryExample:
    def test_says_what_it_shows(self, name):
        script = EXAMPLES[name]
        assert script.title.rstrip(".") == script.title != name
        assert script.about.startswith("Shows ")

    def test_has_tables_whose_checks_all_agree(self, name, made):
        _, tables = made(name)
        assert tables
        for table in tables:
            assert len(table) > 0, table.name
            for k, column in enumerate(table.columns):
                if column.kind == "check":
                    assert [
                        row.cells[k].tick for row in table if row.cells[k] is not None and not row.cells[k].agrees
                    ] == []

    def test_shows_what_is_wrong_elsewhere(self, name, made):
        _, tables = made(name)
        text = " ".join(document(tables, "txt", "t").split())
        assert [note for note in EXAMPLES[name].notes if " ".join(note.split()) not in text] == []

    def test_is_well_made_in_every_form(self, name, made):
        _, tables = made(name)
        title = EXAMPLES[name].title
        written = {form: document(tables, form, title) for form in ("txt", "md", "tex", "html", "csv", "json")}
        for table in tables:
            for text in ("txt", "md"):
                assert table.title in written[text]
        assert unbalanced(written["tex"]) == ""
        page = Nesting(written["html"])
        assert (page.open, page.wrong) == ([], [])
        assert len(json.loads(written["json"])["tables"]) == len(tables)
        for table in tables:
            rows = list(csv.reader(io.StringIO(table.to_csv())))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert len(rows) == len(table) + 1

    def test_is_drawn(self, name, made):
        e, _ = made(name)
        drawing = Drawing(graph_of(e.trace))
        assert ElementTree.fromstring(drawing.svg()).tag.endswith("svg")
        assert drawing.dot().count("->") == len(drawing.graph.edges)


def test_every_file_of_the_gallery_is_listed():
    files = {path.stem.replace("_", "-") for path in FOLDER.glob("*.py") if path.name != "__init__.py"}
    assert files == set(EXAMPLES)


def test_the_examples_of_the_repository_are_those_of_the_package():
    assert (ROOT / "examples" / "explain").resolve() == FOLDER.resolve()


def test_a_name_may_be_typed_in_several_ways():
    assert example("three_layer") is example("Three-Layer") is EXAMPLES["three-layer"]
    with pytest.raises(ArgumentError, match=r"unknown worked example(.|\n)*three-layer"):
        example("three-layers")


def test_two_routes_give_one_gradient():
    # E-03, P-05.
    table = example("vector-network").explanation().jacobians()
    assert max(float(x) for x in table.column("largest difference") if x is not None) < 1e-15


def test_a_batch_is_the_mean_of_its_samples():
    # B-16, ERR-56.
    script = example("batch").module
    whole = script.explanation()
    alone = [script.explanation(x, y) for x, y in zip(script.X, script.Y, strict=True)]
    for k in (1, 2, 3):
        for name in (f"dL/dW{k}", f"dL/db{k}"):
            mean = np.mean([np.reshape(e[name], np.shape(whole[name])) for e in alone], axis=0)
            np.testing.assert_allclose(whole[name], mean, rtol=1e-12, atol=1e-16)
    kinds = {row.cells[0]: row.cells[3] for row in whole.products()}
    assert kinds["∂ℒ/∂W₂"] == "matrix-matrix product"
    assert {row.cells[0]: row.cells[3] for row in alone[0].products()}["∂ℒ/∂W₂"] == "outer product"


def test_products_are_told_apart():
    # T-15, GV-122: with equal square shapes too.
    found = {row.cells[0]: (row.cells[3], row.cells[5]) for row in example("products").explanation().products()}
    assert found["dot"] == ("dot product", "yes")
    assert found["AB"] == ("matrix-matrix product", "no")
    assert found["Av"] == ("matrix-vector product", "no")
    assert found["outer"] == ("outer product", "no: transposed")
    assert found["ab"] == ("Hadamard product", "yes")


def test_nothing_is_changed_by_looking():
    # F-27.
    module = example("network-1-2-3-1").module
    net = module.model()
    before = {name: p.numpy().copy() for name, p in net.named_parameters()}
    state = default_generator.counter.numpy().copy()
    e = wg.explain(net, np.array([2.0]), target=np.array([1.0]), loss=wg.losses.BCELoss(), lr=0.1)
    assert e.tables()
    assert all(p.grad is None and np.array_equal(p.numpy(), before[name]) for name, p in net.named_parameters())
    assert np.array_equal(default_generator.counter.numpy(), state)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs pdflatex")
def test_latex_compiles_as_pasted(made, tmp_path):
    tables = [table for name in EXAMPLES for table in made(name)[1]]
    text = document(tables, "tex", "All").replace(
        r"\end{table}", r"\end{table}\clearpage"
    )  # more than a page can hold back
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-2000:]


def test_the_testers_see_what_is_not_closed():
    assert unbalanced(r"\frac{a}{b") == "{"
    assert unbalanced(r"\begin{table}\begin{tabular}\end{table}\end{tabular}") == "table"
    assert unbalanced(r"\begin{table} \{ \end{table}") == ""
    assert Nesting("<table><tr></table>").wrong == ["table"]


def test_the_page_of_worked_examples_names_them_all():
    page = (ROOT / "docs" / "worked_examples.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (.*) \|$", page, re.MULTILINE))
    assert rows == {name: script.title for name, script in EXAMPLES.items()}
