"""Layers that normalize each example by itself: LayerNorm, RMSNorm, GroupNorm, LocalResponseNorm.

Knows the shapes of weight and bias. Acts the same in training and in inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.nn.role import roles


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

    parameter_roles = roles(weight="scale", bias="shift")

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


class RMSNorm(Module):
    """X / √(mean of x² + eps) · weight, with the mean over the last axes of each example.

    Args:
        normalized_shape: Sizes of the last axes.
        eps: What keeps the root away from 0; the distance of 1 to the next number of x's dtype when None.
        elementwise_affine: Whether there is a weight.
        dtype: Dtype of the parameter.

    Attributes:
        weight: (*n), 1 at first; or None.

    References:
        Zhang & Sennrich (2019), Root mean square layer normalization.

    Example:
        >>> RMSNorm(2)(np.array([[1.0, 7.0]], "float32")).numpy().round(3)
        array([[0.2, 1.4]], dtype=float32)
    """

    parameter_roles = roles(weight="scale", bias="shift")

    def __init__(
        self,
        normalized_shape: int | Sequence[int],
        eps: float | None = None,
        elementwise_affine: bool = True,
        dtype: Any = "float32",
    ) -> None:
        super().__init__()
        self.normalized_shape = _sizes(normalized_shape)
        self.eps = eps
        self.elementwise_affine = elementwise_affine
        self.weight = Parameter(np.ones(self.normalized_shape, dtype)) if elementwise_affine else None

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, *n) -> (*b, *n).

        Raises:
            ShapeError: The last axes have other sizes.
        """
        return functional.rms_norm(x, self.normalized_shape, self.weight, self.eps)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.normalized_shape}, eps={self.eps}, elementwise_affine={self.elementwise_affine}"


class GroupNorm(Module):
    """(x - mean) / √(variance + eps) · weight + bias, with the statistics of groups of channels of each example.

    Args:
        num_groups: How many groups of equally many channels.
        num_channels: How many channels.
        eps: What keeps the root away from 0.
        affine: Whether there are weight and bias.
        dtype: Dtype of the parameters.

    Attributes:
        weight: (c,), 1 at first; or None.
        bias: (c,), 0 at first; or None.

    Raises:
        ArgumentError: The channels do not make that many groups.

    References:
        Wu & He (2018), Group normalization.

    Example:
        >>> GroupNorm(2, 4)(np.ones((3, 4, 8, 8), "float32")).shape
        (3, 4, 8, 8)
    """

    parameter_roles = roles(weight="scale", bias="shift")

    def __init__(
        self, num_groups: int, num_channels: int, eps: float = 1e-5, affine: bool = True, dtype: Any = "float32"
    ) -> None:
        super().__init__()
        if num_groups < 1 or num_channels % num_groups:
            raise ArgumentError(
                "GroupNorm: the channels do not make that many groups",
                given=f"{num_channels} channels, {num_groups} groups",
                expected="a number of channels that the number of groups divides",
            )
        self.num_groups = num_groups
        self.num_channels = num_channels
        self.eps = eps
        self.affine = affine
        self.weight = Parameter(np.ones(num_channels, dtype)) if affine else None
        self.bias = Parameter(np.zeros(num_channels, dtype)) if affine else None

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, *s) -> (b, c, *s)."""
        return functional.group_norm(x, self.num_groups, self.weight, self.bias, self.eps)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"{self.num_groups}, {self.num_channels}, eps={self.eps}, affine={self.affine}"


class LocalResponseNorm(Module):
    """X / (k + alpha · mean of x² over `size` neighbouring channels)^beta.

    Args:
        size: How many channels.
        alpha: Weight of the neighbours.
        beta: Exponent.
        k: What is there without neighbours.

    References:
        Krizhevsky, Sutskever & Hinton (2012), NeurIPS 25, sec. 3.3.

    Example:
        >>> LocalResponseNorm(2)(np.zeros((3, 4, 8, 8))).shape
        (3, 4, 8, 8)
    """

    def __init__(self, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> None:
        super().__init__()
        self.size = size
        self.alpha = alpha
        self.beta = beta
        self.k = k

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, *s) -> (b, c, *s)."""
        return functional.local_response_norm(x, self.size, self.alpha, self.beta, self.k)

    def extra_repr(self) -> str:
        """Size and constants."""
        return f"{self.size}, alpha={self.alpha}, beta={self.beta}, k={self.k}"
