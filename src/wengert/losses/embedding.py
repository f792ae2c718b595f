"""Losses of pairs that shall be near or apart: contrastive, cosine embedding, hinge embedding.

Knows distances and angles, with gradient 0 between points that coincide and at zero vectors. Knows no network; three at
a time are in `triplet`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.losses.loss import Facts, Loss, Product, diagonal
from wengert.losses.reduce import above_zero, in_dtype, is_known, reduced, same_shape, shape_of
from wengert.ops import equal, relu, square, sum, vector_norm, where
from wengert.ops.arithmetic import ratio
from wengert.samples import case, positive, real
from wengert.tensor import value_of


def cosine(x: Any, y: Any) -> Any:
    """The cosine of the angle between vectors in the last axis; 0 with slope 0 for a zero vector.

    Shapes: (*b, d), (*b, d) -> (*b), broadcast.

    Example:
        >>> float(cosine(np.array([2.0, 0.0]), np.array([3.0, 3.0])).round(4)), float(cosine(np.zeros(2), np.ones(2)))
        (0.7071, 0.0)
    """
    return sum(unit(x) * unit(y), axis=-1)


def unit(x: Any) -> Any:
    """Vectors in the last axis, divided by their length; a zero vector stays zero. Shapes: (*b, d) -> (*b, d).

    Example:
        >>> unit(np.array([3.0, 4.0]))
        array([0.6, 0.8])
    """
    return ratio(x, vector_norm(x, axis=-1, keepdims=True))


def distance(x: Any, y: Any, p: float = 2.0, eps: float = 0.0) -> Any:
    """‖x - y + ε‖ₚ of vectors in the last axis; slope 0 at the origin. Shapes: (*b, d), (*b, d) -> (*b), broadcast.

    Example:
        >>> float(distance(np.array([3.0, 4.0]), np.zeros(2)))
        5.0
    """
    difference = x - y
    return vector_norm(difference + eps if eps else difference, axis=-1, ord=p)


def contrastive_loss(output1: Any, output2: Any, target: Any, margin: float = 1.0, reduction: str = "mean") -> Any:
    """½ y d² + ½ (1 - y) max(0, m - d)², with d the distance: similar pairs together, others m apart.

    Args:
        output1: (*b, d).
        output2: (*b, d).
        target: 1 for pairs that are similar, 0 for others, (*b).
        margin: From which distance on others are left alone; above 0.
        reduction: `mean` (over pairs), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: The reduction is unknown, or the margin is not positive.

    References:
        Hadsell, Chopra & LeCun (2006), Dimensionality Reduction by Learning an Invariant Mapping, CVPR, eq. 4.

    Example:
        >>> x, y = np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])
        >>> [float(contrastive_loss(x, y, np.array([k]), margin=6.0)) for k in (1, 0)]
        [12.5, 0.5]
    """
    target = _pairs("contrastive_loss", output1, output2, target)
    above_zero("contrastive_loss", "margin", margin)
    near = sum(square(output1 - output2), axis=-1)
    far = square(relu(margin - distance(output1, output2)))
    return reduced(0.5 * target * near + 0.5 * (1 - target) * far, reduction)


def cosine_embedding_loss(output1: Any, output2: Any, target: Any, margin: float = 0.0, reduction: str = "mean") -> Any:
    """1 - cos for target 1, max(0, cos - margin) for target -1: similar pairs in one direction, lengths left free.

    Args:
        output1: (*b, d).
        output2: (*b, d).
        target: 1 for pairs that are similar, -1 for others, (*b).
        margin: Up to which cosine others are left alone.
        reduction: `mean` (over pairs), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: The reduction is unknown.

    Example:
        >>> x, y = np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]])
        >>> float(cosine_embedding_loss(x, y, np.array([1]))), float(cosine_embedding_loss(x, y, np.array([-1])))
        (1.0, 0.0)
    """
    target = _pairs("cosine_embedding_loss", output1, output2, target)
    cos = cosine(output1, output2)
    return reduced(where(equal(target, 1), 1 - cos, relu(cos - margin)), reduction)


def hinge_embedding_loss(output: Any, target: Any, margin: float = 1.0, reduction: str = "mean") -> Any:
    """o for target 1, max(0, margin - o) for target -1: o is a distance, small between similar things.

    Args:
        output: Distances of pairs, (*s).
        target: 1 for pairs that are similar, -1 for others, (*s).
        margin: From which distance on others are left alone.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*s) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: A target is neither 1 nor -1, or the reduction is unknown.

    References:
        Hadsell, Chopra & LeCun (2006), CVPR, with distances that are not squared; as in PyTorch's HingeEmbeddingLoss.

    Example:
        >>> hinge_embedding_loss(np.array([0.5, 0.25, 4.0]), np.array([1, -1, -1]), reduction="none")
        array([0.5 , 0.75, 0.  ])
    """
    same_shape("hinge_embedding_loss", output, target)
    if is_known(target) and np.any(np.abs(value_of(target)) != 1):
        wrong = np.asarray(value_of(target))
        raise ArgumentError(
            "hinge_embedding_loss: targets are signs",
            given=f"{wrong[np.abs(wrong) != 1].flat[0]} among the targets",
            expected="1 for pairs that are similar, -1 for others",
            hint="2 * target - 1, where they are 1 and 0",
        )
    return reduced(where(equal(target, 1), output, relu(margin - output)), reduction)


def _pairs(what: str, output1: Any, output2: Any, target: Any) -> Any:
    """The target, one for each pair, as reals."""
    same_shape(what, output1, output2, ("output1", "output2"))
    wanted, given = shape_of(output1)[:-1], shape_of(target)
    if given != wanted:
        raise ShapeError(f"{what}: one target for each pair", given=f"target {given}", expected=f"target {wanted}")
    return in_dtype(target, output1)


_SIDES = np.array([1, 0, 1, 0])


@dataclass(eq=False, repr=False)
class ContrastiveLoss(Loss, name="contrastive"):
    """`contrastive_loss` as an object.

    Args:
        margin: From which distance on pairs that differ are left alone.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or the margin is not positive.

    Example:
        >>> float(ContrastiveLoss()(np.array([[0.0]]), np.array([[2.0]]), np.array([1])))
        2.0
    """

    margin: float = 1.0
    reduction: str = "mean"

    formula = staticmethod(contrastive_loss)
    samples = (
        case(real(4, 3), real(4, 3), _SIDES, margin=4.0),
        case(real(4, 3), real(4, 3), _SIDES, margin=0.01, reduction="sum"),
    )
    facts = Facts(
        task="embedding of pairs: verification, Siamese networks",
        formula="½ y d² + ½ (1 - y) max(0, m - d)², d = ‖o₁ - o₂‖",
        seed="y (o₁ - o₂) - (1 - y) max(0, m - d) (o₁ - o₂) / d",
        strengths="needs pairs only; distances mean something afterwards",
        weaknesses="pulls every similar pair to one point; the margin is in the units of the embedding",
        source="Hadsell, Chopra & LeCun 2006",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("contrastive_loss", "margin", self.margin)


@dataclass(eq=False, repr=False)
class CosineEmbeddingLoss(Loss, name="cosine_embedding"):
    """`cosine_embedding_loss` as an object.

    Args:
        margin: Up to which cosine pairs that differ are left alone.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(CosineEmbeddingLoss()(np.array([[1.0, 0.0]]), np.array([[0.0, 2.0]]), np.array([1])))
        1.0
    """

    margin: float = 0.0
    reduction: str = "mean"

    formula = staticmethod(cosine_embedding_loss)
    samples = (
        case(real(4, 3), real(4, 3), 2 * _SIDES - 1, margin=-0.9),
        case(real(4, 3), real(4, 3), 2 * _SIDES - 1, margin=0.3, reduction="sum"),
    )
    facts = Facts(
        task="embedding of pairs by direction: texts, retrieval",
        formula="1 - cos if y = 1, max(0, cos - m) if y = -1",
        seed="∓(u₂ - cos u₁) / ‖o₁‖, with u = o / ‖o‖",
        strengths="lengths do not matter, so frequent and rare words compare",
        weaknesses="lengths cannot be learned from it; weak signal between opposite vectors",
        source="Chopra, Hadsell & LeCun 2005",
    )


@dataclass(eq=False, repr=False)
class HingeEmbeddingLoss(Loss, name="hinge_embedding"):
    """`hinge_embedding_loss` as an object.

    Args:
        margin: From which distance on pairs that differ are left alone.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(HingeEmbeddingLoss()(np.array([0.5, 0.25]), np.array([1, -1])))
        0.625
    """

    margin: float = 1.0
    reduction: str = "mean"

    formula = staticmethod(hinge_embedding_loss)
    samples = (
        case(real(4, 3), (1 - 2 * np.eye(4, 3)).astype(int)),
        case(positive(4), 2 * _SIDES - 1, margin=1.6, reduction="sum"),
    )
    facts = Facts(
        task="embedding of pairs from any distance at hand: verification, semi-supervised learning",
        formula="o if y = 1, max(0, m - o) if y = -1",
        seed="1 if y = 1; -1 where y = -1 and o < m, else 0",
        strengths="takes whatever distance suits the data; convex in it; a far pair pulls no harder than a near one",
        weaknesses="pulls without end where outputs may be negative; the margin is in the units of the distance",
        activation="none: the output is a distance, as `nn.PairwiseDistance` gives",
        hessian="0",
        convex=True,
        source="Hadsell, Chopra & LeCun 2006",
    )

    def curvature(self, *args: Any) -> Product:
        """Zero: the kink has no weight."""
        del args
        return diagonal(0.0)
