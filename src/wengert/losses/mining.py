"""The triplet loss of a labelled batch: triplets are chosen in the batch itself, all of them, hard, or semi-hard.

Knows distances between all pairs and which pairs are of one class. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import DtypeError, ShapeError, unknown
from wengert.losses.embedding import distance
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import above_zero, in_dtype, reduced, shape_of
from wengert.ops import any, equal, expand_dims, logical_and, logical_not, max, min, relu, where
from wengert.samples import case, real
from wengert.tensor import value_of

MINING = ("semi-hard", "hard", "all")


def triplet_loss(
    output: Any,
    target: Any,
    margin: float = 1.0,
    mining: str = "semi-hard",
    p: float = 2.0,
    reduction: str = "mean",
) -> Any:
    """max(0, d(a, p) - d(a, n) + margin) over triplets of a batch: a and p of one class, n of another.

    * `hard`: for each anchor, the positive farthest from it and the negative nearest to it;
    * `semi-hard`: for each anchor and positive, the nearest negative beyond the positive; where there is none, the
      farthest of all;
    * `all`: every triplet.

    Args:
        output: Embeddings, (b, d).
        target: Classes, integers (b,).
        margin: By how much; above 0.
        mining: `semi-hard`, `hard` or `all`.
        p: Order of the norm.
        reduction: `mean` (over the triplets there are; 0 if there are none), `sum`, `none` or `batchmean`.

    Returns:
        Shape (); for `none` (b,), (b, b) or (b, b, b), by anchor, positive and negative, with 0 where there is no
        triplet.

    Raises:
        ShapeError: The shapes do not fit.
        DtypeError: The classes are no integers.
        ArgumentError: The mining or the reduction is unknown, or the margin is not positive.

    References:
        Schroff, Kalenichenko & Philbin (2015), FaceNet, CVPR, sec. 3.2; hard: Hermans, Beyer & Leibe (2017),
        arXiv:1703.07737.

    Example:
        >>> x = np.array([[0.0], [1.0], [1.5]])
        >>> float(triplet_loss(x, np.array([0, 0, 1]), mining="hard"))
        1.0
    """
    terms, counts = _triplets(output, target, margin, mining, p)
    return reduced(terms, reduction, counts)


def _triplets(output: Any, target: Any, margin: float, mining: str, p: float) -> tuple[Any, Any]:
    """The terms, 0 where there is no triplet, and 1 or 0 where there is one or none."""
    _checked(output, target)
    above_zero("triplet_loss", "margin", margin)
    d = distance(expand_dims(output, axis=1), expand_dims(output, axis=0), p)
    same = equal(expand_dims(target, axis=1), expand_dims(target, axis=0))
    positive = logical_and(same, np.logical_not(np.eye(shape_of(output)[0], dtype=bool)))
    other = logical_not(same)
    if mining == "hard":
        there = logical_and(any(positive, axis=1), any(other, axis=1))
        far = in_dtype(np.inf, d)
        near, far = max(where(positive, d, -far), axis=1), min(where(other, d, far), axis=1)
    elif mining == "semi-hard":
        there = logical_and(positive, any(other, axis=1, keepdims=True))
        near, far = d, _semi_hard(d, other)
    elif mining == "all":
        there = logical_and(expand_dims(positive, axis=2), expand_dims(other, axis=1))
        near, far = expand_dims(d, axis=2), expand_dims(d, axis=1)
    else:
        raise unknown("mining", mining, MINING)
    # Infinities of anchors without a partner are put aside before they are subtracted.
    gap = where(there, near, 0) - where(there, far, 0) + margin
    return where(there, relu(gap), 0), in_dtype(there, d)


def _semi_hard(d: Any, other: Any) -> Any:
    """For each anchor and positive the nearest negative beyond it, else the farthest negative. Shapes: (b, b)."""
    rows = expand_dims(d, axis=1)
    beyond = logical_and(expand_dims(other, axis=1), rows > expand_dims(d, axis=2))
    far = in_dtype(np.inf, d)
    nearest = min(where(beyond, rows, far), axis=2)
    farthest = max(where(other, d, -far), axis=1, keepdims=True)
    return where(any(beyond, axis=2), nearest, farthest)


def _checked(output: Any, target: Any) -> None:
    shape, given = shape_of(output), shape_of(target)
    if len(shape) != 2 or given != shape[:1]:
        raise ShapeError(
            "triplet_loss: a class for each embedding",
            given=f"output {shape}, target {given}",
            expected="output (b, d), target (b,)",
        )
    if dtype_of(value_of(target)).kind not in "iub":
        raise DtypeError("triplet_loss: classes are integers", given=f"dtype {dtype_of(value_of(target))}")


_CLASSES = np.array([0, 1, 0, 2, 1, 0])


@dataclass(eq=False, repr=False)
class TripletLoss(Loss, name="triplet"):
    """`triplet_loss` as an object: called with the embeddings and classes of a batch.

    Args:
        margin: By how much.
        mining: `semi-hard`, `hard` or `all`.
        p: Order of the norm.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction or the mining is unknown, or the margin is not positive.

    Example:
        >>> float(TripletLoss(mining="hard")(np.array([[0.0], [1.0], [1.5]]), np.array([0, 0, 1])))
        1.0
    """

    margin: float = 1.0
    mining: str = "semi-hard"
    p: float = 2.0
    reduction: str = "mean"

    formula = staticmethod(triplet_loss)
    samples = (
        case(real(6, 2), _CLASSES, margin=2.0),
        case(real(6, 2), _CLASSES, margin=2.0, mining="hard"),
        case(real(6, 2), _CLASSES, margin=2.0, mining="all", reduction="sum"),
    )
    facts = Facts(
        task="embedding of labelled samples: ranking, recognition of kinds never seen in training",
        formula="max(0, d(a, p) - d(a, n) + m) over triplets mined in the batch",
        seed="(a - p) / d(a, p) - (a - n) / d(a, n) for each triplet that breaks the margin",
        strengths="each batch yields its own useful triplets; asks only for an order of distances",
        weaknesses="needs several samples of a class in a batch; hard mining may collapse early on, and trusts labels",
        source="Schroff, Kalenichenko & Philbin 2015; Hermans, Beyer & Leibe 2017",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("triplet_loss", "margin", self.margin)
        if self.mining not in MINING:
            raise unknown("mining", str(self.mining), MINING)

    def counts(self, *args: Any) -> Any:
        """1 where there is a triplet."""
        output, target = args
        return _triplets(output, target, self.margin, self.mining, self.p)[1]
