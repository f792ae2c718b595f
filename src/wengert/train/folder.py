"""The run folder: configuration, numbers, weights, checkpoint and report of one run.

Knows the names of its files and when each is written. Every file is whole at any moment, so an interrupted run leaves
what it had done.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wengert.errors import DataError
from wengert.random import Generator
from wengert.train.atomic import write_text
from wengert.train.callbacks import Callback, states
from wengert.train.checkpoint import save_arrays, save_checkpoint
from wengert.train.history import History, Row

if TYPE_CHECKING:
    from wengert.nn import Module
    from wengert.train.fit import Run

CONFIG = "config.toml"
METRICS = "metrics.jsonl"
MODEL = "model.safetensors"
CHECKPOINT = "checkpoint.safetensors"
REPORT = "report.html"
_EVERY = 1.0  # seconds between checkpoints after epochs: writing must not cost more than training
_WITHIN = 30.0  # seconds between checkpoints inside a long epoch


def prepare(folder: Path, resume: bool) -> None:
    """Make the folder of a new run, or make sure that there is a run to go on with.

    Args:
        folder: The folder.
        resume: Whether a run is there already.

    Raises:
        DataError: There is a run where none should be, or none where one should be, or no right to write.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     prepare(Path(place) / "runs" / "first", resume=False)
    """
    there = (folder / CHECKPOINT).is_file()
    if resume and not there:
        raise DataError(f"{folder}: no run to go on with", given=str(folder), expected=f"a folder with {CHECKPOINT}")
    if there and not resume:
        raise DataError(f"{folder}: there is a run already", given=str(folder), hint="--resume, or another --out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder}: cannot be made", given=str(error), hint="--out names another place") from error


def read_history(folder: Path, epochs: int) -> History:
    """The rows of a run up to its checkpoint.

    Args:
        folder: The folder.
        epochs: Epochs in the checkpoint; later rows are left out, they will come again.

    Returns:
        The rows.

    Raises:
        DataError: The file is missing or damaged.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as place:
        ...     _ = (Path(place) / METRICS).write_text('{"epoch": 1, "loss": 0.5}')
        ...     read_history(Path(place), 1)["loss"]
        [0.5]
    """
    path = folder / METRICS
    try:
        rows: list[Row] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read", given=str(error), expected="one JSON object a line") from error
    return History(rows[:epochs])


def free_name(parent: Path, stem: str) -> Path:
    """A folder that does not exist yet: `stem`, `stem-2`, `stem-3`, ...

    Example:
        >>> free_name(Path("nowhere"), "digits").name
        'digits'
    """
    path, count = parent / stem, 1
    while path.exists():
        count += 1
        path = parent / f"{stem}-{count}"
    return path


def _place(run: Run) -> tuple[int, int]:
    return len(run.history), 0 if run.position is None else run.position.seen


class RunFolder(Callback):
    """Writes metrics, checkpoint and weights while a run lasts.

    Args:
        folder: Where; it exists.
        generator: Source of randomness of the run.
        facts: What belongs with the weights, as JSON: classes, scaling.

    Example:
        >>> from wengert.random import default_generator
        >>> RunFolder(Path("runs"), default_generator, {}).folder.name
        'runs'
    """

    def __init__(self, folder: Path, generator: Generator, facts: Mapping[str, Any]) -> None:
        self.folder = folder
        self.generator = generator
        self.facts = dict(facts)
        self._written = time.monotonic() - _EVERY
        self._place = (0, 0)

    def on_piece(self, run: Run) -> None:
        """Write now and then."""
        if time.monotonic() - self._written > _WITHIN:
            self.write(run)

    def on_epoch(self, run: Run) -> None:
        """Write, unless that was done a moment ago."""
        if time.monotonic() - self._written > _EVERY:
            self.write(run)

    def on_end(self, run: Run) -> None:
        """Write what is not written yet, unless the run broke in the middle of a step."""
        if _place(run) > self._place and run.whole:
            self.write(run)

    def write(self, run: Run) -> None:
        """Metrics first, weights and checkpoint after: a checkpoint never is ahead of its numbers."""
        lines = [json.dumps(row) for row in run.history]
        write_text(self.folder / METRICS, "".join(f"{line}\n" for line in lines))
        self.write_model(run.model)
        epoch = {"epoch": len(run.history)}
        extra = states(run.listeners) | (run.position.arrays() if run.position is not None else {})
        save_checkpoint(self.folder / CHECKPOINT, run.model, run.optimizer, self.generator, epoch, extra)
        self._written, self._place = time.monotonic(), _place(run)

    def write_model(self, model: Module) -> None:
        """The weights alone, as they would be loaded elsewhere."""
        save_arrays(self.folder / MODEL, model.state_dict(), self.facts)
