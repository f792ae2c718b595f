"""fit: train a model on data, epoch by epoch.

Knows the order of things in a training run and whom to tell about them. What an epoch computes is in `epoch`; files,
progress and early ends are callbacks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wengert.data import DataLoader, Dataset
from wengert.errors import ArgumentError, GraphError
from wengert.nn import Module
from wengert.optim import Optimizer
from wengert.random import Generator
from wengert.train.callbacks import Callback
from wengert.train.epoch import Epochs
from wengert.train.history import History, Row
from wengert.train.metrics import Metric, accuracy


@dataclass
class Run:
    """A training run as callbacks see it.

    Attributes:
        model: What is trained.
        optimizer: What trains it.
        history: Rows so far.
        epochs: How many there shall be in all.
        samples: Samples in an epoch.
        stop: A callback that sets it to a reason ends the run after this epoch.
        whole: Whether the state is that after a completed epoch; False while one is at work.
    """

    model: Module
    optimizer: Optimizer
    history: History
    epochs: int
    samples: int
    stop: str | None = None
    whole: bool = True


def fit(
    model: Module,
    data: Dataset | tuple[Any, Any],
    loss: Callable[[Any, Any], Any],
    optimizer: Optimizer,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: Dataset | tuple[Any, Any] | None = None,
    metrics: Mapping[str, Metric] | None = None,
    callbacks: Iterable[Callback] = (),
    shuffle: bool = True,
    drop_last: bool = False,
    generator: Generator | None = None,
    history: History | None = None,
    compiled: bool = True,
) -> History:
    """Train `model` in place.

    Args:
        model: Called with a batch of samples.
        data: A data set, or a pair (samples, targets) of arrays.
        loss: Called with outputs and targets; a mean over the samples of a batch.
        optimizer: Moves the parameters of the model.
        epochs: Passes over the data in all, those in `history` included.
        batch_size: Samples in a batch; None for all at once. A smaller last batch is a step as well.
        validation: Data to judge by after every epoch; never trained on.
        metrics: Means over samples by name; accuracy for class targets when None.
        callbacks: Told at start, after every epoch and at the end.
        shuffle: Whether each epoch has a new random order.
        drop_last: Whether to leave out a smaller last batch.
        generator: Source of the order; the default one when None.
        history: Rows of an earlier run to go on from.
        compiled: Whether an epoch runs as one XLA program; False runs it step by step on NumPy, with the same numbers
            up to rounding.

    Returns:
        A row for each epoch: `epoch`, `loss`, the metrics, `val_` and each of these, `seconds`, `samples_per_second`.
        Loss and metrics of training are means over the epoch, taken before each step.

    Raises:
        ArgumentError: An argument makes no sense.
        GraphError: The loss became nan or infinite.

    Example:
        >>> import wengert as wg
        >>> model = wg.nn.Linear(1, 1)
        >>> x = np.linspace(-1, 1, 32, dtype="float32")[:, None]
        >>> optimizer = wg.optim.Adam(model, lr=0.1)
        >>> history = fit(model, (x, 2 * x), wg.losses.mse_loss, optimizer, epochs=100, compiled=False)
        >>> history.last["loss"] < 1e-3, model.weight.numpy().round(1)
        (True, array([[2.]], dtype=float32))
    """
    if not isinstance(epochs, int) or epochs < 1:
        raise ArgumentError("fit: epochs is a positive integer", given=repr(epochs), expected="1, 2, 3, ...")
    loader = DataLoader(data, batch_size, shuffle, drop_last, generator)
    metrics = _usual(loader.y) if metrics is None else metrics
    engine = Epochs(model, loss, optimizer, metrics, compiled)
    run = Run(model, optimizer, History() if history is None else history, epochs, loader.samples)
    listeners = list(callbacks)
    _tell(listeners, "on_start", run)
    try:
        _epochs(run, engine, loader, _pair(validation), listeners)
    finally:
        if run.whole:
            engine.bring_back()
        _tell(listeners, "on_end", run)
    return run.history


def _epochs(
    run: Run, engine: Epochs, loader: DataLoader, judged: tuple[Any, Any] | None, listeners: list[Callback]
) -> None:
    """The epochs that are left, one after another; `run` is whole between them."""
    x, y = engine.place(loader.x), engine.place(loader.y)
    held = None if judged is None else tuple(map(engine.place, judged))
    for epoch in range(len(run.history) + 1, run.epochs + 1):
        start = time.perf_counter()
        run.whole = False
        row: Row = {"epoch": epoch, **engine.train(x, y, loader.order(), loader.batch_size)}
        if held is not None:
            row |= {f"val_{name}": value for name, value in engine.evaluate(*held)[0].items()}
        _must_be_finite(row)
        seconds = time.perf_counter() - start
        run.history.append(row | {"seconds": seconds, "samples_per_second": loader.samples / seconds})
        run.whole = True
        _tell(listeners, "on_epoch", run)
        if run.stop is not None:
            break


def _pair(data: Dataset | tuple[Any, Any] | None) -> tuple[Any, Any] | None:
    return (data.x, data.y) if isinstance(data, Dataset) else data


def _usual(targets: Any) -> dict[str, Metric]:
    """Accuracy where targets are classes, nothing else otherwise."""
    return {"accuracy": accuracy} if targets.dtype.kind in "iu" and targets.ndim == 1 else {}


def _tell(listeners: list[Callback], event: str, run: Run) -> None:
    for listener in listeners:
        getattr(listener, event)(run)


def _must_be_finite(row: Row) -> None:
    loss = row["loss"]
    if loss != loss or abs(loss) == float("inf"):
        raise GraphError(
            "fit: the loss is not finite any more",
            given=f"loss {loss} in epoch {row['epoch']:.0f}",
            expected="a number",
            hint="a smaller learning rate; are the samples standardised?",
        )
