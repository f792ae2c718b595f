"""The Vision Transformer: an image as a sequence of patches.

Knows how an image becomes tokens, tokens pass blocks, and one vector of them tells the classes. Weights are laid out as
timm lays them out. Knows no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError, unknown
from wengert.nn.containers import Sequential
from wengert.nn.init import normal_
from wengert.nn.models.settings import read_settings
from wengert.nn.models.vit_block import Block, FeedForward, SelfAttention, WindowAttention, glorot
from wengert.nn.models.vit_stem import ConvStem
from wengert.nn.module import Module
from wengert.nn.normalization import LayerNorm
from wengert.nn.parameter import Parameter
from wengert.nn.patches import PatchEmbed
from wengert.nn.regularization import Dropout
from wengert.nn.role import roles
from wengert.ops import broadcast_to, concat, mean, ones
from wengert.ops import sum as total
from wengert.random import Generator

# Size, depth and heads of the usual ones; all have patches of 16 x 16 and a feed-forward net four times as wide.
PRESETS: dict[str, dict[str, Any]] = {
    "tiny": {"embed_dim": 192, "depth": 12, "num_heads": 3},
    "small": {"embed_dim": 384, "depth": 12, "num_heads": 6},
    "base": {"embed_dim": 768, "depth": 12, "num_heads": 12},
}


class VisionTransformer(Module):
    """Patches become tokens, tokens pass blocks of attention and feed-forward nets, one vector tells the classes.

    Args:
        img_size: Side of the image, or height and width.
        patch_size: Side of a patch, or height and width; each divides that of the image.
        in_chans: Channels of the image.
        num_classes: Size of the output; 0 for features without a head.
        pool: `token`: the class token is what the head sees; `mean`: the mean of the patches.
        embed_dim: Size of a token.
        depth: Number of blocks.
        num_heads: Heads of each attention; a divisor of `embed_dim`.
        mlp_ratio: Size of the feed-forward nets in units of `embed_dim`.
        qkv_bias: Whether the maps to queries, keys and values have biases.
        class_token: Whether there is a class token; as `pool` needs it when None.
        activation: One of `ACTIVATIONS`.
        drop_rate: Probability to drop a number before the head while training.
        pos_drop_rate: The same after the positions are added.
        proj_drop_rate: The same in the blocks.
        attn_drop_rate: Probability to drop a weight of attention.
        drop_path_rate: Probability to leave out a branch of the last block; earlier ones less, the first none.
        window: Side of the windows, in tokens, that attention stays in; None for attention to all. Every second block
            has its windows shifted by half of that.
        merge: How many tokens each block merges into others, by their likeness.
        embed: A module from images (b, c, h, w) to tokens (b, n, embed) instead of one map for each patch; needs
            `grid_size`, its rows and columns of tokens.
        dtype: Dtype of the parameters.
        generator: Source of randomness; the default one when None.

    Attributes:
        cls_token: (1, 1, embed), or None.
        pos_embed: (1, tokens, embed), class token included.

    Raises:
        ArgumentError: Arguments contradict each other, or sizes do not divide.
        ShapeError: The image is not cut evenly.

    References:
        Dosovitskiy et al. (2021), An image is worth 16x16 words, ICLR. Drop path: Huang et al. (2016). Windows: Liu et
        al. (2021), Swin Transformer. Merging: Bolya et al. (2023), Token merging.

    Example:
        >>> model = VisionTransformer(28, 7, 1, 10, embed_dim=16, depth=2, num_heads=2)
        >>> model(np.ones((3, 1, 28, 28), "float32")).shape
        (3, 10)
    """

    parameter_roles = roles(cls_token="token", pos_embed="position")

    def __init__(
        self,
        img_size: int | tuple[int, int] = 224,
        patch_size: int | tuple[int, int] = 16,
        in_chans: int = 3,
        num_classes: int = 1000,
        pool: str = "token",
        embed_dim: int = 768,
        depth: int = 12,
        num_heads: int = 12,
        mlp_ratio: float = 4.0,
        qkv_bias: bool = True,
        class_token: bool | None = None,
        activation: str = "gelu",
        drop_rate: float = 0.0,
        pos_drop_rate: float = 0.0,
        proj_drop_rate: float = 0.0,
        attn_drop_rate: float = 0.0,
        drop_path_rate: float = 0.0,
        window: int | None = None,
        merge: int = 0,
        embed: Any = None,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        class_token = _settled(pool, class_token, window, merge)
        self.pool, self.merge, self.embed_dim = pool, merge, embed_dim
        drawn: dict[str, Any] = {"dtype": dtype, "generator": generator}
        # Attributes in the order of timm's, so that parameters come in that order too.
        self.cls_token = Parameter(np.zeros((1, 1, embed_dim), dtype)) if class_token else None
        patches = PatchEmbed(img_size, patch_size, in_chans, embed_dim, **drawn) if embed is None else embed
        grid = patches.grid_size
        self.pos_embed = Parameter(np.zeros((1, grid[0] * grid[1] + class_token, embed_dim), dtype))
        self.patch_embed: Module = patches
        attention = {"qkv_bias": qkv_bias, "attn_drop": attn_drop_rate, "proj_drop": proj_drop_rate, **drawn}
        mixing = lambda k: _mixing(k, embed_dim, num_heads, grid, window, attention)
        thinking = lambda: FeedForward(embed_dim, int(mlp_ratio * embed_dim), activation, proj_drop_rate, **drawn)
        rates = np.linspace(0, drop_path_rate, depth).tolist()
        self.blocks = Sequential(*(Block(mixing(k), thinking(), embed_dim, p, **drawn) for k, p in enumerate(rates)))
        self._end_with((pos_drop_rate, drop_rate), num_classes, drawn)

    def _end_with(self, drop_rates: tuple[float, float], num_classes: int, drawn: dict[str, Any]) -> None:
        """Norm and head. The norm stands before pooling where one token is taken, behind it where all are averaged."""
        norm = LayerNorm(self.embed_dim, eps=1e-6, dtype=drawn["dtype"])
        self.norm, self.fc_norm = (norm, None) if self.pool == "token" else (None, norm)
        self.pos_drop, self.head_drop = (Dropout(p, drawn["generator"]) for p in drop_rates)
        self.head = glorot(self.embed_dim, num_classes, True, **drawn) if num_classes else None
        self.reset_parameters(drawn["generator"])

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw class token and positions: normal with deviation 0.02. Other parts draw their own."""
        for p in (self.cls_token, self.pos_embed):
            if p is not None:
                normal_(p, std=0.02, generator=generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, h, w) -> (b, classes), or (b, embed) without a head."""
        x = self.head_drop(self.pooled(*self._encoded(x)))
        return x if self.head is None else self.head(x)

    def forward_features(self, x: Any) -> Any:
        """All tokens after the last block, normalized if the head sees one. Shapes: (b, c, h, w) -> (b, n, embed).

        Raises:
            ShapeError: These are no such images.
        """
        return self._encoded(x)[0]

    def pooled(self, x: Any, sizes: Any = None) -> Any:
        """What the head sees.

        Args:
            x: (b, n, embed): what `forward_features` gives.
            sizes: (b, n, 1): patches that each token stands for; all the same when None.

        Returns:
            (b, embed).
        """
        if self.fc_norm is None:
            return x[:, 0]
        patches = x if self.cls_token is None else x[:, 1:]
        if sizes is None:
            return self.fc_norm(mean(patches, axis=1))
        shares = sizes if self.cls_token is None else sizes[:, 1:]
        return self.fc_norm(total(patches * shares, axis=1) / total(shares, axis=1))

    def _encoded(self, x: Any) -> tuple[Any, Any]:
        """Tokens after the last block, and how many patches each stands for if any were merged."""
        if len(np.shape(x)) != 4:
            raise ShapeError(
                "VisionTransformer: needs a batch of images",
                given=f"shape {tuple(np.shape(x))}",
                expected="(b, c, h, w)",
            )
        x, sizes = self.patch_embed(x), None
        if self.cls_token is not None:
            first = broadcast_to(self.cls_token, (np.shape(x)[0], 1, self.embed_dim))
            x = concat([first, x], axis=1)
        x = self.pos_drop(x + self.pos_embed)
        if not self.merge:
            x = self.blocks(x)
        else:
            blocks: list[Any] = list(self.blocks)
            sizes = ones((*np.shape(x)[:2], 1), dtype=self.pos_embed.dtype)
            for block in blocks:
                x, sizes = block.merging(x, sizes, self.merge, self.cls_token is not None)
        return (x if self.norm is None else self.norm(x)), sizes


def _settled(pool: str, class_token: bool | None, window: int | None, merge: int) -> bool:
    """Whether there is a class token; what contradicts itself is refused."""
    class_token = pool == "token" if class_token is None else class_token
    wrong = [
        (pool not in ("token", "mean"), f"pool={pool!r}", "pool='token' or 'mean'"),
        (pool == "token" and not class_token, "pool='token' without a class token", "pool='mean'"),
        (window is not None and class_token, "windows with a class token, which is on no grid", "pool='mean'"),
        (window is not None and merge > 0, "windows and merging", "one of them: merged tokens are on no grid"),
        (merge < 0, f"merge={merge}", "0, 1, 2, ... tokens"),
    ]
    for found, given, expected in wrong:
        if found:
            raise ArgumentError("VisionTransformer: arguments contradict each other", given=given, expected=expected)
    return class_token


def _mixing(
    k: int, dim: int, heads: int, grid: tuple[int, int], window: int | None, options: dict[str, Any]
) -> SelfAttention:
    """The attention of block k: to all tokens, or in windows, shifted in every second block."""
    if window is None:
        return SelfAttention(dim, heads, **options)
    shift = window // 2 if k % 2 and window < min(grid) else 0
    return WindowAttention(dim, heads, grid, window, shift, **options)


def preset_vit(preset: str, img_size: int | tuple[int, int] = 224, **options: Any) -> VisionTransformer:
    """A Vision Transformer of one of the usual sizes.

    Args:
        preset: `tiny`, `small` or `base`.
        img_size: Side of the image, or height and width.
        options: As for `VisionTransformer`; those given win over the preset's.

    Returns:
        The model.

    Raises:
        ArgumentError: The size is unknown, or arguments contradict each other.
        ShapeError: The image is not cut evenly.

    References:
        Dosovitskiy et al. (2021), An image is worth 16x16 words, ICLR; tiny and small: Touvron et al. (2021), Training
        data-efficient image transformers, ICML.

    Example:
        >>> preset_vit("tiny", 32, num_classes=10, depth=1).embed_dim
        192
    """
    if preset not in PRESETS:
        raise unknown("preset", preset, list(PRESETS))
    return VisionTransformer(img_size, **{**PRESETS[preset], **options})


def vit_tiny(img_size: int | tuple[int, int] = 224, **options: Any) -> VisionTransformer:
    """ViT-Ti/16: 12 blocks of size 192 with 3 heads. Arguments as for `VisionTransformer`.

    Example:
        >>> vit_tiny(32, num_classes=10, depth=1).embed_dim
        192
    """
    return preset_vit("tiny", img_size, **options)


def vit_small(img_size: int | tuple[int, int] = 224, **options: Any) -> VisionTransformer:
    """ViT-S/16: 12 blocks of size 384 with 6 heads. Arguments as for `VisionTransformer`.

    Example:
        >>> vit_small(32, num_classes=10, depth=1).embed_dim
        384
    """
    return preset_vit("small", img_size, **options)


def vit_base(img_size: int | tuple[int, int] = 224, **options: Any) -> VisionTransformer:
    """ViT-B/16: 12 blocks of size 768 with 12 heads. Arguments as for `VisionTransformer`.

    Example:
        >>> vit_base(32, num_classes=10, depth=1).embed_dim
        768
    """
    return preset_vit("base", img_size, **options)


_SETTINGS: dict[str, tuple[str, Any]] = {
    "patch": ("patch_size", int),
    "dim": ("embed_dim", int),
    "depth": ("depth", int),
    "heads": ("num_heads", int),
    "mlp": ("mlp_ratio", float),
    "pool": ("pool", str),
    "drop": ("proj_drop_rate", float),
    "path": ("drop_path_rate", float),
    "window": ("window", int),
    "merge": ("merge", int),
    "stem": ("stem", int),
}


def vit_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> VisionTransformer:
    """The Vision Transformer that a short form means.

    Args:
        settings: Words and settings, comma between: a preset, `tiny` if none is named, then `patch`, `dim`, `depth`,
            `heads`, `mlp` (ratio), `pool`, `drop`, `path` (drop path), `window`, `merge`, and `stem`, the number of
            convolutions of a `ConvStem` instead of patches; such as `tiny,patch=4` or `stem=3,dim=64,depth=3,heads=4`.
        shape: Of one image: (c, h, w), or (h, w) for one channel.
        outputs: Number of classes.
        options: As for `VisionTransformer`.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: A setting is unknown or makes no sense.
        ShapeError: A sample is no image, or is not cut evenly.

    Example:
        >>> vit_from("patch=7,dim=16,depth=2,heads=2", (1, 28, 28), 10)(np.ones((3, 1, 28, 28), "float32")).shape
        (3, 10)
    """
    words, named = read_settings("vit", settings, {name: kind for name, (_, kind) in _SETTINGS.items()})
    if len(shape) not in (2, 3):
        raise ShapeError("vit: samples are no images", given=f"shape {tuple(shape)}", expected="(c, h, w) or (h, w)")
    if len(words) > 1:
        raise ArgumentError("vit: one preset at most", given=", ".join(words), expected=" or ".join(PRESETS))
    sizes = {_SETTINGS[name][0]: value for name, value in named.items()}
    channels = 1 if len(shape) == 2 else shape[0]
    given: dict[str, Any] = {**sizes, "in_chans": channels, "num_classes": outputs, **options}
    preset, size, stem = words[0] if words else "tiny", (shape[-2], shape[-1]), given.pop("stem", None)
    if stem is not None and preset in PRESETS:
        dim = given.get("embed_dim", PRESETS[preset]["embed_dim"])
        drawn = {n: given[n] for n in ("activation", "dtype", "generator") if n in given}
        given["embed"] = ConvStem(size, channels, dim, stem, **drawn)
    return preset_vit(preset, size, **given)
