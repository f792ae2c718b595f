"""The perceptron: one neuron with a unit step, and its learning rule.

Knows mistakes. Knows no derivative: there is none to know.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.functional import unit_step
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.ops import matmul
from wengert.tensor import value_of


class Perceptron(Module):
    """1 where w · x + b reaches the threshold, else 0.

    Gradient descent cannot train it, since the step is flat on both sides. Its own rule can, where a plane separates
    the classes: on every mistake w ← w + lr (t - o) x and b ← b + lr (t - o).

    Args:
        in_features: Size of the input.
        threshold: Where the step is.
        dtype: Dtype of the parameters, which start at 0.

    Attributes:
        weight: (in,).
        bias: ().

    References:
        Rosenblatt (1958), Psychological Review 65, 386-408; convergence: Novikoff (1962).

    Example:
        >>> x, t = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 0, 0, 1])
        >>> neuron = Perceptron(2)
        >>> neuron.fit(x, t)
        [2, 3, 3, 2, 1, 0]
        >>> neuron(x).numpy()
        array([0., 0., 0., 1.])
    """

    def __init__(self, in_features: int, threshold: float = 0.0, dtype: Any = "float64") -> None:
        super().__init__()
        self.in_features = in_features
        self.threshold = threshold
        self.weight = Parameter(np.zeros(in_features, dtype))
        self.bias = Parameter(np.zeros((), dtype))

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, in) -> (*b)."""
        return unit_step(matmul(x, self.weight) + self.bias, self.threshold)

    def learn(self, x: Any, target: Any, lr: float = 1.0) -> int:
        """One pass over the samples in the order given, with a correction after every mistake.

        Args:
            x: Samples, (n, in).
            target: 0 and 1, (n,).
            lr: Size of a correction.

        Returns:
            The number of mistakes.

        Raises:
            ShapeError: The shapes do not fit.
        """
        samples, wanted = np.asarray(value_of(x)), np.asarray(value_of(target))
        if samples.shape != (len(wanted), self.in_features):
            raise ShapeError(
                "perceptron: samples do not fit",
                given=f"samples {samples.shape}, targets {wanted.shape}",
                expected=f"(n, {self.in_features}) and (n,)",
            )
        w, b, mistakes = np.array(value_of(self.weight)), np.array(value_of(self.bias)), 0
        for row, t in zip(samples, wanted, strict=True):
            error = t - (row @ w + b >= self.threshold)
            if error:
                w, b, mistakes = w + lr * error * row, b + lr * error, mistakes + 1
        self.weight.value, self.bias.value = w.astype(self.weight.dtype), b.astype(self.bias.dtype)[()]
        return mistakes

    def fit(self, x: Any, target: Any, lr: float = 1.0, epochs: int = 100) -> list[int]:
        """Passes until one is without mistakes, which comes if and only if a plane separates the classes.

        Args:
            x: Samples, (n, in).
            target: 0 and 1, (n,).
            lr: Size of a correction.
            epochs: Passes at most.

        Returns:
            Mistakes in each pass; the last one is 0 where the classes were separated.

        Raises:
            ArgumentError: `epochs` is no positive integer.
            ShapeError: The shapes do not fit.
        """
        if epochs < 1:
            raise ArgumentError("perceptron: epochs is a positive integer", given=epochs, expected="1, 2, ...")
        mistakes: list[int] = []
        while len(mistakes) < epochs and (not mistakes or mistakes[-1]):
            mistakes.append(self.learn(x, target, lr))
        return mistakes

    def extra_repr(self) -> str:
        """Size and threshold."""
        return f"in_features={self.in_features}, threshold={self.threshold}"
