"""`wengert train`: options over files, resuming, and what is printed."""

import signal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wengert.cli.entry import app
from wengert.cli.train import job_of, summary
from wengert.errors import ArgumentError
from wengert.train import AfterEpoch, History
from wengert.train.config import JobConfig, as_toml
from wengert.train.job import Outcome


def run(monkeypatch, folder, *arguments):
    monkeypatch.chdir(folder)
    return CliRunner().invoke(app, ["train", *arguments], catch_exceptions=False)


def test_a_run_and_its_continuation(monkeypatch, tmp_path):
    first = run(monkeypatch, tmp_path, "--data", "iris", "--model", "mlp:8", "--epochs", "2")
    assert first.exit_code == 0
    assert "epoch 2/2" in first.output
    assert "accuracy" in first.output
    names = sorted(p.name for p in (tmp_path / "runs" / "iris").iterdir())
    assert names == ["checkpoint.safetensors", "config.toml", "metrics.jsonl", "model.safetensors", "report.html"]
    more = run(monkeypatch, tmp_path, "--resume", "runs/iris", "--epochs", "3")
    assert "epoch 3/3" in more.output
    assert len((tmp_path / "runs" / "iris" / "metrics.jsonl").read_text().splitlines()) == 3


def test_a_job_from_a_file_with_an_option_over_it(monkeypatch, tmp_path):
    (tmp_path / "job.toml").write_text(as_toml(JobConfig(data="iris", epochs=9)))
    done = run(monkeypatch, tmp_path, "job.toml", "--epochs", "1", "--out", "here")
    assert "epoch 1/1" in done.output
    assert "epochs = 1 " in (tmp_path / "here" / "config.toml").read_text()


def interrupt(a_run):
    if len(a_run.history) == 1:
        signal.raise_signal(signal.SIGTERM)


def test_an_interrupted_command_has_the_code_of_its_signal(monkeypatch, tmp_path):
    monkeypatch.setattr("wengert.cli.train.ProgressBar", lambda console: AfterEpoch(interrupt))
    done = run(monkeypatch, tmp_path, "--data", "iris", "--model", "mlp:4", "--epochs", "5")
    assert done.exit_code == 143
    assert "wengert train --resume runs/iris" in done.output


def test_resuming_takes_no_other_job():
    with pytest.raises(ArgumentError, match=r"goes on with the job of that run(.|\n)*--batch-size"):
        job_of(None, Path("runs/x"), {"batch_size": 3})


def test_an_early_end_says_how_to_go_on():
    outcome = Outcome(Path("runs/x"), History([{"epoch": 1}]), {"loss": 1.0}, "SIGINT", "SIGINT")
    assert summary(outcome, JobConfig()).splitlines()[-1] == (
        "ended by SIGINT after epoch 1 of 30; to go on: wengert train --resume runs/x"
    )


def table(folder, rows=400):
    lines = [f"{k % 7},{k % 5},{'yes' if k % 7 > 3 else 'no'}" for k in range(rows)]
    (folder / "big.csv").write_text("\n".join(["a,b,kind", *lines]))


def test_a_stream_and_its_continuation(monkeypatch, tmp_path):
    table(tmp_path)
    first = run(monkeypatch, tmp_path, "--data", "big.csv", "--stream", "--model", "mlp:4", "--epochs", "1")
    assert first.exit_code == 0
    assert first.output.splitlines()[0] == "big.csv is read in batches as they are needed"
    assert "stream = true " in (tmp_path / "runs" / "big" / "config.toml").read_text()
    assert "read in batches" in (tmp_path / "runs" / "big" / "report.html").read_text()
    more = run(monkeypatch, tmp_path, "--resume", "runs/big", "--epochs", "2")
    assert "epoch 2/2" in more.output


def test_a_job_in_a_file_may_be_a_stream_with_data_of_their_own(monkeypatch, tmp_path):
    table(tmp_path)
    job = 'data = "big.csv"\nvalidation = "big.csv"\ntest = "big.csv"\nstream = true\nshuffle_buffer = 50\nepochs = 1\n'
    (tmp_path / "job.toml").write_text(job)
    done = run(monkeypatch, tmp_path, "job.toml", "--out", "here")
    assert done.exit_code == 0
    report = (tmp_path / "here" / "report.html").read_text()
    assert "400 to learn, ? to watch, ? to test, read in batches" in report


def test_a_file_that_is_large_beside_memory_is_streamed_and_that_is_said(monkeypatch, tmp_path):
    table(tmp_path)
    monkeypatch.setattr("wengert.cli.train.memory", lambda: 1000)
    done = run(monkeypatch, tmp_path, "--data", "big.csv", "--model", "mlp:4", "--epochs", "1")
    assert "more than a quarter of" in done.output.splitlines()[0]
    assert "stream = true " in (tmp_path / "runs" / "big" / "config.toml").read_text()


def test_what_cannot_be_streamed_is_told(monkeypatch, tmp_path):
    with pytest.raises(ArgumentError, match=r"iris: cannot be streamed(.|\n)*leave out --stream"):
        run(monkeypatch, tmp_path, "--data", "iris", "--stream")
    assert list(tmp_path.iterdir()) == []
