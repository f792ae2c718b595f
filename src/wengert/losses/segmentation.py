"""Losses of overlap between masks: Dice and IoU (Jaccard), hard and soft.

Knows masks as numbers between 0 and 1 over axes that belong together. Knows no network; boxes are in `boxes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import in_dtype, paired, reduced, shape_of
from wengert.ops import sum
from wengert.ops.arithmetic import ratio
from wengert.ops.comparison import equal
from wengert.samples import case, integer, real

Axis = int | Sequence[int] | None


def dice_loss(output: Any, target: Any, smooth: float = 0.0, axis: Axis = None, reduction: str = "mean") -> Any:
    """1 - (2 Σ o y + s) / (Σ o + Σ y + s): how far two masks are from covering each other.

    Of hard masks, it is one minus the Dice coefficient 2 |A ∩ B| / (|A| + |B|). Two empty masks agree: 0.

    Args:
        output: Probabilities of being inside, (b, *s); a vector is one mask.
        target: Masks, (b, *s); booleans and integers 0, 1 will do.
        smooth: Added above and below; with 1, small masks are judged less harshly.
        axis: The axes of one mask; all but the first when None.
        reduction: `mean` (over masks), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (b,) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Dice (1945), Ecology 26(3); as a loss: Milletari, Navab & Ahmadi (2016), V-Net, 3DV.

    Example:
        >>> float(dice_loss(np.array([[1, 1, 0]], float), np.array([[1, 0, 0]]))).__round__(4)
        0.3333
    """
    both, total = _overlap("dice_loss", output, target, axis)
    return reduced(1 - _agreement(2 * both + smooth, total + smooth), reduction)


def iou_loss(output: Any, target: Any, smooth: float = 0.0, axis: Axis = None, reduction: str = "mean") -> Any:
    """1 - (Σ o y + s) / (Σ o + Σ y - Σ o y + s): one minus intersection over union, the Jaccard index.

    With D the Dice coefficient it is 1 - D / (2 - D). Two empty masks agree: 0.

    Args:
        output: Probabilities of being inside, (b, *s); a vector is one mask.
        target: Masks, (b, *s); booleans and integers 0, 1 will do.
        smooth: Added above and below.
        axis: The axes of one mask; all but the first when None.
        reduction: `mean` (over masks), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (b,) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Jaccard (1912), New Phytol. 11(2); as a loss: Rahman & Wang (2016), ISVC.

    Example:
        >>> float(iou_loss(np.array([[1, 1, 0]], float), np.array([[1, 0, 0]])))
        0.5
    """
    both, total = _overlap("iou_loss", output, target, axis)
    return reduced(1 - _agreement(both + smooth, total - both + smooth), reduction)


def _overlap(what: str, output: Any, target: Any, axis: Axis) -> tuple[Any, Any]:
    """Σ o y and Σ o + Σ y of each mask."""
    output, target = paired(what, output, target)
    if axis is None:
        rank = len(shape_of(output))
        axis = tuple(range(1 if rank > 1 else 0, rank))
    axis = axis if isinstance(axis, int) else tuple(axis)
    return sum(output * target, axis=axis), sum(output, axis=axis) + sum(target, axis=axis)


def _agreement(shared: Any, whole: Any) -> Any:
    """`shared / whole`, and 1 for two masks that hold nothing."""
    return ratio(shared, whole) + in_dtype(equal(whole, 0), whole)


@dataclass(eq=False, repr=False)
class DiceLoss(Loss, name="dice"):
    """`dice_loss` as an object.

    Args:
        smooth: Added above and below.
        axis: The axes of one mask; all but the first when None.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(DiceLoss()(np.array([[1.0, 0.0]]), np.array([[True, False]])))
        0.0
    """

    smooth: float = 0.0
    axis: Axis = None
    reduction: str = "mean"

    formula = staticmethod(dice_loss)
    samples = (
        case(real(3, 4, low=0.1, high=0.9), integer(3, 4, high=2), smooth=1.0),
        case(real(2, 2, 3, low=0.1, high=0.9), real(2, 2, 3, low=0.1, high=1), axis=(2,), reduction="sum"),
    )
    facts = Facts(
        task="segmentation, the object small beside the background",
        formula="1 - 2 Σ o y / (Σ o + Σ y)",
        seed="(2 Σ o y - 2 y (Σ o + Σ y)) / (Σ o + Σ y)²",
        strengths="judges overlap, so an empty background does not drown the object; no class weights to choose",
        weaknesses="not convex; steep and noisy for masks of a few pixels; says nothing of how sure a pixel is",
        activation="sigmoid, or softmax over the classes",
        source="Dice 1945; Milletari, Navab & Ahmadi 2016",
    )


@dataclass(eq=False, repr=False)
class IoULoss(Loss, name="iou"):
    """`iou_loss` as an object.

    Args:
        smooth: Added above and below.
        axis: The axes of one mask; all but the first when None.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(IoULoss()(np.array([[1.0, 0.0]]), np.array([[True, False]])))
        0.0
    """

    smooth: float = 0.0
    axis: Axis = None
    reduction: str = "mean"

    formula = staticmethod(iou_loss)
    samples = (
        case(real(3, 4, low=0.1, high=0.9), integer(3, 4, high=2), smooth=1.0),
        case(real(2, 2, 3, low=0.1, high=0.9), real(2, 2, 3, low=0.1, high=1), axis=(2,), reduction="sum"),
    )
    facts = Facts(
        task="segmentation, judged by intersection over union",
        formula="1 - Σ o y / U, U = Σ o + Σ y - Σ o y",
        seed="((1 - y) Σ o y - y U) / U²",
        strengths="is the measure that benchmarks report; harsher than Dice on poor overlap",
        weaknesses="not convex; without overlap the signal is weak; steep and noisy for masks of a few pixels",
        activation="sigmoid, or softmax over the classes",
        source="Jaccard 1912; Rahman & Wang 2016",
    )
