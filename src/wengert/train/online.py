"""Online learning: a step for every batch that arrives, which is then forgotten.

Knows one step. Keeps no data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import to_numpy
from wengert.compile import compile, state_tensors
from wengert.nn import Module
from wengert.optim import Optimizer
from wengert.train.recipe import Recipe


class Online:
    """Learns from data as they arrive.

    Args:
        model: What learns.
        loss: Called with outputs and targets; a mean over samples.
        optimizer: Moves the parameters of the model.
        recipe: What a step does beside.
        compiled: Whether a step runs as one XLA program; one is compiled for each size of batch. Single small samples
            are faster without.

    Attributes:
        samples: How many samples have been seen.

    References:
        Widrow & Hoff (1960), Adaptive switching circuits, IRE WESCON.

    Example:
        >>> import wengert as wg
        >>> model = wg.nn.Linear(1, 1)
        >>> learner = Online(model, wg.losses.mse_loss, wg.optim.SGD(model, lr=0.3))
        >>> for x in np.tile([-1.0, 0.5, 1.0], 50):
        ...     loss = learner.partial_fit(np.array([[x]], "float32"), np.array([[2 * x]], "float32"))
        >>> loss < 1e-6, learner.samples
        (True, 150)
    """

    def __init__(
        self,
        model: Module,
        loss: Callable[[Any, Any], Any],
        optimizer: Optimizer,
        recipe: Recipe | None = None,
        compiled: bool = False,
    ) -> None:
        self.model = model
        self.loss = loss
        self.optimizer = optimizer
        self.recipe = Recipe() if recipe is None else recipe
        self.samples = 0
        self._state = (model, optimizer, *self.recipe.holders())
        self._step = compile(self._one, state=self._state) if compiled else self._one

    def partial_fit(self, x: Any, y: Any) -> float:
        """One step on a batch.

        Args:
            x: Samples, (b, *s).
            y: Targets, (b, ...).

        Returns:
            The loss before the step.
        """
        loss = self._step(np.asarray(x), np.asarray(y))
        self.samples += len(x)
        return float(to_numpy(loss))

    def _one(self, x: Any, y: Any) -> Any:
        parts = self.recipe.step(self.model, self.loss, self.optimizer, x, y)
        return sum(count * value for count, _, _, value, _ in parts) / y.shape[0]

    def bring_back(self) -> None:
        """Give the state back as NumPy arrays, after compiled steps."""
        for tensor in state_tensors(self._state):
            tensor.value = to_numpy(tensor.value)[()]
