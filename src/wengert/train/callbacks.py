"""Callbacks: what else happens while a model trains.

Knows the moments at which `fit` calls. Knows no model of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from wengert.arrays import to_numpy
from wengert.errors import ArgumentError
from wengert.train.scores import larger_is_better

if TYPE_CHECKING:
    from wengert.train.fit import Run


class Callback:
    """Base: does nothing at any moment. Subclasses define the moments they care about."""

    def on_start(self, run: Run) -> None:
        """Before the first epoch."""

    def on_piece(self, run: Run) -> None:
        """Now and then inside a long epoch; `run.position` says how far it is."""

    def on_epoch(self, run: Run) -> None:
        """After every epoch; the newest row is `run.history.last`."""

    def on_end(self, run: Run) -> None:
        """After the last epoch, or when the run ended early, for whatever reason."""

    def state(self) -> dict[str, Any]:
        """What must be remembered for the run to go on later: numbers and arrays by name."""
        return {}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take back what `state` gave, as arrays."""


def states(listeners: Sequence[Callback]) -> dict[str, np.ndarray]:
    """What all callbacks remember, as named arrays.

    Example:
        >>> stop = EarlyStopping("val_loss", 2)
        >>> stop.waited = 1
        >>> {name: a.tolist() for name, a in states([stop]).items()}
        {'EarlyStopping.0.best': nan, 'EarlyStopping.0.waited': 1}
    """
    named = _named(listeners)
    return {f"{name}.{k}": np.asarray(v) for name, each in named.items() for k, v in each.state().items()}


def restore(listeners: Sequence[Callback], arrays: Mapping[str, np.ndarray]) -> None:
    """Give callbacks of the same kinds in the same order what `states` took from them.

    Example:
        >>> stop = EarlyStopping("val_loss", 2)
        >>> restore([stop], {"EarlyStopping.0.best": np.array(0.5), "EarlyStopping.0.waited": np.array(1)})
        >>> stop.best, stop.waited
        (0.5, 1)
    """
    for name, listener in _named(listeners).items():
        prefix = f"{name}."
        found = {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}
        if found:
            listener.restore(found)


def _named(listeners: Sequence[Callback]) -> dict[str, Callback]:
    """Each callback by its class and how many of that class came before it."""
    named: dict[str, Callback] = {}
    for listener in listeners:
        kind = type(listener).__name__
        named[f"{kind}.{sum(name.startswith(f'{kind}.') for name in named)}"] = listener
    return named


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


class _Watching(Callback):
    """A callback that watches one column of the history for its best value."""

    def __init__(self, monitor: str) -> None:
        self.monitor = monitor
        self.best: float | None = None

    def improved(self, run: Run, by: float = 0.0) -> bool:
        """Whether the newest number is the best so far, by more than `by`."""
        value = run.history[self.monitor][-1]
        gain = None if self.best is None else value - self.best if larger_is_better(self.monitor) else self.best - value
        if gain is not None and not gain > by:
            return False
        self.best = value
        return True

    def state(self) -> dict[str, Any]:
        """The best value so far."""
        return {"best": float("nan") if self.best is None else self.best}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take back the best value."""
        self.best = None if np.isnan(state["best"]) else float(state["best"])


class EarlyStopping(_Watching):
    """Ends the run when a number has not improved for some epochs.

    Args:
        monitor: The column to watch; smaller is better for losses, errors, penalties and the perplexity, larger for
            all else.
        patience: Epochs without improvement that are allowed.
        tolerance: Smaller improvements do not count.

    Raises:
        ArgumentError: `patience` is below 1, or `tolerance` below 0.

    Example:
        >>> EarlyStopping("val_loss", patience=3).best is None
        True
    """

    def __init__(self, monitor: str = "val_loss", patience: int = 5, tolerance: float = 0.0) -> None:
        if patience < 1:
            raise ArgumentError("EarlyStopping: patience is a positive integer", given=patience, expected="1, 2, ...")
        if tolerance < 0:
            raise ArgumentError("EarlyStopping: tolerance is not negative", given=tolerance, expected=">= 0")
        super().__init__(monitor)
        self.patience = patience
        self.tolerance = tolerance
        self.waited = 0

    def on_epoch(self, run: Run) -> None:
        """Compare the newest number with the best one."""
        if self.improved(run, self.tolerance):
            self.waited = 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            run.stop = f"{self.monitor} has not improved for {self.patience} epochs"

    def state(self) -> dict[str, Any]:
        """The best value, and how long it has been the best."""
        return super().state() | {"waited": self.waited}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take both back."""
        super().restore(state)
        self.waited = int(state["waited"])


class BestWeights(_Watching):
    """Gives the model, at the end of the run, the parameters and buffers of the epoch in which a number was best.

    Args:
        monitor: The column to watch, as for `EarlyStopping`.

    Example:
        >>> BestWeights("val_accuracy").epoch
        0
    """

    def __init__(self, monitor: str = "val_loss") -> None:
        super().__init__(monitor)
        self.epoch = 0
        self.weights: dict[str, np.ndarray] = {}

    def on_epoch(self, run: Run) -> None:
        """Keep a copy of the model if it is the best so far."""
        if self.improved(run):
            self.epoch = len(run.history)
            self.weights = {n: np.array(to_numpy(t.value)) for n, t in run.model.state_dict().items()}

    def on_end(self, run: Run) -> None:
        """Put the best copy back, unless the run shall go on in the middle of an epoch."""
        if self.weights and run.whole and run.position is None:
            run.model.load_state_dict(self.weights)

    def state(self) -> dict[str, Any]:
        """The copy, its number and its epoch."""
        return super().state() | {"epoch": self.epoch} | {f"weights.{n}": a for n, a in self.weights.items()}

    def restore(self, state: Mapping[str, np.ndarray]) -> None:
        """Take all of it back."""
        super().restore(state)
        self.epoch = int(state["epoch"])
        prefix = "weights."
        self.weights = {n.removeprefix(prefix): a for n, a in state.items() if n.startswith(prefix)}


class Converged(Callback):
    """Ends the run when a number changes by less than a tolerance from one epoch to the next.

    Args:
        tolerance: The change that is too small to go on.
        monitor: The column to watch.

    Raises:
        ArgumentError: `tolerance` is not positive.

    Example:
        >>> Converged(1e-4).monitor
        'loss'
    """

    def __init__(self, tolerance: float, monitor: str = "loss") -> None:
        if not tolerance > 0:
            raise ArgumentError("Converged: tolerance is positive", given=tolerance, expected="> 0")
        self.tolerance = tolerance
        self.monitor = monitor

    def on_epoch(self, run: Run) -> None:
        """Compare the last two numbers."""
        values = run.history[self.monitor]
        if len(values) > 1 and abs(values[-1] - values[-2]) < self.tolerance:
            run.stop = f"{self.monitor} changed by less than {self.tolerance:g}"


class TimeLimit(Callback):
    """Ends the run, in the middle of an epoch if need be, when its time is over.

    Args:
        seconds: How long it may train.

    Raises:
        ArgumentError: `seconds` is not positive.

    Example:
        >>> TimeLimit(60).seconds
        60
    """

    def __init__(self, seconds: float) -> None:
        if not seconds > 0:
            raise ArgumentError("TimeLimit: seconds are positive", given=seconds, expected="> 0")
        self.seconds = seconds
        self._start = time.monotonic()

    def on_start(self, run: Run) -> None:
        """Look at the clock."""
        del run
        self._start = time.monotonic()

    def on_piece(self, run: Run) -> None:
        """Look at the clock."""
        if time.monotonic() - self._start > self.seconds:
            run.stop = f"{self.seconds:g} seconds are over"

    def on_epoch(self, run: Run) -> None:
        """Look at the clock."""
        self.on_piece(run)
