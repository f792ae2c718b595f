"""Losses of margins: hinge (support vector machines), its smooth form, its many-class form, and of ranks.

Knows that what is right by more than the margin counts nothing. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError
from wengert.losses.labels import check_indices, classes_last, one_hot
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import in_dtype, paired, reduced, same_shape, shape_of
from wengert.ops import relu, sigmoid, softplus, square, sum
from wengert.samples import case, distinct, integer, real
from wengert.tensor import value_of


def hinge_loss(output: Any, target: Any, margin: float = 1.0, reduction: str = "mean") -> Any:
    """max(0, margin - y o): the loss of support vector machines.

    Args:
        output: Scores, (*s).
        target: 1 for yes and -1 for no, (*s).
        margin: By how much a score must be right.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Cortes & Vapnik (1995), Support-Vector Networks, Mach. Learn. 20(3).

    Example:
        >>> float(hinge_loss(np.array([0.5, -2.0]), np.array([1, -1])))
        0.25
    """
    output, target = paired("hinge_loss", output, target)
    return reduced(relu(margin - target * output), reduction)


def soft_margin_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """log(1 + exp(-y o)): the smooth hinge, which is the logistic loss for targets ±1.

    Args:
        output: Scores, (*s).
        target: 1 for yes and -1 for no, (*s).
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(soft_margin_loss(np.array([0.0]), np.array([1]))).__round__(4)
        0.6931
    """
    output, target = paired("soft_margin_loss", output, target)
    return reduced(softplus(-target * output), reduction)


def margin_ranking_loss(output1: Any, output2: Any, target: Any, margin: float = 0.0, reduction: str = "mean") -> Any:
    """max(0, margin - y (o₁ - o₂)): the first score above the second for y = 1, below it for y = -1.

    Args:
        output1: Scores, (*s).
        output2: Scores, (*s).
        target: 1 or -1, (*s).
        margin: By how much.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(margin_ranking_loss(np.array([1.0]), np.array([3.0]), np.array([1])))
        2.0
    """
    same_shape("margin_ranking_loss", output1, output2, ("output1", "output2"))
    output1, target = paired("margin_ranking_loss", output1, target)
    return reduced(relu(margin - target * (output1 - output2)), reduction)


def multi_margin_loss(
    output: Any, target: Any, p: int = 1, margin: float = 1.0, weight: Any = None, reduction: str = "mean"
) -> Any:
    """Σ max(0, margin - o_y + o_j)^p / c over the classes j other than y: the hinge of many classes.

    Args:
        output: Scores, (b, c) or (c,).
        target: Class indices, (b,) or ().
        p: 1 or 2.
        margin: By how much the score of the right class must be above each other.
        weight: What each class counts for, (c,); the mean is over samples all the same.
        reduction: `mean` (over samples), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (b,) for `none`.

    Raises:
        ShapeError: The shapes do not fit.
        DtypeError: The target holds no integers.
        ArgumentError: An index is no class, p is neither 1 nor 2, or the reduction is unknown.

    References:
        Crammer & Singer (2001), J. Mach. Learn. Res. 2; summed over classes: Weston & Watkins (1999), ESANN.

    Example:
        >>> float(multi_margin_loss(np.array([[0.5, 0.0]]), np.array([0])))
        0.25
    """
    shape = shape_of(classes_last("multi_margin_loss", output))
    check_indices("multi_margin_loss", target, shape)
    _one_or_two(p)
    chosen = one_hot(target, shape[-1], dtype_of(value_of(output)))
    own = sum(chosen * output, axis=-1, keepdims=True)
    short = relu(margin - own + output) * (1 - chosen)
    terms = sum(square(short) if p == 2 else short, axis=-1) * (1 / shape[-1])
    if weight is not None:
        terms = terms * sum(chosen * in_dtype(weight, output), axis=-1)
    return reduced(terms, reduction)


def _one_or_two(p: int) -> int:
    if p not in (1, 2):
        raise ArgumentError("multi_margin_loss: unknown power", given=p, expected="1 or 2")
    return p


@dataclass(eq=False, repr=False)
class HingeLoss(Loss, name="hinge"):
    """`hinge_loss` as an object.

    Args:
        margin: By how much a score must be right.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(HingeLoss()(np.array([0.5, -2.0]), np.array([1, -1])))
        0.25
    """

    margin: float = 1.0
    reduction: str = "mean"

    formula = staticmethod(hinge_loss)
    samples = (
        case(distinct(4, 3), 1 - 2 * np.eye(4, 3)),
        case(distinct(5, low=-3, high=3), np.array([1, -1, 1, -1, -1]), margin=0.5, reduction="sum"),
    )
    facts = Facts(
        task="classification, yes or no, by a margin",
        formula="max(0, m - y o), y = ±1",
        seed="-y where y o < m, else 0",
        strengths="only samples near the border count; convex; with an L2 penalty a support vector machine",
        weaknesses="scores are no probabilities; no curvature",
        hessian="0",
        convex=True,
        source="Cortes & Vapnik 1995",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: the kink has no weight."""
        del args
        return diagonal(0.0)


class SoftMarginLoss(Loss, name="soft_margin"):
    """`soft_margin_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(SoftMarginLoss()(np.array([0.0]), np.array([1]))).__round__(4)
        0.6931
    """

    formula = staticmethod(soft_margin_loss)
    samples = (case(real(4, 3), 1 - 2 * np.eye(4, 3)), case(real(3), np.array([1, -1, 1]), reduction="sum"))
    facts = Facts(
        task="classification, yes or no, targets ±1",
        formula="log(1 + exp(-y o))",
        seed="-y σ(-y o)",
        strengths="smooth and convex; σ(o) is a probability",
        weaknesses="mislabelled samples pull without end",
        hessian="y² σ(y o) σ(-y o)",
        convex=True,
        source="Cox 1958",
    )

    def curvature(self, *args: Any) -> Product:
        """Diagonal."""
        output, target = paired("soft_margin_loss", *args)
        p = sigmoid(target * output)
        return diagonal(square(target) * p * (1 - p))


@dataclass(eq=False, repr=False)
class MarginRankingLoss(Loss, name="margin_ranking"):
    """`margin_ranking_loss` as an object: called with two scores and which of them should be above.

    Args:
        margin: By how much.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(MarginRankingLoss()(np.array([1.0]), np.array([3.0]), np.array([1])))
        2.0
    """

    margin: float = 0.0
    reduction: str = "mean"

    formula = staticmethod(margin_ranking_loss)
    samples = (
        case(distinct(5), distinct(5, low=2, high=4), np.array([1, -1, 1, -1, 1])),
        case(distinct(4, 3), real(4, 3, low=-9, high=-8), 1 - 2 * np.eye(4, 3), margin=0.5, reduction="sum"),
    )
    facts = Facts(
        task="ranking from comparisons of pairs",
        formula="max(0, m - y (o₁ - o₂)), y = ±1",
        seed="-y where y (o₁ - o₂) < m, else 0",
        strengths="asks only which of two is above: scores need no scale",
        weaknesses="no curvature; all pairs are many",
        hessian="0",
        convex=True,
        source="Herbrich, Graepel & Obermayer 2000",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: the kink has no weight."""
        del args
        return diagonal(0.0)


@dataclass(eq=False, repr=False)
class MultiMarginLoss(Loss, name="multi_margin"):
    """`multi_margin_loss` as an object.

    Args:
        p: 1 or 2.
        margin: By how much the score of the right class must be above each other.
        weight: What each class counts for, (c,).
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: p is neither 1 nor 2, or the reduction is unknown.

    Example:
        >>> float(MultiMarginLoss()(np.array([[0.5, 0.0]]), np.array([0])))
        0.25
    """

    p: int = 1
    margin: float = 1.0
    weight: Any = None
    reduction: str = "mean"

    formula = staticmethod(multi_margin_loss)
    samples = (
        case(distinct(4, 3), integer(4, high=3)),
        case(distinct(4, 3), integer(4, high=3), p=2, weight=(0.5, 1.0, 2.0), reduction="sum"),
    )
    facts = Facts(
        task="classification, one class of many, by a margin",
        formula="Σ max(0, m - o_y + o_j)^p / c over j ≠ y",
        seed="1/c at each class within the margin, minus their sum at y (p = 1)",
        strengths="only classes near the right one count; convex",
        weaknesses="scores are no probabilities; no curvature for p = 1",
        convex=True,
        source="Weston & Watkins 1999",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _one_or_two(self.p)
