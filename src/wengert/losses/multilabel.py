"""Losses of samples with any number of labels: a margin between what applies and what does not, and its smooth form.

Knows lists of classes padded by -1 and rows of zeros and ones, classes in the last axis. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.losses.binary import logistic_cross_entropy
from wengert.losses.labels import one_hot
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import in_dtype, is_known, ones, paired, reduced, same_shape, shape_of
from wengert.ops import cumulative_prod, expand_dims, logical_and, logical_not, mean, relu, sigmoid, sum, where
from wengert.samples import case, distinct, integer, real
from wengert.tensor import value_of


def multilabel_margin_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """Σ max(0, 1 - o_y + o_j) / c over the classes y that apply and the classes j that do not.

    Time and memory go with c² for each sample: every pair of classes is looked at.

    Args:
        output: Scores, (*b, c).
        target: Indices of the classes that apply, then -1, (*b, c). What follows the first -1 is not read. A class that
            is named twice counts twice, as in PyTorch.
        reduction: `mean` (over samples), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes differ, or there is no class.
        DtypeError: The target holds no integers.
        ArgumentError: An index is neither a class nor -1, or the reduction is unknown.

    References:
        Elisseeff & Weston (2001), A kernel method for multi-labelled classification, NIPS 14; the normalization by c:
        PyTorch's MultiLabelMarginLoss.

    Example:
        >>> output, target = np.array([[0.1, 0.2, 0.4, 0.8]]), np.array([[3, 0, -1, 1]])
        >>> round(float(multilabel_margin_loss(output, target)), 12)
        0.85
    """
    classes = _classes("multilabel_margin_loss", output)
    same_shape("multilabel_margin_loss", output, target)
    _check_lists(target, classes)
    listed = expand_dims(cumulative_prod(in_dtype(target >= 0, output), axis=-1), axis=-1)
    times = sum(one_hot(target, classes, dtype_of(value_of(output))) * listed, axis=-2)
    applies = times > 0
    # Each side holds its own scores alone: a class masked out by -∞ would meet itself as ∞ - ∞.
    own, other = where(applies, output, 0), where(applies, 0, output)
    pairs = logical_and(expand_dims(applies, axis=-1), logical_not(expand_dims(applies, axis=-2)))
    gaps = where(pairs, 1 - expand_dims(own, axis=-1) + expand_dims(other, axis=-2), 0)
    return reduced(sum(relu(gaps) * expand_dims(times, axis=-1), axis=(-2, -1)) * (1 / classes), reduction)


def multilabel_soft_margin_loss(output: Any, target: Any, weight: Any = None, reduction: str = "mean") -> Any:
    """-y log σ(o) - (1 - y) log σ(-o), averaged over the classes: each label a question of its own.

    It is `binary_cross_entropy_with_logits` with one number for each sample.

    Args:
        output: Logits, (*b, c).
        target: 1 where a label applies, 0 where not, or its probability, (*b, c).
        weight: What each class counts for, (c,), or a factor for each term, (*b, c); the mean is over c all the same.
        reduction: `mean` (over samples), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit, or there is no class.
        ArgumentError: The reduction is unknown.

    References:
        Zhang & Zhou (2014), A review on multi-label learning algorithms, IEEE TKDE 26(8).

    Example:
        >>> float(multilabel_soft_margin_loss(np.array([[0.0, 0.0]]), np.array([[1, 0]]))).__round__(4)
        0.6931
    """
    _classes("multilabel_soft_margin_loss", output)
    output, target = paired("multilabel_soft_margin_loss", output, target)
    return reduced(mean(_weighted(logistic_cross_entropy(output, target), weight), axis=-1), reduction)


def _classes(what: str, output: Any) -> int:
    """The number of classes."""
    shape = shape_of(output)
    if not shape or not shape[-1]:
        raise ShapeError(f"{what}: needs an axis of classes, the last", given=f"output {shape}", expected="(*b, c)")
    return shape[-1]


def _check_lists(target: Any, classes: int) -> None:
    """Refuse what are no lists of classes. The values are looked at only where they are known."""
    value = value_of(target)
    if dtype_of(value).kind not in "iu":
        raise DtypeError(
            "multilabel_margin_loss: class indices are integers",
            given=f"dtype {dtype_of(value)}",
            expected="the classes that apply, then -1",
            hint="multilabel_soft_margin_loss takes a row of zeros and ones",
        )
    if not is_known(target) or not np.size(value):
        return
    low, high = np.min(value), np.max(value)
    if low < -1 or high >= classes:
        raise ArgumentError(
            "multilabel_margin_loss: a class index is out of range",
            given=f"indices from {low} to {high}",
            expected=f"0 to {classes - 1}, or -1 after the last",
        )


def _weighted(terms: Any, weight: Any) -> Any:
    """Terms times what their class counts for. Shapes: (*b, c), (c,) or (*b, c) -> (*b, c)."""
    if weight is None:
        return terms
    weight, shape = in_dtype(weight, terms), shape_of(terms)
    if shape_of(weight) not in (shape[-1:], shape):
        raise ShapeError(
            "multilabel_soft_margin_loss: one weight for each class",
            given=f"weight {shape_of(weight)}",
            expected=f"weight {shape[-1:]}, or {shape}",
            hint="weights of samples are `sample_weight` of the loss object",
        )
    return terms * weight


class MultiLabelMarginLoss(Loss, name="multilabel_margin"):
    """`multilabel_margin_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(MultiLabelMarginLoss()(np.array([[0.5, 0.0]]), np.array([[0, -1]])))
        0.25
    """

    formula = staticmethod(multilabel_margin_loss)
    samples = (
        case(distinct(4, 3), np.array([[0, -1, 2], [2, 1, -1], [1, 0, 2], [-1, 0, 1]])),
        case(distinct(3, 2, 4), integer(3, 2, 4, low=-1, high=4), reduction="sum"),
    )
    facts = Facts(
        task="classification, any number of labels for a sample, by a margin",
        formula="Σ max(0, 1 - o_y + o_j) / c over y that apply, j that do not",
        seed="for each pair within the margin, 1/c at j and -1/c at y",
        strengths="orders labels: what applies above what does not; ties between labels are seen; convex",
        weaknesses="no threshold is learned, so how many labels apply is left open; c² pairs; no curvature",
        hessian="0",
        convex=True,
        source="Elisseeff & Weston 2001",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: the kink has no weight."""
        del args
        return diagonal(0.0)


@dataclass(eq=False, repr=False)
class MultiLabelSoftMarginLoss(Loss, name="multilabel_soft_margin"):
    """`multilabel_soft_margin_loss` as an object.

    Args:
        weight: What each class counts for, (c,), or a factor for each term, (*b, c).
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(MultiLabelSoftMarginLoss()(np.array([[0.0, 0.0]]), np.array([[1, 0]]))).__round__(4)
        0.6931
    """

    weight: Any = None
    reduction: str = "mean"

    formula = staticmethod(multilabel_soft_margin_loss)
    samples = (
        case(real(4, 3), real(4, 3, low=0.0, high=1.0)),
        case(real(4, 3), integer(4, 3, high=2), weight=(0.5, 1.0, 2.0), reduction="sum"),
        case(real(2, 4, 3), integer(2, 4, 3, high=2), weight=(0.5, 1.0, 2.0)),
    )
    facts = Facts(
        task="classification, any number of labels for a sample, each by itself",
        formula="-Σ (y log σ(o) + (1 - y) log σ(-o)) / c",
        seed="(σ(o) - y) / c",
        strengths="exact for logits of any size; σ(o) > ½ says which labels apply; one number for each sample",
        weaknesses="rare labels are neglected unless weighted; ties between labels are not seen",
        activation="none: the sigmoid is in the loss",
        hessian="diag(σ(o) (1 - σ(o))) / c",
        convex=True,
        source="Zhang & Zhou 2014",
    )

    def counts(self, *args: Any) -> Any:
        """One for each sample."""
        return ones(shape_of(args[0])[:-1], args[0])

    def curvature(self, *args: Any) -> Product:
        """Diagonal."""
        p = sigmoid(args[0])
        return diagonal(_weighted(p * (1 - p), self.weight) * (1 / shape_of(p)[-1]))
