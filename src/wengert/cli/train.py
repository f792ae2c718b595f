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
from wengert.train.progress import ProgressBar

Option = typer.Option


def train(
    job: Annotated[Path | None, typer.Argument(help="A job as TOML; options given here win over it.")] = None,
    data: Annotated[
        str | None, Option(help="digits, iris, wine, breast_cancer, diabetes, or a .csv/.npz/.npy.")
    ] = None,
    target: Annotated[str | None, Option(help="Column or array of the file that holds the targets.")] = None,
    model: Annotated[str | None, Option(help="name:sizes of hidden layers, such as mlp:64-32.")] = None,
    activation: Annotated[str | None, Option(help="Activation between the layers.")] = None,
    loss: Annotated[str | None, Option(help="cross_entropy or mse.")] = None,
    optimizer: Annotated[str | None, Option(help="adam, adamw, sgd or momentum.")] = None,
    lr: Annotated[float | None, Option(help="Learning rate.")] = None,
    epochs: Annotated[int | None, Option(help="Passes over the training data.")] = None,
    batch_size: Annotated[int | None, Option(help="Samples in a batch.")] = None,
    seed: Annotated[int | None, Option(help="Seed of split, initial weights and order.")] = None,
    out: Annotated[Path | None, Option(help="Run folder; a new one under runs/ by default.")] = None,
    resume: Annotated[Path | None, Option(help="Go on with the run in this folder.")] = None,
) -> None:
    """Train a network and leave a run folder with weights, numbers, configuration and a report."""
    given: dict[str, Any] = {
        "data": data,
        "target": target,
        "model": model,
        "activation": activation,
        "loss": loss,
        "optimizer": optimizer,
        "lr": lr,
        "epochs": epochs,
        "batch_size": batch_size,
        "seed": seed,
    }
    options = {name: value for name, value in given.items() if value is not None}
    config = described(job, resume, options)
    folder = resume or out or free_name(Path("runs"), Path(config.data).stem)
    console = Console()
    outcome = run_job(config, folder, resume is not None, [ProgressBar(console)])
    console.print(summary(outcome, config), highlight=False, soft_wrap=True)
    if outcome.stopped is not None:
        raise typer.Exit(128 + signal.Signals[outcome.stopped])  # the shell's code for a process ended by that signal


def described(job: Path | None, resume: Path | None, options: dict[str, Any]) -> JobConfig:
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
        >>> described(None, None, {"epochs": 3}).epochs
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
    numbers = [f"{n} {100 * v:.2f} %" if n == "accuracy" else f"{n} {v:.4f}" for n, v in outcome.results.items()]
    lines = [f"test {'  '.join(numbers)}", str(outcome.folder / "report.html")]
    if outcome.stopped is not None:
        done = f"ended by {outcome.stopped} after epoch {len(outcome.history)} of {config.epochs}"
        lines.append(f"{done}; to go on: wengert train --resume {outcome.folder}")
    return "\n".join(lines)
