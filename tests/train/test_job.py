"""Whole jobs: digits learn, interruption and resumption change no number, and wrong names fit no data."""

import os
import signal
import subprocess
import sys
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from wengert.errors import ArgumentError, DataError
from wengert.train import Callback, confusion, evaluate, fit, load_arrays, load_extra, predict
from wengert.train.config import JobConfig
from wengert.train.folder import CHECKPOINT, MODEL
from wengert.train.job import Job, judged, run_job

SMALL = JobConfig(data="iris", model="mlp:8", epochs=6, lr=0.01)


class SignalAfter(Callback):
    """Sends this process a signal after some epochs."""

    def __init__(self, epochs, number):
        self.epochs, self.number = epochs, number

    def on_epoch(self, run):
        if len(run.history) == self.epochs:
            os.kill(os.getpid(), self.number)


def weights(folder):
    return {name: array.tolist() for name, array in load_arrays(folder / MODEL)[0].items()}


def test_digits_are_learned(tmp_path):
    outcome = run_job(JobConfig(), tmp_path / "run")
    assert outcome.results["accuracy"] >= 0.97
    assert len(outcome.history) == 30
    html = (tmp_path / "run" / "report.html").read_text()
    assert "Confusion matrix" in html
    assert "model.0.weight" in html


@pytest.mark.parametrize(("number", "optimizer"), [(signal.SIGINT, "adam"), (signal.SIGTERM, "sgd_schedule_free")])
@pytest.mark.parametrize("devices", [1, 2])
def test_an_interrupted_run_is_usable_and_goes_on_exactly(tmp_path, number, optimizer, devices):
    config = SMALL.model_copy(update={"optimizer": optimizer, "devices": devices})
    whole = run_job(config, tmp_path / "whole")
    broken = run_job(config, tmp_path / "broken", callbacks=[SignalAfter(2, number)])
    assert broken.stopped == number.name
    assert len(broken.history) == 2
    assert (tmp_path / "broken" / "report.html").is_file()
    resumed = run_job(config, tmp_path / "broken", resume=True)
    assert resumed.history["loss"] == whole.history["loss"]
    assert resumed.results == whole.results
    assert weights(tmp_path / "broken") == weights(tmp_path / "whole")


def test_a_finished_run_may_go_further(tmp_path):
    run_job(SMALL.model_copy(update={"epochs": 2}), tmp_path / "run")
    longer = run_job(SMALL, tmp_path / "run", resume=True)
    assert longer.history["loss"] == run_job(SMALL, tmp_path / "other").history["loss"]


def test_real_targets_are_learned(tmp_path):
    outcome = run_job(JobConfig(data="diabetes", model="mlp:16", epochs=3, lr=0.05), tmp_path / "run")
    assert outcome.history["loss"][-1] < outcome.history["loss"][0]
    assert set(outcome.results) == {"loss", "absolute_error", "r2"}


def test_a_loss_that_does_not_fit_the_targets_is_refused(tmp_path):
    with pytest.raises(ArgumentError, match="does not fit the targets"):
        run_job(SMALL.model_copy(update={"loss": "mse"}), tmp_path / "run")
    with pytest.raises(ArgumentError, match="does not fit the targets"):
        run_job(JobConfig(data="diabetes", loss="cross_entropy"), tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_run_is_not_started_over(tmp_path):
    run_job(SMALL.model_copy(update={"epochs": 1}), tmp_path / "run")
    with pytest.raises(DataError, match="there is a run already"):
        run_job(SMALL, tmp_path / "run")


def test_everything_at_once_and_interrupted_goes_on_exactly(tmp_path):
    config = SMALL.model_copy(
        update={
            "optimizer": "adamw",
            "schedule": "cosine",
            "warmup": 0.1,
            "weight_decay": 0.05,
            "clip": 1.0,
            "average": 0.9,
            "penalty": ["l1:1e-4"],
            "augment": ["noise:0.1", "mixup:0.2"],
            "accumulate": 2,
            "balanced": True,
            "best": True,
            "patience": 5,
            "metrics": ["accuracy", "f1"],
        }
    )
    whole = run_job(config, tmp_path / "whole")
    assert {"penalty", "val_f1"} <= set(whole.history.last)
    run_job(config, tmp_path / "broken", callbacks=[SignalAfter(3, signal.SIGINT)])
    resumed = run_job(config, tmp_path / "broken", resume=True)
    assert resumed.history["loss"] == whole.history["loss"]
    assert resumed.results == whole.results
    assert weights(tmp_path / "broken") == weights(tmp_path / "whole")


@pytest.mark.parametrize(
    ("data", "model", "loss"),
    [
        ("shapes", "unet:4-8", None),
        ("digits", "autoencoder:16-4", None),
        ("iris", "mlp:8", "triplet"),
        ("moons", "linear", None),
    ],
)
def test_every_task_leaves_a_run_folder(tmp_path, data, model, loss):
    config = JobConfig(data=data, model=model, loss=loss, epochs=1, batch_size=64, steps=2)
    outcome = run_job(config, tmp_path / "run")
    assert (tmp_path / "run" / "report.html").is_file()
    assert outcome.history["steps"] == [2]


def test_a_run_ends_when_nothing_gets_better(tmp_path):
    outcome = run_job(SMALL.model_copy(update={"lr": 1e-12, "patience": 1, "epochs": 9}), tmp_path / "run")
    assert len(outcome.history) < 9
    assert outcome.signal is None
    assert "has not improved" in outcome.stopped


def test_a_language_model_learns_what_follows(tmp_path):
    (tmp_path / "text.txt").write_text("to be or not to be, that is the question. " * 60)
    config = JobConfig(data=str(tmp_path / "text.txt"), model="language:gru,width=16", lr=0.02, epochs=3, batch_size=4)
    outcome = run_job(config, tmp_path / "run")
    assert sorted(outcome.results) == ["accuracy", "loss", "perplexity"]
    assert outcome.results["perplexity"] < 10
    with pytest.raises(ArgumentError, match="not for what"):
        run_job(config.model_copy(update={"augment": ["noise:0.1"]}), tmp_path / "other")


@pytest.fixture(params=["csv", "parquet"])
def table(request, tmp_path):
    """Three thousand rows of four columns and three classes."""
    rng = np.random.default_rng(0)
    x = rng.normal(2.0, 3.0, size=(3000, 4)).round(3)
    kind = np.array(["low", "mid", "high"])[np.digitize(x.sum(axis=1), [4.0, 12.0])]
    path, rows = tmp_path / f"t.{request.param}", pa.table({**{f"f{k}": x[:, k] for k in range(4)}, "kind": kind})
    pa.csv.write_csv(rows, path) if request.param == "csv" else pa.parquet.write_table(rows, path)
    return str(path)


def streamed(path, **options):
    return JobConfig(data=path, stream=True, model="mlp:8", epochs=3, lr=0.01, shuffle_buffer=600, **options)


def test_a_stream_trains_as_the_same_samples_in_the_same_order_in_memory(table):
    job, twin = Job(streamed(table)), Job(streamed(table))
    train, validation = twin.train.load(), twin.validation.load()
    options = {"epochs": 1, "batch_size": 16, "metrics": job.metrics}
    history = fit(job.model, job.source, job.loss, job.optimizer, validation=job.validation, **options)
    wanted = fit(twin.model, train, twin.loss, twin.optimizer, validation=validation, shuffle=False, **options)
    for name in ("loss", "accuracy", "val_loss", "val_accuracy", "steps"):
        assert history[name] == pytest.approx(wanted[name], rel=1e-5)
    for (name, found), other in zip(job.model.state_dict().items(), twin.model.state_dict().values(), strict=True):
        np.testing.assert_allclose(found.numpy(), other.numpy(), atol=1e-5, err_msg=name)
    judgement, counts = judged(job)
    test = job.test.load()
    assert judgement["loss"] == pytest.approx(evaluate(job.model, test, job.loss)["loss"], rel=1e-5)
    np.testing.assert_array_equal(counts, confusion(predict(job.model, test.x), test.y, 3))


class SignalWithin(Callback):
    """Sends this process SIGINT the k-th time it is told of a piece."""

    def __init__(self, pieces):
        self.left = pieces

    def on_piece(self, run):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("table", ["parquet"], indirect=True)
@pytest.mark.parametrize(("pieces", "devices"), [(1, 1), (8, 1), (3, 2)])
def test_a_stream_left_inside_an_epoch_goes_on_exactly(table, tmp_path, pieces, devices):
    options = {"schedule": "cosine", "best": True, "average": 0.9, "devices": devices}
    config = streamed(table, augment=["noise:0.1"], **options)
    whole = run_job(config, tmp_path / "whole")
    broken = run_job(config, tmp_path / "broken", callbacks=[SignalWithin(pieces)])
    assert len(broken.history) < 3
    assert "epoch.before" in load_extra(tmp_path / "broken" / CHECKPOINT)
    resumed = run_job(config, tmp_path / "broken", resume=True)
    assert resumed.history["loss"] == whole.history["loss"]
    assert resumed.history["steps"] == whole.history["steps"]
    assert resumed.results == whole.results
    assert weights(tmp_path / "broken") == weights(tmp_path / "whole")


@pytest.mark.parametrize("table", ["csv"], indirect=True)
def test_a_stream_goes_on_exactly_after_an_epoch(table, tmp_path):
    whole = run_job(streamed(table), tmp_path / "whole")
    run_job(streamed(table).model_copy(update={"epochs": 1}), tmp_path / "first")
    resumed = run_job(streamed(table), tmp_path / "first", resume=True)
    assert resumed.history["loss"] == whole.history["loss"]
    assert weights(tmp_path / "first") == weights(tmp_path / "whole")


def test_real_targets_of_a_stream_are_learned(tmp_path):
    columns = {f"f{k}": np.arange(900.0) % (7 + k) / 3 for k in range(3)}
    pa.parquet.write_table(pa.table(columns), tmp_path / "r.parquet")
    outcome = run_job(streamed(str(tmp_path / "r.parquet"), target="f1"), tmp_path / "run")
    assert set(outcome.results) == {"loss", "absolute_error", "r2"}


def test_a_stream_that_cannot_be_trained_on_leaves_no_run_folder(tmp_path):
    for name, text, says in (
        ("empty.csv", "a,b\n", "holds no data"),
        ("small.csv", "a,b\n1,2\n", "no row was drawn"),
        ("words.csv", "a,b\n" + "x,2\n" * 50, "not a finite number"),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match=says):
            run_job(streamed(str(tmp_path / name)), tmp_path / "run")
    assert not (tmp_path / "run").exists()


MEASURE = """
import resource, sys
from pathlib import Path
from wengert.train.config import JobConfig
from wengert.train.job import run_job
for k, path in enumerate(sys.argv[2:]):
    config = JobConfig(data=path, stream=True, model="linear", epochs=1, batch_size=64, shuffle_buffer=2000)
    run_job(config, Path(sys.argv[1]) / str(k))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_memory_does_not_grow_with_the_file(tmp_path, ending):
    rng, files = np.random.default_rng(0), []
    for rows in (20_000, 400_000 if ending == "parquet" else 100_000):
        table = pa.table({f"f{k}": rng.normal(size=rows).astype("float32") for k in range(32)})
        table = table.append_column("y", pa.array(np.array(["no", "yes"])[np.arange(rows) % 2]))
        files.append(str(tmp_path / f"{rows}.{ending}"))
        write = pa.csv.write_csv if ending == "csv" else partial(pa.parquet.write_table, row_group_size=10_000)
        write(table, files[-1])
    done = subprocess.run([sys.executable, "-c", MEASURE, tmp_path, *files], capture_output=True, text=True, check=True)
    small, large = map(int, done.stdout.split()[-2:])
    assert (
        large - small < 30
    )  # MiB; as arrays the large files are 51 and 13 MiB of float32, and several times that read
