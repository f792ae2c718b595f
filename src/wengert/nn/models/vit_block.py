"""The encoder block of a Vision Transformer and its parts, under the names that timm gives them.

Knows attention within a sequence and within windows of a grid, the feed-forward net, and how tokens are merged between
the two. Knows no image and no classes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.nn import functional
from wengert.nn.attention import head_size
from wengert.nn.functional.merging import matching, merge_tokens
from wengert.nn.functional.windows import from_windows, into_windows, window_mask
from wengert.nn.heads import split_heads
from wengert.nn.init import xavier_uniform_, zeros_
from wengert.nn.linear import Linear
from wengert.nn.models.activations import activation_named
from wengert.nn.module import Module
from wengert.nn.normalization import LayerNorm
from wengert.nn.regularization import Dropout, StochasticDepth
from wengert.ops import log, mean, moveaxis, reshape, swapaxes
from wengert.random import Generator, default_generator


def glorot(size: int, out: int, bias: bool, dtype: Any, generator: Generator | None, together: int = 1) -> Linear:
    """An affine map that starts by Glorot's uniform rule with bias 0, as those of the first Vision Transformers do.

    The small deviation of 0.02 that large models start with holds small ones up for epochs.

    Args:
        size: Size of the input.
        out: Size of the output.
        bias: Whether there is a bias.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.
        together: How many maps of equal size stand in one weight; each is drawn as if it stood alone.

    Example:
        >>> glorot(4, 12, True, "float32", None, together=3).weight.shape
        (12, 4)
    """
    layer = Linear(size, out, bias, dtype, generator)
    gain = math.sqrt((size + out) / (size + out / together))
    xavier_uniform_(layer.weight, gain, generator)
    if layer.bias is not None:
        zeros_(layer.bias)
    return layer


class SelfAttention(Module):
    """Attention of the tokens of a sequence to each other.

    Args:
        dim: Size of a token.
        num_heads: Heads; a divisor of `dim`.
        qkv_bias: Whether the map to queries, keys and values has a bias.
        attn_drop: Probability to drop a weight while training.
        proj_drop: Probability to drop a number of the output while training.
        dtype: Dtype of the parameters.
        generator: Source of randomness; the default one when None.

    Raises:
        ArgumentError: `dim` is no multiple of the heads.

    References:
        Dosovitskiy et al. (2021), An image is worth 16x16 words, ICLR, appendix A.

    Example:
        >>> SelfAttention(8, 2)(np.ones((3, 5, 8), "float32")).shape
        (3, 5, 8)
    """

    def __init__(
        self,
        dim: int,
        num_heads: int,
        qkv_bias: bool = True,
        attn_drop: float = 0.0,
        proj_drop: float = 0.0,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.num_heads, self.head_dim = num_heads, head_size("SelfAttention", dim, num_heads)
        self.attn_drop = attn_drop
        self.generator = default_generator if generator is None else generator
        self.qkv = glorot(dim, 3 * dim, qkv_bias, dtype, generator, together=3)
        self.proj = glorot(dim, dim, True, dtype, generator)
        self.proj_drop = Dropout(proj_drop, generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, n, dim) -> (*b, n, dim)."""
        return self.attend(x)[0]

    def attend(self, x: Any, mask: Any = None) -> tuple[Any, Any]:
        """The output, and the keys.

        Args:
            x: (*b, n, dim).
            mask: As for `scaled_dot_product_attention`.

        Returns:
            (*b, n, dim), and (*b, heads, n, head).
        """
        shape = tuple(np.shape(x))
        q, k, v = split_heads(self.qkv(x), heads=self.num_heads)
        drop = self.attn_drop if self.training else 0.0
        out = functional.scaled_dot_product_attention(q, k, v, mask, drop, generator=self.generator)
        return self.proj_drop(self.proj(reshape(swapaxes(out, -3, -2), shape))), k


class WindowAttention(SelfAttention):
    """Attention of tokens on a grid to those of their own window.

    Cost grows with the number of tokens and not with its square. Shifting the windows of every second layer lets
    neighbours across a border meet.

    Args:
        dim: Size of a token.
        num_heads: Heads; a divisor of `dim`.
        grid: Rows and columns of the grid.
        window: Side of a window in tokens; divides both.
        shift: By how many tokens windows are shifted; 0 for not at all.
        options: As for `SelfAttention`.

    Raises:
        ArgumentError: Sizes do not divide.

    References:
        Liu et al. (2021), Swin Transformer: hierarchical vision Transformer using shifted windows, ICCV, section 3.2.

    Example:
        >>> WindowAttention(8, 2, (4, 4), 2, shift=1)(np.ones((3, 16, 8), "float32")).shape
        (3, 16, 8)
    """

    def __init__(
        self, dim: int, num_heads: int, grid: tuple[int, int], window: int, shift: int = 0, **options: Any
    ) -> None:
        super().__init__(dim, num_heads, **options)
        self.grid, self.window, self.shift = grid, window, shift
        self.mask = window_mask(grid, window, shift)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, h w, dim) -> (b, h w, dim)."""
        place = self.grid, self.window, self.shift
        return from_windows(self.attend(into_windows(x, *place), self.mask)[0], *place)

    def extra_repr(self) -> str:
        """Grid and windows."""
        return f"grid={self.grid}, window={self.window}, shift={self.shift}"


class FeedForward(Module):
    """Two affine maps with an activation between them, for each token by itself.

    Args:
        dim: Size of a token.
        hidden: Size between the two.
        activation: One of `ACTIVATIONS`.
        drop: Probability to drop a number after each map while training.
        dtype: Dtype of the parameters.
        generator: Source of randomness; the default one when None.

    Example:
        >>> FeedForward(8, 32)(np.ones((3, 5, 8), "float32")).shape
        (3, 5, 8)
    """

    def __init__(
        self,
        dim: int,
        hidden: int,
        activation: str = "gelu",
        drop: float = 0.0,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.fc1 = glorot(dim, hidden, True, dtype, generator)
        self.act = activation_named(activation)
        self.drop1 = Dropout(drop, generator)
        self.fc2 = glorot(hidden, dim, True, dtype, generator)
        self.drop2 = Dropout(drop, generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (*b, dim) -> (*b, dim)."""
        return self.drop2(self.fc2(self.drop1(self.act(self.fc1(x)))))


class Block(Module):
    """Attention and a feed-forward net, each behind a norm and beside a residual that may be all there is.

    Args:
        attention: What mixes tokens.
        feed_forward: What mixes the features of each.
        dim: Size of a token.
        drop_path: Probability to leave out a branch of an example while training.
        dtype: Dtype of the norms.
        generator: Source of randomness; the default one when None.

    Example:
        >>> block = Block(SelfAttention(8, 2), FeedForward(8, 32), 8)
        >>> block(np.ones((3, 5, 8), "float32")).shape
        (3, 5, 8)
    """

    def __init__(
        self,
        attention: SelfAttention,
        feed_forward: Module,
        dim: int,
        drop_path: float = 0.0,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.norm1 = LayerNorm(dim, eps=1e-6, dtype=dtype)
        self.attn = attention
        self.drop_path1 = StochasticDepth(drop_path, generator=generator)
        self.norm2 = LayerNorm(dim, eps=1e-6, dtype=dtype)
        self.mlp = feed_forward
        self.drop_path2 = StochasticDepth(drop_path, generator=generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, n, dim) -> (b, n, dim)."""
        return self.think(x + self.drop_path1(self.attn(self.norm1(x))))

    def think(self, x: Any) -> Any:
        """The second half: the feed-forward net. Shapes: (b, n, dim) -> (b, n, dim)."""
        return x + self.drop_path2(self.mlp(self.norm2(x)))

    def merging(self, x: Any, sizes: Any, count: int, class_token: bool) -> tuple[Any, Any]:
        """The block with `count` tokens merged into others between its halves; larger tokens weigh more.

        Args:
            x: (b, n, dim).
            sizes: (b, n, 1): patches that each token stands for.
            count: How many tokens there shall be less.
            class_token: Whether the first token is never merged into another.

        Returns:
            (b, n - count, dim), and the new sizes.

        References:
            Bolya et al. (2023), Token merging: your ViT but faster, ICLR.
        """
        weights = moveaxis(log(sizes), -1, -2)[:, None]  # a token of size s counts as s keys
        out, keys = self.attn.attend(self.norm1(x), weights)
        x = x + self.drop_path1(out)
        matched = matching(mean(keys, axis=1), count, class_token)
        x, sizes = merge_tokens(x, sizes, matched)
        return self.think(x), sizes
