"""ReduceLROnPlateau: a learning rate that falls when a number stops improving.

Knows a number told after each epoch. Works between programs, on Python numbers: what it decides is not known before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from wengert.arrays import is_traced
from wengert.errors import ArgumentError
from wengert.optim.lr_scheduler.base import for_each_group
from wengert.optim.optimizer import Optimizer
from wengert.tensor import value_of


class ReduceLROnPlateau:
    """Times `factor` when a metric has not improved for more than `patience` steps. PyTorch's arguments.

    Args:
        optimizer: Whose learning rates are set.
        mode: "min" or "max": which way the metric improves.
        factor: The factor, below 1.
        patience: Steps without improvement that are borne.
        threshold: By how much it must improve to count.
        threshold_mode: "rel" or "abs".
        cooldown: Steps after a fall in which nothing counts as bad.
        min_lr: Lowest learning rate, or one for each group.
        eps: A fall smaller than this is not made.

    Attributes:
        best: Best metric so far.
        num_bad_epochs: Steps without improvement.
        last_epoch: How often it was stepped.

    Raises:
        ArgumentError: `factor` is not below 1, or a mode is unknown.

    Example:
        >>> optimizer = wg.optim.SGD([wg.nn.Parameter([1.0])], lr=1.0)
        >>> scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
        >>> for loss in (3.0, 2.0, 2.0, 2.0):
        ...     scheduler.step(loss)
        >>> scheduler.get_last_lr()
        [0.5]
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float | Sequence[float] = 0.0,
        eps: float = 1e-8,
    ) -> None:
        if not factor < 1:
            raise ArgumentError("ReduceLROnPlateau: factor is out of range", given=repr(factor), expected="below 1")
        if mode not in ("min", "max") or threshold_mode not in ("rel", "abs"):
            given = f"mode={mode!r}, threshold_mode={threshold_mode!r}"
            raise ArgumentError("ReduceLROnPlateau: unknown mode", given=given, expected="min or max; rel or abs")
        self.optimizer = optimizer
        self.mode = mode
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self.cooldown = cooldown
        self.min_lrs = for_each_group("ReduceLROnPlateau", "min_lr", optimizer, min_lr)
        self.eps = eps
        self.best = math.inf if mode == "min" else -math.inf
        self.num_bad_epochs = 0
        self.cooldown_counter = 0
        self.last_epoch = 0

    def step(self, metrics: Any) -> None:
        """Tell it the metric.

        Args:
            metrics: A number.

        Raises:
            ArgumentError: It is not known yet, inside a compiled function.
        """
        raw = value_of(metrics)
        if is_traced(raw):
            raise ArgumentError("ReduceLROnPlateau: the metric is not known while compiling", hint="step it outside")
        current = float(raw)
        self.last_epoch += 1
        if self._better(current):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0

    def _better(self, current: float) -> bool:
        sign = 1 if self.mode == "max" else -1
        margin = self.threshold * self.best if self.threshold_mode == "rel" else self.threshold
        target = self.best + (sign * margin if math.isfinite(self.best) else 0.0)
        return sign * current > sign * target

    def _reduce(self) -> None:
        for group, low in zip(self.optimizer.param_groups, self.min_lrs, strict=True):
            old = group["lr"].item()
            new = max(old * self.factor, low)
            if old - new > self.eps:
                group["lr"] = new

    def get_last_lr(self) -> list[float]:
        """The learning rates as they are, one for each group."""
        return [group["lr"].item() for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """Best metric and counters, as plain numbers under PyTorch's names."""
        names = ("best", "num_bad_epochs", "cooldown_counter", "last_epoch")
        return {name: getattr(self, name) for name in names} | {"_last_lr": self.get_last_lr()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was taken; learning rates are the optimizer's own state.

        Args:
            state: Best metric and counters.
        """
        self.best = state["best"]
        self.num_bad_epochs = state["num_bad_epochs"]
        self.cooldown_counter = state["cooldown_counter"]
        self.last_epoch = state["last_epoch"]
