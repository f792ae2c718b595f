"""`wengert evaluate` and `wengert predict`, as typed."""

import csv
import json

import numpy as np
import pytest
from typer.testing import CliRunner

from wengert.cli.ask import written
from wengert.cli.entry import app
from wengert.data import iris
from wengert.errors import ArgumentError
from wengert.train.config import JobConfig
from wengert.train.job import run_job


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ask") / "iris"
    return folder, run_job(JobConfig(data="iris", model="mlp:8", epochs=5, lr=0.05, label_smoothing=0.0), folder)


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("table") / "flowers.csv"
    data = iris()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["a", "b", "c", "d", "kind"])
        writer.writerows([*map(float, x), data.classes[y]] for x, y in zip(data.x, data.y, strict=True))
    return path


def typed(*words):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_the_test_part_is_judged_as_at_the_end_of_the_run(run):
    folder, outcome = run
    found = json.loads(typed("evaluate", folder, "--json").output)
    assert found["accuracy"] == pytest.approx(outcome.results["accuracy"])
    assert found["loss"] == pytest.approx(outcome.results["loss"], rel=1e-5)


def test_other_data_are_judged_by_other_metrics(run, table):
    folder, _ = run
    assert "150 samples  loss" in typed("evaluate", folder, table).output
    found = json.loads(typed("evaluate", folder, table, "--metrics", "f1", "--metrics", "auc", "--json").output)
    assert set(found) == {"loss", "f1", "auc"}


def test_predictions_are_written_down(run, table, tmp_path):
    folder, _ = run
    rows = list(csv.DictReader(typed("predict", folder, table).output.splitlines()))
    assert len(rows) == 150
    right = sum(row["class"] == kind for row, kind in zip(rows, [iris().classes[y] for y in iris().y], strict=True))
    assert right > 100
    for ending in ("csv", "jsonl", "npy"):
        assert typed("predict", folder, table, "--out", tmp_path / f"p.{ending}").exit_code == 0
    assert json.loads((tmp_path / "p.jsonl").read_text().splitlines()[0])["sample"] == 0
    assert np.load(tmp_path / "p.npy").shape == (150, 3)


def test_other_classes_are_refused(run):
    with pytest.raises(ArgumentError, match="the classes are not those of the model"):
        CliRunner().invoke(app, ["evaluate", str(run[0]), "wine"], catch_exceptions=False)


def test_an_unknown_ending_is_refused():
    with pytest.raises(ArgumentError, match="no writer for this ending"):
        written([], ".xlsx")
