"""Layers that act differently in training and inference without parameters: Dropout and its kin.

Knows the training switch of its module. Knows no optimizer.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.functional.dropout import check_probability
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
        self.p = check_probability("Dropout", p)
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.dropout(x, self.p, self.training, self.generator)

    def extra_repr(self) -> str:
        """Probability."""
        return f"p={self.p}"


class StochasticDepth(Module):
    """Whole examples 0 with probability `p` while training, the rest divided by 1 - p; timm calls it DropPath.

    It stands at the end of a residual branch, which is then skipped.

    Args:
        p: Probability to drop.
        mode: `row` to drop each example by itself, `batch` to drop all or none.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `p` is no probability, or the mode is unknown.

    References:
        Huang, Sun, Liu, Sedra & Weinberger (2016), Deep networks with stochastic depth.

    Example:
        >>> StochasticDepth(1.0)(np.ones((2, 3)))
        array([[0., 0., 0.],
               [0., 0., 0.]])
    """

    def __init__(self, p: float, mode: str = "row", generator: Generator | None = None) -> None:
        super().__init__()
        self.p = check_probability("StochasticDepth", p)
        if mode not in ("row", "batch"):
            raise ArgumentError("StochasticDepth: unknown mode", given=repr(mode), expected="'row' or 'batch'")
        self.mode = mode
        self.generator = default_generator if generator is None else generator

    def forward(self, x: Any) -> Any:
        """Shapes: (b, *s) -> (b, *s)."""
        return functional.stochastic_depth(x, self.p, self.mode, self.training, self.generator)

    def extra_repr(self) -> str:
        """Probability and mode."""
        return f"p={self.p}, mode={self.mode!r}"
