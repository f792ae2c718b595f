"""Trust ratio: steps of a layer in proportion to the size of its weights.

Knows the norm of a parameter and of its step. Knows no method: LARS and LAMB are chains with this link.
"""

from __future__ import annotations

import math
from typing import Any

from wengert.ops import clip, minimum, vector_norm
from wengert.optim.update import Update, either, stateless


def scale_by_trust_ratio(
    coefficient: float = 1.0,
    eps: float = 0.0,
    max_ratio: float = math.inf,
    norm_bounds: tuple[float, float] = (0.0, math.inf),
) -> Update:
    """Rescale, leaf by leaf: g ← coefficient · φ(‖θ‖) / (‖g‖ + eps) · g; where a norm is zero, g stays.

    Args:
        coefficient: Size of a step in units of the weights.
        eps: Added to the norm that is divided by.
        max_ratio: Largest ratio.
        norm_bounds: Between which φ clips the norm of the weights.

    Returns:
        The link.

    References:
        You, Gitman & Ginsburg (2017), arXiv:1708.03888; You et al. (2020), ICLR, for φ.

    Example:
        >>> scale_by_trust_ratio().step(np.array([3.0, 4.0]), (), np.array([0.0, 10.0]))[0]
        array([6., 8.])
    """
    low, high = norm_bounds

    def change(g: Any, p: Any) -> Any:
        weights, size = vector_norm(p), vector_norm(g)
        if norm_bounds != (0.0, math.inf):
            weights = clip(weights, low, high)
        none = (weights == 0) | (size == 0)
        ratio = coefficient * weights / (either(none, 1.0, size) + eps)
        return either(none, 1.0, minimum(ratio, max_ratio) if max_ratio < math.inf else ratio) * g

    return stateless(change)


def scale_by_separate_norms(coefficient: float, weight_decay: float = 0.0, eps: float = 0.0) -> Update:
    """LARS as its paper prints it: g ← coefficient · ‖θ‖ / (‖g‖ + λ‖θ‖ + eps) · (g + λθ); 1 where ‖θ‖ is zero.

    The norms of gradient and decay are added; in `chain(decayed(λ), scale_by_trust_ratio(...))` their sum is measured.

    Args:
        coefficient: Size of a step in units of the weights.
        weight_decay: Strength λ.
        eps: Added to the norms that are divided by.

    Returns:
        The link.

    References:
        You, Gitman & Ginsburg (2017), Large batch training of convolutional networks, arXiv:1708.03888, algorithm 1.

    Example:
        >>> scale_by_separate_norms(1.0).step(np.array([3.0, 4.0]), (), np.array([0.0, 10.0]))[0]
        array([6., 8.])
    """

    def change(g: Any, p: Any) -> Any:
        weights, size = vector_norm(p), vector_norm(g)
        bottom = size + weight_decay * weights + eps
        none = (weights == 0) | (size == 0)
        ratio = either(none, 1.0, coefficient * weights / either(none, 1.0, bottom))
        return ratio * (g + weight_decay * p)

    return stateless(change)
