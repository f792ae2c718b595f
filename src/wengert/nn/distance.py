"""Layers of two inputs that compare vectors: CosineSimilarity and PairwiseDistance.

Knows axes and orders of norms. Has no parameter.
"""

from __future__ import annotations

from typing import Any

from wengert.nn import functional
from wengert.nn.module import Module


class CosineSimilarity(Module):
    """The cosine of the angle between vectors along one axis.

    Args:
        dim: The axis of the vectors.
        eps: The least length to divide by.

    Example:
        >>> CosineSimilarity()(np.array([[2.0, 0.0]]), np.array([[3.0, 3.0]])).round(4)
        array([0.7071])
    """

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim = dim
        self.eps = eps

    def forward(self, x1: Any, x2: Any) -> Any:
        """Shapes: (*a, d, *b), (*a, d, *b) -> (*a, *b), broadcast.

        Raises:
            ShapeError: The shapes do not broadcast, or there is no such axis.
        """
        return functional.cosine_similarity(x1, x2, self.dim, self.eps)

    def extra_repr(self) -> str:
        """Options."""
        return f"dim={self.dim}, eps={self.eps}"


class PairwiseDistance(Module):
    """‖x1 - x2 + ε‖ₚ of vectors in the last axis, pair by pair.

    Args:
        p: Order of the norm.
        eps: Added to each difference; 0 for the exact distance, whose slope between points that coincide is 0.
        keepdim: Whether the last axis stays, with size 1.

    Example:
        >>> PairwiseDistance(eps=0)(np.array([[3.0, 4.0]]), np.array([[0.0, 0.0]]))
        array([5.])
    """

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.p = p
        self.eps = eps
        self.keepdim = keepdim

    def forward(self, x1: Any, x2: Any) -> Any:
        """Shapes: (*b, d), (*b, d) -> (*b), broadcast; (*b, 1) with `keepdim`.

        Raises:
            ArgumentError: There is no norm of order p.
            ShapeError: The shapes do not broadcast.
        """
        return functional.pairwise_distance(x1, x2, self.p, self.eps, self.keepdim)

    def extra_repr(self) -> str:
        """Options."""
        return f"p={self.p}, eps={self.eps}, keepdim={self.keepdim}"
