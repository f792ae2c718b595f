"""Feeds: a stream trains as the same samples in memory, and what is no data is refused."""

import numpy as np
import pytest

from wengert import losses, nn, optim
from wengert.data.stream import Stream
from wengert.errors import ArgumentError
from wengert.random import Generator
from wengert.train import fit
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
