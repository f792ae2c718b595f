"""Siamese networks: one encoder for several views of a sample.

Knows pairs and triplets. The losses are in `wengert.losses`.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ShapeError
from wengert.nn.module import Module
from wengert.ops import maximum, reshape, sqrt, sum
from wengert.tensor import value_of


class Siamese(Module):
    """The same encoder applied to every view; codes of unit length, if asked for.

    Args:
        encoder: (b, *s) -> (b, d).
        normalize: Whether codes are divided by their length.

    References:
        Bromley, Guyon, LeCun, Säckinger & Shah (1994), NIPS 6; triplets: Schroff, Kalenichenko & Philbin (2015), CVPR.

    Example:
        >>> model = Siamese(wg.nn.mlp("8", 4, 2))
        >>> model(np.ones((5, 3, 4), "float32")).shape, model.encode(np.ones((5, 4), "float32")).shape
        ((5, 3, 2), (5, 2))
    """

    def __init__(self, encoder: Module, normalize: bool = False) -> None:
        super().__init__()
        self.encoder = encoder
        self.normalize = normalize

    def encode(self, x: Any) -> Any:
        """Codes of single views. Shapes: (b, *s) -> (b, d)."""
        code = self.encoder(x)
        if not self.normalize:
            return code
        return code / sqrt(maximum(sum(code * code, axis=-1, keepdims=True), 1e-12))

    def forward(self, x: Any) -> Any:
        """Codes of all views. Shapes: (b, k, *s) -> (b, k, d).

        Raises:
            ShapeError: There is no axis of views.
        """
        shape = value_of(x).shape
        if len(shape) < 3:
            raise ShapeError("siamese: no axis of views", given=f"{shape}", expected="(b, k, *s)", hint="encode(x)")
        codes = self.encode(reshape(x, (shape[0] * shape[1], *shape[2:])))
        return reshape(codes, (shape[0], shape[1], value_of(codes).shape[-1]))

    def extra_repr(self) -> str:
        """Whether codes have unit length."""
        return f"normalize={self.normalize}"
