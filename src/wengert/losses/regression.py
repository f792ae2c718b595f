"""Losses for real-valued targets.

Knows the squared error and its gradient in closed form. Knows no network.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.shapes import size_of
from wengert.batching import later, spread
from wengert.kinds import general
from wengert.losses.loss import Loss
from wengert.losses.reduce import reduced, same_shape
from wengert.ops import mean, square, subtract
from wengert.samples import case, real


@general(node="MseLoss", symbol="mse")
def mean_square(x: Any, y: Any) -> Any:
    """Mean of (x - y)² over all elements. Shapes: (*s), (*s) -> ().

    Example:
        >>> float(mean_square(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        2.0
    """
    d = x - y
    return namespace(x, y).mean(d * d)


mean_square.define(
    [lambda g, x, y, x_shape: _slope(x_shape) * g * (x - y), lambda g, x, y, x_shape: _slope(x_shape) * g * (y - x)],
    [lambda t, x, y: 2 * mean((x - y) * t), lambda t, x, y: 2 * mean((y - x) * t)],
)
mean_square.batch = lambda args, batched, params, size: mean(
    square(subtract(*spread(args, batched, size))), axis=later(None, len(np.shape(args[0])) - batched[0])
)
mean_square.samples = [case(real(3, 4), real(3, 4)), case(real(), real())]


def _slope(shape: tuple[int, ...]) -> float:
    """2 / n: what each difference is multiplied by in the gradient."""
    return 2 / max(size_of(shape), 1)


def mse_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """(output - target)², averaged over all elements.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum` or `none`.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target, squared.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(mse_loss(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        2.0
    """
    same_shape("mse_loss", output, target)
    if reduction == "mean":
        return mean_square(output, target)
    return reduced(square(output - target), reduction)


class MSELoss(Loss):
    """`mse_loss` as an object.

    Args:
        reduction: `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(MSELoss()(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        2.0
    """

    def __call__(self, output: Any, target: Any) -> Any:
        """The loss of an output and a target."""
        return mse_loss(output, target, self.reduction)
