"""Recurrent layers: RNN, LSTM and GRU, in several layers and both directions.

Knows the names and shapes of weights, as PyTorch has them, and how layers and directions are put together. Knows no
gate: those are functions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional
from wengert.nn.functional.dropout import check_probability
from wengert.nn.init import uniform_
from wengert.nn.module import Module
from wengert.nn.packing import PackedSequence
from wengert.nn.parameter import Parameter
from wengert.ops import concat, expand_dims, squeeze, stack, swapaxes
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


class _Recurrent(Module):
    """Layers and directions of one kind of recurrence.

    Attributes:
        gates: How many rows of weights a unit has.
    """

    gates: int

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if num_layers < 1:
            raise ArgumentError(f"{type(self).__name__}: needs a layer", given=num_layers, expected="1 or more")
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = check_probability(type(self).__name__, dropout, "dropout")
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self.generator = default_generator if generator is None else generator
        for layer in range(num_layers):
            for suffix in self._suffixes(layer):
                for name, shape in self._shapes(layer).items():
                    setattr(self, name + suffix, Parameter(np.zeros(shape, dtype)))
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values: uniform on ±1/√h, as PyTorch's are."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size else 0.0
        for p in self.parameters():
            uniform_(p, -bound, bound, generator)

    def _suffixes(self, layer: int) -> list[str]:
        return [f"_l{layer}", f"_l{layer}_reverse"][: 1 + self.bidirectional]

    def _shapes(self, layer: int) -> dict[str, tuple[int, ...]]:
        rows, out = self.gates * self.hidden_size, self.proj_size or self.hidden_size
        entry = out * (1 + self.bidirectional) if layer else self.input_size
        shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, entry), "weight_hh": (rows, out)}
        if self.bias:
            shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
        return shapes | ({"weight_hr": (out, self.hidden_size)} if self.proj_size else {})

    def _weights(self, suffix: str) -> tuple[Any, Any, Any, Any]:
        w_ih, w_hh, b_ih, b_hh = (
            getattr(self, name + suffix, None) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        return w_ih, w_hh, b_ih, b_hh

    def _sizes(self) -> tuple[int, ...]:
        """Sizes of the states that go from turn to turn."""
        return (self.hidden_size,)

    def _run(
        self, x: Any, states: Sequence[Any], suffix: str, lengths: Any, reverse: bool
    ) -> tuple[Any, Sequence[Any]]:
        """One layer in one direction: its outputs and last states."""
        raise AssertionError("stated by each kind")

    def forward(self, input: Any, hx: Any = None, lengths: Any = None) -> tuple[Any, Any]:
        """Run through the sequences.

        Args:
            input: (t, b, in), or (b, t, in) when `batch_first`, or (t, in); or a `PackedSequence`.
            hx: First states, (layers · directions, b, h), or without b; zeros when None. Of an LSTM, a pair.
            lengths: (b,) of integers: where each sequence ends; outputs are 0 from there on. None: all have t turns.

        Returns:
            The outputs of the last layer, (t, b, directions · h), shaped and packed as the input; and the last states,
            as `hx`.

        Raises:
            ShapeError: Sizes do not fit.
            ArgumentError: A length is out of range.
        """
        if isinstance(input, PackedSequence):
            out, last = self._all(input.padded, self._first(hx, input.padded, False), input.lengths)
            return PackedSequence(out, input.lengths), self._state(last, False)
        single = len(np.shape(value_of(input))) == 2
        x = expand_dims(input, axis=1) if single else swapaxes(input, 0, 1) if self.batch_first else input
        out, last = self._all(x, self._first(hx, x, single), lengths)
        out = squeeze(out, axis=1) if single else swapaxes(out, 0, 1) if self.batch_first else out
        return out, self._state(last, single)

    def _first(self, hx: Any, x: Any, single: bool) -> list[Any]:
        """The first states, each (layers · directions, b, size)."""
        shape = np.shape(value_of(x))
        if len(shape) != 3 or shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}: needs {self.input_size} features",
                given=f"shape {tuple(shape)}",
                expected=f"three axes (two for one sequence), the last of {self.input_size}",
            )
        sizes, count = self._sizes(), self.num_layers * (1 + self.bidirectional)
        wanted = [(count, shape[1], n) for n in sizes]
        if hx is None:
            dtype = np.result_type(value_of(x).dtype, next(self.parameters()).dtype)
            return [np.zeros(s, dtype) for s in wanted]
        states = list(hx) if isinstance(hx, (tuple, list)) else [hx]
        states = [expand_dims(s, axis=1) for s in states] if single else states
        given = [tuple(np.shape(value_of(s))) for s in states]
        if given != wanted:
            raise ShapeError(f"{type(self).__name__}: first states do not fit", given=given, expected=wanted)
        return states

    def _state(self, last: Sequence[Any], single: bool) -> Any:
        states = [squeeze(s, axis=1) if single else s for s in last]
        return tuple(states) if len(states) > 1 else states[0]

    def _all(self, x: Any, first: list[Any], lengths: Any) -> tuple[Any, list[Any]]:
        """All layers, and the last states of each kind, stacked as the first ones are."""
        found: list[Sequence[Any]] = []
        for layer in range(self.num_layers):
            outs = []
            for reverse, suffix in enumerate(self._suffixes(layer)):
                states = [s[len(found)] for s in first]
                out, last = self._run(x, states, suffix, lengths, bool(reverse))
                outs.append(out)
                found.append(last)
            x = concat(outs, axis=-1) if self.bidirectional else outs[0]
            if layer < self.num_layers - 1:
                x = functional.dropout(x, self.dropout, self.training, self.generator)
        return x, [stack(states, axis=0) for states in zip(*found, strict=True)]

    def extra_repr(self) -> str:
        """Sizes, and what differs from the defaults."""
        said = [f"{self.input_size}, {self.hidden_size}"]
        usual = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0}
        usual["bidirectional"] = False
        return ", ".join(said + [f"{n}={getattr(self, n)}" for n, v in usual.items() if getattr(self, n) != v])


class RNN(_Recurrent):
    """h = φ(W_ih x + b_ih + W_hh h + b_hh), turn after turn.

    Args:
        input_size: Size of the input.
        hidden_size: Number of units of a layer.
        num_layers: How many layers; each reads the outputs of the one below.
        nonlinearity: φ: `tanh` or `relu`.
        bias: Whether there are biases.
        batch_first: Whether the first axis of input and output is that of sequences, and not that of time.
        dropout: Probability to drop between layers.
        bidirectional: Whether a second recurrence reads from the end; outputs stand side by side.
        dtype: Dtype of the parameters.
        generator: Source of the initial values and of dropout; the default one when None.

    Attributes:
        weight_ih_l0: (h, in); the next layers' are (h, directions · h). `_reverse` is added for the second direction.
        weight_hh_l0: (h, h).
        bias_ih_l0: (h,); or absent.
        bias_hh_l0: (h,); or absent.

    Raises:
        ArgumentError: There is no layer, `dropout` is no probability, or the nonlinearity is unknown.

    References:
        Elman (1990), Finding structure in time, Cognitive Science 14.

    Example:
        >>> out, last = RNN(4, 3, num_layers=2)(np.ones((5, 2, 4), "float32"))
        >>> out.shape, last.shape
        ((5, 2, 3), (2, 2, 3))
    """

    gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError("RNN: unknown nonlinearity", given=repr(nonlinearity), expected="'tanh' or 'relu'")
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, dtype, generator
        )
        self.nonlinearity = nonlinearity

    def _run(
        self, x: Any, states: Sequence[Any], suffix: str, lengths: Any, reverse: bool
    ) -> tuple[Any, Sequence[Any]]:
        out, h = functional.rnn(x, states[0], *self._weights(suffix), self.nonlinearity, lengths, reverse)
        return out, (h,)


class LSTM(_Recurrent):
    """Long short-term memory: c = f c + i g, h = o tanh(c), with gates i, f, g, o of W_ih x + b_ih + W_hh h + b_hh.

    Args:
        input_size: Size of the input.
        hidden_size: Number of units of a layer.
        num_layers: How many layers; each reads the outputs of the one below.
        bias: Whether there are biases.
        batch_first: Whether the first axis of input and output is that of sequences, and not that of time.
        dropout: Probability to drop between layers.
        bidirectional: Whether a second recurrence reads from the end; outputs stand side by side.
        proj_size: Size to which h is projected; 0 for none.
        dtype: Dtype of the parameters.
        generator: Source of the initial values and of dropout; the default one when None.

    Attributes:
        weight_ih_l0: (4h, in), rows in the order i, f, g, o; `_reverse` is added for the second direction.
        weight_hh_l0: (4h, h), or (4h, proj_size).
        bias_ih_l0: (4h,); or absent.
        bias_hh_l0: (4h,); or absent.
        weight_hr_l0: (proj_size, h); or absent.

    Raises:
        ArgumentError: There is no layer, or `dropout` is no probability.

    References:
        Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9.

    Example:
        >>> out, (h, c) = LSTM(4, 3, batch_first=True)(np.ones((2, 5, 4), "float32"))
        >>> out.shape, h.shape, c.shape
        ((2, 5, 3), (1, 2, 3), (1, 2, 3))
    """

    gates = 4

    def _sizes(self) -> tuple[int, ...]:
        return self.proj_size or self.hidden_size, self.hidden_size

    def _run(
        self, x: Any, states: Sequence[Any], suffix: str, lengths: Any, reverse: bool
    ) -> tuple[Any, Sequence[Any]]:
        projection = getattr(self, "weight_hr" + suffix, None)
        first = (states[0], states[1])
        return functional.lstm(x, first, *self._weights(suffix), projection, lengths, reverse)


class GRU(_Recurrent):
    """Gated units: h = (1 - u) n + u h, n = tanh(W_in x + b_in + r (W_hn h + b_hn)), with gates r and u.

    Args:
        input_size: Size of the input.
        hidden_size: Number of units of a layer.
        num_layers: How many layers; each reads the outputs of the one below.
        bias: Whether there are biases.
        batch_first: Whether the first axis of input and output is that of sequences, and not that of time.
        dropout: Probability to drop between layers.
        bidirectional: Whether a second recurrence reads from the end; outputs stand side by side.
        dtype: Dtype of the parameters.
        generator: Source of the initial values and of dropout; the default one when None.

    Attributes:
        weight_ih_l0: (3h, in), rows in the order r, u, n; `_reverse` is added for the second direction.
        weight_hh_l0: (3h, h).
        bias_ih_l0: (3h,); or absent.
        bias_hh_l0: (3h,); or absent.

    Raises:
        ArgumentError: There is no layer, or `dropout` is no probability.

    References:
        Cho et al. (2014), Learning phrase representations using RNN encoder-decoder; the reset gate acts on the
        product, as in cuDNN and PyTorch.

    Example:
        >>> out, last = GRU(4, 3, bidirectional=True)(np.ones((5, 2, 4), "float32"))
        >>> out.shape, last.shape
        ((5, 2, 6), (2, 2, 3))
    """

    gates = 3

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__(
            input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, dtype, generator
        )

    def _run(
        self, x: Any, states: Sequence[Any], suffix: str, lengths: Any, reverse: bool
    ) -> tuple[Any, Sequence[Any]]:
        out, h = functional.gru(x, states[0], *self._weights(suffix), lengths, reverse)
        return out, (h,)
