"""Losses that find each sample's partner among all others of the batch: InfoNCE and NT-Xent.

Knows them as cross-entropies of cosines. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.losses.embedding import unit
from wengert.losses.entropy import softmax_cross_entropy
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import above_zero, in_dtype, ones, reduced, same_shape, shape_of
from wengert.ops import concat, matmul, matrix_transpose, where
from wengert.samples import case, real


def info_nce_loss(query: Any, key: Any, temperature: float = 0.07, reduction: str = "mean") -> Any:
    """-log softmax of cos(query, key) / temperature at each query's own key; the other keys of the batch are negatives.

    Args:
        query: (b, d).
        key: (b, d); row i belongs to query i.
        temperature: Above 0; a small one looks at the nearest negatives only.
        reduction: `mean` (over queries), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (b,) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ, or are not (b, d).
        ArgumentError: The reduction is unknown, or the temperature is not positive.

    References:
        van den Oord, Li & Vinyals (2018), arXiv:1807.03748.

    Example:
        >>> float(info_nce_loss(np.eye(2), np.eye(2), temperature=1.0)).__round__(4)
        0.3133
    """
    _matrices("info_nce_loss", query, key, temperature)
    logits = matmul(unit(query), matrix_transpose(unit(key))) / temperature
    return reduced(softmax_cross_entropy(logits, np.diag(ones(shape_of(query)[:1], query))), reduction)


def nt_xent_loss(view1: Any, view2: Any, temperature: float = 0.5, reduction: str = "mean") -> Any:
    """Two views of each sample find each other among all views of the batch: SimCLR's loss.

    Args:
        view1: (b, d).
        view2: (b, d); row i is another view of sample i.
        temperature: Above 0.
        reduction: `mean` (over samples, each the mean of its two views), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (b,) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes differ, or are not (b, d).
        ArgumentError: The reduction is unknown, or the temperature is not positive.

    References:
        Chen et al. (2020), A Simple Framework for Contrastive Learning of Visual Representations, ICML, eq. 1.

    Example:
        >>> float(nt_xent_loss(np.eye(2), np.eye(2), temperature=1.0)).__round__(4)
        0.5514
    """
    _matrices("nt_xent_loss", view1, view2, temperature)
    size = shape_of(view1)[0]
    views = unit(concat([view1, view2], axis=0))
    logits = matmul(views, matrix_transpose(views)) / temperature
    logits = where(np.eye(2 * size, dtype=bool), in_dtype(-np.inf, logits), logits)  # no view is its own partner
    partners = np.roll(np.diag(ones((2 * size,), view1)), size, axis=1)
    terms = softmax_cross_entropy(logits, partners)
    return reduced(0.5 * (terms[:size] + terms[size:]), reduction)


def _matrices(what: str, x: Any, y: Any, temperature: float) -> None:
    same_shape(what, x, y)
    if len(shape_of(x)) != 2:
        raise ShapeError(f"{what}: needs a batch of vectors", given=f"shape {shape_of(x)}", expected="(b, d)")
    above_zero(what, "temperature", temperature)


@dataclass(eq=False, repr=False)
class InfoNCELoss(Loss, name="info_nce"):
    """`info_nce_loss` as an object.

    Args:
        temperature: Above 0.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or the temperature is not positive.

    Example:
        >>> float(InfoNCELoss(1.0)(np.eye(2), np.eye(2))).__round__(4)
        0.3133
    """

    temperature: float = 0.07
    reduction: str = "mean"

    formula = staticmethod(info_nce_loss)
    samples = (
        case(real(4, 3), real(4, 3)),
        case(real(4, 3), real(4, 3), temperature=0.5, reduction="sum"),
    )
    facts = Facts(
        task="self-supervised embedding; pairs of two kinds, such as images and texts",
        formula="-log softmax(cos(q, k) / τ) at the own key",
        seed="Σ (p - y) ∂ cos / τ over the keys",
        strengths="the rest of the batch are the negatives: no mining; bounds mutual information",
        weaknesses="wants large batches; equal samples in one batch are pushed apart; the temperature matters much",
        source="van den Oord, Li & Vinyals 2018",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("info_nce_loss", "temperature", self.temperature)


@dataclass(eq=False, repr=False)
class NTXentLoss(Loss, name="nt_xent"):
    """`nt_xent_loss` as an object.

    Args:
        temperature: Above 0.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown, or the temperature is not positive.

    Example:
        >>> float(NTXentLoss(1.0)(np.eye(2), np.eye(2))).__round__(4)
        0.5514
    """

    temperature: float = 0.5
    reduction: str = "mean"

    formula = staticmethod(nt_xent_loss)
    samples = (
        case(real(4, 3), real(4, 3)),
        case(real(3, 2), real(3, 2), temperature=0.1, reduction="sum"),
    )
    facts = Facts(
        task="self-supervised embedding from two augmented views of each sample",
        formula="-log softmax(cos / τ) at the other view, over all views but itself",
        seed="Σ (p - y) ∂ cos / τ over the views",
        strengths="no labels and no mining; both views are queries, so each batch is used twice",
        weaknesses="wants large batches; equal samples in one batch are pushed apart",
        source="Chen et al. 2020 (SimCLR)",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        above_zero("nt_xent_loss", "temperature", self.temperature)
