"""Losses for one class of many: cross-entropy from logits, from log-probabilities, from probabilities.

Knows what weights, ignored samples and smoothed labels are to them. Knows no network; the elementary operations are in
`entropy`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wengert.arrays import is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.kinds import gated
from wengert.losses.entropy import at_index, bounded_log, indexed_cross_entropy, softmax_cross_entropy
from wengert.losses.labels import class_counts, class_labels, classes_first, classes_last, share
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import ones, reduced, shape_of
from wengert.ops import (
    maximum,
    softmax,
    sum,
)
from wengert.samples import case, integer, positive, real
from wengert.tensor import value_of


def cross_entropy(
    output: Any,
    target: Any,
    weight: Any = None,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Any:
    """-log of the probability that the logits give to the target class.

    Args:
        output: Logits, (b, c), (c,), or (b, c, *d) with the classes on axis 1 as in PyTorch.
        target: Class indices (b,), () or (b, *d); or probabilities in the shape of `output`.
        weight: What each class counts for, (c,). With indices the mean is over what is counted, Σ w[y]·loss / Σ w[y];
            with probabilities over the samples.
        ignore_index: An index that marks samples to be left out, of the mean too; with nothing left the loss is 0.
        reduction: `mean`, `sum`, `none` or `batchmean`.
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
    logits = classes_last("cross_entropy", output)
    counts = class_counts("cross_entropy", logits, target, weight, ignore_index)
    plain = weight is None and not label_smoothing and not 0 <= ignore_index < shape_of(logits)[-1]
    if plain and not is_floating(dtype_of(value_of(target))):
        terms = indexed_cross_entropy(logits, target)
    else:
        labels = class_labels("cross_entropy", logits, target, weight, ignore_index, label_smoothing)
        terms = softmax_cross_entropy(logits, labels)
    return reduced(terms, reduction, counts)


def nll_loss(output: Any, target: Any, weight: Any = None, ignore_index: int = -100, reduction: str = "mean") -> Any:
    """-output at the target class: the cross-entropy of log-probabilities.

    Args:
        output: Log-probabilities, (b, c), (c,), or (b, c, *d).
        target: Class indices (b,), () or (b, *d).
        weight: What each class counts for, (c,); the mean is Σ w[y]·loss / Σ w[y].
        ignore_index: An index that marks samples to be left out, of the mean too; with nothing left the loss is 0.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or that of the indices for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit.
        DtypeError: The target holds no integers.
        ArgumentError: An index is no class, or the reduction is unknown.

    Example:
        >>> float(nll_loss(np.array([[-1.0, -2.0]]), np.array([1])))
        2.0
    """
    logs = classes_last("nll_loss", output)
    counts = class_counts("nll_loss", logs, target, weight, ignore_index, indices=True)
    terms = -at_index(logs, target)
    return reduced(terms if counts is None else gated(counts, terms), reduction, counts)


def log_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """-Σ y log p, from probabilities; scikit-learn's name. Logarithms are held above -100, slopes of them below 1e12.

    From logits `cross_entropy` is exact at any size, and its gradient is bounded: prefer it for training.

    Args:
        output: Probabilities p, (b, c), (c,), or (b, c, *d) with the classes on axis 1.
        target: Class indices (b,), () or (b, *d); or probabilities y in the shape of `output`.
        reduction: `mean` (over samples), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or that of the indices for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: An index is no class, or the reduction is unknown.

    Example:
        >>> float(log_loss(np.array([[0.5, 0.5]]), np.array([1]))).__round__(4)
        0.6931
    """
    p = classes_last("log_loss", output)
    class_counts("log_loss", p, target)
    labels = class_labels("log_loss", p, target)
    return reduced(-sum(labels * bounded_log(p), axis=-1), reduction)


@dataclass(eq=False, repr=False)
class CrossEntropyLoss(Loss, name="cross_entropy"):
    """`cross_entropy` as an object.

    Args:
        weight: What each class counts for, (c,).
        ignore_index: An index that marks samples to be left out.
        reduction: `mean`, `sum`, `none` or `batchmean`.
        label_smoothing: Share of the target spread evenly over all classes.

    Raises:
        ArgumentError: The reduction is unknown, or the smoothing is no share.

    Example:
        >>> float(CrossEntropyLoss()(np.array([[0.0, 0.0]]), np.array([1]))).__round__(4)
        0.6931
    """

    weight: Any = None
    ignore_index: int = -100
    reduction: str = "mean"
    label_smoothing: float = 0.0

    formula = staticmethod(cross_entropy)
    samples = (
        case(real(4, 3), integer(4, high=3)),
        case(real(2, 3, 4), integer(2, 4, high=3), weight=(0.5, 1.0, 2.0), ignore_index=0, label_smoothing=0.1),
        case(real(4, 3), positive(4, 3), weight=(0.5, 1.0, 2.0), reduction="sum"),
    )
    facts = Facts(
        task="classification, one class of many",
        formula="-log softmax(o) at class y",
        seed="p - y, with y a row with a single 1",
        strengths="the likelihood of the classes; exact for logits of any size, gradient within ±1; convex in them",
        weaknesses="mislabelled samples pull without end; rare classes are neglected unless weighted",
        activation="none: softmax is in the loss",
        hessian="diag(p) - p pᵀ",
        convex=True,
        source="Good 1952; Bridle 1990",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        share("cross_entropy", self.label_smoothing)

    def counts(self, *args: Any) -> Any:
        """Class weights of the targets, 0 for ignored samples."""
        output, target = args
        logits = classes_last("cross_entropy", output)
        counts = class_counts("cross_entropy", logits, target, self.weight, self.ignore_index)
        return ones(shape_of(logits)[:-1], logits) if counts is None else counts

    def curvature(self, *args: Any) -> Product:
        """Diag(p) - p pᵀ for each sample, times what it counts for."""
        output, target = args
        logits = classes_last("cross_entropy", output)
        labels = class_labels("cross_entropy", logits, target, self.weight, self.ignore_index, self.label_smoothing)
        p, mass = softmax(logits, axis=-1), sum(labels, axis=-1, keepdims=True)

        def action(v: Any) -> Any:
            v = mass * p * classes_last("cross_entropy", v)
            return classes_first(v - p * sum(v, axis=-1, keepdims=True))

        return action


@dataclass(eq=False, repr=False)
class NLLLoss(Loss, name="nll"):
    """`nll_loss` as an object.

    Args:
        weight: What each class counts for, (c,).
        ignore_index: An index that marks samples to be left out.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(NLLLoss()(np.array([[-1.0, -2.0]]), np.array([1])))
        2.0
    """

    weight: Any = None
    ignore_index: int = -100
    reduction: str = "mean"

    formula = staticmethod(nll_loss)
    samples = (
        case(real(4, 3), integer(4, high=3)),
        case(real(2, 3, 4), integer(2, 4, high=3), weight=(0.5, 1.0, 2.0), ignore_index=0),
    )
    facts = Facts(
        task="classification, one class of many, from log-probabilities",
        formula="-o at class y",
        seed="-1 at class y, 0 elsewhere",
        strengths="the log-probabilities are at hand for other uses; linear",
        weaknesses="right only after log_softmax, which `cross_entropy` includes",
        activation="log_softmax",
        hessian="0",
        convex=True,
        source="Good 1952",
    )

    def counts(self, *args: Any) -> Any:
        """Class weights of the targets, 0 for ignored samples."""
        output, target = args
        logs = classes_last("nll_loss", output)
        counts = class_counts("nll_loss", logs, target, self.weight, self.ignore_index)
        return ones(shape_of(logs)[:-1], logs) if counts is None else counts

    def curvature(self, *args: Any) -> Product:
        """Zero: it is linear."""
        del args
        return diagonal(0.0)


class LogLoss(Loss, name="log_loss"):
    """`log_loss` as an object: the cross-entropy of probabilities.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(LogLoss()(np.array([[0.5, 0.5]]), np.array([1]))).__round__(4)
        0.6931
    """

    formula = staticmethod(log_loss)
    samples = (case(real(4, 3, low=0.1, high=0.9), integer(4, high=3)), case(positive(4, 3), positive(4, 3)))
    facts = Facts(
        task="classification, from probabilities",
        formula="-Σ y log o",
        seed="-y / o",
        strengths="judges probabilities wherever they are from",
        weaknesses="the slope grows without bound as the probability of the right class falls; train on logits instead",
        activation="softmax",
        hessian="diag(y / o²)",
        convex=True,
        source="Good 1952",
    )

    def counts(self, *args: Any) -> Any:
        """One for each sample."""
        p = classes_last("log_loss", args[0])
        return ones(shape_of(p)[:-1], p)

    def curvature(self, *args: Any) -> Product:
        """Diagonal, y / p² with p held above 1e-12."""
        p = classes_last("log_loss", args[0])
        labels, p = class_labels("log_loss", p, args[1]), maximum(p, 1e-12)
        return diagonal(classes_first(labels / (p * p)))
