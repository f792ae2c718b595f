"""Feeds: a stream trains as the same samples in memory, and what is no data is refused."""

import numpy as np
import pytest

from wengert import losses, nn, optim
from wengert.data.stream import Stream
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.train import Callback, Position, fit
from wengert.train.feed import StreamFeed, feed_of

RNG = np.random.default_rng(0)
X = RNG.normal(size=(50, 3)).astype("float32")
Y = RNG.integers(0, 2, 50).astype("int32")


def stream(sizes=(20, 7, 23)):
    def read():
        start = 0
        for size in sizes:
            yield X[start : start + size], Y[start : start + size]
            start += size

    return Stream(read, (3,), classes=("no", "yes"))


def trained(data, compiled=False, **options):
    model = nn.Linear(3, 2, generator=Generator(1))
    history = fit(
        model,
        data,
        losses.cross_entropy,
        optim.Adam(model, lr=0.1),
        epochs=2,
        batch_size=8,
        shuffle=False,
        compiled=compiled,
        **options,
    )
    return model.weight.numpy(), history


@pytest.mark.parametrize("compiled", [False, True])
def test_a_stream_trains_as_the_same_samples_in_memory(compiled):
    wanted, its_history = trained((X, Y))
    weights, history = trained(stream(), compiled)
    np.testing.assert_allclose(weights, wanted, atol=2e-6)
    for name in ("loss", "accuracy", "steps"):
        np.testing.assert_allclose(history[name], its_history[name], rtol=1e-5)


def test_chunks_are_several_batches():
    feed = StreamFeed(stream(), 8, np.asarray, batches=2)
    assert [len(x) for x, _, _ in feed.portions(None)] == [16, 16, 16, 2]


def test_steps_end_a_stream_in_the_middle():
    _, history = trained(stream(), steps=9)
    assert history["steps"] == [7, 9]


def test_what_is_no_data_is_refused():
    with pytest.raises(ArgumentError, match="what are these data"):
        feed_of([1, 2, 3], np.asarray, 8, {})
    with pytest.raises(ArgumentError, match="a stream has no full batch"):
        feed_of(stream(), np.asarray, None, {})
    with pytest.raises(ArgumentError, match="hold no samples"):
        trained(Stream(lambda: iter(()), (3,), classes=("a", "b")))


def test_chunks_are_smaller_where_samples_are_large(monkeypatch):
    for room, sizes in ((2 * 8 * 3 * 4, [16, 16, 16, 2]), (1, [8, 8, 8, 8, 8, 8, 2])):
        monkeypatch.setattr("wengert.train.feed._ROOM", room)
        assert [len(x) for x, _, _ in StreamFeed(stream(), 8, np.asarray).portions(None)] == sizes


class Pause(Callback):
    """Ends a run the k-th time it is told of a piece, and keeps the place."""

    def __init__(self, k):
        self.left = k

    def on_piece(self, run):
        self.left -= 1
        if not self.left:
            run.stop = "a pause"

    def on_end(self, run):
        self.position = run.position


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("pieces", [1, 2, 5, 7])
def test_a_stream_left_inside_an_epoch_goes_on_exactly(compiled, pieces, monkeypatch):
    monkeypatch.setattr("wengert.train.pace.Pace.batches", lambda self: 1)
    monkeypatch.setattr("wengert.train.feed._ROOM", 2 * 8 * 3 * 4)  # two batches to a portion
    options = {"epochs": 2, "batch_size": 8, "validation": stream(), "compiled": compiled}

    def run(model, optimizer, **more):
        return fit(model, stream(), losses.cross_entropy, optimizer, **options, **more)

    model, other = (nn.Linear(3, 2, generator=Generator(1)) for _ in range(2))
    whole = run(model, optim.Adam(model, lr=0.1))
    pause, optimizer = Pause(pieces), optim.Adam(other, lr=0.1)
    first = run(other, optimizer, callbacks=[pause])
    assert pause.position is not None
    again = run(other, optimizer, history=first, position=Position.from_arrays(pause.position.arrays()))
    for name in ("loss", "accuracy", "val_loss", "steps"):
        assert again[name] == whole[name]
    np.testing.assert_array_equal(other.weight.numpy(), model.weight.numpy())


def test_a_place_that_a_stream_does_not_come_to_is_refused():
    with pytest.raises(ArgumentError, match="not the one that was left"):
        list(StreamFeed(stream(), 8, np.asarray, batches=2).portions(Position(np.arange(16), 8, {}, before=24)))
    with pytest.raises(ArgumentError, match="ends after 50 samples"):
        list(StreamFeed(stream(), 8, np.asarray, batches=2).portions(Position(np.arange(16), 8, {}, before=64)))
