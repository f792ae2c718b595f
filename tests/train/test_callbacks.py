"""Callbacks: when a run is told to end."""

import pytest

from wengert.errors import ArgumentError
from wengert.train import Callback, EarlyStopping, History, Run


def run_with(values, name, patience):
    stop, run = EarlyStopping(name, patience), Run(None, None, History(), len(values), 1)
    for k, value in enumerate(values):
        run.history.append({name: value})
        stop.on_epoch(run)
        if run.stop:
            return k + 1
    return None


def test_smaller_losses_are_better():
    assert run_with([3, 2, 1, 1, 1], "val_loss", 2) == 5
    assert run_with([3, 2, 1, 0.5, 0.4], "val_loss", 1) is None


def test_larger_accuracies_are_better():
    assert run_with([0.1, 0.5, 0.4, 0.6, 0.6, 0.6], "val_accuracy", 2) == 6


def test_no_patience_is_refused():
    with pytest.raises(ArgumentError, match="patience is a positive integer"):
        EarlyStopping(patience=0)


def test_the_base_does_nothing():
    run = Run(None, None, History(), 1, 1)
    for event in ("on_start", "on_epoch", "on_end"):
        getattr(Callback(), event)(run)
    assert run.stop is None
