"""Residual networks for small images.

Knows blocks whose input is added to their output. Names of parameters are those of torchvision's ResNet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.adaptive import GlobalAvgPool
from wengert.nn.batchnorm import BatchNorm2d
from wengert.nn.containers import Sequential
from wengert.nn.convolution import Conv2d
from wengert.nn.functional import relu
from wengert.nn.init import kaiming_normal_
from wengert.nn.linear import Linear
from wengert.nn.models.settings import one_word, read_settings, read_sizes
from wengert.nn.module import Module
from wengert.random import Generator


class BasicBlock(Module):
    """relu(x + f(x)), with f two 3 × 3 convolutions, each normalized.

    Args:
        in_channels: Channels of the input.
        out_channels: Channels of the output.
        stride: Step of the first convolution; where shapes change, x goes through a 1 × 1 convolution (`downsample`).
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    References:
        He, Zhang, Ren & Sun (2016), Deep residual learning for image recognition, CVPR, fig. 2.

    Example:
        >>> BasicBlock(4, 8, stride=2)(np.ones((1, 4, 8, 8), "float32")).shape
        (1, 8, 4, 4)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        stride: int = 1,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        common: dict[str, Any] = {"bias": False, "dtype": dtype, "generator": generator}
        self.conv1 = Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, **common)
        self.bn1 = BatchNorm2d(out_channels, dtype=dtype)
        self.conv2 = Conv2d(out_channels, out_channels, 3, padding=1, **common)
        self.bn2 = BatchNorm2d(out_channels, dtype=dtype)
        self.downsample: Sequential | None = None
        if stride != 1 or in_channels != out_channels:
            shortcut = Conv2d(in_channels, out_channels, 1, stride=stride, **common)
            self.downsample = Sequential(shortcut, BatchNorm2d(out_channels, dtype=dtype))

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, h, w) -> (b, out, h / stride, w / stride)."""
        kept = x if self.downsample is None else self.downsample(x)
        out = relu(self.bn1(self.conv1(x)))
        return relu(kept + self.bn2(self.conv2(out)))


class ResNet(Module):
    """A 3 × 3 convolution, stages of residual blocks, the mean over the image, an affine map.

    Args:
        blocks: Blocks in each stage; every stage but the first halves the image.
        widths: Channels of each stage.
        in_channels: Channels of an image.
        num_classes: Number of classes.
        dtype: Dtype of the parameters.
        generator: Source of the initial values (He's normal rule, fan out); the default one when None.

    Raises:
        ArgumentError: Blocks and widths have different lengths, or there are none.

    References:
        He, Zhang, Ren & Sun (2016), CVPR, sec. 4.2; `blocks=(n, n, n)` has 6n + 2 layers.

    Example:
        >>> model = ResNet((1, 1, 1), in_channels=1)
        >>> model(np.ones((2, 1, 28, 28), "float32")).shape, sum(p.size for p in model.parameters())
        ((2, 10), 77754)
    """

    def __init__(
        self,
        blocks: Sequence[int] = (3, 3, 3),
        widths: Sequence[int] = (16, 32, 64),
        in_channels: int = 3,
        num_classes: int = 10,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if not blocks or len(blocks) != len(widths) or min(*blocks, *widths) < 1:
            raise ArgumentError(
                "resnet: one width for each stage", given=f"blocks={list(blocks)}, widths={list(widths)}"
            )
        common: dict[str, Any] = {"dtype": dtype, "generator": generator}
        self.conv1 = Conv2d(in_channels, widths[0], 3, padding=1, bias=False, **common)
        self.bn1 = BatchNorm2d(widths[0], dtype=dtype)
        self.stages = len(blocks)
        before = widths[0]
        for k, (count, width) in enumerate(zip(blocks, widths, strict=True)):
            first = BasicBlock(before, width, 1 if k == 0 else 2, **common)
            rest = [BasicBlock(width, width, **common) for _ in range(count - 1)]
            setattr(self, f"layer{k + 1}", Sequential(first, *rest))
            before = width
        self.avgpool = GlobalAvgPool()
        self.fc = Linear(before, num_classes, **common)
        for module in self.modules():
            if isinstance(module, Conv2d):
                kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu", generator=generator)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, c, h, w) -> (b, classes)."""
        x = relu(self.bn1(self.conv1(x)))
        for k in range(self.stages):
            x = getattr(self, f"layer{k + 1}")(x)
        return self.fc(self.avgpool(x))


def resnet_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> ResNet:
    """The residual network that a short form means.

    Args:
        settings: Blocks of each stage such as `1-1-1`, then `width` of the first stage: `2-2-2,width=8`.
        shape: Shape of one image, (c, h, w).
        outputs: Number of classes.
        options: `dtype` and `generator`; it brings its own activation.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: A setting is unknown or makes no sense.
        ShapeError: The samples are no images.

    Example:
        >>> resnet_from("1-1,width=4", (1, 8, 8), 3)(np.ones((2, 1, 8, 8), "float32")).shape
        (2, 3)
    """
    words, named = read_settings("resnet", settings, {"width": int})
    blocks = read_sizes("resnet", one_word("resnet", words, "1-1-1"), "blocks", 1)
    if len(shape) != 3:
        raise ShapeError("resnet: samples are no images", given=f"{tuple(shape)}", expected="(c, h, w)")
    width = named.get("width", 16)
    options.pop("activation", None)
    return ResNet(blocks, [width << k for k in range(len(blocks))], shape[0], outputs, **options)
