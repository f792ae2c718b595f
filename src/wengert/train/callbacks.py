"""Callbacks: what else happens while a model trains.

Knows the three moments at which `fit` calls. Knows no model of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wengert.errors import ArgumentError

if TYPE_CHECKING:
    from wengert.train.fit import Run


class Callback:
    """Base: does nothing at any moment. Subclasses define the moments they care about."""

    def on_start(self, run: Run) -> None:
        """Before the first epoch."""

    def on_epoch(self, run: Run) -> None:
        """After every epoch; the newest row is `run.history.last`."""

    def on_end(self, run: Run) -> None:
        """After the last epoch, or when the run ended early, for whatever reason."""


class AfterEpoch(Callback):
    """Calls a function after every epoch.

    Args:
        function: Called with the run.

    Example:
        >>> AfterEpoch(lambda run: None).on_start(None)
    """

    def __init__(self, function: Callable[[Run], None]) -> None:
        self.function = function

    def on_epoch(self, run: Run) -> None:
        """Call the function."""
        self.function(run)


class EarlyStopping(Callback):
    """Ends the run when a number has not improved for some epochs.

    Args:
        monitor: The column to watch; smaller is better unless its name ends in `accuracy`.
        patience: Epochs without improvement that are allowed.

    Raises:
        ArgumentError: `patience` is below 1.

    Example:
        >>> EarlyStopping("val_loss", patience=3).best is None
        True
    """

    def __init__(self, monitor: str = "val_loss", patience: int = 5) -> None:
        if patience < 1:
            raise ArgumentError("EarlyStopping: patience is a positive integer", given=patience, expected="1, 2, ...")
        self.monitor = monitor
        self.patience = patience
        self.best: float | None = None
        self.waited = 0

    def on_epoch(self, run: Run) -> None:
        """Compare the newest number with the best one."""
        value = run.history[self.monitor][-1]
        larger = self.monitor.endswith("accuracy")
        if self.best is None or (value > self.best if larger else value < self.best):
            self.best, self.waited = value, 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            run.stop = f"{self.monitor} has not improved for {self.patience} epochs"
