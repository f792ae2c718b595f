"""Recurrent classifiers: PyTorch's numbers, each way to read a sequence, and what does not fit."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.models import SequenceClassifier, build
from wengert.random import Generator
from wengert.testing import check_module

X = np.random.default_rng(0).normal(size=(3, 5, 2))


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("pool", ["last", "mean"])
def test_outputs_and_gradients_are_pytorchs(kind, pool):
    torch = pytest.importorskip("torch")
    theirs = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](
        2, 4, 2, batch_first=True, bidirectional=True, dtype=torch.float64
    )
    head = torch.nn.Linear(8, 3, dtype=torch.float64)
    ours = SequenceClassifier(2, 4, 3, kind, 2, bidirectional=True, pool=pool, dtype="float64")
    ours.recurrence.load_state_dict({n: t.numpy() for n, t in theirs.state_dict().items()})
    ours.head.load_state_dict({n: t.numpy() for n, t in head.state_dict().items()})
    out, last = theirs(torch.tensor(X))
    state = last[0] if kind == "lstm" else last
    wanted = head(out.mean(1) if pool == "mean" else torch.cat([state[-2], state[-1]], 1))
    found = ours(X)
    np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=1e-10, atol=1e-12)
    wanted.square().sum().backward()
    (found * found).sum().backward()
    for name, p in theirs.named_parameters():
        np.testing.assert_allclose(
            getattr(ours.recurrence, name).grad.numpy(), p.grad.numpy(), rtol=1e-8, atol=1e-10, err_msg=name
        )


@pytest.mark.parametrize("pool", ["last", "mean"])
def test_what_stands_behind_the_end_does_not_count(pool):
    model = SequenceClassifier(2, 4, 3, "gru", bidirectional=True, pool=pool, dtype="float64", generator=Generator(0))
    found = model(X, lengths=np.array([5, 3, 2])).numpy()
    for k, length in enumerate((5, 3, 2)):
        np.testing.assert_allclose(found[k], model(X[k : k + 1, :length]).numpy()[0], rtol=1e-12)


def test_signals_have_their_channels_first():
    turns = SequenceClassifier(2, 4, 3, "rnn", generator=Generator(0))
    signals = SequenceClassifier(2, 4, 3, "rnn", channels_first=True, generator=Generator(0))
    x = X.astype("float32")
    np.testing.assert_array_equal(turns(x).numpy(), signals(x.swapaxes(1, 2)).numpy())
    one = SequenceClassifier(1, 4, 3, "rnn", generator=Generator(0))
    np.testing.assert_array_equal(one(x[:, :, 0]).numpy(), one(x[:, :, :1]).numpy())


def test_is_a_module_like_any_other():
    check_module(SequenceClassifier(2, 3, 2, "lstm", pool="mean", generator=Generator(0)), X[:2].astype("float32"))


def test_short_forms():
    model = build("lstm:5,layers=2,pool=mean,drop=0.1,bidirectional", (3, 40), 10)
    assert model(np.ones((2, 3, 40), "float32")).shape == (2, 10)
    assert (model.recurrence.num_layers, model.recurrence.bidirectional, model.drop.p) == (2, True, 0.1)
    assert build("rnn", (40,), 10, activation="relu").recurrence.hidden_size == 64


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: SequenceClassifier(2, 4, 3, "gur"), ArgumentError, "did you mean gru"),
        (lambda: SequenceClassifier(2, 4, 3, pool="first"), ArgumentError, "unknown pool"),
        (lambda: SequenceClassifier(2, 4, 3)(np.ones((2, 3, 4, 5), "float32")), ShapeError, "batch of sequences"),
        (lambda: build("gru:8,4", (40,), 10), ArgumentError, "one size at most"),
        (lambda: build("gru:8-4", (40,), 10), ArgumentError, "all layers have one size"),
        (lambda: build("gru:8", (1, 28, 28), 10), ShapeError, "no sequences"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()


def test_learns_which_end_is_larger():
    generator = wg.manual_seed(0)
    x = np.random.default_rng(1).normal(size=(128, 6)).astype("float32")
    y = (x[:, 0] > x[:, -1]).astype("int32")
    model = build("gru:8", (6,), 2, generator=generator)
    optimizer = wg.optim.Adam(model, lr=0.03)
    history = wg.train.fit(model, (x, y), wg.losses.cross_entropy, optimizer, 30, 32, generator=generator)
    assert history.last["accuracy"] > 0.95
