"""Schedulers that fall in steps, by powers or along lines, with PyTorch's names and arguments.

Knows which schedule each stands for. The formulas are in `schedules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.optim.lr_scheduler.base import LRScheduler
from wengert.optim.optimizer import Optimizer
from wengert.optim.schedules import Schedule, constant, exponential, linear, multistep, polynomial, stepped


class _Factor(LRScheduler):
    """The base learning rate times a schedule."""

    def __init__(self, optimizer: Optimizer, schedule: Schedule, last_epoch: int) -> None:
        self.schedule = schedule
        super().__init__(optimizer, last_epoch)

    def rate(self, step: Any, k: int) -> Any:
        """Base learning rate times the factor."""
        return self.base_lrs[k] * self.schedule(step)


class StepLR(_Factor):
    """Times `gamma` after each `step_size` steps.

    Args:
        optimizer: Whose learning rates are set.
        step_size: Steps between falls.
        gamma: The factor.
        last_epoch: Steps that were taken before, minus 1.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = StepLR(optimizer, step_size=2, gamma=0.5)
        >>> for _ in range(5):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        super().__init__(optimizer, stepped(step_size, gamma), last_epoch)


class MultiStepLR(_Factor):
    """Times `gamma` at each milestone.

    Args:
        optimizer: Whose learning rates are set.
        milestones: Counts at which it falls, ascending.
        gamma: The factor.
        last_epoch: Steps that were taken before, minus 1.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = MultiStepLR(optimizer, milestones=[2, 3], gamma=0.5)
        >>> for _ in range(3):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(
        self, optimizer: Optimizer, milestones: Sequence[int], gamma: float = 0.1, last_epoch: int = -1
    ) -> None:
        super().__init__(optimizer, multistep(milestones, gamma), last_epoch)


class ExponentialLR(_Factor):
    """Times `gamma` at every step.

    Args:
        optimizer: Whose learning rates are set.
        gamma: The factor.
        last_epoch: Steps that were taken before, minus 1.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = ExponentialLR(optimizer, gamma=0.5)
        >>> for _ in range(2):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, optimizer: Optimizer, gamma: float, last_epoch: int = -1) -> None:
        super().__init__(optimizer, exponential(gamma), last_epoch)


class ConstantLR(_Factor):
    """Times `factor` for `total_iters` steps, then the base learning rate.

    Args:
        optimizer: Whose learning rates are set.
        factor: The factor.
        total_iters: For how many steps.
        last_epoch: Steps that were taken before, minus 1.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = ConstantLR(optimizer, factor=0.5, total_iters=2)
        >>> for _ in range(1):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(self, optimizer: Optimizer, factor: float = 1 / 3, total_iters: int = 5, last_epoch: int = -1) -> None:
        super().__init__(optimizer, constant(factor).then(constant(), at=total_iters), last_epoch)


class LinearLR(_Factor):
    """From `start_factor` to `end_factor` along a line over `total_iters` steps.

    Args:
        optimizer: Whose learning rates are set.
        start_factor: First factor.
        end_factor: Last factor.
        total_iters: For how many steps.
        last_epoch: Steps that were taken before, minus 1.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = LinearLR(optimizer, start_factor=0.5, total_iters=2)
        >>> for _ in range(1):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.75]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
        last_epoch: int = -1,
    ) -> None:
        super().__init__(optimizer, linear(total_iters, start_factor, end_factor), last_epoch)


class PolynomialLR(_Factor):
    """Down to 0 like (1 - t / total_iters)^power.

    Args:
        optimizer: Whose learning rates are set.
        total_iters: For how many steps.
        power: The power.
        last_epoch: Steps that were taken before, minus 1.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = PolynomialLR(optimizer, total_iters=4, power=2.0)
        >>> for _ in range(2):
        ...     scheduler.step()
        >>> scheduler.get_last_lr()
        [0.25]
    """

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0, last_epoch: int = -1) -> None:
        super().__init__(optimizer, polynomial(total_iters, power), last_epoch)
