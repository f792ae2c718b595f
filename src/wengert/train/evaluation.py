"""evaluate and predict: what a trained model says, and how good it is.

Knows models in inference. Trains nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from wengert.data import Dataset, Stream
from wengert.errors import ArgumentError
from wengert.nn import Module
from wengert.train.epoch import Epochs
from wengert.train.fit import pair, usual
from wengert.train.metrics import Metric
from wengert.train.scores import Score, metrics_by_name


def evaluate(
    model: Module,
    data: Dataset | Stream | tuple[Any, Any],
    loss: Callable[[Any, Any], Any],
    metrics: Mapping[str, Metric | Score] | Sequence[str] | None = None,
    compiled: bool = True,
) -> dict[str, float]:
    """Judge a model in inference, in chunks of about a thousand samples.

    Args:
        model: Called with samples.
        data: A data set, a pair (samples, targets), or a stream, of which a chunk at a time is in memory; the scores
            that need all outputs together (`auc`, `neighbour_accuracy`) keep these.
        loss: Called with outputs and targets; a mean over samples.
        metrics: By name, or a list of names; accuracy for class targets when None.
        compiled: Whether a chunk runs as one XLA program.

    Returns:
        `loss` and every metric and score.

    Raises:
        ArgumentError: A metric is unknown, or there are no samples.
        DataError: A stream has no samples.

    Example:
        >>> import wengert as wg
        >>> model = wg.nn.Linear(2, 2)
        >>> found = evaluate(model, (np.zeros((3, 2)), np.array([0, 1, 0])), wg.losses.cross_entropy, compiled=False)
        >>> sorted(found)
        ['accuracy', 'loss']
    """
    if not isinstance(data, Stream):
        _some(pair(data)[0], "evaluate")
    engine = Epochs(model, loss, None, usual(data) if metrics is None else metrics_by_name(metrics), compiled)
    with untouched(model):
        if isinstance(data, Stream):
            return engine.evaluate_stream(data)
        x, y = pair(data)
        return engine.evaluate(engine.place(x), engine.place(y))[0]


def predict(model: Module, x: Any, compiled: bool = True) -> Any:
    """All outputs of a model in inference, in chunks of about a thousand samples.

    Args:
        model: Called with samples.
        x: Samples, (n, *s).
        compiled: Whether a chunk runs as one XLA program.

    Returns:
        NumPy arrays (n, ...), in the containers of what the model gives.

    Raises:
        ArgumentError: There are no samples.

    Example:
        >>> import wengert as wg
        >>> predict(wg.nn.Linear(2, 3), np.zeros((4, 2), "float32"), compiled=False).shape
        (4, 3)
    """
    _some(x, "predict")
    engine = Epochs(model, lambda output, target: output, None, {}, compiled)
    with untouched(model):
        return engine.predict(engine.place(x))


def predictions(model: Module, chunks: Iterable[Any], compiled: bool = True) -> Iterator[Any]:
    """The outputs of a model in inference for samples that come in chunks, by one program for each size of chunk.

    Args:
        model: Called with samples.
        chunks: Samples, (k, *s) each, k >= 1.
        compiled: Whether a chunk runs as one XLA program.

    Yields:
        The outputs of each chunk, as `predict` gives them.

    Example:
        >>> import wengert as wg
        >>> chunks = (np.zeros((k, 2), "float32") for k in (3, 1))
        >>> [out.shape for out in predictions(wg.nn.Linear(2, 3), chunks, compiled=False)]
        [(3, 3), (1, 3)]
    """
    engine = Epochs(model, lambda output, target: output, None, {}, compiled)
    for x in chunks:
        with untouched(model):
            out = engine.predict(engine.place(x))
        yield out


@contextmanager
def untouched(model: Module) -> Generator[None, None, None]:
    """Within the block the model may be compiled; afterwards it holds the very arrays it held before.

    Example:
        >>> import wengert as wg
        >>> model = wg.nn.Linear(1, 1)
        >>> before = model.weight.value
        >>> with untouched(model):
        ...     model.weight.value = before + 1
        >>> model.weight.value is before
        True
    """
    before = [(t, t.value) for t in model.state_tensors()]
    try:
        yield
    finally:
        for tensor, value in before:
            tensor.value = value


def _some(x: Any, who: str) -> None:
    if not hasattr(x, "shape") or not x.shape or not len(x):
        raise ArgumentError(
            f"{who}: needs samples",
            given=f"an array of shape {x.shape}" if hasattr(x, "shape") else type(x).__name__,
            expected="(n, *s), n >= 1",
        )
