"""Losses that are square near and linear far: Huber, smooth L1, log-cosh.

Knows each as a function of the error o - y, exact at second order where the error is 0. Knows no network.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.kinds import elementwise
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import above_zero, in_dtype, paired, reduced
from wengert.losses.regression import l1_loss
from wengert.ops import abs, clip, square, tanh
from wengert.samples import case, distinct, real


# Its own rule: composed of |x| and min its second derivative at 0 would be that of a kink, 0 instead of 1.
@elementwise(node="HuberLoss", source="Huber 1964, sec. 4")
def huber(x: Any, *, delta: float) -> Any:
    """x²/2 where |x| ≤ δ, else δ (|x| - δ/2). Shapes: (*s) -> (*s).

    Example:
        >>> huber(np.array([0.5, -3.0]), delta=1.0)
        array([0.125, 2.5  ])
    """
    xp = namespace(x)
    size = xp.abs(x)
    near = xp.minimum(size, delta)
    return near * (size - 0.5 * near)


huber.partial = lambda x, delta: clip(x, -delta, delta)
huber.samples = [
    case(real(3, 4), delta=0.7),
    case(real(low=0.0, high=0.0), delta=1.0),
    case(real(2, low=-1e3, high=1e3), delta=1.0),
]


# Its own rule, for the same reason; and the difference of two logarithms would lose small errors.
@elementwise(symbol="log cosh", source="DLMF 4.28")
def log_cosh(x: Any) -> Any:
    """log cosh x, without overflow; slope tanh x. Shapes: (*s) -> (*s).

    Example:
        >>> float(log_cosh(0.0)), round(float(log_cosh(1e3)), 4)
        (0.0, 999.3069)
    """
    xp = namespace(x)
    size = xp.abs(x)
    # cosh x = 1 + 2 sinh²(x/2) for small x, (1 + exp(-2|x|)) exp(|x|) / 2 for large.
    near = xp.log1p(2 * xp.square(xp.sinh(xp.minimum(size, 1) / 2)))
    return xp.where(size < 1, near, size + xp.log1p(xp.exp(-2 * size)) - math.log(2))[()]


log_cosh.partial = lambda x: tanh(x)
log_cosh.samples = [case(real(3, 4)), case(real(low=0.0, high=0.0)), case(real(2, low=-900, high=900))]


def huber_loss(output: Any, target: Any, reduction: str = "mean", delta: float = 1.0) -> Any:
    """Half the squared error up to `delta`, linear beyond: the slope is the error, held within ±delta.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.
        delta: From which error on it is linear; above 0.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target, squared.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or delta is not positive.

    References:
        Huber (1964), Robust Estimation of a Location Parameter, Ann. Math. Stat. 35(1).

    Example:
        >>> float(huber_loss(np.array([0.5, 3.0]), np.zeros(2), "sum"))
        2.625
    """
    output, target = paired("huber_loss", output, target)
    return reduced(huber(output - target, delta=above_zero("huber_loss", "delta", delta)), reduction)


def smooth_l1_loss(output: Any, target: Any, reduction: str = "mean", beta: float = 1.0) -> Any:
    """`huber_loss` with delta = beta, divided by beta: the slope far away is ±1. With beta = 0 it is `l1_loss`.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.
        beta: From which error on it is linear; 0 or more.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or beta is negative.

    References:
        Girshick (2015), Fast R-CNN, ICCV, eq. 3.

    Example:
        >>> float(smooth_l1_loss(np.array([0.5, 3.0]), np.zeros(2), "sum", beta=0.5))
        3.0
    """
    if beta == 0:
        return l1_loss(output, target, reduction)
    output, target = paired("smooth_l1_loss", output, target)
    above_zero("smooth_l1_loss", "beta", beta)
    return reduced(huber(output - target, delta=beta) * (1 / beta), reduction)


def log_cosh_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """log cosh(output - target): half the square for small errors, |e| - log 2 for large, smooth throughout.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(log_cosh_loss(np.array([1e3]), np.array([0.0]))).__round__(4)
        999.3069
    """
    output, target = paired("log_cosh_loss", output, target)
    return reduced(log_cosh(output - target), reduction)


@dataclass(eq=False, repr=False)
class HuberLoss(Loss, name="huber"):
    """`huber_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.
        delta: From which error on it is linear.

    Raises:
        ArgumentError: The reduction is unknown, or delta is not positive.

    Example:
        >>> float(HuberLoss(delta=2.0)(np.array([1.0]), np.array([0.0])))
        0.5
    """

    reduction: str = "mean"
    delta: float = 1.0

    formula = staticmethod(huber_loss)
    samples = (case(distinct(4, 3, low=-3, high=3), real(4, 3, low=-0.1, high=0.1)), case(real(5), real(5), delta=0.3))
    facts = Facts(
        task="regression with outliers",
        formula="(o - y)²/2 if |o - y| ≤ δ, else δ (|o - y| - δ/2)",
        seed="o - y, held within ±δ",
        strengths="smooth at the target and forgiving far from it; convex in the output",
        weaknesses="δ has to be chosen, in the units of the error; no curvature beyond it",
        hessian="1 if |o - y| < δ, else 0",
        convex=True,
        source="Huber 1964",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("huber_loss", "delta", self.delta)

    def curvature(self, *args: Any) -> Product:
        """1 in the quadratic part."""
        output, target = paired("huber_loss", *args)
        return diagonal(in_dtype(abs(output - target) < self.delta, output))


@dataclass(eq=False, repr=False)
class SmoothL1Loss(Loss, name="smooth_l1"):
    """`smooth_l1_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.
        beta: From which error on it is linear.

    Raises:
        ArgumentError: The reduction is unknown, or beta is negative.

    Example:
        >>> float(SmoothL1Loss()(np.array([3.0]), np.array([0.0])))
        2.5
    """

    reduction: str = "mean"
    beta: float = 1.0

    formula = staticmethod(smooth_l1_loss)
    samples = (case(distinct(4, 3, low=-3, high=3), real(4, 3, low=-0.1, high=0.1)), case(real(5), real(5), beta=0.3))
    facts = Facts(
        task="regression of boxes",
        formula="(o - y)²/(2β) if |o - y| < β, else |o - y| - β/2",
        seed="(o - y)/β, held within ±1",
        strengths="slopes of at most 1 keep early training of boxes stable; smooth at the target",
        weaknesses="β has to be chosen; coordinates are judged one by one, overlap not at all",
        hessian="1/β if |o - y| < β, else 0",
        convex=True,
        source="Girshick 2015",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.beta >= 0:
            raise ArgumentError("smooth_l1_loss: beta is not negative", given=self.beta, expected="0 or more")

    def curvature(self, *args: Any) -> Product:
        """1/β in the quadratic part; 0 throughout for β = 0."""
        output, target = paired("smooth_l1_loss", *args)
        inside = in_dtype(abs(output - target) < self.beta, output)
        return diagonal(inside * (1 / self.beta if self.beta else 0.0))


class LogCoshLoss(Loss, name="log_cosh"):
    """`log_cosh_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(LogCoshLoss()(np.array([0.0]), np.array([0.0])))
        0.0
    """

    formula = staticmethod(log_cosh_loss)
    samples = (case(real(4, 3, low=-3, high=3), real(4, 3)), case(real(5), real(5), reduction="sum"))
    facts = Facts(
        task="regression with outliers",
        formula="log cosh(o - y)",
        seed="tanh(o - y)",
        strengths="as Huber's, but smooth to every order, which second-order methods like; convex in the output",
        weaknesses="where it turns linear is fixed at errors of about 1: targets must be scaled",
        hessian="1 - tanh²(o - y)",
        convex=True,
        source="Green 1990",
    )

    def curvature(self, *args: Any) -> Product:
        """1 - tanh² of the error."""
        output, target = paired("log_cosh_loss", *args)
        return diagonal(1 - square(tanh(output - target)))
