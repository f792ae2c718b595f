"""Recurrent layers as functions: one layer in one direction, and single turns.

Knows that the input's part of all turns is one product, and how sequences of different lengths share a batch. Keeps no
parameter and no state.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.functional.linear import linear
from wengert.nn.recurrence.elman import elman
from wengert.nn.recurrence.gru import gru_turns
from wengert.nn.recurrence.lstm import lstm_turns
from wengert.nn.recurrence.turns import turns
from wengert.ops import concat, flip, less, matmul, matrix_transpose, reshape, sigmoid, take, tanh, where
from wengert.tensor import Tensor, value_of


def rnn(
    x: Any,
    h0: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    nonlinearity: str = "tanh",
    lengths: Any = None,
    reverse: bool = False,
) -> tuple[Any, Any]:
    """h = φ(W_ih x + b_ih + W_hh h + b_hh), turn after turn.

    Args:
        x: (t, b, in).
        h0: (b, h).
        w_ih: (h, in).
        w_hh: (h, h).
        b_ih: (h,), or None.
        b_hh: (h,), or None.
        nonlinearity: `tanh` or `relu`.
        lengths: (b,) of integers from 1 to t: the output is 0 from there on. None: all t.
        reverse: Whether each sequence is read from its end; outputs stay in the order of `x`.

    Returns:
        All states (t, b, h), and the last one of each sequence, (b, h).

    Raises:
        ShapeError: Sizes do not fit.
        ArgumentError: A length is out of range, or the nonlinearity is unknown.

    References:
        Elman (1990), Finding structure in time, Cognitive Science 14.

    Example:
        >>> out, last = rnn(np.ones((2, 1, 1)), np.zeros((1, 1)), np.ones((1, 1)), np.ones((1, 1)), nonlinearity="relu")
        >>> out.ravel(), last
        (array([1., 2.]), array([[2.]]))
    """

    def run(x: Any) -> tuple[Any, ...]:
        return (elman(linear(x, w_ih, _sum(b_ih, b_hh)), h0, w_hh, nonlinearity=nonlinearity),)

    out, (h,) = _through("rnn", run, x, lengths, reverse)
    return out, h


def lstm(
    x: Any,
    initial: tuple[Any, Any],
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    w_hr: Any = None,
    lengths: Any = None,
    reverse: bool = False,
) -> tuple[Any, tuple[Any, Any]]:
    """Long short-term memory: c = f c + i g, h = o tanh(c), with gates i, f, g, o of W_ih x + b_ih + W_hh h + b_hh.

    Args:
        x: (t, b, in).
        initial: h, (b, p), and c, (b, h).
        w_ih: (4h, in), rows in the order i, f, g, o.
        w_hh: (4h, p).
        b_ih: (4h,), or None.
        b_hh: (4h,), or None.
        w_hr: (p, h), which projects h; None: p is h.
        lengths: (b,) of integers from 1 to t: the output is 0 from there on. None: all t.
        reverse: Whether each sequence is read from its end; outputs stay in the order of `x`.

    Returns:
        All states (t, b, p), and the last h and c of each sequence, (b, p) and (b, h).

    Raises:
        ShapeError: Sizes do not fit.
        ArgumentError: A length is out of range.

    References:
        Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9.

    Example:
        >>> zeros = np.zeros((1, 1))
        >>> out, (h, c) = lstm(np.ones((3, 1, 2)), (zeros, zeros), np.ones((4, 2)), np.ones((4, 1)))
        >>> out.shape, bool((out[-1] == h).all())
        ((3, 1, 1), True)
    """

    def run(x: Any) -> tuple[Any, ...]:
        z = linear(x, w_ih, _sum(b_ih, b_hh))
        return lstm_turns(z, *initial, w_hh)[:2] if w_hr is None else _projected(z, initial, w_hh, w_hr)

    out, (h, c) = _through("lstm", run, x, lengths, reverse)
    return out, (h, c)


def gru(
    x: Any,
    h0: Any,
    w_ih: Any,
    w_hh: Any,
    b_ih: Any = None,
    b_hh: Any = None,
    lengths: Any = None,
    reverse: bool = False,
) -> tuple[Any, Any]:
    """Gated units: h = (1 - u) n + u h, n = tanh(W_in x + b_in + r (W_hn h + b_hn)), with gates r and u.

    Args:
        x: (t, b, in).
        h0: (b, h).
        w_ih: (3h, in), rows in the order r, u, n.
        w_hh: (3h, h).
        b_ih: (3h,), or None.
        b_hh: (3h,), or None.
        lengths: (b,) of integers from 1 to t: the output is 0 from there on. None: all t.
        reverse: Whether each sequence is read from its end; outputs stay in the order of `x`.

    Returns:
        All states (t, b, h), and the last one of each sequence, (b, h).

    Raises:
        ShapeError: Sizes do not fit.
        ArgumentError: A length is out of range.

    References:
        Cho, van Merriënboer, Gulcehre, Bahdanau, Bougares, Schwenk & Bengio (2014), Learning phrase representations
        using RNN encoder-decoder; the reset gate acts on the product, as in cuDNN and PyTorch.

    Example:
        >>> out, last = gru(np.ones((2, 1, 1)), np.ones((1, 1)), np.zeros((3, 1)), np.zeros((3, 1)))
        >>> out.ravel()
        array([0.5 , 0.25])
    """
    k = np.shape(value_of(w_hh))[-1]

    def run(x: Any) -> tuple[Any, ...]:
        inside = np.zeros((1, k), value_of(w_hh).dtype) if b_hh is None else reshape(b_hh[2 * k :], (1, k))
        outside = None if b_hh is None else concat([b_hh[: 2 * k], np.zeros(k, value_of(b_hh).dtype)])
        return (gru_turns(linear(x, w_ih, _sum(b_ih, outside)), h0, w_hh, inside)[0],)

    out, (h,) = _through("gru", run, x, lengths, reverse)
    return out, h


def rnn_cell(
    x: Any, h: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None, nonlinearity: str = "tanh"
) -> Any:
    """One turn of `rnn`.

    Args:
        x: (*b, in).
        h: (*b, h).
        w_ih: (h, in).
        w_hh: (h, h).
        b_ih: (h,), or None.
        b_hh: (h,), or None.
        nonlinearity: `tanh` or `relu`.

    Returns:
        The next state, (*b, h).

    Raises:
        ShapeError: Sizes do not fit.
        ArgumentError: The nonlinearity is unknown.

    Example:
        >>> rnn_cell(np.ones(1), np.ones(1), np.ones((1, 1)), np.ones((1, 1)), nonlinearity="relu")
        array([2.])
    """
    out, _ = rnn(_one_turn(x), _rows(h), w_ih, w_hh, b_ih, b_hh, nonlinearity)
    return reshape(out, np.shape(value_of(h)))


def lstm_cell(
    x: Any, state: tuple[Any, Any], w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None
) -> tuple[Any, Any]:
    """One turn of `lstm`.

    Args:
        x: (*b, in).
        state: h and c, (*b, h) each.
        w_ih: (4h, in), rows in the order i, f, g, o.
        w_hh: (4h, h).
        b_ih: (4h,), or None.
        b_hh: (4h,), or None.

    Returns:
        The next h and c, (*b, h) each.

    Raises:
        ShapeError: Sizes do not fit.

    Example:
        >>> lstm_cell(np.ones(1), (np.ones(1), np.ones(1)), np.zeros((4, 1)), np.zeros((4, 1)))[1]
        array([0.5])
    """
    _, (h, c) = lstm(_one_turn(x), (_rows(state[0]), _rows(state[1])), w_ih, w_hh, b_ih, b_hh)
    shape = np.shape(value_of(state[0]))
    return reshape(h, shape), reshape(c, shape)


def gru_cell(x: Any, h: Any, w_ih: Any, w_hh: Any, b_ih: Any = None, b_hh: Any = None) -> Any:
    """One turn of `gru`.

    Args:
        x: (*b, in).
        h: (*b, h).
        w_ih: (3h, in), rows in the order r, u, n.
        w_hh: (3h, h).
        b_ih: (3h,), or None.
        b_hh: (3h,), or None.

    Returns:
        The next state, (*b, h).

    Raises:
        ShapeError: Sizes do not fit.

    Example:
        >>> gru_cell(np.ones(1), np.ones(1), np.zeros((3, 1)), np.zeros((3, 1)))
        array([0.5])
    """
    out, _ = gru(_one_turn(x), _rows(h), w_ih, w_hh, b_ih, b_hh)
    return reshape(out, np.shape(value_of(h)))


def _rows(x: Any) -> Any:
    shape = np.shape(value_of(x))
    return reshape(x, (int(np.prod(shape[:-1], dtype=np.int64)), shape[-1]))


def _one_turn(x: Any) -> Any:
    rows = _rows(x)
    return reshape(rows, (1, *np.shape(value_of(rows))))


def _sum(b: Any, c: Any) -> Any:
    return c if b is None else b if c is None else b + c


def _projected(z: Any, initial: tuple[Any, Any], w_hh: Any, w_hr: Any) -> tuple[Any, ...]:
    """The turns of an LSTM whose state is projected: a scan of its steps."""
    to_gates, to_state, k = matrix_transpose(w_hh), matrix_transpose(w_hr), np.shape(value_of(w_hr))[-1]

    def turn(carry: Any, row: Any) -> Any:
        h, c = carry
        gates = row[0] + matmul(h, to_gates)
        i, f, o = (sigmoid(gates[..., n * k : (n + 1) * k]) for n in (0, 1, 3))
        c = f * c + i * tanh(gates[..., 2 * k : 3 * k])
        h = matmul(o * tanh(c), to_state)
        return (h, c), (h, c)

    return turns(turn, initial, (z,), (w_hh, w_hr))[1]


def _through(
    who: str, run: Callable[[Any], tuple[Any, ...]], x: Any, lengths: Any, reverse: bool
) -> tuple[Any, tuple[Any, ...]]:
    """Outputs and last states of `run`, which reads forward and to the end.

    What lies behind a sequence's end cannot change what came before, so it is only hidden afterwards; for the other
    direction each sequence is turned around within its length.
    """
    shape = np.shape(value_of(x))
    if len(shape) != 3 or shape[0] == 0:
        raise ShapeError(f"{who}: needs at least one turn", given=f"shape {shape}", expected="(t, b, in)")
    if lengths is None:
        states = run(flip(x, axis=0) if reverse else x)
        return flip(states[0], axis=0) if reverse else states[0], tuple([s[-1] for s in states])
    t, b = shape[:2]
    lengths = checked_lengths(who, lengths, t, b)
    time, column = np.arange(t)[:, None], np.arange(b)
    inside = less(time, lengths)
    order = where(inside, lengths - 1 - time, time) * b + column
    x = where(reshape(inside, (t, b, 1)), x, 0)  # so that a nan in the padding stays there
    states = run(_taken(x, order) if reverse else x)
    last = tuple([take(_flat(s), (lengths - 1) * b + column, axis=0) for s in states])
    out = _taken(states[0], order) if reverse else states[0]
    return where(reshape(inside, (t, b, 1)), out, 0), last


def _flat(x: Any) -> Any:
    """Shapes: (t, b, k) -> (t b, k)."""
    return reshape(x, (-1, np.shape(value_of(x))[-1]))


def _taken(x: Any, order: Any) -> Any:
    """Elements of the turns and columns in another order, which is its own inverse. Shapes: (t, b, k) -> (t, b, k)."""
    return reshape(take(_flat(x), reshape(order, (-1,)), axis=0), np.shape(value_of(x)))


def checked_lengths(who: str, lengths: Any, t: int, b: int) -> Any:
    """Lengths as an array of integers, (b,).

    Raises:
        ShapeError: There is not one for each sequence.
        ArgumentError: One is known and not from 1 to t.

    Example:
        >>> checked_lengths("rnn", [2, 1], 2, 2)
        array([2, 1])
    """
    lengths = lengths if hasattr(value_of(lengths), "dtype") else np.asarray(lengths)
    value = value_of(lengths)
    if np.shape(value) != (b,):
        raise ShapeError(
            f"{who}: needs a length for each sequence", given=f"shape {np.shape(value)}", expected=f"({b},)"
        )
    example = isinstance(lengths, Tensor) and lengths.step is not None and lengths.step.exemplary
    known = not (is_traced(value) or example)
    if known and (value.dtype.kind not in "iu" or np.min(value) < 1 or np.max(value) > t):
        raise ArgumentError(f"{who}: a length is out of range", given=np.asarray(value).tolist(), expected=f"1 to {t}")
    return lengths
