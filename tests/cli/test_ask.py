"""`wengert evaluate` and `wengert predict`, as typed."""

import csv
import json

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from wengert.cli.entry import app
from wengert.data import iris, read_table
from wengert.errors import ArgumentError, DataError
from wengert.losses import cross_entropy
from wengert.train import evaluate
from wengert.train.config import JobConfig
from wengert.train.job import run_job
from wengert.train.saved import load_model


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


def test_an_unknown_ending_is_refused(run, table, tmp_path):
    with pytest.raises(ArgumentError, match="no writer for this ending"):
        typed("predict", run[0], table, "--out", tmp_path / "p.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def streamed(tmp_path_factory):
    """A model trained on a stream, and its file."""
    folder = tmp_path_factory.mktemp("streamed")
    rng = np.random.default_rng(0)
    x = rng.normal(2.0, 3.0, size=(9000, 3)).round(3)
    table = pa.table({"a": x[:, 0], "b": x[:, 1], "c": x[:, 2], "kind": np.where(x.sum(axis=1) > 6, "up", "down")})
    pa.parquet.write_table(table, folder / "t.parquet")
    config = JobConfig(data=str(folder / "t.parquet"), stream=True, model="mlp:4", epochs=1, lr=0.05)
    return folder / "run", run_job(config, folder / "run"), table, folder / "t.parquet"


def test_a_file_read_in_chunks_is_judged_as_in_memory(streamed):
    folder, outcome, _table, path = streamed
    assert json.loads(typed("evaluate", folder, "--json").output)["accuracy"] == outcome.results["accuracy"]
    found = json.loads(typed("evaluate", folder, path, "--json", "--metrics", "auc", "--metrics", "f1").output)
    saved, data = load_model(folder), read_table(path)
    wanted = evaluate(saved.model, data.with_x(saved.scaled(data.x)), cross_entropy, ["auc", "f1"])
    assert found == pytest.approx(wanted, rel=1e-5)
    assert "9000 samples  loss" in typed("evaluate", folder, path).output


def test_chunks_of_answers_are_one_file(streamed, tmp_path):
    folder, _, _table, path = streamed
    for ending in ("csv", "jsonl", "npy"):
        assert typed("predict", folder, path, "--out", tmp_path / f"p.{ending}").exit_code == 0
    outputs = np.load(tmp_path / "p.npy")
    np.testing.assert_allclose(outputs, load_model(folder)(read_table(path).x), atol=1e-5)
    rows = list(csv.DictReader((tmp_path / "p.csv").read_text().splitlines()))
    assert [int(row["sample"]) for row in rows] == list(range(9000))
    assert [row["class"] for row in rows] == [("down", "up")[k] for k in outputs.argmax(axis=1)]
    last = json.loads((tmp_path / "p.jsonl").read_text().splitlines()[-1])
    assert (last["sample"], last["class"]) == (8999, rows[-1]["class"])


def test_columns_are_found_by_name_and_need_no_target(streamed, tmp_path):
    folder, _, table, path = streamed
    pa.csv.write_csv(table.select(["c", "a", "b"]), tmp_path / "new.csv")
    plain, turned = (typed("predict", folder, file).output for file in (path, tmp_path / "new.csv"))
    assert plain == turned


def test_a_file_that_breaks_off_leaves_no_answers(streamed, tmp_path):
    folder, _, _table, _ = streamed
    text = ["a,b,c", *["1,2,3"] * 5000, "1,x,3"]
    (tmp_path / "broken.csv").write_text("\n".join(text))
    with pytest.raises(DataError, match="line 5002, column b: not a finite number"):
        typed("predict", folder, tmp_path / "broken.csv", "--out", tmp_path / "p.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["broken.csv"]


def test_what_a_file_lacks_is_named(streamed, tmp_path):
    folder, _, table, _path = streamed
    pa.parquet.write_table(table.drop(["b"]), tmp_path / "less.parquet")
    for command in ("predict", "evaluate"):
        with pytest.raises(DataError, match="no column is named b"):
            typed(command, folder, tmp_path / "less.parquet")
    strange = table.set_column(3, "kind", pa.array(["up", "sideways"] * 4500))
    pa.parquet.write_table(strange, tmp_path / "strange.parquet")
    with pytest.raises(DataError, match=r"row 1, column kind: names no class(.|\n)*sideways(.|\n)*down, up"):
        typed("evaluate", folder, tmp_path / "strange.parquet")
    (tmp_path / "empty.csv").write_text("a,b,c,kind\n")
    for command in ("predict", "evaluate"):
        with pytest.raises(DataError, match="holds no data"):
            typed(command, folder, tmp_path / "empty.csv")
