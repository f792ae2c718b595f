"""fit: compiled epochs are the loop one would write by hand, on both array libraries."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.data import DataLoader, from_arrays
from wengert.errors import ArgumentError, GraphError
from wengert.random import Generator
from wengert.train import AfterEpoch, Callback, EarlyStopping, History, Recipe, fit

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 4)).astype("float32")
Y = (X[:, 0] * X[:, 1] > 0).astype(np.int32)
DATA = from_arrays(X, Y)


def parts(dropout=False):
    """A model and its optimizer, the same at every call."""
    layers = [nn.Linear(4, 8, generator=Generator(1)), nn.Tanh(), nn.Linear(8, 2, generator=Generator(2))]
    model = nn.Sequential(*layers[:2], nn.Dropout(0.3, Generator(5)), layers[2]) if dropout else nn.Sequential(*layers)
    return model, optim.Adam(model, lr=0.01)


def weights(model):
    return np.concatenate([p.numpy().ravel() for p in model.parameters()])


@pytest.mark.parametrize("batch_size", [16, 50, 64, 7, None])
def test_a_compiled_run_is_the_loop_written_by_hand(batch_size):
    model, optimizer = parts()
    loader = DataLoader(DATA, batch_size, generator=Generator(3))
    for _ in range(3):
        for x, y in loader:
            optimizer.zero_grad()
            wg.losses.cross_entropy(model(x), y).backward()
            optimizer.step()
    other, its_optimizer = parts()
    options = {"epochs": 3, "batch_size": batch_size, "generator": Generator(3)}
    fit(other, DATA, wg.losses.cross_entropy, its_optimizer, **options)
    np.testing.assert_allclose(weights(other), weights(model), atol=2e-6)


@pytest.mark.parametrize("dropout", [False, True])
def test_eager_and_compiled_give_the_same_numbers(dropout):
    rows = []
    for compiled in (True, False):
        model, optimizer = parts(dropout)
        options = {"epochs": 4, "batch_size": 16, "generator": Generator(0), "validation": DATA, "compiled": compiled}
        history = fit(model, DATA, wg.losses.cross_entropy, optimizer, **options)
        rows.append([history[n] for n in ("loss", "accuracy", "val_loss", "val_accuracy")])
    np.testing.assert_allclose(rows[0], rows[1], atol=2e-6)


def test_same_seed_same_numbers():
    histories = []
    for _ in range(2):
        wg.manual_seed(4)
        model = nn.mlp("8", 4, 2)
        histories.append(fit(model, DATA, wg.losses.cross_entropy, optim.SGD(model, lr=0.1), epochs=2)["loss"])
    assert histories[0] == histories[1]


def test_afterwards_the_model_is_numpy_and_trains_on():
    model, optimizer = parts()
    history = fit(model, DATA, wg.losses.cross_entropy, optimizer, epochs=2, generator=Generator(0))
    assert all(isinstance(p.value, np.ndarray) for p in model.parameters())
    assert all(p.grad is None for p in model.parameters())
    fit(model, DATA, wg.losses.cross_entropy, optimizer, epochs=5, generator=Generator(0), history=history)
    assert history["epoch"] == [1, 2, 3, 4, 5]


def test_real_targets_are_fitted():
    x = np.linspace(-1, 1, 40, dtype="float32")[:, None]
    model = nn.Linear(1, 1)
    fit(model, (x, 3 * x - 1), wg.losses.mse_loss, optim.SGD(model, lr=0.3), epochs=60)
    np.testing.assert_allclose([model.weight.item(), model.bias.item()], [3, -1], atol=1e-3)


def test_a_schedule_changes_the_rate_without_a_new_program():
    model, optimizer = parts()
    rates = []

    def halve(run):
        rates.append(float(run.optimizer.param_groups[0]["lr"]))
        run.optimizer.param_groups[0]["lr"] *= 0.5

    fit(model, DATA, wg.losses.cross_entropy, optimizer, epochs=3, callbacks=[AfterEpoch(halve)], compiled=True)
    np.testing.assert_allclose(rates, [0.01, 0.005, 0.0025], rtol=1e-6)


def test_a_run_can_end_early():
    model, optimizer = parts()
    optimizer.param_groups[0]["lr"] = 0.0
    stop = EarlyStopping("val_loss", patience=2)
    options = {"epochs": 50, "validation": DATA, "callbacks": [stop], "compiled": False}
    assert len(fit(model, DATA, wg.losses.cross_entropy, optimizer, **options)) == 3


def test_left_out_samples_do_not_count():
    model, optimizer = parts()
    options = {"epochs": 1, "batch_size": 16, "drop_last": True, "shuffle": False, "compiled": False}
    seen = fit(model, DATA, wg.losses.cross_entropy, optimizer, **options)
    other, its_optimizer = parts()
    whole = fit(other, (X[:48], Y[:48]), wg.losses.cross_entropy, its_optimizer, **options)
    assert seen["loss"] == whole["loss"]


def test_a_loss_that_is_not_finite_ends_the_run():
    model = nn.Linear(4, 1)
    with pytest.raises(GraphError, match="the loss is not finite any more"):
        fit(model, (X * 1e20, X[:, :1]), wg.losses.mse_loss, optim.SGD(model, lr=1e20), epochs=5)


def test_no_epochs_are_refused():
    model, optimizer = parts()
    with pytest.raises(ArgumentError, match="epochs is a positive integer"):
        fit(model, DATA, wg.losses.cross_entropy, optimizer, epochs=0)


class Pause(Callback):
    """Ends a run inside an epoch, and keeps the place."""

    def on_piece(self, run):
        if len(run.history) == 1:
            run.stop = "a pause"

    def on_end(self, run):
        self.position = run.position


@pytest.mark.parametrize("compiled", [False, True])
def test_a_run_left_inside_an_epoch_goes_on_exactly(compiled, monkeypatch):
    monkeypatch.setattr("wengert.train.pace.Pace.batches", lambda self: 1)
    options = {"epochs": 3, "batch_size": 8, "validation": DATA, "compiled": compiled}
    model, optimizer = parts(dropout=True)
    whole = fit(model, DATA, wg.losses.cross_entropy, optimizer, generator=Generator(7), **options)
    other, its_optimizer = parts(dropout=True)
    pause, generator = Pause(), Generator(7)
    args = (other, DATA, wg.losses.cross_entropy, its_optimizer)
    first = fit(*args, generator=generator, callbacks=[pause], **options)
    assert len(first) == 1
    assert pause.position.done == 8
    again = fit(*args, generator=generator, history=first, position=pause.position, **options)
    for name in ("loss", "accuracy", "val_loss", "steps"):
        assert again[name] == whole[name]
    np.testing.assert_array_equal(weights(other), weights(model))


@pytest.mark.parametrize("compiled", [False, True])
def test_a_schedule_free_optimizer_is_judged_by_its_average(compiled):
    model, _ = parts()
    optimizer = optim.SGDScheduleFree(model, lr=0.5)
    options = {"epochs": 3, "batch_size": 16, "validation": DATA, "generator": Generator(0), "compiled": compiled}
    history = fit(model, DATA, wg.losses.cross_entropy, optimizer, **options)
    assert not optimizer.training
    now = float(wg.losses.cross_entropy(model(X), Y).value)
    assert history.last["val_loss"] == pytest.approx(now, rel=1e-5)
    optimizer.train()
    assert now != pytest.approx(float(wg.losses.cross_entropy(model(X), Y).value), rel=1e-5)


def test_a_run_may_be_a_number_of_steps():
    model, optimizer = parts()
    history = fit(model, DATA, wg.losses.cross_entropy, optimizer, batch_size=16, steps=6, compiled=False)
    assert history["steps"] == [4, 6]
    assert optimizer.state[model[0].weight]["step"].item() == 6


def test_a_loader_brings_its_own_batches():
    model, optimizer = parts()
    loader = DataLoader(DATA, 25, shuffle=False)
    assert fit(model, loader, wg.losses.cross_entropy, optimizer, epochs=1, compiled=False)["steps"] == [2]


def test_scores_judge_the_validation_only():
    model, optimizer = parts()
    options = {"epochs": 1, "validation": DATA, "metrics": ["accuracy", "f1", "auc"], "compiled": False}
    row = fit(model, DATA, wg.losses.cross_entropy, optimizer, **options).last
    assert {"val_f1", "val_auc", "val_accuracy", "accuracy"} <= set(row)
    assert "f1" not in row


def test_a_history_goes_on_where_it_was():
    model, optimizer = parts()
    before = History([{"epoch": 1, "loss": 9.0}])
    assert len(fit(model, DATA, wg.losses.cross_entropy, optimizer, epochs=1, history=before)) == 1


class Turns(nn.Module):
    """The last state of an LSTM over four numbers."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(1, 8, batch_first=True, generator=Generator(1))
        self.head = nn.Linear(8, 2, generator=Generator(2))

    def forward(self, x):
        return self.head(self.lstm(x[..., None])[0][:, -1])


def with_statistics():
    """A network that looks at the whole batch, and drops out."""
    first = nn.Linear(4, 8, bias=False, generator=Generator(1))
    return nn.Sequential(
        first, nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3, Generator(5)), nn.Linear(8, 2, generator=Generator(2))
    )


@pytest.mark.parametrize("make", [Turns, with_statistics])
@pytest.mark.parametrize("recipe", [None, Recipe(accumulate=2)])
def test_two_devices_train_as_one(make, recipe):
    """Fifty samples: the last batch of a pass, of two, is as good as any other; chunks of an evaluation too."""
    rows, last = [], []
    for devices in (1, 2):
        model = make()
        options = {"epochs": 3, "batch_size": 16, "generator": Generator(0), "validation": DATA, "recipe": recipe}
        optimizer = optim.Adam(model, lr=0.01)
        history = fit(model, DATA, wg.losses.cross_entropy, optimizer, **options, devices=devices)
        rows.append([history[n] for n in ("loss", "accuracy", "val_loss", "val_accuracy")])
        last.append(weights(model))
        assert all(isinstance(p.value, np.ndarray) for p in model.parameters())
    np.testing.assert_allclose(rows[1], rows[0], rtol=1e-5)
    np.testing.assert_allclose(last[1], last[0], rtol=1e-3, atol=1e-5)


def test_an_odd_last_batch_is_a_step_as_well():
    found = []
    for devices in (1, 2):
        model, optimizer = parts()
        fit(model, (X[:35], Y[:35]), wg.losses.cross_entropy, optimizer, 2, 16, generator=Generator(0), devices=devices)
        found.append(weights(model))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"batch_size": 15}, "batch_size=16"),
        ({"compiled": False}, "compiled=True"),
        ({"devices": 0}, "devices are counted"),
    ],
)
def test_devices_that_cannot_share_are_refused(options, match):
    model, optimizer = parts()
    before = weights(model)
    with pytest.raises(ArgumentError, match=match):
        fit(model, DATA, wg.losses.cross_entropy, optimizer, **{"devices": 2} | options)
    np.testing.assert_array_equal(weights(model), before)
