"""Losses for yes or no, alone or many labels at once: from logits and from probabilities.

Knows the first with its gradient σ(z) - y in closed form. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ArgumentError
from wengert.kinds import elementwise
from wengert.losses.entropy import bounded_log
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import in_dtype, is_known, paired, reduced
from wengert.ops import maximum, sigmoid, softplus
from wengert.samples import case, positive, real
from wengert.tensor import value_of

LEAST = 1e-12  # PyTorch's bound on what the gradient divides by


@elementwise(node="BinaryCrossEntropyWithLogits", source="Bishop (2006), eq. 4.91")
def logistic_cross_entropy(x: Any, y: Any) -> Any:
    """-y log σ(x) - (1 - y) log σ(-x), from a logit x. Shapes: (*s), (*s) -> (*s).

    Example:
        >>> float(logistic_cross_entropy(0.0, 1.0)).__round__(4)
        0.6931
    """
    xp = namespace(x, y)
    return xp.maximum(x, 0) - x * y + xp.log1p(xp.exp(-abs(x)))


logistic_cross_entropy.partials = (lambda x, y: sigmoid(x) - y, lambda x: -x)
logistic_cross_entropy.samples = [case(real(3, 4), positive(3, 4)), case(real(2, low=-300, high=300), positive(2))]


# Its own rule: composed, the slope at 0 and 1 would be that of the bound, 0, and a sure mistake would teach nothing.
@elementwise(node="BinaryCrossEntropy", source="Good 1952; the bounds: PyTorch's binary_cross_entropy")
def probability_cross_entropy(x: Any, y: Any) -> Any:
    """-y log x - (1 - y) log(1 - x), from a probability x; logarithms held above -100. Shapes: (*s), (*s) -> (*s).

    Example:
        >>> float(probability_cross_entropy(0.0, 1.0))
        100.0
    """
    xp = namespace(x, y)
    with np.errstate(divide="ignore"):
        return -y * xp.maximum(xp.log(x), -100) - (1 - y) * xp.maximum(xp.log1p(-x), -100)


probability_cross_entropy.partials = (
    lambda x, y: (1 - y) / maximum(1 - x, LEAST) - y / maximum(x, LEAST),
    lambda x: bounded_log(1 - x) - bounded_log(x),
)
probability_cross_entropy.samples = [
    case(real(3, 4, low=0.1, high=0.9), positive(3, 4)),
    case(real(low=0.1, high=0.9), 1.0),
]


def binary_cross_entropy(output: Any, target: Any, weight: Any = None, reduction: str = "mean") -> Any:
    """Cross-entropy of yes or no, from probabilities.

    At probabilities 0 and 1 it is PyTorch's: logarithms are held above -100, and the slope divides by no less than
    1e-12. From logits `binary_cross_entropy_with_logits` is exact at any size: prefer it for training.

    Args:
        output: Probabilities of yes, (*s), 0 to 1.
        target: Probabilities of yes, (*s); booleans and integers 0, 1 will do.
        weight: Factors of the terms, broadcast to (*s); the mean is over (*s) all the same.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or an output is no probability.

    Example:
        >>> float(binary_cross_entropy(np.array([0.5]), np.array([1.0]))).__round__(4)
        0.6931
    """
    output, target = paired("binary_cross_entropy", output, target)
    if is_known(output) and np.size(value_of(output)):
        low, high = np.min(value_of(output)), np.max(value_of(output))
        if low < 0 or high > 1:
            raise ArgumentError(
                "binary_cross_entropy: outputs are probabilities",
                given=f"numbers from {low:.4g} to {high:.4g}",
                expected="0 to 1",
                hint="binary_cross_entropy_with_logits takes what the last layer gives before the sigmoid",
            )
    return reduced(_weighted(probability_cross_entropy(output, target), weight), reduction)


def binary_cross_entropy_with_logits(
    output: Any, target: Any, weight: Any = None, reduction: str = "mean", pos_weight: Any = None
) -> Any:
    """Cross-entropy of yes or no, from logits; stable at any size.

    Args:
        output: Logits, (*s).
        target: Probabilities of yes, (*s); booleans and integers 0, 1 will do.
        weight: Factors of the terms, broadcast to (*s); the mean is over (*s) all the same.
        reduction: `mean`, `sum`, `none` or `batchmean`.
        pos_weight: Factors of the yes parts, broadcast to (*s): above 1 for labels that are rare.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(binary_cross_entropy_with_logits(np.array([0.0]), np.array([1.0]))).__round__(4)
        0.6931
    """
    output, target = paired("binary_cross_entropy_with_logits", output, target)
    if pos_weight is None:
        terms = logistic_cross_entropy(output, target)
    else:
        yes = in_dtype(pos_weight, output) * target
        terms = yes * softplus(-output) + (1 - target) * softplus(output)
    return reduced(_weighted(terms, weight), reduction)


def _weighted(terms: Any, weight: Any) -> Any:
    return terms if weight is None else terms * in_dtype(weight, terms)


@dataclass(eq=False, repr=False)
class BCELoss(Loss, name="bce"):
    """`binary_cross_entropy` as an object.

    Args:
        weight: Factors of the terms.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(BCELoss()(np.array([0.5]), np.array([1.0]))).__round__(4)
        0.6931
    """

    weight: Any = None
    reduction: str = "mean"

    formula = staticmethod(binary_cross_entropy)
    samples = (
        case(real(4, 3, low=0.1, high=0.9), real(4, 3, low=0.0, high=1.0)),
        case(real(4, 3, low=0.1, high=0.9), real(4, 3, low=0.0, high=1.0), weight=(1.0, 2.0, 3.0), reduction="sum"),
    )
    facts = Facts(
        task="classification, yes or no, from probabilities",
        formula="-y log o - (1 - y) log(1 - o)",
        seed="(o - y) / (o (1 - o))",
        strengths="the likelihood of yes or no; judges probabilities wherever they are from",
        weaknesses="the slope is unbounded at sure mistakes, and logarithms must be cut off; train on logits instead",
        activation="sigmoid",
        hessian="y / o² + (1 - y) / (1 - o)²",
        convex=True,
        source="Good 1952",
    )

    def curvature(self, *args: Any) -> Product:
        """Diagonal; probabilities are held above 1e-12."""
        output, target = paired("binary_cross_entropy", *args)
        yes, no = maximum(output, LEAST), maximum(1 - output, LEAST)
        return diagonal(_weighted(target / (yes * yes) + (1 - target) / (no * no), self.weight))


@dataclass(eq=False, repr=False)
class BCEWithLogitsLoss(Loss, name="bce_with_logits"):
    """`binary_cross_entropy_with_logits` as an object.

    Args:
        weight: Factors of the terms.
        reduction: `mean`, `sum`, `none` or `batchmean`.
        pos_weight: Factors of the yes parts.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(BCEWithLogitsLoss()(np.array([0.0]), np.array([1.0]))).__round__(4)
        0.6931
    """

    weight: Any = None
    reduction: str = "mean"
    pos_weight: Any = None

    formula = staticmethod(binary_cross_entropy_with_logits)
    samples = (
        case(real(4, 3), real(4, 3, low=0.0, high=1.0)),
        case(real(4, 3), real(4, 3, low=0.0, high=1.0), weight=(1.0, 2.0, 3.0), pos_weight=(2.0, 0.5, 1.0)),
    )
    facts = Facts(
        task="classification, yes or no; many labels at once, each by itself",
        formula="max(o, 0) - o y + log(1 + exp(-|o|))",
        seed="σ(o) - y",
        strengths="exact for logits of any size, with a gradient within ±1; convex; labels need not exclude each other",
        weaknesses="rare labels are neglected unless `pos_weight` lifts them; ties between labels are not seen",
        activation="none: the sigmoid is in the loss",
        hessian="σ(o) (1 - σ(o))",
        convex=True,
        source="Bishop 2006, sec. 4.3.2",
    )

    def curvature(self, *args: Any) -> Product:
        """Diagonal; `pos_weight` counts in the yes parts."""
        output, target = paired("binary_cross_entropy_with_logits", *args)
        p = sigmoid(output)
        second = p * (1 - p)
        if self.pos_weight is not None:
            second = second * (1 + (in_dtype(self.pos_weight, output) - 1) * target)
        return diagonal(_weighted(second, self.weight))
