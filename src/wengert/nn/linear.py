"""Linear: the affine map.

Knows its weight (out, in), its bias and their initial values. Knows no other layer.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn.functional import linear
from wengert.nn.init import kaiming_uniform_, uniform_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.random import Generator


class Linear(Module):
    """y = x Wᵀ + b.

    Weight and bias start uniform on ±1/√in, as PyTorch's do (LeCun's uniform rule with a gain of 1/√3).

    Args:
        in_features: Size of the last axis of the input.
        out_features: Size of the last axis of the output.
        bias: Whether to add b.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (out, in).
        bias: (out,), or None.

    Example:
        >>> Linear(4, 2)(np.ones((3, 4), "float32")).shape
        (3, 2)
    """

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(np.zeros((out_features, in_features), dtype))
        self.bias = Parameter(np.zeros(out_features, dtype)) if bias else None
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values."""
        kaiming_uniform_(self.weight, a=math.sqrt(5), generator=generator)
        if self.bias is not None:
            bound = 1 / math.sqrt(max(self.in_features, 1))
            uniform_(self.bias, -bound, bound, generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, in) -> (*b, out).

        Raises:
            ShapeError: The last axis has another size.
        """
        if np.shape(x)[-1:] != (self.in_features,):
            raise ShapeError(
                f"Linear: needs {self.in_features} features",
                given=f"shape {tuple(np.shape(x))}",
                expected=f"(*b, {self.in_features})",
                hint="is the data (samples, features)? nn.Flatten() makes images so",
            )
        return linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        """Sizes."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"
