"""One epoch as one program: every batch a step, all of them inside a single loop that stays on the device.

Knows how a batch becomes a step of the optimizer and how the numbers of batches become those of an epoch. Knows no
file, no progress and no callback. The same Python runs eagerly on NumPy and compiled through XLA.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from wengert.arrays import jax_numpy, to_numpy
from wengert.compile import compile, state_tensors
from wengert.compile.loop import each
from wengert.nn import Module
from wengert.optim import Optimizer
from wengert.tensor import value_of
from wengert.train.metrics import Metric
from wengert.transforms import no_grad

_CHUNK = 4096  # samples evaluated at once: bounds the memory of an evaluation


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
        optimizer: Moves the parameters of the model.
        metrics: Means over samples, by name.
        compiled: Whether an epoch runs as one XLA program.
    """

    def __init__(
        self,
        model: Module,
        loss: Callable[[Any, Any], Any],
        optimizer: Optimizer,
        metrics: Mapping[str, Metric],
        compiled: bool = True,
    ) -> None:
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        self.metrics = dict(metrics)
        self.state = (model, optimizer)
        self.compiled = compiled
        self._train = compile(self._all_batches, state=self.state) if compiled else self._all_batches
        self._evaluate = compile(self._judged, state=model, donate=False) if compiled else self._judged

    def train(self, x: Any, y: Any, order: np.ndarray, batch_size: int) -> dict[str, float]:
        """One epoch.

        Args:
            x: Samples, (n, *s).
            y: Targets, (n, ...).
            order: Indices of the samples in the order they are seen.
            batch_size: Samples in a batch; the last one may be smaller.

        Returns:
            Means over the samples: `loss` and every metric, as they were before each step.
        """
        full = len(order) // batch_size * batch_size
        batches = order[:full].reshape(-1, batch_size)
        sums = self._train(x, y, batches, order[full:])
        return {name: float(to_numpy(value)) / len(order) for name, value in sums.items()}

    def _all_batches(self, x: Any, y: Any, batches: Any, rest: Any) -> dict[str, Any]:
        """Sums over samples of loss and metrics, and a step of the optimizer for each batch."""
        sums: dict[str, Any] = dict.fromkeys(["loss", *self.metrics], np.float32(0))
        if batches.shape[0]:
            columns = each(lambda indices: self._batch(x[indices], y[indices]), self.state, batches)
            sums = {name: sums[name] + column.sum() for name, column in columns.items()}
        if rest.shape[0]:
            row = self._batch(x[rest], y[rest])
            sums = {name: sums[name] + value for name, value in row.items()}
        return sums

    def _batch(self, x: Any, y: Any) -> dict[str, Any]:
        """One step of the optimizer; sums over the samples of the batch."""
        self.optimizer.zero_grad()
        output = self.model(x)
        loss = self.loss(output, y)
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad()
        return self._sums(output, y, loss)

    def _sums(self, output: Any, y: Any, loss: Any) -> dict[str, Any]:
        count, raw = np.float32(y.shape[0]), value_of(output)
        sums = {name: metric(raw, y) * count for name, metric in self.metrics.items()}
        return {"loss": value_of(loss) * count, **sums}

    def evaluate(self, x: Any, y: Any) -> tuple[dict[str, float], np.ndarray]:
        """Judge the model as it is.

        Args:
            x: Samples, (n, *s).
            y: Targets, (n, ...).

        Returns:
            Means over the samples, and all outputs.
        """
        totals: dict[str, float] = {}
        outputs = []
        for start in range(0, len(x), _CHUNK):
            sums, output = self._evaluate(x[start : start + _CHUNK], y[start : start + _CHUNK])
            outputs.append(to_numpy(output))
            totals = {name: totals.get(name, 0.0) + float(to_numpy(value)) for name, value in sums.items()}
        return {name: value / len(x) for name, value in totals.items()}, np.concatenate(outputs)

    def _judged(self, x: Any, y: Any) -> tuple[dict[str, Any], Any]:
        with inference(self.model):
            output = self.model(x)
            return self._sums(output, y, self.loss(output, y)), value_of(output)

    def place(self, array: Any) -> Any:
        """An array where the epochs need it: on the device if they are compiled."""
        return jax_numpy().asarray(array) if self.compiled else np.asarray(array)

    def bring_back(self) -> None:
        """Give the state back as NumPy arrays, so that what follows is eager and can be looked at."""
        for tensor in state_tensors(self.state):
            tensor.value = to_numpy(tensor.value)[()]
