"""`wengert evaluate` and `wengert predict`: what a trained model says of data, and how good it is.

Knows run folders and what is printed. The model is `train.saved`.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console

from wengert.data import Dataset, load_data
from wengert.errors import ArgumentError
from wengert.train.atomic import write_text
from wengert.train.config import read_config
from wengert.train.evaluation import evaluate as judge
from wengert.train.folder import CONFIG
from wengert.train.job import Job
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
    judged = _scaled(saved, load_data(data, target)) if data is not None else _test_part(run)
    found = judge(saved.model, judged, loss_from(task, None, 0.0), metrics_by_name(metrics or task.metrics))
    line = json.dumps(found) if as_json else f"{len(judged)} samples  {described(found, 2)}"
    Console().print(line, highlight=False, soft_wrap=True)


def _scaled(saved: SavedModel, data: Dataset) -> Dataset:
    """Data as the model sees them, with the targets of its task."""
    if saved.classes and data.classes != saved.classes:
        raise ArgumentError(
            "the classes are not those of the model",
            given=", ".join(data.classes) or "real targets",
            expected=", ".join(saved.classes),
        )
    return posed(data.with_x(saved.scaled(data.x)), TASKS[saved.task])


def _test_part(run: Path) -> Dataset:
    folder = run.parent if run.suffix == ".safetensors" else run
    return Job(read_config(folder / CONFIG)).test


def predict(
    run: Run,
    data: Annotated[str, typer.Argument(help="Data whose samples are shown to the model; targets are left out.")],
    target: Annotated[str | None, Option(help="Column or array of a file that holds targets.")] = None,
    out: Annotated[Path | None, Option(help="A .csv, .jsonl or .npy file; the terminal when left out.")] = None,
) -> None:
    """Show data to a trained model and write down what it says of each sample."""
    saved = load_model(run)
    samples = load_data(data, target).x
    if out is not None and out.suffix == ".npy":
        array = io.BytesIO()
        np.save(array, np.asarray(saved(samples)), allow_pickle=False)
        out.write_bytes(array.getvalue())
        return
    text = written(saved.answers(samples), ".csv" if out is None else out.suffix)
    if out is None:
        sys.stdout.write(text)
    else:
        write_text(out, text)


def written(answers: Sequence[dict[str, Any]], ending: str) -> str:
    """Answers as a table or as lines of JSON.

    Args:
        answers: One dict for each sample.
        ending: `.csv` or `.jsonl`.

    Returns:
        The text.

    Raises:
        ArgumentError: The ending is unknown.

    Example:
        >>> print(written([{"class": "yes", "probability": 0.75}], ".csv"))
        sample,class,probability
        0,yes,0.75
    """
    if ending not in (".csv", ".jsonl"):
        raise ArgumentError("predict: no writer for this ending", given=ending, expected=".csv, .jsonl or .npy")
    rows = [{"sample": k, **answer} for k, answer in enumerate(answers)]
    if ending == ".jsonl":
        return "".join(json.dumps(row) + "\n" for row in rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["sample"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
