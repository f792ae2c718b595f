"""Task: what is to be learned of some data, and by what it is judged.

Knows kinds of targets, and which losses and metrics suit them. Knows no training.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.data import Dataset, Stream
from wengert.data.pixels import unit_pixels
from wengert.errors import ArgumentError
from wengert.losses import by_name, elbo_loss

Loss = Callable[[Any, Any], Any]

RECONSTRUCTING = ("autoencoder", "vae")  # models whose target is their input
CONTINUING = ("language",)  # models of tokens, whose targets are the tokens that follow
GENERATING = ("vae",)  # models of shares: their samples must be between 0 and 1
ITSELF = ("reconstruct", "generate")  # tasks whose targets are the samples


@dataclass(frozen=True)
class Task:
    """What is to be learned.

    Args:
        name: `classify`, `segment`, `regress`, `reconstruct`, `generate`, `embed` or `continue`.
        loss: The loss that is taken when nobody says otherwise.
        metrics: The metrics that are told when nobody says otherwise.
        losses: The losses that suit it.

    Example:
        >>> TASKS["classify"].loss
        'cross_entropy'
    """

    name: str
    loss: str
    metrics: tuple[str, ...]
    losses: tuple[str, ...]


_ONE_OF_MANY = ("cross_entropy", "focal", "multi_margin")
_REAL = ("mse", "half_squared", "mae", "huber", "smooth_l1", "log_cosh", "log_squared", "tukey", "quantile")
TASKS: dict[str, Task] = {
    "classify": Task("classify", "cross_entropy", ("accuracy",), _ONE_OF_MANY),
    "segment": Task("segment", "cross_entropy", ("accuracy", "iou"), ("cross_entropy", "focal")),
    "regress": Task("regress", "mse", ("absolute_error", "r2"), (*_REAL, "poisson_nll")),
    "reconstruct": Task("reconstruct", "mse", ("absolute_error",), (*_REAL, "bce_with_logits")),
    "generate": Task("generate", "elbo", (), ("elbo",)),
    "embed": Task("embed", "triplet", ("neighbour_accuracy",), ("triplet",)),
    "continue": Task("continue", "cross_entropy", ("accuracy", "perplexity"), ("cross_entropy", "focal")),
}


def task_of(data: Dataset | Stream, model: str, loss: str | None = None) -> Task:
    """The task that data and model pose.

    Args:
        data: Samples and targets.
        model: The model in its short form.
        loss: The loss that was asked for, if any.

    Returns:
        The task.

    Raises:
        ArgumentError: The loss does not suit it, or the model reads tokens and the samples are none.

    Example:
        >>> task_of(wg.data.iris(), "mlp:8").name, task_of(wg.data.iris(), "autoencoder:2").name
        ('classify', 'reconstruct')
    """
    name = model.partition(":")[0]
    if name in RECONSTRUCTING:
        kind = "generate" if name in GENERATING else "reconstruct"
    elif name in CONTINUING:
        kind = "continue"
        if isinstance(data, Stream) or data.x.dtype.kind not in "iu" or data.y.shape != data.x.shape:
            raise ArgumentError(f"{name}: reads tokens", given=f"{data.name}", expected="a text, such as python_text")
    elif not data.classes:
        kind = "regress"
    elif loss in TASKS["embed"].losses:
        kind = "embed"
    else:
        places = data.target_shape if isinstance(data, Stream) else data.y.shape[1:]
        kind = "segment" if places else "classify"
    task = TASKS[kind]
    if loss is not None and loss not in task.losses:
        raise ArgumentError(
            f"{loss}: does not fit the targets of {data.name}",
            given=f"{data.task} targets, to {task.name}",
            expected=" or ".join(task.losses),
        )
    return task


def posed(data: Dataset, task: Task) -> Dataset:
    """The data with the targets of the task: their own, or the samples themselves.

    Args:
        data: Samples, scaled as the model sees them.
        task: The task.

    Example:
        >>> data = wg.data.iris()
        >>> posed(data, TASKS["reconstruct"]).y.shape
        (150, 4)
    """
    if task.name == "continue":
        return data.with_x(np.asarray(data.x))  # windows of a text in memory fit there too
    if task.name not in ITSELF:
        return data
    x = unit_pixels(np.asarray(data.x))
    return Dataset(x, x, (), data.features, data.name, data.pixels)


def loss_from(task: Task, loss: str | None, label_smoothing: float) -> Loss:
    """The loss of a task.

    Args:
        task: The task.
        loss: A name, or None for the task's own.
        label_smoothing: For the cross-entropy of classes.

    Returns:
        The loss.

    Example:
        >>> loss_from(TASKS["classify"], None, 0.1)
        CrossEntropyLoss(weight=None, ignore_index=-100, reduction='mean', label_smoothing=0.1)
    """
    name = loss or task.loss
    if name == "elbo":
        return elbo_loss
    smoothed = name == "cross_entropy" and task.name == "classify" and label_smoothing
    return by_name(name, label_smoothing=label_smoothing) if smoothed else by_name(name)
