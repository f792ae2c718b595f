"""Layers that normalize each example by itself: LayerNorm.

Knows the shapes of scale and shift. Acts the same in training and in inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.nn import functional
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter


def _sizes(normalized_shape: int | Sequence[int]) -> tuple[int, ...]:
    return (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)


class LayerNorm(Module):
    """(x - mean) / √(variance + eps) · weight + bias, with the statistics of the last axes of each example.

    Args:
        normalized_shape: Sizes of the last axes.
        eps: What keeps the root away from 0.
        elementwise_affine: Whether there are weight and bias.
        bias: Whether there is a bias beside the weight.
        dtype: Dtype of the parameters.

    Attributes:
        weight: (*n), 1 at first; or None.
        bias: (*n), 0 at first; or None.

    References:
        Ba, Kiros & Hinton (2016), Layer normalization.

    Example:
        >>> LayerNorm(2)(np.array([[1.0, 3.0], [10.0, 30.0]], "float32")).numpy().round(3)
        array([[-1.,  1.],
               [-1.,  1.]], dtype=float32)
    """

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        dtype: Any = "float32",
    ) -> None:
        super().__init__()
        self.normalized_shape = _sizes(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self.weight = Parameter(np.ones(self.normalized_shape, dtype)) if elementwise_affine else None
        self.bias = Parameter(np.zeros(self.normalized_shape, dtype)) if elementwise_affine and bias else None

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, *n) -> (*b, *n).

        Raises:
            ShapeError: The last axes have other sizes.
        """
        return functional.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"
