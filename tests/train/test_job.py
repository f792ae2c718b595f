"""Whole jobs: digits learn, interruption and resumption change no number, and wrong names fit no data."""

import os
import signal

import pytest

from wengert.errors import ArgumentError, DataError
from wengert.train import Callback, load_arrays
from wengert.train.config import JobConfig
from wengert.train.folder import MODEL
from wengert.train.job import run_job

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
def test_an_interrupted_run_is_usable_and_goes_on_exactly(tmp_path, number, optimizer):
    config = SMALL.model_copy(update={"optimizer": optimizer})
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
