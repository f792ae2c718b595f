"""A job from its description to its run folder.

Knows the order: data, model, training, judgement, report. Each of these is somebody else's business.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wengert.data import DataLoader, Stream
from wengert.data.sampling import Balanced
from wengert.nn import Module
from wengert.nn.models import build
from wengert.optim import EMA, Optimizer, clip_by_global_norm, decay_groups
from wengert.optim import optimizer as optimizer_named
from wengert.random import Generator, manual_seed
from wengert.train.atomic import write_text
from wengert.train.backward import BackwardLine, first_backward_pass
from wengert.train.callbacks import BestWeights, Callback, Converged, EarlyStopping, restore
from wengert.train.checkpoint import load_checkpoint, load_extra
from wengert.train.config import JobConfig, as_toml
from wengert.train.epoch import Epochs
from wengert.train.evaluation import untouched
from wengert.train.fit import fit
from wengert.train.folder import CHECKPOINT, CONFIG, REPORT, RunFolder, prepare, read_history
from wengert.train.history import History
from wengert.train.metrics import Metric, confusion
from wengert.train.parts import penalty_from, rate_from
from wengert.train.position import Position
from wengert.train.prepared import few, in_memory, in_streams
from wengert.train.recipe import Recipe
from wengert.train.report import Report
from wengert.train.saved import facts_of
from wengert.train.scores import Score, metrics_by_name
from wengert.train.signals import stopping
from wengert.train.task import loss_from

_LARGE = 1024  # numbers in a sample beyond which one sample is shown and not a batch
_PURPOSES = ("to learn", "to watch", "to test")
_SMALL = 10**8  # multiplications below which an evaluation takes less time than compiling it


@dataclass(frozen=True)
class Outcome:
    """What a job came to.

    Args:
        folder: Where everything lies.
        history: A row for each epoch.
        results: Loss and metrics on the samples set apart.
        stopped: Why it ended early; None when it did not.
        signal: The signal that ended it, if one did.
    """

    folder: Path
    history: History
    results: dict[str, float]
    stopped: str | None
    signal: str | None = None


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
        self.data = in_streams(config) if config.stream else in_memory(config, self.generator)
        self.task = self.data.task
        self.train, self.validation, self.test = self.data.train, self.data.validation, self.data.test
        self.scaling = self.data.scaling
        options: dict[str, Any] = {"activation": config.activation, "generator": self.generator}
        self.model: Module = build(config.model, self.data.shape, self.data.outputs, **options)
        self.loss: Callable[[Any, Any], Any] = loss_from(self.task, config.loss, config.label_smoothing)
        self.metrics: dict[str, Metric | Score] = metrics_by_name(config.metrics or self.task.metrics)
        self.batch_size = min(config.batch_size or self.data.sizes[0], self.data.sizes[0])
        self.source = self._source()
        self.optimizer, self.average = self._optimizer()
        self.recipe = Recipe(
            augment=self._changed if self.data.augment is not None else None,
            penalty=penalty_from(config.penalty),
            accumulate=config.accumulate,
            generator=self.generator,
        )

    def _source(self) -> DataLoader | Stream:
        """What `fit` trains on."""
        if isinstance(self.train, Stream):
            return self.train
        sampler = Balanced(self.train.y) if self.config.balanced else None
        return DataLoader(self.train, self.batch_size, generator=self.generator, sampler=sampler)

    def _changed(self, x: Any, y: Any, key: Any) -> tuple[Any, Any]:
        """A training batch as the model sees it."""
        assert self.data.augment is not None
        x, y = self.data.augment(x, y, key)
        return (x if self.scaling is None else self.scaling(x)), y

    def _optimizer(self) -> tuple[Optimizer, EMA | None]:
        config = self.config
        batches = len(self.source) if isinstance(self.source, DataLoader) else -(-self.data.sizes[0] // self.batch_size)
        steps = config.steps or config.epochs * batches
        groups = self.model if config.weight_decay is None else decay_groups(self.model, config.weight_decay)
        rate = rate_from(config.lr, config.schedule, steps, config.warmup)
        optimizer = optimizer_named(config.optimizer, groups, lr=rate)
        if config.clip is not None:
            optimizer.after(clip_by_global_norm(config.clip))
        average = None if config.average is None else EMA(self.model, config.average, warmup=True, buffers=True)
        return (optimizer if average is None else optimizer.follow(average)), average

    def callbacks(self) -> list[Callback]:
        """What the description asks for beside training."""
        config, found = self.config, []
        if config.best:
            found.append(BestWeights("val_loss"))
        if config.patience is not None:
            found.append(EarlyStopping("val_loss", config.patience))
        if config.tolerance is not None:
            found.append(Converged(config.tolerance))
        return found

    def first_backward_pass(self) -> list[BackwardLine]:
        """The adjoints of the first batch, before any training; of one sample where samples are large."""
        count = self.batch_size if math.prod(self.data.shape) <= _LARGE else 1
        x, y = few(self.validation, count)
        return first_backward_pass(self.model, self.loss, x, y)


def run_job(config: JobConfig, folder: Path, resume: bool = False, callbacks: Sequence[Callback] = ()) -> Outcome:
    """Train as described, judge on the samples set apart, and leave a run folder.

    Ctrl-C and SIGTERM end the run soon, in the middle of an epoch if that is long; the folder then holds what was done,
    and `resume` goes on from there with the numbers an uninterrupted run would have had.

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
    history, position, own = History(), None, job.callbacks()
    if resume:
        done = load_checkpoint(folder / CHECKPOINT, job.model, job.optimizer, job.generator)["epoch"]
        history, extra = read_history(folder, done), load_extra(folder / CHECKPOINT)
        position = Position.from_arrays(extra)
        if job.data.order is not None:
            job.data.order.counter.value = np.uint32(done)  # each epoch has drawn one key for its order
        restore([*own], extra)
    write_text(folder / CONFIG, as_toml(config))
    stopped, signal = None, None
    if len(history) < config.epochs:
        stopped, signal = _train(job, folder, history, position, [*own, *callbacks])
    results, counts = judged(job)
    report = Report(
        title=f"{job.data.name}: {config.model} by {config.optimizer}",
        facts=_told(job, history, time.perf_counter() - start, stopped),
        history=history,
        results=results,
        classes=job.data.classes if job.task.name == "classify" else (),
        confusion=counts,
        backward=backward,
    )
    report.write(folder / REPORT)
    return Outcome(folder, history, results, stopped, signal)


def judged(job: Job) -> tuple[dict[str, float], np.ndarray | None]:
    """Loss and metrics on the samples set apart, and which class was taken for which.

    Args:
        job: The job, trained.

    Returns:
        Numbers by name, and counts as of `confusion`; None where there are no classes to count.
    """
    weights = sum(p.size for p in job.model.parameters())
    large = isinstance(job.test, Stream) or weights * len(job.test) > _SMALL or len(job.data.shape) > 1
    engine = Epochs(job.model, job.loss, None, job.metrics, compiled=large)
    classes = job.data.outputs if job.task.name == "classify" else 0
    counts = np.zeros((classes, classes), np.int64)

    def count(output: Any, target: Any) -> None:
        if classes:
            np.add(counts, confusion(output, target, classes), out=counts)

    with untouched(job.model):
        if isinstance(job.test, Stream):
            results = engine.evaluate_stream(job.test, count)
        else:
            results, outputs = engine.evaluate(engine.place(job.test.x), engine.place(job.test.y))
            count(outputs, job.test.y)
    return results, counts if classes else None


def _train(
    job: Job, folder: Path, history: History, position: Position | None, callbacks: Sequence[Callback]
) -> tuple[str | None, str | None]:
    """Run what is left; gives the reason and the signal if it ended early."""
    config = job.config
    keeper = RunFolder(folder, job.generator, facts_of(job))
    reason: list[str | None] = []
    with stopping() as watch:
        fit(
            job.model,
            job.source,
            job.loss,
            job.optimizer,
            epochs=config.epochs,
            batch_size=job.batch_size,
            validation=job.validation,
            metrics=job.metrics,
            callbacks=[keeper, *callbacks, watch, _Reason(reason)],
            history=history,
            recipe=job.recipe,
            steps=config.steps,
            position=position,
            devices=config.devices,
        )
    if job.average is not None and watch.received is None:
        job.average.copy_to()
    if watch.received is None:
        keeper.write_model(job.model)
    return reason[0] if reason else None, watch.received


class _Reason(Callback):
    """Takes down why a run ended early."""

    def __init__(self, into: list[str | None]) -> None:
        self.into = into

    def on_end(self, run: Any) -> None:
        """Take it down."""
        self.into.append(run.stop)


def _told(job: Job, history: History, seconds: float, stopped: str | None) -> dict[str, str]:
    config = job.config
    parameters = sum(p.size for p in job.model.parameters())
    ended = f"{len(history)} of {config.epochs}" + (f", ended: {stopped}" if stopped else "")
    counts = [f"{'?' if n is None else n} {what}" for n, what in zip(job.data.sizes, _PURPOSES, strict=True)]
    read = ", read in batches as they are needed" if config.stream else ""
    return {
        "data": f"{job.data.name}: {', '.join(counts)}{read}",
        "task": job.task.name,
        "model": f"{config.model}, {parameters:,} parameters",
        "loss": repr(job.loss) if not hasattr(job.loss, "__name__") else job.loss.__name__,
        "optimizer": f"{config.optimizer}, learning rate {config.lr:g} ({config.schedule}), "
        f"batches of {job.batch_size}",
        "epochs": ended,
        "seed": str(config.seed),
        "time": f"{seconds:.1f} s in all, {sum(row['seconds'] for row in history):.2f} s of training",
    }
