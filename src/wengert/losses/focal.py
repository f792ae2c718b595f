"""Focal losses: cross-entropies in which what is already right counts little. Yes or no, and one class of many.

Knows them from logits, in a form that is smooth and finite at any size. Knows no network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.losses.labels import check_indices, classes_last, one_hot
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import in_dtype, paired, reduced, shape_of
from wengert.ops import exp, log_sigmoid, log_softmax, logsumexp, softplus, sum, where
from wengert.samples import case, integer, real
from wengert.tensor import value_of

Alpha = float | Sequence[float]


def binary_focal_loss(
    output: Any, target: Any, alpha: Alpha = 0.25, gamma: float = 2.0, reduction: str = "mean"
) -> Any:
    """-α (1 - p)^γ log p, with p the probability given to what is true: p = σ(o) for yes, σ(-o) for no.

    Args:
        output: Logits, (*s).
        target: Probabilities of yes, (*s); booleans and integers 0, 1 will do.
        alpha: One factor for all; or two, for no and for yes: (0.75, 0.25) is the α_t of the paper with α = 0.25.
        gamma: How little what is right counts; 0 with alpha 1 is the cross-entropy.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ, or alpha is neither one number nor two.
        ArgumentError: The reduction is unknown, or gamma is negative.

    References:
        Lin et al. (2017), Focal Loss for Dense Object Detection (RetinaNet), ICCV, eq. 5.

    Example:
        >>> float(binary_focal_loss(np.array([0.0]), np.array([1.0]), alpha=1.0)).__round__(4)
        0.1733
    """
    output, target = paired("binary_focal_loss", output, target)
    _not_negative(gamma)
    no, yes = _factors("binary_focal_loss", alpha, 2)
    # (1 - p)^γ is exp(γ log σ(-o)): no power of 0, so finite at every order.
    hit = exp(gamma * log_sigmoid(-output)) * softplus(-output)
    miss = exp(gamma * log_sigmoid(output)) * softplus(output)
    return reduced(yes * target * hit + no * (1 - target) * miss, reduction)


def focal_loss(output: Any, target: Any, alpha: Alpha = 0.25, gamma: float = 2.0, reduction: str = "mean") -> Any:
    """-α (1 - p)^γ log p, with p the probability that softmax gives to the target class.

    Args:
        output: Logits, (b, c), (c,), or (b, c, *d) with the classes on axis 1; two classes or more.
        target: Class indices (b,), () or (b, *d).
        alpha: One factor for all, or one for each class.
        gamma: How little what is right counts; 0 with alpha 1 is the cross-entropy.
        reduction: `mean` (over samples), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or that of the target for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit, or alpha has another number of classes.
        DtypeError: The target holds no integers.
        ArgumentError: An index is no class, the reduction is unknown, or gamma is negative.

    References:
        Lin et al. (2017), Focal Loss for Dense Object Detection (RetinaNet), ICCV, eq. 5.

    Example:
        >>> float(focal_loss(np.array([[0.0, 0.0]]), np.array([1]), alpha=1.0)).__round__(4)
        0.1733
    """
    logits = classes_last("focal_loss", output)
    shape = shape_of(logits)
    if shape[-1] < 2:
        raise ShapeError("focal_loss: needs two classes or more", given=f"logits {shape}", expected="(b, c), c ≥ 2")
    check_indices("focal_loss", target, shape)
    _not_negative(gamma)
    chosen = one_hot(target, shape[-1], dtype_of(value_of(logits)))
    log_p = sum(chosen * log_softmax(logits, axis=-1), axis=-1)
    # log(1 - p) from the other logits: 1 - p itself would be rounded to 0.
    others = logsumexp(where(chosen > 0, in_dtype(-np.inf, logits), logits), axis=-1) - logsumexp(logits, axis=-1)
    terms = -exp(gamma * others) * log_p
    factors = _factors("focal_loss", alpha, shape[-1])
    if len(set(factors)) == 1:
        return reduced(factors[0] * terms, reduction)
    return reduced(sum(chosen * in_dtype(factors, logits), axis=-1) * terms, reduction)


def _factors(what: str, alpha: Alpha, classes: int) -> list[float]:
    """One factor for each class."""
    factors = np.ravel(alpha).tolist() * (1 if np.ndim(alpha) else classes)
    if len(factors) != classes:
        raise ShapeError(
            f"{what}: alpha is one number, or one for each class", given=f"{len(factors)}", expected=f"{classes}"
        )
    return factors


def _not_negative(gamma: float) -> float:
    if not gamma >= 0:
        raise ArgumentError("focal loss: gamma is not negative", given=gamma, expected="0 or more")
    return gamma


@dataclass(eq=False, repr=False)
class BinaryFocalLoss(Loss, name="binary_focal"):
    """`binary_focal_loss` as an object.

    Args:
        alpha: One factor for all; or two, for no and for yes.
        gamma: How little what is right counts.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or gamma is negative.

    Example:
        >>> float(BinaryFocalLoss(alpha=1.0)(np.array([0.0]), np.array([1.0]))).__round__(4)
        0.1733
    """

    alpha: Alpha = 0.25
    gamma: float = 2.0
    reduction: str = "mean"

    formula = staticmethod(binary_focal_loss)
    samples = (
        case(real(4, 3), integer(4, 3, high=2)),
        case(real(4, 3), real(4, 3, low=0.0, high=1.0), alpha=(0.75, 0.25), gamma=0.5, reduction="sum"),
    )
    facts = Facts(
        task="detection: yes or no, where no is nearly always right",
        formula="-α (1 - p)^γ log p, p = σ(o) for y = 1, σ(-o) for y = 0",
        seed="±α (1 - p)^γ (γ p log p - (1 - p)), + for y = 1",
        strengths="thousands of easy samples do not drown the few hard ones",
        weaknesses="two more numbers to choose; mislabelled samples count most of all; not convex",
        activation="none: the sigmoid is in the loss",
        source="Lin et al. 2017 (RetinaNet)",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.gamma)


@dataclass(eq=False, repr=False)
class FocalLoss(Loss, name="focal"):
    """`focal_loss` as an object.

    Args:
        alpha: One factor for all, or one for each class.
        gamma: How little what is right counts.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or gamma is negative.

    Example:
        >>> float(FocalLoss(alpha=1.0)(np.array([[0.0, 0.0]]), np.array([1]))).__round__(4)
        0.1733
    """

    alpha: Alpha = 0.25
    gamma: float = 2.0
    reduction: str = "mean"

    formula = staticmethod(focal_loss)
    samples = (
        case(real(4, 3), integer(4, high=3)),
        case(real(2, 3, 4), integer(2, 4, high=3), alpha=(0.2, 0.5, 0.3), gamma=0.5, reduction="sum"),
    )
    facts = Facts(
        task="classification, one class of many, some of them rare",
        formula="-α (1 - p)^γ log p, p = softmax(o) at class y",
        seed="α (1 - p)^γ (γ p log p / (1 - p) - 1) ∂ log p",
        strengths="easy samples do not drown hard ones; α weighs the classes",
        weaknesses="two more numbers to choose; mislabelled samples count most of all; not convex",
        activation="none: softmax is in the loss",
        source="Lin et al. 2017 (RetinaNet)",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        _not_negative(self.gamma)
