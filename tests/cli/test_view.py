"""`wengert view`, as typed."""

import json
import math

import pytest
from typer.testing import CliRunner

from wengert.cli.entry import app
from wengert.cli.view import curves_of, drawn
from wengert.errors import ArgumentError, DataError
from wengert.train import History
from wengert.train.config import JobConfig
from wengert.train.job import run_job


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("view") / "iris"
    run_job(JobConfig(data="iris", model="mlp:4", epochs=3, lr=0.05, label_smoothing=0.0), folder)
    return folder


def typed(*words):
    return CliRunner().invoke(app, ["view", *map(str, words)], catch_exceptions=False)


def payload_in(path):
    html = path.read_text(encoding="utf-8")
    return json.loads(html.partition('id="payload">')[2].partition("</script>")[0])


def test_a_run_is_shown_with_its_curves(run):
    assert typed(run).output.strip() == str(run / "page.html")
    page = payload_in(run / "page.html")
    assert page["title"] == "The run iris"
    assert [curve["title"] for curve in page["curves"]] == ["loss", "accuracy"]
    assert [line["name"] for line in page["curves"][0]["lines"]] == ["training", "validation"]
    assert {"W₁", "δ₁", "ℒ"} <= {name for node in page["nodes"] for name in (node["name"], node["dname"])}
    assert typed(run / "model.safetensors", "--samples", 1, "--out", run / "one.html").exit_code == 0
    assert next(n for n in payload_in(run / "one.html")["nodes"] if n["kind"] == "input")["value"]["shape"] == [1, 4]


SCRIPT = '"""Half a circle."""\nimport wengert as wg\n'


@pytest.mark.parametrize(
    "body",
    [
        "explanation = wg.explain(lambda x: wg.sqrt(1 - x * x), 0.6)",
        "def explanation():\n    return wg.explain(lambda x: wg.sqrt(1 - x * x), 0.6)",
        "f, args = lambda x: wg.sqrt(1 - x * x), (0.6,)",
    ],
)
def test_a_script_is_shown_beside_itself(tmp_path, body):
    script = tmp_path / "circle.py"
    script.write_text(SCRIPT + body)
    assert typed(script).output.strip() == str(tmp_path / "circle.html")
    assert payload_in(tmp_path / "circle.html")["title"] == "Half a circle"


def test_the_browser_is_opened_when_asked(tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    script = tmp_path / "square.py"
    script.write_text("f, args = lambda x: x * x, 3.0")
    typed(script, "--open", "--out", tmp_path / "a b.html")
    assert opened == [(tmp_path / "a b.html").as_uri()]


def test_what_cannot_be_shown_is_refused(tmp_path):
    with pytest.raises(DataError, match="no run"):
        typed(tmp_path)
    with pytest.raises(DataError, match="no such script"):
        typed(tmp_path / "missing.py")
    with pytest.raises(ArgumentError):
        typed()
    (tmp_path / "empty.py").write_text("x = 1")
    with pytest.raises(ArgumentError, match="nothing to explain"):
        typed(tmp_path / "empty.py")


def test_what_is_not_finite_leaves_a_gap(tmp_path):
    rows = [{"epoch": 1, "loss": math.inf}, {"epoch": 2, "loss": 0.5}]
    assert drawn(History(rows)) == [{"title": "loss", "x": [1, 2], "lines": [{"name": "training", "y": [None, 0.5]}]}]
    assert curves_of(tmp_path) == []
