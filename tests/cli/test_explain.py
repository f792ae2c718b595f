"""`wengert explain`, as typed: every form, views, drawings, files, runs, and what is said of mistakes."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from wengert.cli.entry import app
from wengert.cli.explain import DRAWINGS, FORMS, drawn, form_of
from wengert.errors import ArgumentError, DataError
from wengert.explain.catalogue import EXAMPLES, example

BEGINNINGS = {
    "text": "One sigmoid neuron",
    "markdown": "# One sigmoid neuron",
    "latex": r"\documentclass",
    "html": "<!doctype html",
    "csv": "# Forward pass",
    "json": "{",
    "svg": "<svg",
    "png": "\x89PNG",
    "dot": "digraph",
}
ENDINGS = {"text": "txt", "markdown": "md", "latex": "tex"}


def typed(*words):
    return CliRunner().invoke(app, ["explain", *map(str, words)], catch_exceptions=False)


def refused(*words):
    return CliRunner().invoke(app, ["explain", *map(str, words)]).exception


def test_the_examples_are_listed():
    lines = typed("--list").output.splitlines()
    assert [line.split()[0] for line in lines] == list(EXAMPLES)
    assert all(EXAMPLES[line.split()[0]].title in line for line in lines)


@pytest.mark.parametrize("form", BEGINNINGS)
def test_every_form_goes_to_the_terminal_or_into_a_file(form, tmp_path):
    shown = typed("--example", "neuron", "--format", form).stdout_bytes
    assert shown.startswith(BEGINNINGS[form].encode("latin-1" if form == "png" else "utf-8"))
    path = tmp_path / f"neuron.{ENDINGS.get(form, form)}"
    done = typed("--example", "neuron", "--out", path)
    assert (done.output, path.read_bytes()) == ("", shown)


def test_every_form_is_tested():
    assert set(BEGINNINGS) == {*FORMS, *DRAWINGS}


def test_in_a_terminal_tables_fit_its_width(monkeypatch):
    terminal = Console(file=io.StringIO(), force_terminal=True, width=90, color_system=None)
    monkeypatch.setattr("wengert.cli.explain.Console", lambda: terminal)
    assert typed("--example", "three-layer", "--view", "backward").output == ""
    lines = terminal.file.getvalue().splitlines()
    assert max(map(len, lines)) <= 90
    assert any("δ₃" in line for line in lines)
    assert "…" not in terminal.file.getvalue()  # no number is cut off


def test_one_view_and_its_notes():
    done = json.loads(typed("--example", "three-layer", "--view", "memory", "--format", "json").output)
    assert [table["name"] for table in done["tables"]] == ["memory"]
    assert done["tables"][0]["notes"][-1] == EXAMPLES["three-layer"].notes[-1]


def test_a_script_of_ones_own(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("f = lambda x: x * x\nargs = 3.0\n")
    assert "∂y/∂x" in typed(path, "--view", "gradients").output


def test_a_trained_model(trained):
    done = typed(trained[0], "--view", "gradients", "--samples", 2)
    assert "∂ℒ/∂W₂" in done.output
    assert "✗" not in done.output


@pytest.mark.parametrize(
    ("words", "kind", "says"),
    [
        (["--example", "nuron"], ArgumentError, "did you mean neuron"),
        (["--example", "neuron", "--view", "gradient"], ArgumentError, "did you mean gradients"),
        (["--example", "neuron", "--format", "pdf"], ArgumentError, "unknown form: pdf"),
        (["--example", "neuron", "--out", "neuron"], ArgumentError, "unknown form: no ending"),
        (["--example", "neuron", "--out", "no/such/a.md"], DataError, "there is no such folder"),
        (["--example", "neuron", "--samples", "3"], ArgumentError, "--samples is for a trained model"),
        (["--example", "neuron", "--view", "network", "--format", "svg"], ArgumentError, "no model for a drawing"),
        (["--example", "neuron", "--view", "memory", "--format", "svg"], ArgumentError, "unknown drawing: memory"),
        ([], ArgumentError, "one thing is explained"),
        (["nowhere.py"], DataError, "there is no such script"),
    ],
)
def test_mistakes_are_told(words, kind, says, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    error = refused(*words)
    assert isinstance(error, kind)
    assert says in str(error)
    assert list(tmp_path.iterdir()) == []


def test_the_form_by_option_or_ending():
    assert form_of("md", None) == form_of(None, Path("a.md")) == form_of("markdown", Path("a.txt")) == "markdown"


def test_drawings_of_a_network_and_of_its_graph():
    e = example("network-1-2-3-1").explanation()
    weights = {edge.text for edge in drawn(e, "network", "").graph.edges}
    assert "0.4 → 0.4139" in weights  # E-31: before and after the update
    assert any(line.startswith("∂ ") for node in drawn(e, None, "").graph.nodes for line in node.text)
    assert drawn(e, "architecture", "").graph.nodes


def test_branches_of_data_and_penalty_are_told_apart():
    # E-32.
    graph = drawn(example("penalty").explanation(), None, "").graph
    assert {edge.branch for edge in graph.edges} >= {"data", "penalty"}
