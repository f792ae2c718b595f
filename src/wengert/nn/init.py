"""Initial values of parameters, each with its source.

Knows fans, gains and distributions. Functions that end in `_` rebind the value of a tensor and return the tensor.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays.shapes import size_of
from wengert.errors import ArgumentError, ShapeError
from wengert.random import Generator, default_generator
from wengert.tensor import Tensor

GAINS: dict[str, float] = {
    "linear": 1.0,
    "sigmoid": 1.0,
    "tanh": 5 / 3,
    "relu": math.sqrt(2),
    "selu": 3 / 4,
}


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """Inputs and outputs of one unit for a weight (out, in, *kernel).

    Args:
        shape: Shape of the weight, at least two axes.

    Returns:
        `(fan_in, fan_out)`.

    Raises:
        ShapeError: There are fewer than two axes.

    Example:
        >>> fans((8, 3, 5, 5))
        (75, 200)
    """
    if len(shape) < 2:
        raise ShapeError(
            "init: fans need a weight of at least two axes", given=f"shape {shape}", expected="(out, in, ...)"
        )
    kernel = size_of(shape[2:])
    return shape[1] * kernel, shape[0] * kernel


def gain(nonlinearity: str, slope: float = 0.01) -> float:
    """How much larger weights before an activation must be to keep the variance.

    Args:
        nonlinearity: One of `GAINS`, or `leaky_relu`.
        slope: Slope of `leaky_relu` below zero.

    Returns:
        The factor.

    Raises:
        ArgumentError: The name is unknown.

    Example:
        >>> gain("tanh")
        1.6666666666666667
    """
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + slope**2))
    if nonlinearity not in GAINS:
        raise ArgumentError(
            "init: unknown nonlinearity", given=nonlinearity, expected=", ".join([*GAINS, "leaky_relu"])
        )
    return GAINS[nonlinearity]


def _fill(x: Tensor, value: Any) -> Tensor:
    x.value = np.asarray(value, x.dtype)[()]
    return x


def constant_(x: Tensor, value: float) -> Tensor:
    """Every element `value`.

    Example:
        >>> constant_(Tensor(np.zeros(2)), 3.0)
        Tensor([3., 3.])
    """
    return _fill(x, np.full(x.shape, value))


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
    return _draw(x, generator, lambda g: g.uniform(x.shape, low, high, x.dtype))


def normal_(x: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal.

    Example:
        >>> normal_(Tensor(np.zeros(2)), std=0.0)
        Tensor([0., 0.])
    """
    return _draw(x, generator, lambda g: g.normal(x.shape, mean, std, x.dtype))


def _draw(x: Tensor, generator: Generator | None, draw: Callable[[Generator], Tensor]) -> Tensor:
    return _fill(x, draw(default_generator if generator is None else generator).value)


def xavier_uniform_(x: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Uniform on ±gain·√(6 / (fan_in + fan_out)).

    References:
        Glorot & Bengio (2010), AISTATS, eq. 16.

    Example:
        >>> bool(abs(xavier_uniform_(Tensor(np.zeros((2, 4)))).numpy()).max() < 1)
        True
    """
    bound = gain * math.sqrt(6 / sum(fans(x.shape)))
    return uniform_(x, -bound, bound, generator)


def xavier_normal_(x: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation gain·√(2 / (fan_in + fan_out)).

    References:
        Glorot & Bengio (2010), AISTATS.

    Example:
        >>> xavier_normal_(Tensor(np.zeros((2, 4)))).shape
        (2, 4)
    """
    return normal_(x, 0.0, gain * math.sqrt(2 / sum(fans(x.shape))), generator)


def _fan(x: Tensor, mode: str) -> int:
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError("init: unknown mode", given=mode, expected="fan_in or fan_out")
    return fans(x.shape)[mode == "fan_out"]


def kaiming_uniform_(
    x: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Uniform on ±gain·√(3 / fan).

    Args:
        x: Weight, (out, in, *kernel).
        a: Slope of `leaky_relu` below zero.
        mode: `fan_in` keeps the variance of values, `fan_out` that of gradients.
        nonlinearity: The activation that follows.
        generator: Source of randomness; the default one when None.

    References:
        He, Zhang, Ren & Sun (2015), ICCV, eq. 14.

    Example:
        >>> kaiming_uniform_(Tensor(np.zeros((2, 4)))).shape
        (2, 4)
    """
    bound = gain(nonlinearity, a) * math.sqrt(3 / _fan(x, mode))
    return uniform_(x, -bound, bound, generator)


def kaiming_normal_(
    x: Tensor,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Normal with standard deviation gain / √fan. Arguments as for `kaiming_uniform_`.

    References:
        He, Zhang, Ren & Sun (2015), ICCV, eq. 14.

    Example:
        >>> kaiming_normal_(Tensor(np.zeros((2, 4))), nonlinearity="relu").shape
        (2, 4)
    """
    return normal_(x, 0.0, gain(nonlinearity, a) / math.sqrt(_fan(x, mode)), generator)


def lecun_normal_(x: Tensor, generator: Generator | None = None) -> Tensor:
    """Normal with standard deviation 1 / √fan_in.

    References:
        LeCun, Bottou, Orr & Müller (1998), Efficient BackProp, sec. 4.6.

    Example:
        >>> lecun_normal_(Tensor(np.zeros((2, 4)))).shape
        (2, 4)
    """
    return normal_(x, 0.0, 1 / math.sqrt(fans(x.shape)[0]), generator)
