"""PatchEmbed: an image becomes a sequence of tokens.

Knows the weight of its map, laid out as a convolution's. Knows no position and no attention.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.errors import ShapeError
from wengert.nn import functional
from wengert.nn.functional.patches import grid, pair, patches
from wengert.nn.init import fans, kaiming_uniform_, uniform_
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.ops import reshape
from wengert.random import Generator


class PatchMap(Module):
    """One affine map for every patch: the convolution with stride and window of a patch, as a product of matrices.

    Args:
        in_chans: Channels of the image.
        out_features: Size of a token.
        size: Height and width of a patch.
        bias: Whether to add one.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        weight: (out, in, height, width), as that of a convolution.
        bias: (out,), or None.

    Example:
        >>> PatchMap(3, 8, (4, 4))(np.ones((2, 3, 8, 8), "float32")).shape
        (2, 4, 8)
    """

    def __init__(
        self,
        in_chans: int,
        out_features: int,
        size: tuple[int, int],
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.size = size
        self.weight = Parameter(np.zeros((out_features, in_chans, *size), dtype))
        self.bias = Parameter(np.zeros(out_features, dtype)) if bias else None
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values, as a convolution does."""
        kaiming_uniform_(self.weight, a=math.sqrt(5), generator=generator)
        if self.bias is not None:
            bound = 1 / math.sqrt(fans(self.weight.shape)[0])
            uniform_(self.bias, -bound, bound, generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, in, h, w) -> (b, patches, out)."""
        weight = self.weight
        return functional.linear(patches(x, self.size), reshape(weight, (weight.shape[0], -1)), self.bias)

    def extra_repr(self) -> str:
        """Sizes."""
        out, channels = self.weight.shape[:2]
        return f"{channels}, {out}, size={self.size}, bias={self.bias is not None}"


class PatchEmbed(Module):
    """An image cut into patches that do not overlap, each mapped to a token.

    Args:
        img_size: Side of the image, or height and width.
        patch_size: Side of a patch, or height and width; each divides that of the image.
        in_chans: Channels of the image.
        embed_dim: Size of a token.
        bias: Whether the map has a bias.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Attributes:
        grid_size: Patches in a column and in a row.
        num_patches: Their product.
        proj: The map, with `weight` (embed, in, height, width) as timm and Hugging Face keep it.

    Raises:
        ShapeError: The image is not cut evenly.

    References:
        Dosovitskiy et al. (2021), An image is worth 16x16 words, ICLR, section 3.1.

    Example:
        >>> PatchEmbed(224, 16, 3, 192).num_patches
        196
    """

    def __init__(
        self,
        img_size: int | tuple[int, int] = 224,
        patch_size: int | tuple[int, int] = 16,
        in_chans: int = 3,
        embed_dim: int = 768,
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.img_size, self.patch_size, self.in_chans = pair(img_size), pair(patch_size), in_chans
        self.grid_size = grid((in_chans, *self.img_size), self.patch_size)
        self.num_patches = self.grid_size[0] * self.grid_size[1]
        self.proj = PatchMap(in_chans, embed_dim, self.patch_size, bias, dtype, generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, in, h, w) -> (b, patches, embed), patches row by row.

        Raises:
            ShapeError: The image has other sizes.
        """
        if np.shape(x)[1:] != (self.in_chans, *self.img_size):
            raise ShapeError(
                "PatchEmbed: images of other sizes",
                given=f"shape {tuple(np.shape(x))}",
                expected=f"(b, {self.in_chans}, {self.img_size[0]}, {self.img_size[1]})",
            )
        return self.proj(x)
