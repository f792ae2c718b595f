"""Losses for real-valued targets: squared, halved, absolute, and the output itself as the objective.

Knows the squared error and its gradient in closed form. Knows no network; losses that forgive outliers are in `robust`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.shapes import size_of
from wengert.batching import later, spread
from wengert.kinds import general
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import above_zero, paired, reduced
from wengert.ops import abs, mean, square, subtract
from wengert.samples import case, distinct, real


@general(node="MseLoss", symbol="mse")
def mean_square(x: Any, y: Any) -> Any:
    """Mean of (x - y)² over all elements. Shapes: (*s), (*s) -> ().

    Example:
        >>> float(mean_square(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        2.0
    """
    d = x - y
    return mean(d * d)


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
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target, squared.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(mse_loss(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        2.0
    """
    output, target = paired("mse_loss", output, target)
    if reduction == "mean":
        return mean_square(output, target)
    return reduced(square(output - target), reduction)


def half_squared_loss(output: Any, target: Any, c: float = 0.5, reduction: str = "batchmean") -> Any:
    """C · Σ (output - target)² of each sample, averaged over samples: with c = 1/2 the seed is output - target.

    Args:
        output: (b, *s), real; the first axis counts samples.
        target: (b, *s).
        c: The factor before the sum.
        reduction: `batchmean`, `mean` (over all elements), `sum` (one sample) or `none`.

    Returns:
        Shape (), or (b, *s) for `none`. Unit: that of the target, squared.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or c is not positive.

    Example:
        >>> float(half_squared_loss(np.array([[1.0, 3.0]]), np.array([[0.0, 1.0]])))
        2.5
    """
    output, target = paired("half_squared_loss", output, target)
    return reduced(above_zero("half_squared_loss", "c", c) * square(output - target), reduction)


def l1_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """|output - target|, averaged over all elements; slope 0 where they agree.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(l1_loss(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        1.0
    """
    output, target = paired("l1_loss", output, target)
    return reduced(abs(output - target), reduction)


def identity_objective(output: Any, reduction: str = "mean") -> Any:
    """The output itself, as an objective to be made small; seed 1.

    Args:
        output: (*s), real.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the output.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(identity_objective(np.array([1.0, 3.0])))
        2.0
    """
    return reduced(output, reduction)


class MSELoss(Loss, name="mse"):
    """`mse_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(MSELoss()(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        2.0
    """

    formula = staticmethod(mse_loss)
    samples = (case(real(4, 3), real(4, 3)), case(real(5), real(5), reduction="sum"))
    facts = Facts(
        task="regression",
        formula="(o - y)²",
        seed="2 (o - y)",
        strengths="smooth, convex in the output, the likelihood of normal errors of equal size; predicts the mean",
        weaknesses="an error counts with its square, so a few outliers decide; depends on the scale of the targets",
        hessian="2",
        convex=True,
        source="Legendre 1805; Gauss 1809",
    )

    def curvature(self, *args: Any) -> Product:
        """The constant 2."""
        del args
        return diagonal(2.0)


@dataclass(eq=False, repr=False)
class HalfSquaredLoss(Loss, name="half_squared"):
    """`half_squared_loss` as an object.

    Args:
        c: The factor before the sum.
        reduction: `batchmean`, `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown, or c is not positive.

    Example:
        >>> float(HalfSquaredLoss()(np.array([[1.0, 3.0]]), np.array([[0.0, 1.0]])))
        2.5
    """

    c: float = 0.5
    reduction: str = "batchmean"

    formula = staticmethod(half_squared_loss)
    samples = (case(real(4, 3), real(4, 3)), case(real(3), real(3), c=2.0, reduction="sum"))
    facts = Facts(
        task="regression; driving one value to a target",
        formula="c (o - y)²",
        seed="2 c (o - y), which is o - y for c = 1/2",
        strengths="the seed is the error itself, so a backward pass can be read by eye; convex in the output",
        weaknesses="as the squared error: outliers decide",
        hessian="2 c",
        convex=True,
        source="Rumelhart, Hinton & Williams 1986",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("half_squared_loss", "c", self.c)

    def curvature(self, *args: Any) -> Product:
        """The constant 2c."""
        del args
        return diagonal(2.0 * self.c)


class L1Loss(Loss, name="mae"):
    """`l1_loss` as an object: the mean absolute error.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(L1Loss()(np.array([1.0, 3.0]), np.array([1.0, 1.0])))
        1.0
    """

    formula = staticmethod(l1_loss)
    samples = (case(distinct(4, 3), distinct(4, 3, low=2.0, high=5.0)), case(distinct(4), 0.0 * np.ones(4) - 2.0))
    facts = Facts(
        task="regression with outliers; driving one value to a target robustly",
        formula="|o - y|",
        seed="sign(o - y), 0 where they agree",
        strengths="an outlier pulls no harder than anything else; convex in the output; predicts the median",
        weaknesses="the signal does not shrink near the target, so a constant step oscillates; no curvature to use",
        hessian="0",
        convex=True,
        source="Laplace 1774",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: the kinks have no weight."""
        del args
        return diagonal(0.0)


class IdentityObjective(Loss, name="identity"):
    """`identity_objective` as an object: called with the output alone.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> IdentityObjective("sum").seed(np.array([1.0, 3.0]))
        array([1., 1.])
    """

    formula = staticmethod(identity_objective)
    samples = (case(real(4)), case(real(), reduction="sum"))
    facts = Facts(
        task="minimising a value directly",
        formula="o",
        seed="1",
        strengths="nothing stands between the value and its gradient",
        weaknesses="no target: unbounded below, the descent runs away",
        hessian="0",
        convex=True,
        source="the gradient itself",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: it is linear."""
        del args
        return diagonal(0.0)
