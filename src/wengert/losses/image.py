"""Losses of images: differences of features (perceptual), and total variation.

Knows images as the last two axes. Knows no network: whoever compares features brings the map.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wengert.errors import ShapeError
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import real_target, reduced, same_shape, shape_of
from wengert.ops import abs, hypot, mean, pad, square, sum
from wengert.samples import case, distinct, real

Features = Callable[[Any], Any]


def perceptual_loss(output: Any, target: Any, features: Features | None = None, reduction: str = "mean") -> Any:
    """Mean squared difference of the features of two images.

    Args:
        output: (b, *s).
        target: (b, *s).
        features: A differentiable map of such a batch to features (b, *f), or to several of them in a list or tuple,
            whose losses are added; the image itself when None. Its parameters are not trained by this, unless the
            optimizer holds them.
        reduction: `mean` (over samples, each the mean over its features), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (b,) for `none`.

    Raises:
        ShapeError: The shapes differ.
        ArgumentError: The reduction is unknown.

    References:
        Johnson, Alahi & Fei-Fei (2016), Perceptual Losses for Real-Time Style Transfer, ECCV, eq. 2.

    Example:
        >>> edges = lambda x: x[..., 1:] - x[..., :-1]
        >>> float(perceptual_loss(np.array([[1.0, 2.0, 5.0]]), np.zeros((1, 3)), edges))
        5.0
    """
    same_shape("perceptual_loss", output, target)
    target = real_target(target, output)
    ours, theirs = (output, target) if features is None else (features(output), features(target))
    if not isinstance(ours, (list, tuple)):
        ours, theirs = [ours], [theirs]
    terms: Any = 0.0
    for a, b in zip(ours, theirs, strict=True):
        difference = square(a - b)
        rank = len(shape_of(difference))
        terms = terms + (mean(difference, axis=tuple(range(1, rank))) if rank > 1 else difference)
    return reduced(terms, reduction)


def total_variation(output: Any, isotropic: bool = False, reduction: str = "mean") -> Any:
    """Σ |Δ vertical| + |Δ horizontal| over the pixels of an image; 0 where it is constant.

    The isotropic form is Σ √(Δv² + Δh²), with the difference to the next row and column and 0 at the last; its slope is
    0 where nothing changes.

    Args:
        output: Images in the last two axes, (*b, h, w).
        isotropic: Whether slanted edges count by their length.
        reduction: `mean` (over images), `sum`, `none` or `batchmean`.

    Returns:
        Shape (), or (*b) for `none`.

    Raises:
        ShapeError: There are fewer than two axes.
        ArgumentError: The reduction is unknown.

    References:
        Rudin, Osher & Fatemi (1992), Physica D 60; the discrete forms: Chambolle (2004), J. Math. Imaging Vis. 20.

    Example:
        >>> step = np.array([[0.0, 0.0], [3.0, 4.0]])
        >>> float(total_variation(step)), float(total_variation(step, isotropic=True))
        (8.0, 8.0)
    """
    if len(shape_of(output)) < 2:
        raise ShapeError("total_variation: needs images", given=f"shape {shape_of(output)}", expected="(*b, h, w)")
    down, right = output[..., 1:, :] - output[..., :-1, :], output[..., :, 1:] - output[..., :, :-1]
    if not isotropic:
        return reduced(sum(abs(down), axis=(-2, -1)) + sum(abs(right), axis=(-2, -1)), reduction)
    still = [(0, 0)] * (len(shape_of(output)) - 2)
    lengths = hypot(pad(down, [*still, (0, 1), (0, 0)]), pad(right, [*still, (0, 0), (0, 1)]))
    return reduced(sum(lengths, axis=(-2, -1)), reduction)


@dataclass(eq=False, repr=False)
class PerceptualLoss(Loss, name="perceptual"):
    """`perceptual_loss` as an object.

    Args:
        features: A differentiable map of images to features, or to several of them; the image itself when None.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> loss = PerceptualLoss(lambda x: x.mean(axis=-1))
        >>> float(loss(np.array([[1.0, 3.0]]), np.array([[0.0, 0.0]])))
        4.0
    """

    features: Features | None = None
    reduction: str = "mean"

    formula = staticmethod(perceptual_loss)
    samples = (
        case(real(2, 3, 4), real(2, 3, 4)),
        case(real(2, 3, 4), real(2, 3, 4), features=lambda x: [x.mean(axis=-1), x * x], reduction="sum"),
    )
    facts = Facts(
        task="generation of images: style, super-resolution",
        formula="mean (φ(o) - φ(y))², φ a feature map",
        seed="2 Jᵀ (φ(o) - φ(y)) / k, J the Jacobian of φ at o",
        strengths="judges what the features see, not single pixels: sharper images",
        weaknesses="as good as the features; costs a pass through them; leaves patterns they do not see",
        source="Johnson, Alahi & Fei-Fei 2016",
    )


@dataclass(eq=False, repr=False)
class TotalVariation(Loss, name="total_variation"):
    """`total_variation` as an object: called with images alone, to be added to another loss.

    Args:
        isotropic: Whether slanted edges count by their length.
        reduction: `mean`, `sum`, `none` or `batchmean`.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(TotalVariation()(np.ones((1, 4, 4))))
        0.0
    """

    isotropic: bool = False
    reduction: str = "mean"

    formula = staticmethod(total_variation)
    samples = (case(distinct(2, 3, 4)), case(distinct(2, 3, 4), isotropic=True, reduction="sum"))
    facts = Facts(
        task="smoothing images but not their edges: denoising, generation",
        formula="Σ |Δ vertical| + |Δ horizontal|",
        seed="the signs of the differences to each neighbour, added up",
        strengths="removes noise and keeps edges; convex; no target needed",
        weaknesses="flattens texture into patches; alone its answer is a constant image",
        convex=True,
        source="Rudin, Osher & Fatemi 1992",
    )
