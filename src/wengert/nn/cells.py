"""Single turns of recurrent layers as modules: RNNCell, LSTMCell, GRUCell.

Knows the names and shapes of weights, as PyTorch has them. The loop is the caller's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional
from wengert.nn.init import uniform_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.random import Generator
from wengert.tensor import value_of


class _Cell(Module):
    """The weights of one turn.

    Attributes:
        gates: How many rows of weights a unit has.
    """

    gates: int

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        rows = self.gates * hidden_size
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.weight_ih = Parameter(np.zeros((rows, input_size), dtype))
        self.weight_hh = Parameter(np.zeros((rows, hidden_size), dtype))
        self.bias_ih = Parameter(np.zeros(rows, dtype)) if bias else None
        self.bias_hh = Parameter(np.zeros(rows, dtype)) if bias else None
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values: uniform on ±1/√h, as PyTorch's are."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size else 0.0
        for p in self.parameters():
            uniform_(p, -bound, bound, generator)

    def _zeros(self, input: Any) -> Any:
        """The state before all turns; refuses an input of another size."""
        shape = np.shape(value_of(input))
        if not shape or shape[-1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}: needs {self.input_size} features",
                given=f"shape {tuple(shape)}",
                expected=f"(*b, {self.input_size})",
            )
        dtype = np.result_type(value_of(input).dtype, self.weight_hh.dtype)
        return np.zeros((*shape[:-1], self.hidden_size), dtype)

    def _weights(self) -> tuple[Any, Any, Any, Any]:
        return self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.input_size}, {self.hidden_size}" + (", bias=False" if self.bias_ih is None else "")


class RNNCell(_Cell):
    """One turn of an `RNN`.

    Args:
        input_size: Size of the input.
        hidden_size: Number of units.
        bias: Whether there are biases.
        nonlinearity: `tanh` or `relu`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight_ih: (h, in).
        weight_hh: (h, h).
        bias_ih: (h,), or None.
        bias_hh: (h,), or None.

    Raises:
        ArgumentError: The nonlinearity is unknown.

    Example:
        >>> RNNCell(4, 3)(np.ones((2, 4), "float32")).shape
        (2, 3)
    """

    gates = 1

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError("RNNCell: unknown nonlinearity", given=repr(nonlinearity), expected="'tanh' or 'relu'")
        super().__init__(input_size, hidden_size, bias, dtype, generator)
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Any = None) -> Any:
        """Shapes: (*b, in), (*b, h) -> (*b, h); the state before is zero when None."""
        zeros = self._zeros(input)
        return functional.rnn_cell(input, zeros if hx is None else hx, *self._weights(), self.nonlinearity)


class LSTMCell(_Cell):
    """One turn of an `LSTM`.

    Args:
        input_size: Size of the input.
        hidden_size: Number of units.
        bias: Whether there are biases.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight_ih: (4h, in), rows in the order i, f, g, o.
        weight_hh: (4h, h).
        bias_ih: (4h,), or None.
        bias_hh: (4h,), or None.

    Example:
        >>> h, c = LSTMCell(4, 3)(np.ones((2, 4), "float32"))
        >>> h.shape, c.shape
        ((2, 3), (2, 3))
    """

    gates = 4

    def forward(self, input: Any, hx: Any = None) -> tuple[Any, Any]:
        """Shapes: (*b, in), twice (*b, h) -> twice (*b, h); the states h and c before are zero when None."""
        zeros = self._zeros(input)
        return functional.lstm_cell(input, (zeros, zeros) if hx is None else hx, *self._weights())


class GRUCell(_Cell):
    """One turn of a `GRU`.

    Args:
        input_size: Size of the input.
        hidden_size: Number of units.
        bias: Whether there are biases.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight_ih: (3h, in), rows in the order r, u, n.
        weight_hh: (3h, h).
        bias_ih: (3h,), or None.
        bias_hh: (3h,), or None.

    Example:
        >>> GRUCell(4, 3)(np.ones((2, 4), "float32")).shape
        (2, 3)
    """

    gates = 3

    def forward(self, input: Any, hx: Any = None) -> Any:
        """Shapes: (*b, in), (*b, h) -> (*b, h); the state before is zero when None."""
        zeros = self._zeros(input)
        return functional.gru_cell(input, zeros if hx is None else hx, *self._weights())
