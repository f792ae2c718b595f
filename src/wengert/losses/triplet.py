"""Losses of triplets: an anchor nearer to a positive than to a negative, by Euclid's distance or one of your own.

Knows three at a time. Knows no network; triplets chosen from a batch are in `mining`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wengert.errors import ArgumentError, ShapeError
from wengert.losses.embedding import cosine, distance
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import above_zero, reduced, same_shape, shape_of
from wengert.ops import minimum, relu
from wengert.samples import case, real

Distance = Callable[[Any, Any], Any]


def triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: float = 2.0,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: str = "mean",
) -> Any:
    """max(0, d(a, p) - d(a, n) + margin): an anchor nearer to a positive than to a negative, by a margin.

    Args:
        anchor: (*b, d).
        positive: Of the same kind as the anchor, (*b, d).
        negative: Of another kind, (*b, d).
        margin: By how much; above 0.
        p: Order of the norm.
        eps: Added to each difference, as in PyTorch; 0 for the exact distance, whose slope between points that
            coincide is 0.
        swap: Whether d(p, n) stands for d(a, n) where it is smaller.
        reduction: `mean` (over triplets), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown, or the margin is not positive.

    References:
        Schroff, Kalenichenko & Philbin (2015), FaceNet, CVPR; swap: Balntas et al. (2016), BMVC.

    Example:
        >>> a, p, n = np.array([[0.0]]), np.array([[1.0]]), np.array([[1.5]])
        >>> float(triplet_margin_loss(a, p, n, eps=0))
        0.5
    """
    measure = lambda x, y: distance(x, y, p, eps)
    return reduced(_terms("triplet_margin_loss", anchor, positive, negative, measure, margin, swap), reduction)


def triplet_margin_with_distance_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    *,
    distance_function: Distance | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Any:
    """max(0, d(a, p) - d(a, n) + margin) with a distance of your own.

    Args:
        anchor: (*b, *d).
        positive: Of the same kind as the anchor, (*b, *d).
        negative: Of another kind, (*b, *d).
        distance_function: Differentiable, (*b, *d), (*b, *d) -> (*b), with at least one axis of samples where there
            are two axes or more. None: that of `triplet_margin_loss`, Euclidean with 1e-6 added to each difference.
        margin: By how much; above 0.
        swap: Whether d(p, n) stands for d(a, n) where it is smaller.
        reduction: `mean` (over triplets), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes differ, or there is not one distance for each triplet.
        ArgumentError: The reduction is unknown, the margin is not positive, or the distance cannot be called.

    References:
        Schroff, Kalenichenko & Philbin (2015), FaceNet, CVPR; swap: Balntas et al. (2016), BMVC.

    Example:
        >>> a, p, n = np.array([[0.0, 0.0]]), np.array([[1.0, 1.0]]), np.array([[3.0, 0.0]])
        >>> taxicab = lambda x, y: wg.sum(wg.abs(x - y), axis=-1)
        >>> float(triplet_margin_with_distance_loss(a, p, n, distance_function=taxicab, margin=1.5))
        0.5
    """
    measure = _callable(distance_function) or (lambda x, y: distance(x, y, eps=1e-6))
    what = "triplet_margin_with_distance_loss"
    return reduced(_terms(what, anchor, positive, negative, measure, margin, swap), reduction)


def _terms(what: str, anchor: Any, positive: Any, negative: Any, measure: Distance, margin: float, swap: bool) -> Any:
    """What each triplet lacks of the margin, (*b)."""
    same_shape(what, anchor, positive, ("anchor", "positive"))
    same_shape(what, anchor, negative, ("anchor", "negative"))
    above_zero(what, "margin", margin)
    near, far = measure(anchor, positive), measure(anchor, negative)
    if swap:
        far = minimum(far, measure(positive, negative))
    terms = relu(near - far + margin)
    given, shape = shape_of(terms), shape_of(anchor)
    if given != shape[: len(given)] or (len(shape) > 1 and not given):
        raise ShapeError(
            f"{what}: one distance for each triplet",
            given=f"distances {given} between vectors {shape}",
            expected=f"distances {shape[:-1]}",
        )
    return terms


def _callable(measure: Distance | None) -> Distance | None:
    if measure is not None and not callable(measure):
        raise ArgumentError(
            "triplet_margin_with_distance_loss: the distance is a function",
            given=f"{measure!r}",
            expected="a function of two arrays",
        )
    return measure


@dataclass(eq=False, repr=False)
class TripletMarginLoss(Loss, name="triplet_margin"):
    """`triplet_margin_loss` as an object: called with anchors, positives and negatives.

    Args:
        margin: By how much.
        p: Order of the norm.
        eps: Added to each difference.
        swap: Whether d(p, n) stands for d(a, n) where it is smaller.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or the margin is not positive.

    Example:
        >>> a, p, n = np.array([[0.0]]), np.array([[1.0]]), np.array([[1.5]])
        >>> round(float(TripletMarginLoss()(a, p, n)), 4)
        0.5
    """

    margin: float = 1.0
    p: float = 2.0
    eps: float = 1e-6
    swap: bool = False
    reduction: str = "mean"

    formula = staticmethod(triplet_margin_loss)
    samples = (
        case(real(4, 3), real(4, 3), real(4, 3), margin=5.0),
        case(real(4, 3), real(4, 3), real(4, 3), margin=2.0, p=3.0, swap=True, reduction="sum"),
    )
    facts = Facts(
        task="embedding: ranking, recognition of faces and goods never seen in training",
        formula="max(0, d(a, p) - d(a, n) + m)",
        seed="(a - p) / d(a, p) - (a - n) / d(a, n), or 0 once the margin is kept",
        strengths="asks only for an order of distances, so kinds may differ in spread",
        weaknesses="most triplets are soon satisfied and teach nothing: they must be mined (`triplet_loss`)",
        source="Schroff, Kalenichenko & Philbin 2015",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("triplet_margin_loss", "margin", self.margin)


@dataclass(eq=False, repr=False, kw_only=True)
class TripletMarginWithDistanceLoss(Loss, name="triplet_margin_with_distance"):
    """`triplet_margin_with_distance_loss` as an object: called with anchors, positives and negatives.

    Parameters that the distance may have are its own: give them to the optimizer beside those of the network.

    Args:
        distance_function: A differentiable map of two batches of vectors to their distances; Euclidean when None.
        margin: By how much.
        swap: Whether d(p, n) stands for d(a, n) where it is smaller.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, the margin is not positive, or the distance cannot be called.

    Example:
        >>> loss = TripletMarginWithDistanceLoss(distance_function=lambda x, y: 1 - wg.sum(x * y, axis=-1))
        >>> float(loss(np.array([[1.0, 0.0]]), np.array([[0.6, 0.8]]), np.array([[0.0, 1.0]])))
        0.4
    """

    distance_function: Distance | None = None
    margin: float = 1.0
    swap: bool = False
    reduction: str = "mean"

    formula = staticmethod(triplet_margin_with_distance_loss)
    samples = (
        case(real(4, 3), real(4, 3), real(4, 3), margin=5.0),
        case(
            real(4, 3),
            real(4, 3),
            real(4, 3),
            distance_function=lambda x, y: 1 - cosine(x, y),
            margin=2.5,
            swap=True,
            reduction="sum",
        ),
    )
    facts = Facts(
        task="embedding where Euclidean distance does not fit: angles, strings of features, learned metrics",
        formula="max(0, d(a, p) - d(a, n) + m), d your own",
        seed="∇d(a, p) - ∇d(a, n), or 0 once the margin is kept",
        strengths="any differentiable distance will do, one with parameters too; asks only for an order of distances",
        weaknesses="as good as the distance: one with a jump or a nan passes it on; most triplets are soon satisfied",
        source="Schroff, Kalenichenko & Philbin 2015",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("triplet_margin_with_distance_loss", "margin", self.margin)
        _callable(self.distance_function)
