"""Accumulation: several small batches that make one step, equal to the step of the large batch.

Knows means of gradients, and that batches may differ in size. Knows no method.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.optim.optimizer import Optimizer
from wengert.optim.update import Update, like, zeros_like
from wengert.tensor import Tensor, value_of


class Accumulated(NamedTuple):
    """State of `accumulate`.

    Attributes:
        micro: Gradients since the last step, int32, shape ().
        total: Mean of them so far, shaped like the parameters.
        inner: State of the method within.
    """

    micro: Any
    total: Any
    inner: Any


def accumulate(method: Update, every: int) -> Update:
    """Step once for `every` gradients, with their mean; in between nothing moves. State: `Accumulated`.

    It is the step of the large batch if the batches are of one size and their losses are means. With sums, or with
    losses that were already divided by the size of the large batch, put `scale(every)` before. For batches of different
    sizes see `Accumulation`. In an optimizer: `Adam(...).within(accumulate, 4)`; a parameter then has a gradient in all
    of the batches of a step or in none.

    Args:
        method: The method within; its state too stays as it is in between.
        every: How many gradients make a step.

    Returns:
        The update.

    Raises:
        ArgumentError: `every` is no positive integer.

    Example:
        >>> from wengert.optim import scale
        >>> method = accumulate(scale(-1.0), 2)
        >>> first, state = method.step(np.array([1.0]), method.init(np.zeros(1)), None)
        >>> second, state = method.step(np.array([3.0]), state, None)
        >>> first, second
        (array([0.]), array([-2.]))
    """
    if not isinstance(every, int) or every < 1:
        raise ArgumentError("accumulate: every is no positive integer", given=repr(every), expected="1, 2, 3, ...")

    def step(g: Any, state: Accumulated, params: Any) -> tuple[Any, Accumulated]:
        total = tree.map(lambda t, g: t + g / every, state.total, g)
        due = state.micro + 1 == every
        change, inner = method.step(total, state.inner, params)
        pick = lambda new, old: namespace(value_of(new), value_of(old)).where(due, value_of(new), value_of(old))
        rest = lambda new: pick(zeros_like(new), new)
        still = tree.map(lambda c: pick(c, zeros_like(c)), change)
        micro = namespace(state.micro).where(due, 0, state.micro + 1).astype(np.int32)
        return still, Accumulated(micro[()], tree.map(rest, total), tree.map(pick, inner, state.inner))

    return Update(lambda params: Accumulated(np.int32(0), zeros_like(params), method.init(params)), step)


class Accumulation:
    """Gradients of batches of any sizes, summed in `.grad` and divided by the number of samples before a step.

    Args:
        optimizer: What steps.

    Attributes:
        samples: Samples since the last step.

    Example:
        >>> w = wg.nn.Parameter([0.0])
        >>> batches = Accumulation(wg.optim.SGD([w], lr=1.0))
        >>> for x in (np.array([1.0, 2.0, 3.0]), np.array([6.0])):
        ...     batches.add(((w - x) ** 2 / 2).mean(), samples=len(x))
        >>> batches.step()
        >>> w.numpy()
        array([3.])
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.samples = Tensor(np.float32(0))

    def add(self, loss: Any, samples: Any) -> None:
        """Sweep a batch back and add its gradients.

        Args:
            loss: Mean over the samples of the batch, shape ().
            samples: How many these are; or the sum of their weights.
        """
        (loss * like(namespace(value_of(samples)).asarray(value_of(samples)), loss)).backward()
        self.samples.value = self.samples.value + np.float32(1) * value_of(samples)

    def step(self) -> None:
        """Step with the mean over all samples, and forget the gradients.

        Raises:
            ArgumentError: There were no batches since the last step.
        """
        held = [p for group in self.optimizer.param_groups for p in group["params"] if p.grad is not None]
        if not held:
            raise ArgumentError("Accumulation: there is no gradient", expected="add(loss, samples) before step()")
        for p in held:
            p.grad = Tensor(p.grad.value / like(self.samples.value, p.grad.value))
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.samples.value = np.float32(0)

    def state_tensors(self) -> list[Tensor]:
        """The number of samples: what `compile` carries through a program beside the optimizer."""
        return [self.samples]
