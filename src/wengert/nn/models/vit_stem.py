"""A stem of convolutions: an image becomes tokens whose patches overlap.

Knows strides of 2. Knows no position and no attention.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.containers import Sequential
from wengert.nn.convolution import Conv2d
from wengert.nn.functional.patches import pair
from wengert.nn.models.activations import activation_named
from wengert.nn.module import Module
from wengert.ops import moveaxis, reshape
from wengert.random import Generator


class ConvStem(Module):
    """Convolutions of 3 x 3 with stride 2, an activation between them, instead of one map for each patch.

    Neighbours in an image are then told apart before attention has learned to; small data sets need it most. Channels
    double from layer to layer up to the size of a token.

    Args:
        img_size: Side of the image, or height and width.
        in_chans: Channels of the image.
        embed_dim: Size of a token; `layers` - 1 times divisible by 2.
        layers: How many convolutions; each halves the sides, rounded up.
        activation: One of `ACTIVATIONS`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        grid_size: Rows and columns of tokens.

    Raises:
        ArgumentError: Channels cannot be halved so often.

    References:
        Xiao et al. (2021), Early convolutions help transformers see better, NeurIPS.

    Example:
        >>> stem = ConvStem(28, 1, 64, layers=3)
        >>> stem.grid_size, stem(np.ones((2, 1, 28, 28), "float32")).shape
        ((4, 4), (2, 16, 64))
    """

    def __init__(
        self,
        img_size: int | tuple[int, int],
        in_chans: int,
        embed_dim: int,
        layers: int = 3,
        activation: str = "gelu",
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if layers < 1 or embed_dim % 2 ** (layers - 1):
            raise ArgumentError(
                "ConvStem: channels double from layer to layer",
                given=f"{layers} layers up to size {embed_dim}",
                expected="a size that can be halved as often",
            )
        self.img_size, self.in_chans = pair(img_size), in_chans
        channels = [in_chans, *(embed_dim // 2 ** (layers - 1 - k) for k in range(layers))]
        parts: list[Module] = []
        for k in range(layers):
            if k:
                parts.append(activation_named(activation))
            parts.append(Conv2d(channels[k], channels[k + 1], 3, stride=2, padding=1, dtype=dtype, generator=generator))
        self.layers = Sequential(*parts)
        height, width = (-(-n // 2**layers) for n in self.img_size)
        self.grid_size = (height, width)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, in, h, w) -> (b, tokens, embed), tokens row by row.

        Raises:
            ShapeError: The image has other sizes.
        """
        if np.shape(x)[1:] != (self.in_chans, *self.img_size):
            raise ShapeError(
                "ConvStem: images of other sizes",
                given=f"shape {tuple(np.shape(x))}",
                expected=f"(b, {self.in_chans}, {self.img_size[0]}, {self.img_size[1]})",
            )
        x = self.layers(x)
        batch, features = np.shape(x)[:2]
        return moveaxis(reshape(x, (batch, features, -1)), 1, 2)
