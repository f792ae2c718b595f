"""Losses for real-valued targets that outliers do not decide: log-squared, Tukey, and the quantile loss.

Knows each as a function of the error o - y. Knows no network; Huber's and its kin are in `huber`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import above_zero, paired, reduced
from wengert.ops import clip, log1p, maximum, square
from wengert.samples import case, distinct, real

TUKEY_C = 4.685  # 95 % efficient for normal errors of unit size: Beaton & Tukey (1974)


def log_squared_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """log(1 + (output - target)²): a soft match, whose pull fades for errors above 1.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Black & Anandan (1996), Comput. Vis. Image Underst. 63(1): the Lorentzian, up to its scale.

    Example:
        >>> float(log_squared_loss(np.array([1.0]), np.array([0.0]))).__round__(4)
        0.6931
    """
    output, target = paired("log_squared_loss", output, target)
    return reduced(log1p(square(output - target)), reduction)


def tukey_loss(output: Any, target: Any, reduction: str = "mean", c: float = TUKEY_C) -> Any:
    """Tukey's bisquare, c²/6 (1 - (1 - (e/c)²)³) for errors |e| ≤ c, constant beyond: gross errors pull not at all.

    Args:
        output: (*s), real.
        target: (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.
        c: From which error on nothing is felt, in units of the error's usual size; above 0.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target, squared.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or c is not positive.

    References:
        Beaton & Tukey (1974), Technometrics 16(2), 147-185.

    Example:
        >>> float(tukey_loss(np.array([9.0]), np.array([0.0]), c=3.0))
        1.5
    """
    output, target = paired("tukey_loss", output, target)
    above_zero("tukey_loss", "c", c)
    u = square(clip((output - target) * (1 / c), -1.0, 1.0))
    return reduced(c * c / 6 * u * (3 - u * (3 - u)), reduction)


def quantile_loss(output: Any, target: Any, q: float = 0.5, reduction: str = "mean") -> Any:
    """Q e for e = target - output above 0, (q - 1) e below: the best constant output is the q-quantile of the targets.

    Args:
        output: (*s), real.
        target: (*s).
        q: Which quantile, strictly between 0 and 1.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: that of the target.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or q is no share.

    References:
        Koenker & Bassett (1978), Regression Quantiles, Econometrica 46(1).

    Example:
        >>> float(quantile_loss(np.array([0.0]), np.array([2.0]), q=0.9))
        1.8
    """
    output, target = paired("quantile_loss", output, target)
    error = target - output
    _inside(q)
    return reduced(maximum(q * error, (q - 1) * error), reduction)


def _inside(q: float) -> float:
    if not 0 < q < 1:
        raise ArgumentError("quantile_loss: q is a share", given=q, expected="a number between 0 and 1")
    return q


class LogSquaredLoss(Loss, name="log_squared"):
    """`log_squared_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(LogSquaredLoss()(np.array([2.0]), np.array([2.0])))
        0.0
    """

    formula = staticmethod(log_squared_loss)
    samples = (case(real(4, 3, low=-3, high=3), real(4, 3)), case(real(5), real(5), reduction="sum"))
    facts = Facts(
        task="regression with gross outliers; driving one value softly to a target",
        formula="log(1 + (o - y)²)",
        seed="2 (o - y) / (1 + (o - y)²)",
        strengths="smooth; the pull of an error beyond 1 fades as 2/e, so gross errors hardly count",
        weaknesses="not convex: far from the target the slope is small, and a start there stays there",
        hessian="2 (1 - e²) / (1 + e²)², e = o - y",
        source="Black & Anandan 1996",
    )

    def curvature(self, *args: Any) -> Product:
        """Negative for errors above 1."""
        output, target = paired("log_squared_loss", *args)
        e2 = square(output - target)
        return diagonal(2 * (1 - e2) / square(1 + e2))


@dataclass(eq=False, repr=False)
class TukeyLoss(Loss, name="tukey"):
    """`tukey_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.
        c: From which error on nothing is felt.

    Raises:
        ArgumentError: The reduction is unknown, or c is not positive.

    Example:
        >>> float(TukeyLoss(c=3.0)(np.array([9.0]), np.array([0.0])))
        1.5
    """

    reduction: str = "mean"
    c: float = TUKEY_C

    formula = staticmethod(tukey_loss)
    samples = (case(real(4, 3, low=-3, high=3), real(4, 3)), case(distinct(4, low=2, high=9), np.zeros(4), c=4.0))
    facts = Facts(
        task="regression with gross outliers",
        formula="c²/6 (1 - (1 - (e/c)²)³) if |e| ≤ c, else c²/6, with e = o - y",
        seed="e (1 - (e/c)²)² if |e| ≤ c, else 0",
        strengths="errors beyond c have no pull at all; near the target it is half the square",
        weaknesses="not convex, and flat far away: needs a start near the answer and a scale for c",
        hessian="(1 - (e/c)²) (1 - 5 (e/c)²) if |e| < c, else 0",
        source="Beaton & Tukey 1974",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("tukey_loss", "c", self.c)

    def curvature(self, *args: Any) -> Product:
        """Positive for small errors, negative up to c, then 0."""
        output, target = paired("tukey_loss", *args)
        u = square(clip((output - target) * (1 / self.c), -1.0, 1.0))
        return diagonal((1 - u) * (1 - 5 * u))


@dataclass(eq=False, repr=False)
class QuantileLoss(Loss, name="quantile"):
    """`quantile_loss` as an object: the pinball loss.

    Args:
        q: Which quantile, strictly between 0 and 1.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or q is no share.

    Example:
        >>> float(QuantileLoss(0.9)(np.array([0.0]), np.array([2.0])))
        1.8
    """

    q: float = 0.5
    reduction: str = "mean"

    formula = staticmethod(quantile_loss)
    samples = (case(distinct(4, 3), distinct(4, 3, low=2, high=4), q=0.2), case(distinct(4), np.zeros(4) - 2.0, q=0.9))
    facts = Facts(
        task="regression of a quantile: intervals, forecasts of demand",
        formula="q (y - o) if y ≥ o, else (1 - q) (o - y)",
        seed="-q if y > o, 1 - q if y < o, ½ - q where they agree",
        strengths="two of them give an interval without any assumption on the errors; convex in the output",
        weaknesses="as the absolute error: a constant signal and no curvature; quantiles trained apart may cross",
        hessian="0",
        convex=True,
        source="Koenker & Bassett 1978",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _inside(self.q)

    def curvature(self, *args: Any) -> Product:
        """Zero: the kink has no weight."""
        del args
        return diagonal(0.0)
