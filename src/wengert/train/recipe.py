"""Recipe: what a step of training does beside loss, sweep and update.

Knows the order of these things in a step. Knows no batch and no loop.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from wengert import tree
from wengert.compile.state import StateHolder
from wengert.errors import ArgumentError
from wengert.nn import Module
from wengert.optim import Optimizer
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


@dataclass(frozen=True)
class Recipe:
    """What a step does beside loss, sweep and update.

    Args:
        augment: Changes a batch before the model sees it: called with samples, targets and a key of randomness, gives
            samples and targets; `wengert.data.augment` has such. Never applied to validation or test.
        penalty: Called with the model; its value is added to the loss.
        accumulate: In how many parts a batch goes through the model. Their gradients are added, each by its size,
            before the one update: the step is that of the whole batch, in a fraction of its memory.
        after_step: Called after every update: an average of the weights, a projection. What it changes must be the
            model's, or its own `state_tensors`.
        generator: Source of the keys; the default one when None.

    Raises:
        ArgumentError: `accumulate` is no positive integer.

    Example:
        >>> Recipe(accumulate=4).accumulate
        4
    """

    augment: Callable[[Any, Any, Any], tuple[Any, Any]] | None = None
    penalty: Callable[[Module], Any] | None = None
    accumulate: int = 1
    after_step: Sequence[Callable[[], Any]] = ()
    generator: Generator | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.accumulate, int) or self.accumulate < 1:
            raise ArgumentError(
                "fit: accumulate is a positive integer", given=repr(self.accumulate), expected="1, 2, 3, ..."
            )

    def holders(self) -> tuple[StateHolder, ...]:
        """Those of its parts that have state of their own: averages, and the random generator if it is drawn from."""
        drawn = () if self.augment is None else (self._source(),)
        return (*drawn, *(part for part in self.after_step if isinstance(part, StateHolder)))

    def _source(self) -> Generator:
        return default_generator if self.generator is None else self.generator

    def step(self, model: Module, loss: Callable[[Any, Any], Any], optimizer: Optimizer, x: Any, y: Any) -> Parts:
        """One step on a batch: gradients are None before and after.

        Args:
            model: Called with samples.
            loss: Called with outputs and targets; a mean over samples.
            optimizer: Moves the parameters.
            x: Samples, (b, *s), raw.
            y: Targets, (b, ...), raw.

        Returns:
            For each part: samples in it, raw outputs, targets, raw loss without and with the penalty.
        """
        optimizer.zero_grad()
        if self.augment is not None:
            x, y = (value_of(a) for a in self.augment(x, y, self._source().next_key()))
        count = y.shape[0]
        parts = []
        for part in _slices(count, self.accumulate):
            output = model(x[part])
            value = loss(output, y[part])
            share = (part.stop - part.start) / count
            # Every part carries its share of the penalty, so the sum of the gradients is that of the whole.
            whole = value if self.penalty is None else value + self.penalty(model)
            (whole if share == 1 else whole * share).backward()
            parts.append(
                (part.stop - part.start, tree.map(value_of, output), y[part], value_of(value), value_of(whole))
            )
        optimizer.step()
        for hook in self.after_step:
            hook()
        optimizer.zero_grad()
        return parts


Parts = list[tuple[int, Any, Any, Any, Any]]


def _slices(count: int, parts: int) -> list[slice]:
    """`count` samples in at most `parts` slices whose sizes differ by one at most.

    Example:
        >>> _slices(5, 2)
        [slice(0, 3, None), slice(3, 5, None)]
    """
    parts = min(parts, count)
    size, longer = divmod(count, parts)
    ends = [0]
    for k in range(parts):
        ends.append(ends[-1] + size + (k < longer))
    return [slice(a, b) for a, b in itertools.pairwise(ends)]
