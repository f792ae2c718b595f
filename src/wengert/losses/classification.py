"""Losses for classes: cross-entropy from logits, for one of many and for yes or no.

Knows each loss as one primitive whose gradient is the closed form p - y, so no probability is ever divided by. Knows no
network.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_floating, is_traced, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.batching import natively
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.kinds import elementwise, general
from wengert.losses.loss import Loss
from wengert.losses.reduce import reduced, same_shape
from wengert.ops import log_softmax, permute_dims, reshape, sigmoid, softmax, sum
from wengert.samples import case, positive, real
from wengert.tensor import value_of


@general(node="CrossEntropyLoss", source="Bridle 1990; gradient: Bishop (2006), eq. 4.109")
def softmax_cross_entropy(x: Any, y: Any) -> Any:
    """-Σ y log softmax(x) along the last axis, from logits x. Shapes: (*b, c), (*b, c) -> (*b).

    Example:
        >>> float(softmax_cross_entropy(np.zeros(2), np.array([1.0, 0.0]))).__round__(4)
        0.6931
    """
    xp = namespace(x, y)
    x = x - xp.max(x, axis=-1, keepdims=True)
    return xp.sum(y, axis=-1) * xp.log(xp.sum(xp.exp(x), axis=-1)) - xp.sum(y * x, axis=-1)


softmax_cross_entropy.define(
    [
        lambda g, x, y: _column(g) * _slope(x, y),
        lambda g, x: -_column(g) * log_softmax(x, axis=-1),
    ],
    [
        lambda t, x, y: sum(_slope(x, y) * t, axis=-1),
        lambda t, x: -sum(log_softmax(x, axis=-1) * t, axis=-1),
    ],
)
softmax_cross_entropy.batch = natively(softmax_cross_entropy)
softmax_cross_entropy.samples = [
    case(real(4, 3), positive(4, 3)),
    case(real(3), positive(3)),
    case(real(2, 5, 3), positive(2, 5, 3)),
]


def _slope(x: Any, y: Any) -> Any:
    """The closed form p · Σy - y, with p = softmax(x)."""
    return softmax(x, axis=-1) * sum(y, axis=-1, keepdims=True) - y


def _column(g: Any) -> Any:
    return reshape(g, (*g.shape, 1))


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


def one_hot(target: Any, classes: int, dtype: Any) -> Any:
    """Class indices as rows with a single 1; an index that is no class gives a row of zeros.

    Args:
        target: Integers, (*b).
        classes: Number of classes c.
        dtype: Dtype of the result.

    Returns:
        Raw array, (*b, c).

    Example:
        >>> one_hot(np.array([1]), 3, "float64")
        array([[0., 1., 0.]])
    """
    target = value_of(target)
    xp = namespace(target)
    return (xp.asarray(target)[..., None] == xp.arange(classes)).astype(dtype)


def cross_entropy(output: Any, target: Any, reduction: str = "mean", label_smoothing: float = 0.0) -> Any:
    """-log of the probability that the logits give to the target class.

    Args:
        output: Logits, (b, c), (c,), or (b, c, *d) with the classes on axis 1 as in PyTorch.
        target: Class indices (b,), () or (b, *d); or probabilities in the shape of `output`.
        reduction: `mean`, `sum` or `none`.
        label_smoothing: Share ε of the target spread evenly over all classes: y ← (1 - ε) y + ε / c.

    Returns:
        Shape (), or that of the indices for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: An index is no class, the reduction is unknown, or the smoothing is no share.

    References:
        Good (1952), J. R. Stat. Soc. B 14(1), 107-114; smoothing: Szegedy et al. (2016), CVPR, sec. 7.

    Example:
        >>> float(cross_entropy(np.array([[0.0, 0.0]]), np.array([1]))).__round__(4)
        0.6931
    """
    logits = _classes_last(output)
    given = value_of(target)
    if is_floating(dtype_of(given)):
        same_shape("cross_entropy", output, target)
        labels = _classes_last(target)
    else:
        labels = one_hot(_indices(given, logits.shape), logits.shape[-1], logits.dtype)
    if label_smoothing:
        labels = (1 - _share(label_smoothing)) * labels + label_smoothing / logits.shape[-1]
    return reduced(softmax_cross_entropy(logits, labels), reduction)


def nll_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """-output at the target class: the cross-entropy of log-probabilities.

    Args:
        output: Log-probabilities, (b, c), (c,), or (b, c, *d).
        target: Class indices (b,), () or (b, *d).
        reduction: `mean`, `sum` or `none`.

    Returns:
        Shape (), or that of the indices for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: An index is no class, or the reduction is unknown.

    Example:
        >>> float(nll_loss(np.array([[-1.0, -2.0]]), np.array([1])))
        2.0
    """
    logs = _classes_last(output)
    chosen = one_hot(_indices(value_of(target), logs.shape), logs.shape[-1], logs.dtype)
    return reduced(-sum(logs * chosen, axis=-1), reduction)


def bce_with_logits(output: Any, target: Any, reduction: str = "mean") -> Any:
    """Cross-entropy of yes or no, from logits; stable at any size.

    Args:
        output: Logits, (*s).
        target: Probabilities of yes, (*s); booleans and integers 0, 1 will do.
        reduction: `mean`, `sum` or `none`.

    Returns:
        Shape (), or (*s) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(bce_with_logits(np.array([0.0]), np.array([1.0]))).__round__(4)
        0.6931
    """
    same_shape("bce_with_logits", output, target)
    if not is_floating(dtype_of(value_of(target))):
        target = value_of(target).astype(dtype_of(value_of(output)))
    return reduced(logistic_cross_entropy(output, target), reduction)


def _share(label_smoothing: float) -> float:
    if not 0 <= label_smoothing <= 1:
        raise ArgumentError("cross_entropy: label_smoothing is a share", given=label_smoothing, expected="0 to 1")
    return label_smoothing


def _classes_last(x: Any) -> Any:
    """Axis 1, if there are more than two, moved to the end."""
    rank = len(np.shape(value_of(x)))
    if rank == 0:
        raise ShapeError("cross_entropy: needs an axis of classes", given="shape ()", expected="(b, c)")
    return permute_dims(x, (0, *range(2, rank), 1)) if rank > 2 else x


def _indices(target: Any, shape: tuple[int, ...]) -> Any:
    """`target`, if it is one class index for each row of logits.

    The values are looked at only outside compiled programs, where they are known.
    """
    if dtype_of(target).kind not in "iub":
        raise DtypeError("cross_entropy: class indices are integers", given=f"dtype {dtype_of(target)}")
    if np.shape(target) != shape[:-1]:
        raise ShapeError(
            "cross_entropy: one class index for each sample",
            given=f"target {np.shape(target)} for logits of {shape[:-1]} samples and {shape[-1]} classes",
            expected=f"integers {shape[:-1]}, or probabilities in the shape of the logits",
        )
    if namespace(target) is np and not is_traced(target) and np.size(target):
        low, high = int(np.min(target)), int(np.max(target))
        if low < 0 or high >= shape[-1]:
            raise ArgumentError(
                "cross_entropy: a class index is out of range",
                given=f"indices from {low} to {high}",
                expected=f"0 to {shape[-1] - 1}: the logits have {shape[-1]} classes",
            )
    return target


class CrossEntropyLoss(Loss):
    """`cross_entropy` as an object.

    Args:
        reduction: `mean`, `sum` or `none`.
        label_smoothing: Share of the target spread evenly over all classes.

    Raises:
        ArgumentError: The reduction is unknown, or the smoothing is no share.

    Example:
        >>> float(CrossEntropyLoss()(np.array([[0.0, 0.0]]), np.array([1]))).__round__(4)
        0.6931
    """

    def __init__(self, reduction: str = "mean", label_smoothing: float = 0.0) -> None:
        super().__init__(reduction)
        self.label_smoothing = _share(label_smoothing)

    def __call__(self, output: Any, target: Any) -> Any:
        """The loss of an output and a target."""
        return cross_entropy(output, target, self.reduction, self.label_smoothing)


class NLLLoss(Loss):
    """`nll_loss` as an object.

    Args:
        reduction: `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(NLLLoss()(np.array([[-1.0, -2.0]]), np.array([1])))
        2.0
    """

    def __call__(self, output: Any, target: Any) -> Any:
        """The loss of an output and a target."""
        return nll_loss(output, target, self.reduction)


class BCEWithLogitsLoss(Loss):
    """`bce_with_logits` as an object.

    Args:
        reduction: `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(BCEWithLogitsLoss()(np.array([0.0]), np.array([1.0]))).__round__(4)
        0.6931
    """

    def __call__(self, output: Any, target: Any) -> Any:
        """The loss of an output and a target."""
        return bce_with_logits(output, target, self.reduction)
