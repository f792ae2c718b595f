"""fit: train a model on data, epoch by epoch.

Knows the order of things in a training run and whom to tell about them. What an epoch computes is in `epoch`; files,
progress and early ends are callbacks.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wengert.data import DataLoader, Dataset
from wengert.data.stream import Stream, closed
from wengert.errors import ArgumentError, GraphError
from wengert.nn import Module
from wengert.optim import Optimizer
from wengert.random import Generator
from wengert.train.callbacks import Callback
from wengert.train.checkpoint import Switching
from wengert.train.epoch import Epochs
from wengert.train.feed import Feed, StreamFeed, feed_of
from wengert.train.history import History, Row
from wengert.train.metrics import Metric, accuracy
from wengert.train.position import Position
from wengert.train.recipe import Recipe
from wengert.train.scores import Score, metrics_by_name


@dataclass
class Run:
    """A training run as callbacks see it.

    Attributes:
        model: What is trained.
        optimizer: What trains it.
        history: Rows so far.
        epochs: How many there shall be in all.
        samples: Samples in an epoch; None for a stream that does not know.
        stop: A callback that sets it to a reason ends the run: after this epoch, or in the middle of a long one.
        whole: Whether the state is that between two steps; False while some are at work.
        position: Where inside the epoch the run is; None between epochs.
        steps: Updates so far.
        listeners: Who else is told.
    """

    model: Module
    optimizer: Optimizer
    history: History
    epochs: int
    samples: int | None
    stop: str | None = None
    whole: bool = True
    position: Position | None = None
    steps: int = 0
    listeners: list[Callback] = field(default_factory=list)

    def tell(self, event: str) -> None:
        """Call every listener."""
        for listener in self.listeners:
            getattr(listener, event)(self)


def fit(
    model: Module,
    data: Dataset | DataLoader | Stream | tuple[Any, Any],
    loss: Callable[[Any, Any], Any],
    optimizer: Optimizer,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: Dataset | Stream | tuple[Any, Any] | None = None,
    metrics: Mapping[str, Metric | Score] | Sequence[str] | None = None,
    callbacks: Iterable[Callback] = (),
    shuffle: bool = True,
    drop_last: bool = False,
    generator: Generator | None = None,
    history: History | None = None,
    compiled: bool = True,
    recipe: Recipe | None = None,
    steps: int | None = None,
    position: Position | None = None,
    devices: int = 1,
) -> History:
    """Train `model` in place.

    Args:
        model: Called with a batch of samples.
        data: A data set, a pair (samples, targets) of arrays; a `DataLoader`, whose own batches, order and generator
            then count; or a `Stream`, of which at most 64 batches at a time are in memory, in its own order.
        loss: Called with outputs and targets; a mean over the samples of a batch.
        optimizer: Moves the parameters of the model.
        epochs: Passes over the data in all, those in `history` included.
        batch_size: Samples in a batch; None for all at once. A smaller last batch is a step as well.
        validation: Data to judge by after every epoch; never trained on. A stream is read again each time.
        metrics: By name, or a list of names such as `["accuracy", "f1"]`: means over samples, and scores, which judge
            the validation only. Accuracy for class targets when None.
        callbacks: Told at start, after every piece of a long epoch, after every epoch and at the end.
        shuffle: Whether each epoch has a new random order.
        drop_last: Whether to leave out a smaller last batch.
        generator: Source of the order; the default one when None.
        history: Rows of an earlier run to go on from.
        compiled: Whether an epoch runs as one XLA program; False runs it step by step on NumPy, with the same numbers
            up to rounding.
        recipe: What a step does beside: augmentation, penalties, accumulation, averages of weights.
        steps: Updates in all, at most.
        position: Where inside an epoch an earlier run was left. A stream is read up to there first, so its pass must
            bring the samples in the same order again.
        devices: How many devices share the samples of each batch, with the numbers of one up to the order of sums. On a
            CPU they are its cores, which all work on one operation after another otherwise: many small operations, as
            in a recurrence, gain. The data are held on each. See `compile`.

    Returns:
        A row for each epoch: `epoch`, `loss`, the metrics, `val_` and each of these, `steps`, `seconds`,
        `samples_per_second`. Loss and metrics of training are means over the epoch, taken before each step.

    Raises:
        ArgumentError: An argument makes no sense.
        DeviceError: There are not so many devices.
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
    judged_by = usual(data) if metrics is None else metrics_by_name(metrics)
    engine = Epochs(model, loss, optimizer, judged_by, compiled, recipe, devices)
    options = {"shuffle": shuffle, "drop_last": drop_last, "generator": generator}
    feed = feed_of(data, engine.place, batch_size, options)
    _must_share(feed.batch_size, devices, compiled)
    judge = None if validation is None else _judge(engine, validation)
    history = History() if history is None else history
    before = int(history.last.get("steps", 0))
    run = Run(model, optimizer, history, epochs, feed.samples, position=position, steps=before, listeners=[*callbacks])
    run.tell("on_start")
    try:
        _epochs(run, engine, feed, judge, steps)
    finally:
        if run.whole:
            engine.bring_back()
        run.tell("on_end")
    return run.history


def _must_share(batch_size: int, devices: int, compiled: bool) -> None:
    if devices == 1:
        return
    if not compiled:
        raise ArgumentError("fit: several devices run one program", given="compiled=False", expected="compiled=True")
    if batch_size % devices:
        raise ArgumentError(
            "fit: the devices cannot share a batch evenly",
            given=f"batch_size={batch_size}, devices={devices}",
            expected="a batch size that is a multiple of the number of devices",
            hint=f"batch_size={-(-batch_size // devices) * devices}",
        )


def _judge(engine: Epochs, validation: Dataset | Stream | tuple[Any, Any]) -> Callable[[], dict[str, float]]:
    """What judges the model as it is: arrays are placed once, a stream is read anew every time."""
    if isinstance(validation, Stream):
        return lambda: engine.evaluate_stream(validation)
    x, y = map(engine.place, pair(validation))
    return lambda: engine.evaluate(x, y)[0]


def _epochs(
    run: Run,
    engine: Epochs,
    feed: Feed | StreamFeed,
    judge: Callable[[], dict[str, float]] | None,
    steps: int | None,
) -> None:
    """The epochs that are left, one after another."""
    switching = run.optimizer if isinstance(run.optimizer, Switching) else None
    while len(run.history) < run.epochs and (steps is None or run.steps < steps):
        start = time.perf_counter()
        left = 0 if run.position is None else run.position.seen
        if switching is not None:
            switching.train()
        place = _epoch(run, engine, feed, steps)
        if place is None:
            break
        if switching is not None:
            switching.eval()
        row: Row = {"epoch": len(run.history) + 1, **place.means()}
        if judge is not None:
            row |= {f"val_{name}": value for name, value in judge().items()}
        seconds = time.perf_counter() - start
        rate = (place.seen - left) / seconds
        run.history.append(row | {"steps": run.steps, "seconds": seconds, "samples_per_second": rate})
        run.tell("on_epoch")
        if run.stop is not None:
            break


def _epoch(run: Run, engine: Epochs, feed: Feed | StreamFeed, steps: int | None) -> Position | None:
    """One epoch, or what is left of it: where it ended; None if it was left in the middle."""
    place, begun = run.position, run.position is not None
    run.steps += 0 if place is None else place.before // feed.batch_size
    with closed(portions := feed.portions(place)):
        for x, y, order in portions:
            if place is not None and not begun and _left(run):
                return None
            allowed = order if steps is None else order[: max(steps - run.steps, 0) * feed.batch_size]
            if not len(allowed):
                break
            if place is None or not begun:
                place = Position(allowed) if place is None else place.after(allowed)
            begun = False
            pieces = engine.train(x, y, allowed, feed.batch_size, place.done, place.sums, feed.prepare)
            for done, sums in _working(run, pieces):
                place = run.position = Position(allowed, done, sums, place.before)
                _must_be_finite(place.means(), len(run.history) + 1)
                if place.within and _left(run):
                    return None
            run.steps += -(-len(allowed) // feed.batch_size)
    run.position = None
    if place is None:
        raise ArgumentError("fit: the data hold no samples", given="an empty stream", expected="at least one sample")
    return place


def _left(run: Run) -> bool:
    """Tell that a piece is done; whether somebody ends the run for it."""
    run.tell("on_piece")
    return run.stop is not None


def _working(run: Run, pieces: Iterator[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
    """The pieces of an epoch; `run` is whole whenever one of them is handed out."""
    while True:
        run.whole = False
        piece = next(pieces, None)
        run.whole = True
        if piece is None:
            return
        yield piece


def pair(data: Dataset | tuple[Any, Any]) -> tuple[Any, Any]:
    """Samples and targets of data in memory.

    Example:
        >>> pair((1, 2))
        (1, 2)
    """
    return (data.x, data.y) if isinstance(data, Dataset) else data


def usual(data: Any) -> dict[str, Metric | Score]:
    """The metrics that data are judged by when nobody says otherwise: accuracy where targets are classes.

    Example:
        >>> list(usual((np.zeros((2, 1)), np.array([0, 1]))))
        ['accuracy']
    """
    if isinstance(data, Stream):
        return {"accuracy": accuracy} if data.classes and not data.target_shape else {}
    targets = data.y if isinstance(data, (Dataset, DataLoader)) else data[1]
    return {"accuracy": accuracy} if targets.dtype.kind in "iu" and targets.ndim == 1 else {}


def _must_be_finite(means: Mapping[str, float], epoch: int) -> None:
    loss = means["loss"]
    if loss != loss or abs(loss) == float("inf"):
        raise GraphError(
            "fit: the loss is not finite any more",
            given=f"loss {loss} in epoch {epoch}",
            expected="a number",
            hint="a smaller learning rate; are the samples standardised?",
        )
