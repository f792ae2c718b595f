"""One epoch as one program: every batch a step, all of them inside a single loop that stays on the device.

Knows how a batch becomes a step of the optimizer and how the numbers of batches become those of an epoch; 8-bit pixels
become shares of 1 first. Knows no file, no progress and no callback. The same Python runs eagerly on NumPy and compiled
through XLA. The loop can be left after any batch and entered again, so that a long epoch shows progress and can be
interrupted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import jax_numpy, to_numpy
from wengert.arrays.mesh import mesh
from wengert.compile import compile, shard, state_tensors
from wengert.compile.loop import total
from wengert.data.pixels import unit_pixels
from wengert.data.stream import Stream
from wengert.errors import DataError
from wengert.nn import Module
from wengert.optim import Optimizer
from wengert.tensor import value_of
from wengert.train.metrics import Metric
from wengert.train.pace import Pace
from wengert.train.recipe import Recipe
from wengert.train.scores import Running, Score
from wengert.transforms import no_grad

_CHUNK = 1024  # samples evaluated at once: bounds the memory of an evaluation
_PIECE = 0.25  # seconds after which a running epoch says how far it is, and may be left

Sums = dict[str, Any]


@contextmanager
def inference(model: Module) -> Generator[None, None, None]:
    """Within the block the model does not train and nothing is recorded; afterwards each module is as it was."""
    before = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with no_grad():
            yield
    finally:
        for module, mode in before:
            module.training = mode


class Epochs:
    """Training and evaluation of one model, compiled or not.

    Args:
        model: Called with a batch of samples.
        loss: Called with outputs and targets; a mean over the samples of a batch.
        optimizer: Moves the parameters of the model; None for a model that is only judged.
        metrics: Means over samples, and scores of whole evaluations, by name.
        compiled: Whether an epoch runs as one XLA program.
        recipe: What a step does beside loss, sweep and update.
        devices: How many devices share the samples of each batch.
    """

    def __init__(
        self,
        model: Module,
        loss: Callable[[Any, Any], Any],
        optimizer: Optimizer | None,
        metrics: Mapping[str, Metric | Score],
        compiled: bool = True,
        recipe: Recipe | None = None,
        devices: int = 1,
    ) -> None:
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        self.recipe = Recipe() if recipe is None else recipe
        self.means = {n: m for n, m in metrics.items() if not isinstance(m, Score)}
        self.scores = {n: m for n, m in metrics.items() if isinstance(m, Score)}
        self.state = (
            (model, *self.recipe.holders()) if optimizer is None else (model, optimizer, *self.recipe.holders())
        )
        self.compiled = compiled
        self.devices = devices
        if compiled:
            jax_numpy()  # now, not at the first batch: a thread that reads ahead must not meet a half-imported library
        self._stretch = self._program(self._batches, self.state, True)
        self._single = self._program(self._picked, self.state, True)
        self._evaluate = self._program(self._judged, model, False)
        self._predict = self._program(self._outputs, model, False)
        self._pace = Pace(_PIECE)

    def _program(self, function: Callable[..., Any], state: Any, donate: bool) -> Callable[..., Any]:
        return compile(function, state=state, donate=donate, devices=self.devices) if self.compiled else function

    # --- training --------------------------------------------------------------------------------------------------

    def train(
        self,
        x: Any,
        y: Any,
        order: np.ndarray,
        batch_size: int,
        done: int = 0,
        sums: Mapping[str, Any] | None = None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> Iterator[tuple[int, Sums]]:
        """One epoch, or what is left of it, in pieces of about a quarter of a second.

        Args:
            x: Samples, (n, *s).
            y: Targets, (n, ...).
            order: Indices of the samples in the order they are seen.
            batch_size: Samples in a batch; the last one may be smaller.
            done: Samples that were seen already, in whole batches.
            sums: Their sums.
            meanwhile: Called once, while the device works on the last batches.

        Yields:
            After each piece: samples seen, and sums over them of `loss` and every metric as they were before each step.
        """
        full = len(order) // batch_size
        batches, rest = order[: full * batch_size].reshape(-1, batch_size), order[full * batch_size :]
        first = done // batch_size
        # In the order of the steps' own sums, which the loop adds place by place; a file gives them back in another.
        now: Sums = {name: sums[name] for name in self._nothing} if sums else self._nothing
        while first < full:
            last = min(full, first + self._pace.batches())
            start = time.perf_counter()
            now = self._stretch(now, x, y, batches, np.int32(first), np.int32(last))
            if last == full:
                meanwhile()
            to_numpy(now["loss"])  # waits for the device
            self._pace.note(last - first, time.perf_counter() - start)
            done, first = last * batch_size, last
            yield done, now
        if len(rest) and done < len(order):
            now = _plus(now, self._single(x, y, rest))
            yield len(order), now

    @cached_property
    def _nothing(self) -> Sums:
        """Sums over no samples, in the precision of the model."""
        dtypes = [p.dtype for p in self.model.parameters()]
        zero = np.zeros((), np.result_type(np.float32, *dtypes))[()]
        return dict.fromkeys(["loss", *self.means, *(["penalty"] if self.recipe.penalty is not None else [])], zero)

    def _batches(self, sums: Sums, x: Any, y: Any, batches: Any, start: Any, stop: Any) -> Sums:
        """Sums over samples of loss and metrics, and a step of the optimizer for each batch of the stretch."""
        return total(lambda indices: self._picked(x, y, indices), self.state, sums, start, stop, batches)

    def _picked(self, x: Any, y: Any, indices: Any) -> Sums:
        """One step of the optimizer; sums over the samples of the batch."""
        assert self.optimizer is not None
        indices = shard(indices)
        parts = self.recipe.step(self.model, self.loss, self.optimizer, unit_pixels(x[indices]), y[indices])
        sums: Sums | None = None
        for count, output, target, value, whole in parts:
            found = self._sums(output, target, value, count)
            if self.recipe.penalty is not None:
                found["penalty"] = (whole - value) * np.float32(count)
            sums = _plus(sums, found)
        assert sums is not None
        return sums

    def _sums(self, output: Any, y: Any, loss: Any, count: int) -> Sums:
        samples = np.float32(count)
        return {"loss": loss * samples, **{name: metric(output, y) * samples for name, metric in self.means.items()}}

    # --- evaluation ------------------------------------------------------------------------------------------------

    def evaluate(self, x: Any, y: Any) -> tuple[dict[str, float], Any]:
        """Judge the model as it is.

        Args:
            x: Samples, (n, *s).
            y: Targets, (n, ...).

        Returns:
            Means over the samples and scores, and all outputs as NumPy arrays.
        """
        sums: Sums | None = None
        outputs = []
        for part in _chunks(len(x)):
            found, output = self._evaluate(x[part], y[part])
            outputs.append(tree.map(to_numpy, output))
            sums = _plus(sums, {name: to_numpy(value).astype(np.float64) for name, value in found.items()})
        assert sums is not None
        output = _joined(outputs)
        means = {name: float(value) / len(x) for name, value in sums.items()}
        targets = to_numpy(y) if self.scores else None
        return means | {name: float(score(output, targets)) for name, score in self.scores.items()}, output

    def evaluate_stream(
        self, data: Stream, seen: Callable[[Any, Any], None] = lambda output, target: None
    ) -> dict[str, float]:
        """Judge the model as it is on data that are read as they are needed.

        Args:
            data: Samples and targets; one pass is read. Nothing of it is kept but what scores ask for.
            seen: Called with the outputs and targets of every chunk, as NumPy arrays.

        Returns:
            Means over the samples and scores.

        Raises:
            DataError: There are no samples.
        """
        sums: Sums | None = None
        samples = 0
        running = {name: Running(score) for name, score in self.scores.items()}
        for x, y in data.rechunk(_CHUNK):
            found, output = self._evaluate(self.place(x), self.place(y))
            output = tree.map(to_numpy, output)
            sums = _plus(sums, {name: to_numpy(value).astype(np.float64) for name, value in found.items()})
            samples += len(x)
            for score in running.values():
                score.add(output, y)
            seen(output, y)
        if sums is None:
            raise DataError(f"{data.name}: holds no data", given="no samples", expected="at least one")
        means = {name: float(value) / samples for name, value in sums.items()}
        return means | {name: float(score.number()) for name, score in running.items()}

    def _judged(self, x: Any, y: Any) -> tuple[Sums, Any]:
        x, y = shard(x), shard(y)
        with inference(self.model):
            output = self.model(unit_pixels(x))
            raw = tree.map(value_of, output)
            return self._sums(raw, y, value_of(self.loss(output, y)), y.shape[0]), raw

    def predict(self, x: Any) -> Any:
        """All outputs of the model in inference, as NumPy arrays.

        Args:
            x: Samples, (n, *s).
        """
        return _joined([tree.map(to_numpy, self._predict(x[part])) for part in _chunks(len(x))])

    def _outputs(self, x: Any) -> Any:
        with inference(self.model):
            return tree.map(value_of, self.model(unit_pixels(shard(x))))

    # --- places ----------------------------------------------------------------------------------------------------

    def place(self, array: Any) -> Any:
        """An array where the epochs need it: on the devices if they are compiled."""
        return mesh(self.devices).placed(array) if self.compiled else np.asarray(array)

    def bring_back(self) -> None:
        """Give the state back as NumPy arrays, so that what follows is eager and can be looked at."""
        for tensor in state_tensors(self.state):
            tensor.value = to_numpy(tensor.value)[()]


def _joined(outputs: list[Any]) -> Any:
    """The outputs of chunks as those of all samples."""
    return outputs[0] if len(outputs) == 1 else tree.map(lambda *parts: np.concatenate(parts), *outputs)


def _plus(sums: Mapping[str, Any] | None, more: Sums) -> Sums:
    return dict(more) if not sums else {name: sums[name] + value for name, value in more.items()}


def _chunks(samples: int) -> Iterator[slice]:
    """Slices of equal size where that is possible, so that one program serves them all.

    Example:
        >>> list(_chunks(2000))
        [slice(0, 1000, None), slice(1000, 2000, None)]
    """
    fewest = -(-samples // _CHUNK)
    parts = next((k for k in range(fewest, 2 * fewest) if samples % k == 0), fewest)
    size = -(-samples // max(parts, 1))
    return (slice(start, min(start + size, samples)) for start in range(0, samples, max(size, 1)))
