"""U-Net: an image in, a map of classes of the same size out.

Knows a way down, a way up, and the bridges between them. Knows no loss.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.activation import ReLU
from wengert.nn.batchnorm import BatchNorm2d
from wengert.nn.containers import ModuleList, Sequential
from wengert.nn.convolution import Conv2d
from wengert.nn.convolution_transposed import ConvTranspose2d
from wengert.nn.models.settings import one_word, read_settings, read_sizes
from wengert.nn.module import Module
from wengert.nn.pooling import MaxPool2d
from wengert.ops import concat
from wengert.random import Generator
from wengert.tensor import value_of


def _double(before: int, width: int, common: dict[str, Any]) -> Sequential:
    """Two 3 × 3 convolutions, each normalized and bent."""
    layers: list[Module] = []
    for channels in (before, width):
        layers.append(Conv2d(channels, width, 3, padding=1, bias=False, **common))
        layers += [BatchNorm2d(width, dtype=common["dtype"]), ReLU()]
    return Sequential(*layers)


class UNet(Module):
    """Halves the image again and again, then doubles it as often; each step up also sees the step down of its size.

    Args:
        in_channels: Channels of an image.
        out_channels: Channels of the output: logits of classes, or 1 for yes and no.
        widths: Channels at each size, the largest image first.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Raises:
        ArgumentError: There are fewer than two widths.

    References:
        Ronneberger, Fischer & Brox (2015), U-Net, MICCAI; with zero padding, so that sizes are kept.

    Example:
        >>> UNet(1, 2, widths=(4, 8))(np.ones((3, 1, 16, 16), "float32")).shape
        (3, 2, 16, 16)
    """

    def __init__(
        self,
        in_channels: int = 1,
        out_channels: int = 2,
        widths: Sequence[int] = (16, 32, 64),
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if len(widths) < 2 or min(widths) < 1:
            raise ArgumentError("unet: needs two sizes at least", given=f"widths={list(widths)}", expected="(16, 32)")
        common: dict[str, Any] = {"dtype": dtype, "generator": generator}
        pairs = list(itertools.pairwise(widths))
        self.steps = len(pairs)
        self.first = _double(in_channels, widths[0], common)
        self.down = ModuleList(_double(a, b, common) for a, b in pairs)
        self.up = ModuleList(ConvTranspose2d(b, a, 2, stride=2, **common) for a, b in reversed(pairs))
        self.join = ModuleList(_double(2 * a, a, common) for a, _ in reversed(pairs))
        self.pool = MaxPool2d(2)
        self.head = Conv2d(widths[0], out_channels, 1, **common)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, h, w) -> (b, out, h, w); h and w are multiples of 2 to the number of steps.

        Raises:
            ShapeError: The image cannot be halved so often.
        """
        height, width = value_of(x).shape[-2:]
        if height % (1 << self.steps) or width % (1 << self.steps):
            raise ShapeError(
                "unet: the image cannot be halved so often",
                given=f"{height} × {width}, {self.steps} times",
                expected=f"multiples of {1 << self.steps}",
            )
        seen = [self.first(x)]
        for down in self.down:
            seen.append(down(self.pool(seen[-1])))
        x = seen.pop()
        for up, join in zip(self.up, self.join, strict=True):
            x = join(concat([seen.pop(), up(x)], axis=1))
        return self.head(x)


def unet_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> UNet:
    """The U-Net that a short form means.

    Args:
        settings: Channels at each size, such as `8-16-32`.
        shape: Shape of one image, (c, h, w).
        outputs: Number of classes of a pixel.
        options: `dtype` and `generator`; it brings its own activation.

    Returns:
        The model, (b, *shape) -> (b, outputs, h, w).

    Raises:
        ArgumentError: A setting makes no sense.
        ShapeError: The samples are no images.

    Example:
        >>> unet_from("4-8", (1, 8, 8), 2)(np.ones((1, 1, 8, 8), "float32")).shape
        (1, 2, 8, 8)
    """
    words, _ = read_settings("unet", settings, {})
    widths = read_sizes("unet", one_word("unet", words, "16-32-64"), "channels", 2)
    if len(shape) != 3:
        raise ShapeError("unet: samples are no images", given=f"{tuple(shape)}", expected="(c, h, w)")
    options.pop("activation", None)
    return UNet(shape[0], outputs, widths, **options)
