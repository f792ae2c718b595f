"""Callbacks: when a run is told to end, and what they remember of it."""

import numpy as np
import pytest

from wengert import losses, nn, optim
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.train import AfterEpoch, BestWeights, Callback, Converged, EarlyStopping, History, Run, TimeLimit, fit
from wengert.train.callbacks import restore, states
from wengert.train.position import Position


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
    for event in ("on_start", "on_piece", "on_epoch", "on_end"):
        getattr(Callback(), event)(run)
    assert run.stop is None


def test_small_improvements_do_not_count():
    stop = EarlyStopping("loss", patience=2, tolerance=0.1)
    run = Run(None, None, History(), 9, 1)
    for k, loss in enumerate([1.0, 0.95, 0.92, 0.9]):
        run.history.append({"loss": loss})
        stop.on_epoch(run)
        assert (run.stop is not None) == (k >= 2)


def test_the_best_weights_come_back_at_the_end():
    x = np.linspace(-1, 1, 16, dtype="float32")[:, None]
    model = nn.Linear(1, 1, generator=Generator(0))
    optimizer = optim.SGD(model, lr=0.5)
    seen, best = [], BestWeights("loss")

    def jump(run):
        seen.append(run.model.weight.numpy().copy())
        run.optimizer.param_groups[0]["lr"] = 0.1 if len(run.history) < 3 else 1.99

    # Called before `jump` sees the same epoch, so `seen` holds what was best.
    history = fit(
        model, (x, 3 * x), losses.mse_loss, optimizer, epochs=8, batch_size=16, callbacks=[best, AfterEpoch(jump)]
    )
    number = int(np.argmin(history["loss"]))
    assert best.epoch == number + 1
    np.testing.assert_array_equal(model.weight.numpy(), seen[number])


def test_a_cost_that_stands_still_ends_the_run():
    stop, run = Converged(1e-3), Run(None, None, History(), 9, 1)
    for k, loss in enumerate([1.0, 0.5, 0.4999]):
        run.history.append({"loss": loss})
        stop.on_epoch(run)
        assert (run.stop is not None) == (k == 2)
    assert run.stop == "loss changed by less than 0.001"


def test_time_is_up_inside_an_epoch_too(monkeypatch):
    limit, run = TimeLimit(5.0), Run(None, None, History(), 9, 1)
    clock = iter([0.0, 4.0, 6.0])
    monkeypatch.setattr("wengert.train.callbacks.time.monotonic", lambda: next(clock))
    limit.on_start(run)
    limit.on_piece(run)
    assert run.stop is None
    limit.on_epoch(run)
    assert run.stop == "5 seconds are over"


def test_what_callbacks_remember_comes_back():
    first = [EarlyStopping("loss", 3), Callback(), EarlyStopping("val_loss", 2), BestWeights("loss")]
    first[2].best, first[2].waited = 0.5, 1
    first[3].best, first[3].epoch, first[3].weights = 0.25, 4, {"0.weight": np.ones(2)}
    second = [EarlyStopping("loss", 3), Callback(), EarlyStopping("val_loss", 2), BestWeights("loss")]
    restore(second, states(first))
    assert (second[0].best, second[2].best, second[2].waited) == (None, 0.5, 1)
    assert (second[3].best, second[3].epoch, second[3].weights["0.weight"].tolist()) == (0.25, 4, [1.0, 1.0])
    restore(second, {})
    assert second[2].waited == 1


@pytest.mark.parametrize(
    "make", [lambda: EarlyStopping(tolerance=-1.0), lambda: Converged(0.0), lambda: TimeLimit(0.0)]
)
def test_nonsense_is_refused(make):
    with pytest.raises(ArgumentError):
        make()


def test_a_paused_run_keeps_its_own_weights():
    model = nn.Linear(1, 1)
    best = BestWeights("loss")
    best.weights = {"weight": np.full((1, 1), 9.0), "bias": np.zeros(1)}
    best.on_end(Run(model, None, History(), 1, 1, position=Position(np.arange(4), 2)))
    assert model.weight.item() != 9.0
