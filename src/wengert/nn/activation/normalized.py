"""Softmax, Softmax2d, LogSoftmax and Softmin: scores along one axis become shares of one.

Knows the functions behind the names. Derivatives are theirs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn import functional
from wengert.nn.module import Module


class Softmax(Module):
    """eˣ / Σ eˣ along one axis.

    Args:
        dim: The axis.

    Example:
        >>> Softmax(-1)(np.array([0.0, 0.0]))
        array([0.5, 0.5])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softmax(x, self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"


class Softmax2d(Module):
    """Softmax over the channels at every place of an image.

    Example:
        >>> Softmax2d()(np.zeros((1, 2, 1, 3)))
        array([[[[0.5, 0.5, 0.5]],
        <BLANKLINE>
                [[0.5, 0.5, 0.5]]]])
    """

    def forward(self, x: Any) -> Any:
        """Shapes: (n, c, h, w) -> (n, c, h, w), or both without n.

        Raises:
            ShapeError: There are other axes.
        """
        if np.ndim(x) not in (3, 4):
            raise ShapeError(
                "Softmax2d: needs images", given=f"shape {tuple(np.shape(x))}", expected="(n, c, h, w) or (c, h, w)"
            )
        return functional.softmax(x, -3)


class LogSoftmax(Module):
    """x - log Σ eˣ along one axis.

    Args:
        dim: The axis.

    Example:
        >>> LogSoftmax(-1)(np.array([0.0, 0.0])).round(4)
        array([-0.6931, -0.6931])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.log_softmax(x, self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"


class Softmin(Module):
    """Softmax of -x along one axis.

    Args:
        dim: The axis.

    Example:
        >>> Softmin(-1)(np.array([0.0, 1e3]))
        array([1., 0.])
    """

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x: Any) -> Any:
        """Shapes: (*s) -> (*s)."""
        return functional.softmin(x, self.dim)

    def extra_repr(self) -> str:
        """Which axis."""
        return f"dim={self.dim}"
