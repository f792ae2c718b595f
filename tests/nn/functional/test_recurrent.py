"""Recurrent layers as functions: known values by hand, the other direction, sequences within their lengths."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def test_an_lstm_by_hand():
    x, (h, c) = draw(3, 1, 2), (draw(1, 2, seed=1), draw(1, 2, seed=2))
    w, u, b = draw(8, 2, seed=3), draw(8, 2, seed=4), draw(8, seed=5)
    out, (last, cell) = functional.lstm(x, (h, c), w, u, b)
    for row in x:
        i, f, g, o = np.split(row @ w.T + b + h @ u.T, 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    np.testing.assert_allclose(last, h, rtol=1e-12)
    np.testing.assert_allclose(cell, c, rtol=1e-12)
    np.testing.assert_allclose(out[-1], h, rtol=1e-12)


def test_a_gru_by_hand():
    x, h = draw(3, 1, 2), draw(1, 2, seed=1)
    w, u, b, d = draw(6, 2, seed=3), draw(6, 2, seed=4), draw(6, seed=5), draw(6, seed=6)
    _, last = functional.gru(x, h, w, u, b, d)
    for row in x:
        (r, z, n), (s, y, m) = np.split(row @ w.T + b, 3, axis=-1), np.split(h @ u.T + d, 3, axis=-1)
        r, z = sigmoid(r + s), sigmoid(z + y)
        h = (1 - z) * np.tanh(n + r * m) + z * h
    np.testing.assert_allclose(last, h, rtol=1e-12)


@pytest.mark.parametrize("lengths", [None, [2, 3]])
def test_the_other_direction_is_that_of_turned_sequences(lengths):
    x, h, w, u = draw(3, 2, 2), draw(2, 2, seed=1), draw(2, 2, seed=2), draw(2, 2, seed=3)
    out, last = functional.rnn(x, h, w, u, lengths=lengths, reverse=True)
    for b, n in enumerate(lengths or [3, 3]):
        alone, end = functional.rnn(x[:n, b : b + 1][::-1], h[b : b + 1], w, u)
        np.testing.assert_allclose(out[:n, b], alone[::-1, 0], rtol=1e-12)
        np.testing.assert_allclose(last[b], end[0], rtol=1e-12)
        assert not out[n:, b].any()


def test_lengths_may_differ_between_examples_of_a_vmap():
    x, h, w, u = draw(4, 3, 2, 2), draw(2, 2, seed=1), draw(2, 2, seed=2), draw(2, 2, seed=3)
    lengths = np.array([[1, 2], [3, 3], [2, 1], [3, 1]])
    run = lambda x, n: functional.rnn(x, h, w, u, lengths=n, reverse=True)[0]
    expected = np.stack([run(a, n) for a, n in zip(x, lengths, strict=True)])
    np.testing.assert_allclose(wg.vmap(run)(x, lengths), expected, atol=1e-12)


def test_cells_take_any_leading_axes():
    x, h, w, u = draw(2, 3, 2), draw(2, 3, 2, seed=1), draw(2, 2, seed=2), draw(2, 2, seed=3)
    np.testing.assert_allclose(functional.rnn_cell(x, h, w, u), np.tanh(x @ w.T + h @ u.T), rtol=1e-12)
    assert functional.gru_cell(x[0, 0], h[0, 0], draw(6, 2), draw(6, 2)).shape == (2,)
    assert functional.lstm_cell(x, (h, h), draw(8, 2), draw(8, 2))[1].shape == (2, 3, 2)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="rnn: needs at least one turn"):
        functional.rnn(draw(3, 2), draw(1, 2), draw(2, 2), draw(2, 2))
    with pytest.raises(ArgumentError, match="rnn: unknown nonlinearity"):
        functional.rnn(draw(3, 1, 2), draw(1, 2), draw(2, 2), draw(2, 2), nonlinearity="elu")
    with pytest.raises(ArgumentError, match="a length is out of range"):
        functional.rnn(draw(3, 1, 2), draw(1, 2), draw(2, 2), draw(2, 2), lengths=[0])
