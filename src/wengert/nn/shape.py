"""Layers that only change shapes: Flatten.

Knows axes. Knows no parameter.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class Flatten(Module):
    """Axes `start_dim` to `end_dim` as one: images become rows of features.

    Args:
        start_dim: First axis.
        end_dim: Last axis, itself included.

    Example:
        >>> Flatten()(np.ones((2, 8, 8))).shape
        (2, 64)
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, x: Any) -> Any:
        """Shapes: (b, *s) -> (b, product of s)."""
        return functional.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """Which axes."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
