"""Layers that act differently in training and inference without parameters: Dropout.

Knows the training switch of its module. Knows no optimizer.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.module import Module
from wengert.random import Generator, default_generator


class Dropout(Module):
    """Each element 0 with probability `p` while training, the rest divided by 1 - p.

    Args:
        p: Probability to drop.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability.

    Example:
        >>> Dropout(0.5).eval()(np.ones(2))
        array([1., 1.])
    """

    def __init__(self, p: float = 0.5, generator: Generator | None = None) -> None:
        super().__init__()
        if not 0 <= p <= 1:
            raise ArgumentError("Dropout: p is a probability", given=p, expected="0 to 1")
        self.p = p
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.dropout(x, self.p, self.training, self.generator)

    def extra_repr(self) -> str:
        """Probability."""
        return f"p={self.p}"
