"""Modules that tell tokens where they stand: by sines and cosines, by learned vectors, by turning.

Knows learned positions. Formulas are in `functional.position`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ShapeError
from wengert.nn.functional.position import rotary, sinusoidal_positions, sinusoidal_positions_2d
from wengert.nn.init import normal_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.nn.role import roles
from wengert.random import Generator
from wengert.tensor import value_of


def _tokens(who: str, x: Any, size: int, length: int | None = None) -> tuple[int, Any]:
    """Number of tokens and dtype of (*b, l, size); at most `length` tokens."""
    shape = tuple(np.shape(x))
    if len(shape) < 2 or shape[-1] != size or (length is not None and shape[-2] > length):
        most = "l" if length is None else f"l <= {length}"
        raise ShapeError(f"{who}: no such tokens", given=f"shape {shape}", expected=f"(*b, {most}, {size})")
    return shape[-2], dtype_of(value_of(x))


class SinusoidalPositions(Module):
    """X plus the sines and cosines of the places, for any number of tokens.

    Args:
        size: Features of a token, even.
        base: Sets the longest wavelength, 2π base.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS, section 3.5.

    Example:
        >>> SinusoidalPositions(2)(np.zeros((3, 2))).round(2)
        array([[ 0.  ,  1.  ],
               [ 0.84,  0.54],
               [ 0.91, -0.42]])
    """

    def __init__(self, size: int, base: float = 10000.0) -> None:
        super().__init__()
        self.size, self.base = size, base
        sinusoidal_positions(1, size, base)  # refuses an odd size now rather than later

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, l, size) -> (*b, l, size)."""
        length, dtype = _tokens("SinusoidalPositions", x, self.size)
        return x + sinusoidal_positions(length, self.size, self.base, dtype)

    def extra_repr(self) -> str:
        """Size."""
        return f"{self.size}, base={self.base:g}"


class SinusoidalPositions2d(Module):
    """X plus the sines and cosines of rows and columns of a grid.

    Args:
        height: Rows of the grid.
        width: Columns.
        size: Features of a token, a multiple of 4.
        base: Sets the longest wavelength, 2π base.

    References:
        Parmar et al. (2018), Image Transformer, ICML, section 3.2.

    Example:
        >>> SinusoidalPositions2d(1, 2, 4)(np.zeros((2, 4))).round(2)
        array([[0.  , 1.  , 0.  , 1.  ],
               [0.  , 1.  , 0.84, 0.54]])
    """

    def __init__(self, height: int, width: int, size: int, base: float = 10000.0) -> None:
        super().__init__()
        self.height, self.width, self.size, self.base = height, width, size, base
        sinusoidal_positions_2d(1, 1, size, base)  # refuses a wrong size now rather than later

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, height width, size) -> the same."""
        length, dtype = _tokens("SinusoidalPositions2d", x, self.size)
        if length != self.height * self.width:
            raise ShapeError(
                "SinusoidalPositions2d: a token for each place of the grid",
                given=f"{length} tokens",
                expected=f"{self.height} x {self.width}",
            )
        return x + sinusoidal_positions_2d(self.height, self.width, self.size, self.base, dtype)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.height}, {self.width}, {self.size}, base={self.base:g}"


class LearnedPositions(Module):
    """X plus a learned vector for each place.

    Args:
        length: Number of places there are vectors for.
        size: Features of a token.
        dtype: Dtype of the vectors.
        generator: Source of the initial values, normal with standard deviation 0.02; the default one when None.

    Attributes:
        weight: (length, size).

    References:
        Gehring et al. (2017), Convolutional sequence to sequence learning, ICML, section 3.1.

    Example:
        >>> LearnedPositions(10, 4)(np.zeros((3, 5, 4), "float32")).shape
        (3, 5, 4)
    """

    parameter_roles = roles(weight="position")

    def __init__(self, length: int, size: int, dtype: Any = "float32", generator: Generator | None = None) -> None:
        super().__init__()
        self.length, self.size = length, size
        self.weight = Parameter(np.zeros((length, size), dtype))
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values."""
        normal_(self.weight, std=0.02, generator=generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, l, size), l at most `length` -> (*b, l, size)."""
        length, _ = _tokens("LearnedPositions", x, self.size, self.length)
        return x + (self.weight if length == self.length else self.weight[:length])

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.length}, {self.size}"


class RotaryPositions(Module):
    """Each pair of features turned by an angle in proportion to the place: for queries and keys of attention.

    Args:
        base: Pair i of e features turns by place / base^(2i / e).
        pairs: `adjacent` for features 2i and 2i + 1, `halves` for i and i + e/2.

    References:
        Su et al. (2021), RoFormer: enhanced Transformer with rotary position embedding.

    Example:
        >>> RotaryPositions()(np.ones((2, 2))).round(3)
        array([[ 1.   ,  1.   ],
               [-0.301,  1.382]])
    """

    def __init__(self, base: float = 10000.0, pairs: str = "adjacent") -> None:
        super().__init__()
        self.base, self.pairs = base, pairs

    def forward(self, x: Any, positions: Any = None) -> Any:
        """Shapes: (*b, l, e), positions (l,) or broadcasting to (*b, l) -> (*b, l, e)."""
        return rotary(x, positions, self.base, self.pairs)

    def extra_repr(self) -> str:
        """Base and pairs."""
        return f"base={self.base:g}, pairs={self.pairs!r}"
