"""`wengert evaluate` and `wengert predict`: what a trained model says of data, and how good it is.

Knows run folders and what is printed. The model is `train.saved`; files are read in chunks where their kind allows it,
and answers are written as they come.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from wengert.cli.answers import ENDINGS, lines, write_array
from wengert.data import Dataset, load_data
from wengert.data.alike import samples_in, stream_in
from wengert.data.sources import streamable
from wengert.data.stream import closed
from wengert.data.table_files import TABLES, names_of
from wengert.errors import ArgumentError
from wengert.train.atomic import whole
from wengert.train.config import read_config
from wengert.train.evaluation import evaluate as judge
from wengert.train.folder import CONFIG
from wengert.train.job import Job
from wengert.train.prepared import Part, ready
from wengert.train.progress import described
from wengert.train.saved import SavedModel, load_model
from wengert.train.scores import metrics_by_name
from wengert.train.task import TASKS, loss_from, posed

Option = typer.Option
Run = Annotated[Path, typer.Argument(help="A run folder, or its model.safetensors.")]


def evaluate(
    run: Run,
    data: Annotated[str | None, typer.Argument(help="Data; the test part of the run when left out.")] = None,
    target: Annotated[str | None, Option(help="Column or array of a file that holds the targets.")] = None,
    metrics: Annotated[list[str] | None, Option(help="accuracy, f1, auc, r2, iou, ...; may be repeated.")] = None,
    as_json: Annotated[bool, Option("--json", help="Print JSON.")] = False,
) -> None:
    """Judge a trained model on data that have targets."""
    saved = load_model(run)
    task = TASKS[saved.task]
    judged = _test_part(run) if data is None else _seen(saved, data, target)
    count = _Count()
    found = judge(saved.model, count.of(judged), loss_from(task, None, 0.0), metrics_by_name(metrics or task.metrics))
    line = json.dumps(found) if as_json else f"{count.samples} samples  {described(found, 2)}"
    Console().print(line, highlight=False, soft_wrap=True)


class _Count:
    """Counts the samples of data that are read once."""

    def __init__(self) -> None:
        self.samples = 0

    def of(self, data: Part) -> Part:
        """The same data, counted as they are read."""
        if isinstance(data, Dataset):
            self.samples = len(data)
            return data
        return replace(data, read=lambda: self._counted(iter(data)))

    def _counted(self, source: Iterator[Any]) -> Iterator[Any]:
        with closed(source):
            for x, y in source:
                self.samples += len(x)
                yield x, y


def _seen(saved: SavedModel, data: str, target: str | None) -> Part:
    """Data as the model sees them, with the targets of its task; read in chunks where that is possible."""
    if streamable(data):
        return ready(stream_in(data, target, saved.classes, _known(saved, data)), saved.scaling, TASKS[saved.task])
    found = load_data(data, target)
    if saved.classes and found.classes != saved.classes:
        raise ArgumentError(
            "the classes are not those of the model",
            given=", ".join(found.classes) or "real targets",
            expected=", ".join(saved.classes),
        )
    return posed(found.with_x(saved.scaled(found.x)), TASKS[saved.task])


def _known(saved: SavedModel, data: str) -> tuple[str, ...]:
    """The columns that are asked for by name: those of the model, unless the file has none of them."""
    if Path(data).suffix.lower() not in TABLES or not Path(data).is_file():
        return ()
    return saved.features if set(saved.features) & set(names_of(Path(data))) else ()


def _test_part(run: Path) -> Part:
    folder = run.parent if run.suffix == ".safetensors" else run
    return Job(read_config(folder / CONFIG)).test


def predict(
    run: Run,
    data: Annotated[str, typer.Argument(help="Data whose samples are shown to the model; targets are left out.")],
    target: Annotated[str | None, Option(help="Column or array of a file that holds targets.")] = None,
    out: Annotated[Path | None, Option(help="A .csv, .jsonl or .npy file; the terminal when left out.")] = None,
) -> None:
    """Show data to a trained model, in chunks, and write down what it says of each sample."""
    saved = load_model(run)
    ending = ".csv" if out is None else out.suffix
    if ending not in ENDINGS:
        raise ArgumentError("predict: no writer for this ending", given=ending, expected=", ".join(ENDINGS))
    outputs = saved.each(samples_in(data, target, _known(saved, data)))
    if out is None:
        for text in lines(map(saved.told, outputs), ending):
            sys.stdout.write(text)
        return
    with whole(out) as file:
        if ending == ".npy":
            write_array(map(np.asarray, outputs), file)
        else:
            file.writelines(text.encode() for text in lines(map(saved.told, outputs), ending))
