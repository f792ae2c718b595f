"""LRScheduler: the object that PyTorch users step beside an optimizer, around a function of the number of steps.

Knows the groups of an optimizer and how often it was stepped. Knows no shape over time: a subclass gives it. The count
is a tensor, so a scheduler may be stepped inside a compiled function that has it in its state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_traced, namespace
from wengert.errors import ArgumentError
from wengert.optim.optimizer import Optimizer
from wengert.tensor import Tensor, value_of


class LRScheduler:
    """Base of the schedulers; subclasses define `rate`.

    Args:
        optimizer: Whose learning rates are set.
        last_epoch: Steps that were taken before, minus 1.

    Attributes:
        base_lrs: Learning rates of the groups when the first scheduler was made.

    Raises:
        ArgumentError: `optimizer` is none.
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            given, owner = type(optimizer).__name__, type(self).__name__
            raise ArgumentError(f"{owner}: not an optimizer", given=given, expected="a wg.optim.Optimizer")
        self.optimizer = optimizer
        for group in optimizer.param_groups:
            if group.initial_lr is None:
                group.initial_lr = group["lr"].item()
        self.base_lrs: list[float] = [float(group.initial_lr or 0.0) for group in optimizer.param_groups]
        self.count = Tensor(np.int32(last_epoch + 1))
        self.apply()

    @property
    def last_epoch(self) -> int:
        """How often it was stepped."""
        return self.count.item()

    def rate(self, step: Any, k: int) -> Any:
        """The learning rate of group `k` after `step` steps; subclasses define it.

        Raises:
            ArgumentError: This class does not.
        """
        del step, k
        raise ArgumentError(f"{type(self).__name__}: defines no rate", hint="def rate(self, step, k): ...")

    def step(self) -> None:
        """One step further: the learning rates are set anew. Call it after `optimizer.step()`."""
        self.count.value = self.count.value + 1
        self.apply()

    def apply(self) -> None:
        """Set the learning rates that belong to the count."""
        for k, group in enumerate(self.optimizer.param_groups):
            group["lr"] = self.rate(self.now(k), k)

    def now(self, k: int) -> Any:
        """The count as a number that the rate of group `k` is computed with."""
        count = self.count.value
        if is_traced(count):
            return namespace(count).asarray(count, dtype=self.optimizer.param_groups[k]["lr"].dtype)
        return float(count)

    def get_last_lr(self) -> list[float]:
        """The learning rates as they are, one for each group, in full precision."""
        return [float(value_of(self.rate(self.now(k), k))) for k in range(len(self.base_lrs))]

    def state_tensors(self) -> list[Tensor]:
        """The count, and the learning rates: what `compile` carries through a program."""
        return [self.count, *(group["lr"] for group in self.optimizer.param_groups)]

    def state_dict(self) -> dict[str, Any]:
        """Count and base learning rates, as plain numbers under PyTorch's names."""
        return {"last_epoch": self.last_epoch, "base_lrs": list(self.base_lrs), "_last_lr": self.get_last_lr()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was taken.

        Args:
            state: Count and base learning rates.

        Raises:
            ArgumentError: It is of an optimizer with other groups.
        """
        if len(state["base_lrs"]) != len(self.base_lrs):
            owner = type(self).__name__
            given, expected = len(state["base_lrs"]), len(self.base_lrs)
            raise ArgumentError(f"{owner}: groups of another optimizer", given=f"{given}", expected=f"{expected}")
        self.base_lrs = [float(lr) for lr in state["base_lrs"]]
        self.count.value = np.int32(state["last_epoch"])
        self.apply()


class LambdaLR(LRScheduler):
    """The base learning rate times a function of the count; a `Schedule` is one.

    Args:
        optimizer: Whose learning rates are set.
        lr_lambda: The function, or one for each group.
        last_epoch: Steps that were taken before, minus 1.

    Raises:
        ArgumentError: There are not as many functions as groups.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=0.5)
        >>> scheduler = LambdaLR(optimizer, wg.optim.warmup(2))
        >>> before = scheduler.get_last_lr()
        >>> scheduler.step()
        >>> before, scheduler.get_last_lr()
        ([0.25], [0.5])
    """

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Callable[[Any], Any] | Sequence[Any], last_epoch: int = -1
    ) -> None:
        self.lambdas = for_each_group("LambdaLR", "lr_lambda", optimizer, lr_lambda)
        super().__init__(optimizer, last_epoch)

    def rate(self, step: Any, k: int) -> Any:
        """Base learning rate times the function."""
        return self.base_lrs[k] * self.lambdas[k](step)


class MultiplicativeLR(LRScheduler):
    """The base learning rate times the product of a function of all counts from 1 on.

    Args:
        optimizer: Whose learning rates are set.
        lr_lambda: The function, or one for each group.
        last_epoch: Steps that were taken before, minus 1.

    Raises:
        ArgumentError: There are not as many functions as groups, or it is stepped inside a compiled function.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = MultiplicativeLR(optimizer, lambda epoch: 0.5)
        >>> scheduler.step()
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self, optimizer: Optimizer, lr_lambda: Callable[[Any], Any] | Sequence[Any], last_epoch: int = -1
    ) -> None:
        self.lambdas = for_each_group("MultiplicativeLR", "lr_lambda", optimizer, lr_lambda)
        super().__init__(optimizer, last_epoch)

    def rate(self, step: Any, k: int) -> Any:
        """Base learning rate times the product."""
        if is_traced(step):
            raise ArgumentError(
                "MultiplicativeLR: a product of unknown length inside a compiled function",
                hint="step it outside; or lr=schedule, with a product in closed form",
            )
        out = self.base_lrs[k]
        for epoch in range(1, int(step) + 1):
            out = out * self.lambdas[k](epoch)
        return out


def for_each_group(owner: str, name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One value for each group of an optimizer.

    Raises:
        ArgumentError: A sequence of another length.

    Example:
        >>> for_each_group("CyclicLR", "max_lr", wg.optim.SGD([wg.nn.Parameter([1.0])]), 0.5)
        [0.5]
    """
    groups = len(optimizer.param_groups)
    values: list[Any] = list(value) if isinstance(value, (list, tuple)) else [value] * groups
    if len(values) != groups:
        raise ArgumentError(f"{owner}: {name} for other groups", given=f"{len(values)}", expected=f"{groups} values")
    return values
