"""Bilinear: a map of two inputs, linear in each.

Knows its weight (out, in1, in2), its bias and their initial values. Knows no other layer.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn import functional
from wengert.nn.init import uniform_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.random import Generator


class Bilinear(Module):
    """xᵀ W_o y + b_o for each output o.

    Weight and bias start uniform on ±1/√in1, as PyTorch's do.

    Args:
        in1_features: Size of the last axis of the first input.
        in2_features: Size of the last axis of the second input.
        out_features: Size of the last axis of the output.
        bias: Whether to add b.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (out, in1, in2).
        bias: (out,), or None.

    Example:
        >>> Bilinear(4, 3, 2)(np.ones((5, 4), "float32"), np.ones((5, 3), "float32")).shape
        (5, 2)
    """

    def __init__(
        self,
        in1_features: int,
        in2_features: int,
        out_features: int,
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.in1_features = in1_features
        self.in2_features = in2_features
        self.out_features = out_features
        self.weight = Parameter(np.zeros((out_features, in1_features, in2_features), dtype))
        self.bias = Parameter(np.zeros(out_features, dtype)) if bias else None
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values."""
        bound = 1 / math.sqrt(max(self.in1_features, 1))
        uniform_(self.weight, -bound, bound, generator)
        if self.bias is not None:
            uniform_(self.bias, -bound, bound, generator)

    def forward(self, x: Any, y: Any) -> Any:
        """Shapes: (*b, in1), (*b, in2) -> (*b, out).

        Raises:
            ShapeError: A last axis has another size, or the others differ.
        """
        first, second = tuple(np.shape(x)), tuple(np.shape(y))
        if first[-1:] != (self.in1_features,) or second[-1:] != (self.in2_features,) or first[:-1] != second[:-1]:
            raise ShapeError(
                f"Bilinear: needs {self.in1_features} and {self.in2_features} features for the same samples",
                given=f"shapes {first} and {second}",
                expected=f"(*b, {self.in1_features}) and (*b, {self.in2_features})",
            )
        return functional.bilinear(x, y, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Sizes."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )
