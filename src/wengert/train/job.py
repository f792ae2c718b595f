"""A job from its description to its run folder.

Knows the order: data, split, scaling, model, training, judgement, report. Each of these is somebody else's business.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wengert.data import Dataset, Standardizer, load_data, split
from wengert.errors import ArgumentError
from wengert.losses import CrossEntropyLoss, MSELoss
from wengert.nn import Module
from wengert.nn.models import build
from wengert.optim import Optimizer
from wengert.random import Generator, manual_seed
from wengert.train.atomic import write_text
from wengert.train.backward import BackwardLine, first_backward_pass
from wengert.train.callbacks import Callback
from wengert.train.checkpoint import load_checkpoint
from wengert.train.config import OPTIMIZERS, JobConfig, as_toml
from wengert.train.epoch import Epochs
from wengert.train.fit import fit
from wengert.train.folder import CHECKPOINT, CONFIG, REPORT, RunFolder, prepare, read_history
from wengert.train.history import History
from wengert.train.metrics import Metric, absolute_error, accuracy, confusion
from wengert.train.report import Report
from wengert.train.signals import stopping


@dataclass(frozen=True)
class Outcome:
    """What a job came to.

    Args:
        folder: Where everything lies.
        history: A row for each epoch.
        results: Loss and metrics on the samples set apart.
        stopped: Why it ended early; None when it did not.
    """

    folder: Path
    history: History
    results: dict[str, float]
    stopped: str | None


class Job:
    """Everything a run needs, built from its description and its seed: the same description builds the same job.

    Args:
        config: The description.

    Raises:
        ArgumentError: Names do not fit the data.
        DataError: The data cannot be read.
    """

    def __init__(self, config: JobConfig) -> None:
        self.config = config
        self.generator: Generator = manual_seed(config.seed)
        self.data: Dataset = load_data(config.data, config.target)
        self.train, self.test = split(self.data, config.test_fraction, self.generator)
        self.train, self.validation = split(self.train, config.validation_fraction, self.generator)
        self.scaling: Standardizer | None = None
        if config.standardize:
            self.scaling = Standardizer.fit(self.train.x, shared=self.data.pixels)
            parts = (self.train, self.validation, self.test)
            self.train, self.validation, self.test = map(self.scaling.apply, parts)
        self.model: Module = build(
            config.model,
            self.data.x.shape[1:],
            self.data.outputs,
            activation=config.activation,
            generator=self.generator,
        )
        self.loss = self._loss()
        self.optimizer: Optimizer = OPTIMIZERS[config.optimizer](self.model, lr=config.lr)
        classes = self.data.task == "classification"
        self.metrics: dict[str, Metric] = {"accuracy": accuracy} if classes else {"absolute_error": absolute_error}

    def _loss(self) -> Callable[[Any, Any], Any]:
        classes = self.data.task == "classification"
        name = self.config.loss or ("cross_entropy" if classes else "mse")
        if (name == "cross_entropy") != classes:
            raise ArgumentError(
                f"{name}: does not fit the targets of {self.data.name}",
                given=f"{self.data.task} targets",
                expected="cross_entropy" if classes else "mse",
            )
        return CrossEntropyLoss(label_smoothing=self.config.label_smoothing) if classes else MSELoss()

    def first_backward_pass(self) -> list[BackwardLine]:
        """The adjoints of the first batch, before any training."""
        batch = slice(0, self.config.batch_size)
        return first_backward_pass(self.model, self.loss, self.train.x[batch], self.train.y[batch])

    def facts(self) -> dict[str, Any]:
        """What belongs with the weights: without it nobody could use them."""
        facts: dict[str, Any] = {
            "model": self.config.model,
            "activation": self.config.activation,
            "inputs": self.data.inputs,
            "outputs": self.data.outputs,
            "classes": list(self.data.classes),
        }
        if self.scaling is not None:
            facts["mean"] = self.scaling.mean.tolist()
            facts["deviation"] = self.scaling.deviation.tolist()
        return facts


def run_job(config: JobConfig, folder: Path, resume: bool = False, callbacks: Sequence[Callback] = ()) -> Outcome:
    """Train as described, judge on the samples set apart, and leave a run folder.

    Ctrl-C and SIGTERM end the run after the epoch at hand; the folder then holds what was done, and `resume` goes on
    from there with the numbers an uninterrupted run would have had.

    Args:
        config: The description.
        folder: The run folder; made if it is not there.
        resume: Whether to go on with the run in the folder.
        callbacks: Told while the run lasts.

    Returns:
        The outcome.

    Raises:
        ArgumentError: Names do not fit the data, or the checkpoint belongs to another job.
        DataError: Data or folder cannot be read or written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     outcome = run_job(JobConfig(data="iris", epochs=2), Path(place) / "iris")
        ...     sorted(p.name for p in outcome.folder.iterdir())
        ['checkpoint.safetensors', 'config.toml', 'metrics.jsonl', 'model.safetensors', 'report.html']
    """
    start = time.perf_counter()
    job = Job(config)
    prepare(folder, resume)
    backward = job.first_backward_pass()
    history = History()
    if resume:
        done = load_checkpoint(folder / CHECKPOINT, job.model, job.optimizer, job.generator)["epoch"]
        history = read_history(folder, done)
    write_text(folder / CONFIG, as_toml(config))
    stopped = None
    if len(history) < config.epochs:
        stopped = _train(job, folder, history, callbacks)
    results, outputs = Epochs(job.model, job.loss, job.optimizer, job.metrics, compiled=False).evaluate(
        job.test.x, job.test.y
    )
    report = Report(
        title=f"{job.data.name}: {config.model} by {config.optimizer}",
        facts=_told(job, history, time.perf_counter() - start, stopped),
        history=history,
        results=results,
        classes=job.data.classes,
        confusion=confusion(outputs, job.test.y, job.data.outputs) if job.data.classes else None,
        backward=backward,
    )
    report.write(folder / REPORT)
    return Outcome(folder, history, results, stopped)


def _train(job: Job, folder: Path, history: History, callbacks: Sequence[Callback]) -> str | None:
    """Run the epochs that are left; gives the reason if they ended early."""
    config = job.config
    with stopping() as watch:
        fit(
            job.model,
            job.train,
            job.loss,
            job.optimizer,
            epochs=config.epochs,
            batch_size=config.batch_size,
            validation=job.validation,
            metrics=job.metrics,
            callbacks=[RunFolder(folder, job.generator, job.facts()), *callbacks, watch],
            generator=job.generator,
            history=history,
        )
    return watch.received


def _told(job: Job, history: History, seconds: float, stopped: str | None) -> dict[str, str]:
    config = job.config
    parameters = sum(p.size for p in job.model.parameters())
    ended = f"{len(history)} of {config.epochs}" + (f", ended by {stopped}" if stopped else "")
    return {
        "data": f"{job.data.name}: {len(job.train)} to learn, {len(job.validation)} to watch, {len(job.test)} to test",
        "model": f"{config.model}, {parameters:,} parameters",
        "loss": repr(job.loss),
        "optimizer": f"{config.optimizer}, learning rate {config.lr:g}, batches of {config.batch_size}",
        "epochs": ended,
        "seed": str(config.seed),
        "time": f"{seconds:.1f} s in all, {sum(history['seconds']):.2f} s of training",
    }
