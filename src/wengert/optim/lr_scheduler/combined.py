"""Schedulers made of schedulers: one after another, and all at once.

Knows the rates of its parts. Knows no shape over time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.errors import ArgumentError
from wengert.ops import maximum, where
from wengert.optim.lr_scheduler.base import LRScheduler
from wengert.optim.optimizer import Optimizer


class SequentialLR(LRScheduler):
    """One scheduler after another, each from its own beginning.

    Args:
        optimizer: Whose learning rates are set.
        schedulers: In order, all of this optimizer.
        milestones: Counts at which the next one takes over.
        last_epoch: Steps that were taken before, minus 1.

    Raises:
        ArgumentError: Milestones are not one fewer than schedulers, or one is of another optimizer.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> from wengert.optim.lr_scheduler import ConstantLR, ExponentialLR
        >>> parts = [ConstantLR(optimizer, 0.5, total_iters=9), ExponentialLR(optimizer, 0.1)]
        >>> scheduler = SequentialLR(optimizer, parts, milestones=[1])
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [1.0]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        schedulers: Sequence[LRScheduler],
        milestones: Sequence[int],
        last_epoch: int = -1,
    ) -> None:
        _of_one("SequentialLR", schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            given = f"{len(milestones)} milestones for {len(schedulers)} schedulers"
            raise ArgumentError("SequentialLR: milestones do not fit", given=given, expected="one between each two")
        self.schedulers = list(schedulers)
        self.milestones = list(milestones)
        super().__init__(optimizer, last_epoch)

    def rate(self, step: Any, k: int) -> Any:
        """The rate of the scheduler whose turn it is."""
        out = self.schedulers[0].rate(step, k)
        for start, scheduler in zip(self.milestones, self.schedulers[1:], strict=True):
            out = where(step >= start, scheduler.rate(maximum(step - start, 0.0), k), out)
        return out


class ChainedScheduler(LRScheduler):
    """The factors of several schedulers, multiplied.

    A scheduler with a lowest learning rate counts with its rate over the base learning rate.

    Args:
        schedulers: All of one optimizer.
        optimizer: That optimizer; of the first scheduler when None.

    Raises:
        ArgumentError: There are none, or they are of several optimizers.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> from wengert.optim.lr_scheduler import ConstantLR, ExponentialLR
        >>> scheduler = ChainedScheduler([ConstantLR(optimizer, 0.5), ExponentialLR(optimizer, 0.5)])
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, schedulers: Sequence[LRScheduler], optimizer: Optimizer | None = None) -> None:
        if not schedulers:
            raise ArgumentError("ChainedScheduler: there are no schedulers", expected="one at least")
        optimizer = schedulers[0].optimizer if optimizer is None else optimizer
        _of_one("ChainedScheduler", schedulers, optimizer)
        self.schedulers = list(schedulers)
        super().__init__(optimizer)

    def rate(self, step: Any, k: int) -> Any:
        """Base learning rate times all factors."""
        base = self.base_lrs[k]
        out = base + 0.0 * step
        for scheduler in self.schedulers:
            out = out * (scheduler.rate(step, k) / base)
        return out


def _of_one(owner: str, schedulers: Sequence[LRScheduler], optimizer: Optimizer) -> None:
    for scheduler in schedulers:
        if not isinstance(scheduler, LRScheduler) or scheduler.optimizer is not optimizer:
            raise ArgumentError(f"{owner}: schedulers of one optimizer", given=type(scheduler).__name__)
