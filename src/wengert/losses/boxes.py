"""Losses of overlap between boxes: IoU, and what GIoU, DIoU and CIoU add so that boxes apart attract each other.

Knows boxes as corners (x1, y1, x2, y2) with x1 ≤ x2 and y1 ≤ y2, paired one to one. Knows no network.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from wengert.errors import ShapeError
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import paired, reduced, shape_of
from wengert.ops import atan2, maximum, minimum, relu, square, stop_gradient
from wengert.ops.arithmetic import ratio
from wengert.samples import case

Corners = tuple[Any, Any, Any, Any]


class _Pair(NamedTuple):
    """Two boxes: their corners, the overlap, and the smallest box around both.

    Attributes:
        box: Corners of the first.
        other: Corners of the second.
        iou: Intersection over union.
        union: Area of the union.
        width: Of the box around both.
        height: Of the box around both.
    """

    box: Corners
    other: Corners
    iou: Any
    union: Any
    width: Any
    height: Any


def _pair(what: str, output: Any, target: Any) -> _Pair:
    output, target = paired(what, output, target)
    if shape_of(output)[-1:] != (4,):
        raise ShapeError(f"{what}: boxes have four corners", given=f"shape {shape_of(output)}", expected="(*b, 4)")
    a, b = _corners(output), _corners(target)
    shared = relu(minimum(a[2], b[2]) - maximum(a[0], b[0])) * relu(minimum(a[3], b[3]) - maximum(a[1], b[1]))
    union = _area(a) + _area(b) - shared
    width = maximum(a[2], b[2]) - minimum(a[0], b[0])
    height = maximum(a[3], b[3]) - minimum(a[1], b[1])
    return _Pair(a, b, ratio(shared, union), union, width, height)


def _corners(boxes: Any) -> Corners:
    return boxes[..., 0], boxes[..., 1], boxes[..., 2], boxes[..., 3]


def _area(box: Corners) -> Any:
    return (box[2] - box[0]) * (box[3] - box[1])


def _apart(pair: _Pair) -> Any:
    """Squared distance of the centres, over the squared diagonal of the box around both."""
    across = [0.5 * (pair.box[k] + pair.box[k + 2] - pair.other[k] - pair.other[k + 2]) for k in (0, 1)]
    return ratio(square(across[0]) + square(across[1]), square(pair.width) + square(pair.height))


def box_iou_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """1 - IoU of boxes. Boxes apart give 1 and no signal; boxes without area have no overlap.

    Args:
        output: Boxes (x1, y1, x2, y2), (*b, 4).
        target: Boxes, (*b, 4).
        reduction: `mean` (over boxes), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes differ, or the last size is not 4.
        ArgumentError: The reduction is unknown.

    References:
        Yu et al. (2016), UnitBox, ACM Multimedia.

    Example:
        >>> a, b = np.array([0.0, 0, 2, 2]), np.array([1.0, 1, 3, 3])
        >>> float(1 - box_iou_loss(a, b)).__round__(4)
        0.1429
    """
    return reduced(1 - _pair("box_iou_loss", output, target).iou, reduction)


def giou_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """1 - IoU + the share of the box around both that neither covers: boxes apart attract each other.

    Args:
        output: Boxes (x1, y1, x2, y2), (*b, 4).
        target: Boxes, (*b, 4).
        reduction: `mean` (over boxes), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`; from 0 to 2.

    Raises:
        ShapeError: The shapes differ, or the last size is not 4.
        ArgumentError: The reduction is unknown.

    References:
        Rezatofighi et al. (2019), Generalized Intersection over Union, CVPR.

    Example:
        >>> float(giou_loss(np.array([0.0, 0, 1, 1]), np.array([3.0, 0, 4, 1])))
        1.5
    """
    pair = _pair("giou_loss", output, target)
    around = pair.width * pair.height
    return reduced(1 - pair.iou + ratio(around - pair.union, around), reduction)


def diou_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """1 - IoU + the squared distance of the centres, over the squared diagonal of the box around both.

    Args:
        output: Boxes (x1, y1, x2, y2), (*b, 4).
        target: Boxes, (*b, 4).
        reduction: `mean` (over boxes), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`; from 0 to 2.

    Raises:
        ShapeError: The shapes differ, or the last size is not 4.
        ArgumentError: The reduction is unknown.

    References:
        Zheng et al. (2020), Distance-IoU Loss, AAAI.

    Example:
        >>> float(diou_loss(np.array([0.0, 0, 3, 1]), np.array([0.0, 3, 3, 4])).round(6))
        1.36
    """
    pair = _pair("diou_loss", output, target)
    return reduced(1 - pair.iou + _apart(pair), reduction)


def ciou_loss(output: Any, target: Any, reduction: str = "mean") -> Any:
    """`diou_loss` + α v, where v compares the shapes of the boxes and α = v / (1 - IoU + v) says when that matters.

    As in the paper and in torchvision, α is held constant in derivatives: a finite difference of the loss is another
    number than its gradient.

    Args:
        output: Boxes (x1, y1, x2, y2), (*b, 4).
        target: Boxes, (*b, 4).
        reduction: `mean` (over boxes), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes differ, or the last size is not 4.
        ArgumentError: The reduction is unknown.

    References:
        Zheng et al. (2020), Distance-IoU Loss, AAAI, eq. 8 to 11.

    Example:
        >>> float(ciou_loss(np.array([0.0, 0, 2, 2]), np.array([0.0, 0, 2, 2])))
        0.0
    """
    pair = _pair("ciou_loss", output, target)
    slant = lambda box: atan2(box[2] - box[0], box[3] - box[1])
    v = square(slant(pair.other) - slant(pair.box)) * (4 / math.pi**2)
    alpha = stop_gradient(ratio(v, 1 - pair.iou + v))
    return reduced(1 - pair.iou + _apart(pair) + alpha * v, reduction)


# Boxes that overlap, one of them inside the other, and two that are apart.
_BOXES = np.array([[0.0, 0.0, 2.0, 3.0], [1.0, 1.0, 1.5, 2.25], [0.0, 0.0, 1.0, 1.0]])
_OTHERS = np.array([[0.5, 1.0, 2.5, 3.2], [0.5, 0.75, 2.0, 3.0], [3.0, 2.0, 4.0, 3.5]])


class BoxIoULoss(Loss, name="box_iou"):
    """`box_iou_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(BoxIoULoss()(np.array([0.0, 0, 2, 2]), np.array([0.0, 0, 2, 1])))
        0.5
    """

    formula = staticmethod(box_iou_loss)
    samples = (case(_BOXES, _OTHERS), case(_BOXES, _OTHERS, reduction="sum"))
    facts = Facts(
        task="regression of boxes, judged by overlap",
        formula="1 - IoU",
        seed="-∂ IoU",
        strengths="what detection is judged by; the same for small and large boxes",
        weaknesses="no signal at all between boxes that do not touch",
        activation="none: corners",
        source="Yu et al. 2016",
    )


class GIoULoss(Loss, name="giou"):
    """`giou_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(GIoULoss()(np.array([0.0, 0, 1, 1]), np.array([3.0, 0, 4, 1])))
        1.5
    """

    formula = staticmethod(giou_loss)
    samples = (case(_BOXES, _OTHERS), case(_BOXES, _OTHERS, reduction="sum"))
    facts = Facts(
        task="regression of boxes, judged by overlap",
        formula="1 - IoU + (C - U) / C, C the area around both, U their union",
        seed="-∂ IoU - ∂ (U / C)",
        strengths="boxes apart attract each other",
        weaknesses="first grows the box until it overlaps, so it converges slowly; as IoU once one is inside the other",
        activation="none: corners",
        source="Rezatofighi et al. 2019",
    )


class DIoULoss(Loss, name="diou"):
    """`diou_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(DIoULoss()(np.array([0.0, 0, 3, 1]), np.array([0.0, 3, 3, 4])).round(6))
        1.36
    """

    formula = staticmethod(diou_loss)
    samples = (case(_BOXES, _OTHERS), case(_BOXES, _OTHERS, reduction="sum"))
    facts = Facts(
        task="regression of boxes, judged by overlap and by their centres",
        formula="1 - IoU + d² / c², d between the centres, c the diagonal around both",
        seed="-∂ IoU + ∂ (d² / c²)",
        strengths="moves the centre straight to its target, with or without overlap",
        weaknesses="shapes of the same overlap and centre are not told apart",
        activation="none: corners",
        source="Zheng et al. 2020",
    )


class CIoULoss(Loss, name="ciou"):
    """`ciou_loss` as an object.

    Args:
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(CIoULoss()(np.array([0.0, 0, 2, 2]), np.array([0.0, 0, 2, 2])))
        0.0
    """

    formula = staticmethod(ciou_loss)
    samples = (case(_BOXES, _OTHERS), case(_BOXES, _OTHERS, reduction="sum"))
    facts = Facts(
        task="regression of boxes, judged by overlap, centres and shapes",
        formula="1 - IoU + d² / c² + α v, v = 4/π² (atan w'/h' - atan w/h)², α = v / (1 - IoU + v)",
        seed="-∂ IoU + ∂ (d² / c²) + α ∂ v",
        strengths="overlap, centre and shape at once: the usual choice of detectors",
        weaknesses="α is held constant, so the gradient is not that of the number shown",
        activation="none: corners",
        source="Zheng et al. 2020",
    )
