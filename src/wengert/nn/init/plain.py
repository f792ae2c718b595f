"""Constants and plain distributions as initial values, whatever the shape.

Knows how a tensor is given another value. Knows no fan.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.random import Generator, default_generator
from wengert.tensor import Tensor


def fill(x: Tensor, value: Any) -> Tensor:
    """Give a tensor another value, in its own dtype; returns the tensor.

    Example:
        >>> fill(Tensor(np.zeros(2, "float32")), [1, 2]).dtype
        dtype('float32')
    """
    x.value = np.asarray(value, x.dtype)[()]
    return x


def source(generator: Generator | None) -> Generator:
    """The generator, or the default one.

    Example:
        >>> source(None) is default_generator
        True
    """
    return default_generator if generator is None else generator


def constant_(x: Tensor, value: float) -> Tensor:
    """Every element `value`.

    Example:
        >>> constant_(Tensor(np.zeros(2)), 3.0)
        Tensor([3., 3.])
    """
    return fill(x, np.full(x.shape, value))


def zeros_(x: Tensor) -> Tensor:
    """Every element 0.

    Example:
        >>> zeros_(Tensor(np.ones(2)))
        Tensor([0., 0.])
    """
    return constant_(x, 0.0)


def ones_(x: Tensor) -> Tensor:
    """Every element 1.

    Example:
        >>> ones_(Tensor(np.zeros(2)))
        Tensor([1., 1.])
    """
    return constant_(x, 1.0)


def uniform_(x: Tensor, low: float = 0.0, high: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform on [low, high).

    Example:
        >>> uniform_(Tensor(np.zeros(2))).shape
        (2,)
    """
    return fill(x, source(generator).uniform(x.shape, low, high, x.dtype).value)


def normal_(x: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal.

    Example:
        >>> normal_(Tensor(np.zeros(2)), std=0.0)
        Tensor([0., 0.])
    """
    return fill(x, source(generator).normal(x.shape, mean, std, x.dtype).value)


def trunc_normal_(
    x: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Generator | None = None
) -> Tensor:
    """Normal, cut off outside [a, b]: what falls there is drawn again, in effect.

    The bounds are values, not multiples of `std`. Cut at two standard deviations, the deviation that is left is
    0.8796 `std`.

    Args:
        x: Any shape.
        mean: Mean before cutting.
        std: Standard deviation before cutting.
        a: Lower bound.
        b: Upper bound.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: The bounds leave nothing between them.

    References:
        Burkardt (2014), The truncated normal distribution, Florida State University, sec. 3.4 (inversion).

    Example:
        >>> bool(abs(trunc_normal_(Tensor(np.zeros(99)), std=3.0).numpy()).max() <= 2)
        True
    """
    from scipy.special import ndtr, ndtri

    if not a < b or not std > 0:
        raise ArgumentError("trunc_normal_: nothing to draw from", given=f"std={std}, from {a} to {b}")
    # Drawn in the left tail, where the distribution function keeps its digits.
    low, high = (a - mean) / std, (b - mean) / std
    sign = -1 if low > 0 else 1
    low, high = sorted((sign * low, sign * high))
    shares = source(generator).uniform(x.shape, float(ndtr(low)), float(ndtr(high)), "float64").value
    return fill(x, np.clip(mean + std * sign * np.clip(ndtri(shares), low, high), a, b))
