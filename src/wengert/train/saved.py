"""Saved models: from the weights in a run folder back to a model that can be asked.

Knows what must be stored beside weights for anybody to use them: the short form of the model, sizes, classes, scaling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wengert.data import Scaling, read_scaling
from wengert.errors import DataError
from wengert.nn import Module
from wengert.nn.models import build
from wengert.train.checkpoint import load_arrays
from wengert.train.evaluation import predict, predictions
from wengert.train.folder import MODEL

if TYPE_CHECKING:
    from wengert.train.job import Job


@dataclass(frozen=True)
class SavedModel:
    """A trained model with what it needs to be asked.

    Args:
        model: The model, with its weights, in inference.
        task: What it learned: `classify`, `regress`, ...
        shape: Shape of one sample.
        outputs: Numbers it gives for one sample.
        classes: Names of the classes; empty without.
        scaling: How samples are scaled before the model sees them; None when they are not.
        features: Names of the columns it was trained on; empty without.
    """

    model: Module
    task: str
    shape: tuple[int, ...]
    outputs: int
    classes: tuple[str, ...]
    scaling: Scaling | None
    features: tuple[str, ...] = ()

    def scaled(self, x: Any) -> Any:
        """Samples as the model sees them. Shapes: (n, *s) -> (n, *s).

        Raises:
            DataError: Samples have another shape than those it was trained on.
        """
        if np.shape(x)[1:] != self.shape:
            raise DataError(
                "the samples do not fit the model", given=f"shape {np.shape(x)[1:]}", expected=f"shape {self.shape}"
            )
        return np.asarray(x) if self.scaling is None else self.scaling(np.asarray(x))

    def __call__(self, x: Any) -> Any:
        """Raw outputs of the model for samples as they come. Shapes: (n, *s) -> (n, ...)."""
        return predict(self.model, self.scaled(x))

    def answers(self, x: Any) -> list[dict[str, Any]]:
        """What it says of each sample, for people: the class and its probability, or the numbers.

        Args:
            x: Samples, (n, *s).

        Returns:
            For each sample `class` and `probability`, or `value`.
        """
        return self.told(self(x))

    def each(self, chunks: Iterable[Any]) -> Iterator[Any]:
        """Raw outputs for samples that come in chunks, (k, *s) each, one after another."""
        return predictions(self.model, map(self.scaled, chunks))

    def told(self, outputs: Any) -> list[dict[str, Any]]:
        """The same for raw outputs, (n, ...), as people read them: see `answers`."""
        outputs = np.asarray(outputs)
        if self.task != "classify":
            return [{"value": row.tolist() if row.size != 1 else float(row.ravel()[0])} for row in outputs]
        shares = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        best = shares.argmax(axis=1)
        return [
            {"class": self.classes[k], "probability": round(float(row[k]), 6)}
            for k, row in zip(best, shares, strict=True)
        ]


def facts_of(job: Job) -> dict[str, Any]:
    """What belongs with the weights of a job: without it nobody could use them.

    Args:
        job: The job.

    Returns:
        Facts as JSON.
    """
    facts: dict[str, Any] = {
        "model": job.config.model,
        "activation": job.config.activation,
        "task": job.task.name,
        "shape": list(job.data.shape),
        "outputs": job.data.outputs,
        "classes": list(job.data.classes),
        "features": list(job.data.features),
    }
    return facts if job.scaling is None else facts | {"scaling": job.scaling.facts()}


def load_model(path: str | Path) -> SavedModel:
    """The model of a run.

    Args:
        path: A run folder, or its `model.safetensors`.

    Returns:
        The model, ready to be asked.

    Raises:
        DataError: The file is missing or damaged, or does not say which model it belongs to.

    Example:
        >>> load_model("missing")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing/model.safetensors: there is no such file...
    """
    path = Path(path)
    file = path if path.suffix == ".safetensors" else path / MODEL
    arrays, facts = load_arrays(file)
    missing = [name for name in ("model", "task", "shape", "outputs", "classes") if name not in facts]
    if missing:
        raise DataError(f"{file}: does not say which model it belongs to", given=f"no {', '.join(missing)}")
    shape, outputs = tuple(facts["shape"]), facts["outputs"]
    model = build(facts["model"], shape, outputs, activation=facts.get("activation"))
    model.load_state_dict(arrays)
    scaling = read_scaling(facts["scaling"]) if "scaling" in facts else None
    return SavedModel(
        model.eval(), facts["task"], shape, outputs, tuple(facts["classes"]), scaling, tuple(facts.get("features", ()))
    )
