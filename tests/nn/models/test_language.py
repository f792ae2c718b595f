"""Language models: PyTorch's numbers, what comes first decides what comes next, and going on with a text."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.models import LanguageModel, build
from wengert.random import Generator

TOKENS = np.random.default_rng(0).integers(0, 7, (3, 5))


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_loss_and_gradients_are_pytorchs(kind):
    torch = pytest.importorskip("torch")
    layer = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind]
    parts = {
        "embedding": torch.nn.Embedding(7, 4, dtype=torch.float64),
        "recurrence": layer(4, 4, 2, batch_first=True, dtype=torch.float64),
        "head": torch.nn.Linear(4, 7, dtype=torch.float64),
    }
    ours = LanguageModel(7, 4, kind, layers=2, dtype="float64")
    for name, part in parts.items():
        getattr(ours, name).load_state_dict({n: t.numpy() for n, t in part.state_dict().items()})
    tokens = torch.tensor(TOKENS)
    logits = parts["head"](parts["recurrence"](parts["embedding"](tokens[:, :-1]))[0]).swapaxes(1, 2)
    wanted = torch.nn.functional.cross_entropy(logits, tokens[:, 1:])
    found = wg.losses.cross_entropy(ours(TOKENS[:, :-1]), TOKENS[:, 1:])
    np.testing.assert_allclose(found.numpy(), wanted.detach().numpy(), rtol=1e-12)
    wanted.backward()
    found.backward()
    for name, part in parts.items():
        for n, p in part.named_parameters():
            np.testing.assert_allclose(getattr(getattr(ours, name), n).grad.numpy(), p.grad.numpy(), atol=1e-12)


def test_the_future_is_not_seen():
    model = LanguageModel(7, 8, generator=Generator(0)).eval()
    other = TOKENS.copy()
    other[:, 3:] = (other[:, 3:] + 1) % 7
    np.testing.assert_array_equal(model(TOKENS).numpy()[..., :3], model(other).numpy()[..., :3])


def test_a_text_in_two_parts_is_the_text():
    model = LanguageModel(7, 8, layers=2, dtype="float64", generator=Generator(0))
    first, state = model.go_on(TOKENS[:, :2])
    second, _ = model.go_on(TOKENS[:, 2:], state)
    both = np.concatenate([first.numpy(), second.numpy()], axis=1)
    np.testing.assert_allclose(both, model.go_on(TOKENS)[0].numpy(), rtol=1e-12)


def test_temperature_zero_takes_the_likeliest():
    model = LanguageModel(7, 8, dtype="float64", generator=Generator(0))
    text = list(TOKENS[0])
    for _ in range(4):
        text.append(int(model(np.array([text])).numpy()[0, :, -1].argmax()))
    np.testing.assert_array_equal(model.generate(TOKENS[0], 4, temperature=0), text[5:])
    assert model.training


def test_draws_follow_the_softmax():
    model = LanguageModel(3, 4, dtype="float64", generator=Generator(0))
    logits = model(np.zeros((1, 1), int)).numpy()[0, :, 0] / 0.5
    drawn = model.generate(np.zeros((20_000, 1), int), 1, temperature=0.5, generator=Generator(1))
    shares = np.bincount(drawn[:, 0], minlength=3) / len(drawn)
    np.testing.assert_allclose(shares, np.exp(logits) / np.exp(logits).sum(), atol=0.01)


def test_the_same_generator_draws_the_same():
    model = LanguageModel(7, 8, drop=0.5, generator=Generator(0))
    once, again = (model.generate(TOKENS, 6, generator=Generator(3)) for _ in range(2))
    np.testing.assert_array_equal(once, again)
    assert once.shape == (3, 6)


def test_learns_a_text_by_heart():
    generator = wg.manual_seed(0)
    data = wg.data.Text("abcd" * 40).windows(8, 3)
    model = build("language:gru,width=16", (8,), data.outputs, generator=generator)
    optimizer = wg.optim.Adam(model, lr=0.02)
    wg.train.fit(model, data, wg.losses.cross_entropy, optimizer, 15, 16, metrics=["accuracy"], generator=generator)
    assert model.generate([0], 7, temperature=0.1).tolist() == [1, 2, 3, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: build("language:lsmt", (8,), 5), ArgumentError, "did you mean lstm"),
        (lambda: build("language:lstm,gru", (8,), 5), ArgumentError, "one word at most"),
        (lambda: build("language", (8, 2), 5), ShapeError, "no windows of tokens"),
        (lambda: LanguageModel(5, 4)(np.zeros(3, int)), ShapeError, "batch of sequences"),
        (lambda: LanguageModel(5, 4).generate([], 3), ShapeError, "a token to begin with"),
        (lambda: LanguageModel(5, 4).generate([1], -1), ArgumentError, "nothing is drawn"),
        (lambda: LanguageModel(5, 4).generate([1], 1, temperature=-1.0), ArgumentError, "nothing is drawn"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
