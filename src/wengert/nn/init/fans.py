"""Fans and gains: how many numbers a unit reads, and how much larger weights before an activation must be.

Knows weights (out, in, *kernel). Draws nothing.
"""

from __future__ import annotations

import math

from wengert.arrays.shapes import size_of
from wengert.errors import ArgumentError, ShapeError

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


def fan(shape: tuple[int, ...], mode: str) -> int:
    """One of the two fans.

    Args:
        shape: Shape of the weight.
        mode: `fan_in`, which keeps the variance of values, or `fan_out`, which keeps that of gradients.

    Returns:
        The fan.

    Raises:
        ArgumentError: The mode is another.
        ShapeError: There are fewer than two axes.

    Example:
        >>> fan((8, 3, 5, 5), "fan_out")
        200
    """
    if mode not in ("fan_in", "fan_out"):
        raise ArgumentError("init: unknown mode", given=mode, expected="fan_in or fan_out")
    return fans(shape)[mode == "fan_out"]
