"""`wengert train`: a job from options or a TOML file, with a live bar and a run folder.

Knows options and what is printed. The job itself is `train.job`.
"""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from wengert.errors import ArgumentError, DataError
from wengert.train.config import JobConfig, checked_config, read_config
from wengert.train.folder import CONFIG, free_name
from wengert.train.job import Outcome, run_job
from wengert.train.progress import ProgressBar, described
from wengert.train.reading import decided, memory

Option = typer.Option
Source = Annotated[
    str | None, Option(help="A named data set (wengert info lists them), a table, arrays, images or IDX files.")
]
Streamed = Annotated[
    bool | None,
    Option(
        "--stream/--no-stream",
        help="Read batches as they are needed, or load everything; by the size of the file when left out.",
    ),
]


def train(
    job: Annotated[Path | None, typer.Argument(help="A job as TOML; options given here win over it.")] = None,
    data: Source = None,
    target: Annotated[str | None, Option(help="Column or array of the file that holds the targets.")] = None,
    validation: Annotated[str | None, Option(help="Data of their own to watch, in place of a share.")] = None,
    test: Annotated[str | None, Option(help="Data of their own to judge by at the end, in place of a share.")] = None,
    stream: Streamed = None,
    shuffle_buffer: Annotated[int | None, Option(help="Samples of a stream in memory to be mixed.")] = None,
    model: Annotated[str | None, Option(help="name:settings, such as mlp:64-32, cnn:16-32 or vit:patch=4.")] = None,
    activation: Annotated[str | None, Option(help="Activation between the layers.")] = None,
    loss: Annotated[str | None, Option(help="Name of the loss; by the task when left out.")] = None,
    optimizer: Annotated[str | None, Option(help="Name of the optimizer, such as adamw.")] = None,
    lr: Annotated[float | None, Option(help="Learning rate.")] = None,
    schedule: Annotated[str | None, Option(help="How the rate falls: constant, cosine, linear, one_cycle.")] = None,
    warmup: Annotated[float | None, Option(help="Share of the steps in which the rate rises first.")] = None,
    weight_decay: Annotated[float | None, Option(help="Decay of weights (biases and norms do not decay).")] = None,
    clip: Annotated[float | None, Option(help="Largest norm of all gradients together.")] = None,
    average: Annotated[float | None, Option(help="Decay of an average of the weights, which is kept.")] = None,
    penalty: Annotated[list[str] | None, Option(help="l1:1e-5, l2:1e-4, elastic:...; may be repeated.")] = None,
    augment: Annotated[list[str] | None, Option(help="flip, crop:2, rotate:10, mixup:0.2; may be repeated.")] = None,
    accumulate: Annotated[int | None, Option(help="Parts in which a batch goes through the model.")] = None,
    epochs: Annotated[int | None, Option(help="Passes over the training data.")] = None,
    steps: Annotated[int | None, Option(help="Updates at most.")] = None,
    batch_size: Annotated[int | None, Option(help="Samples in a batch; 0 for all at once.")] = None,
    devices: Annotated[int | None, Option(help="Devices that share each batch; on a CPU, its cores.")] = None,
    balanced: Annotated[bool | None, Option(help="Show each class as often as the others.")] = None,
    patience: Annotated[int | None, Option(help="Epochs without a better validation before the end.")] = None,
    tolerance: Annotated[float | None, Option(help="End when the loss changes by less.")] = None,
    best: Annotated[bool | None, Option(help="Keep the weights of the best validation.")] = None,
    metrics: Annotated[list[str] | None, Option(help="accuracy, f1, auc, r2, iou, ...; may be repeated.")] = None,
    seed: Annotated[int | None, Option(help="Seed of split, initial weights and order.")] = None,
    out: Annotated[Path | None, Option(help="Run folder; a new one under runs/ by default.")] = None,
    resume: Annotated[Path | None, Option(help="Go on with the run in this folder.")] = None,
) -> None:
    """Train a network and leave a run folder with weights, numbers, configuration and a report."""
    given = {name: value for name, value in locals().items() if name in JobConfig.model_fields}
    options = {name: value for name, value in given.items() if value is not None}
    config = job_of(job, resume, options)
    _run(config, resume or out or free_name(Path("runs"), Path(config.data).stem), resume is not None)


def _run(config: JobConfig, folder: Path, resume: bool) -> None:
    """Run a job and say how it is read, how far it is, and what came of it."""
    console = Console()
    config, how = decided(config, memory())
    if how is not None:
        console.print(how, highlight=False, soft_wrap=True)
    outcome = run_job(config, folder, resume, [ProgressBar(console)])
    console.print(summary(outcome, config), highlight=False, soft_wrap=True)
    if outcome.signal is not None:
        raise typer.Exit(128 + signal.Signals[outcome.signal])  # the shell's code for a process ended by that signal


def job_of(job: Path | None, resume: Path | None, options: dict[str, Any]) -> JobConfig:
    """The job that the options mean.

    Args:
        job: A TOML file with the job, if any.
        resume: The folder of a run to go on with, if any.
        options: Options given by name.

    Returns:
        The job.

    Raises:
        ArgumentError: A job and a run are both given, or a run is to go on with something else than more epochs.
        DataError: A file is missing.

    Example:
        >>> job_of(None, None, {"epochs": 3}).epochs
        3
    """
    if resume is None:
        base = {} if job is None else read_config(job).model_dump()
        return checked_config({**base, **options})
    changed = [name for name in options if name != "epochs"]
    if job is not None or changed:
        raise ArgumentError(
            "--resume goes on with the job of that run",
            given=f"--{changed[0].replace('_', '-')}" if changed else str(job),
            expected="at most --epochs beside --resume",
        )
    if not (resume / CONFIG).is_file():
        raise DataError(f"{resume}: no run to go on with", given=str(resume), expected=f"a folder with {CONFIG}")
    return checked_config({**read_config(resume / CONFIG).model_dump(), **options})


def summary(outcome: Outcome, config: JobConfig) -> str:
    """What is printed at the end.

    Args:
        outcome: What the job came to.
        config: The job.

    Returns:
        Two or three lines.

    Example:
        >>> from wengert.train import History
        >>> outcome = Outcome(Path("runs/digits"), History(), {"loss": 0.5, "accuracy": 0.98}, None)
        >>> print(summary(outcome, JobConfig()))
        test loss 0.5000  accuracy 98.00 %
        runs/digits/report.html
    """
    lines = [f"test {described(outcome.results, 2)}", str(outcome.folder / "report.html")]
    if outcome.signal is not None:
        done = f"ended by {outcome.signal} after epoch {len(outcome.history)} of {config.epochs}"
        lines.append(f"{done}; to go on: wengert train --resume {outcome.folder}")
    elif outcome.stopped is not None:
        lines.append(f"ended after epoch {len(outcome.history)} of {config.epochs}: {outcome.stopped}")
    return "\n".join(lines)
