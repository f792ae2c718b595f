"""Convolutional networks: stages of convolution and pooling, then an affine map; and LeNet-5.

Knows signals (c, l) and images (c, h, w). Knows no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.activation import ReLU, Tanh
from wengert.nn.batchnorm import BatchNorm1d, BatchNorm2d
from wengert.nn.containers import Sequential
from wengert.nn.convolution import Conv1d, Conv2d
from wengert.nn.linear import Linear
from wengert.nn.models.activations import activation_named
from wengert.nn.models.settings import one_word, read_settings, read_sizes
from wengert.nn.module import Module
from wengert.nn.pooling import AvgPool2d, MaxPool1d, MaxPool2d
from wengert.nn.regularization import Dropout
from wengert.nn.shape import Flatten, Unflatten
from wengert.random import Generator

_LAYERS = {1: (Conv1d, BatchNorm1d, MaxPool1d), 2: (Conv2d, BatchNorm2d, MaxPool2d)}


def cnn(
    channels: Sequence[int],
    shape: Sequence[int],
    out_features: int,
    kernel: int = 3,
    hidden: int = 0,
    norm: bool = True,
    drop: float = 0.0,
    activation: str = "relu",
    dtype: Any = "float32",
    generator: Generator | None = None,
) -> Sequential:
    """Stages of convolution, normalization, activation and pooling by 2; then one or two affine maps.

    Args:
        channels: Channels of each stage.
        shape: Shape of one sample, (c, l) or (c, h, w).
        out_features: Size of the output.
        kernel: Width of the kernels, odd; the edges are padded with zeros so that only pooling shrinks.
        hidden: Size of a hidden layer between the stages and the output; 0 for none.
        norm: Whether stages are batch-normalized, which takes the place of the bias.
        drop: Probability of dropout before each affine map.
        activation: One of `ACTIVATIONS`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values and of dropout; the default one when None.

    Returns:
        The model, (b, *shape) -> (b, out).

    Raises:
        ArgumentError: There is no stage, the kernel is even, or the activation is unknown.
        ShapeError: The samples are neither signals nor images, or too small for so many stages.

    Example:
        >>> cnn([8, 16], (1, 28, 28), 10)(np.ones((5, 1, 28, 28), "float32")).shape
        (5, 10)
    """
    rank = len(shape) - 1
    if rank not in _LAYERS:
        raise ShapeError("cnn: samples are no signals or images", given=f"{tuple(shape)}", expected="(c, l), (c, h, w)")
    if not channels or kernel % 2 == 0:
        raise ArgumentError("cnn: needs a stage and an odd kernel", given=f"channels={list(channels)}, kernel={kernel}")
    sizes = [n >> len(channels) for n in shape[1:]]
    if min(sizes) < 1:
        raise ShapeError(
            "cnn: nothing is left after so many stages",
            given=f"{len(channels)} stages for samples {tuple(shape)}",
            expected=f"at most {min(shape[1:]).bit_length() - 1} stages",
        )
    conv, batch_norm, pool = _LAYERS[rank]
    common: dict[str, Any] = {"dtype": dtype, "generator": generator}
    layers: list[Module] = []
    before = shape[0]
    for width in channels:
        layers.append(conv(before, width, kernel, padding=kernel // 2, bias=not norm, **common))
        layers += [batch_norm(width, dtype=dtype)] if norm else []
        layers += [activation_named(activation), pool(2)]
        before = width
    features = before
    for size in sizes:
        features *= size
    return Sequential(*layers, Flatten(), *_head(features, hidden, out_features, drop, activation, common))


def _head(
    features: int, hidden: int, outputs: int, drop: float, activation: str, common: dict[str, Any]
) -> list[Module]:
    dropped = [Dropout(drop, common["generator"])] if drop else []
    if not hidden:
        return [*dropped, Linear(features, outputs, **common)]
    inner = [*dropped, Linear(features, hidden, **common), activation_named(activation)]
    return [*inner, *([Dropout(drop, common["generator"])] if drop else []), Linear(hidden, outputs, **common)]


def lenet(
    in_channels: int = 1,
    out_features: int = 10,
    size: int = 28,
    classic: bool = False,
    dtype: Any = "float32",
    generator: Generator | None = None,
) -> Sequential:
    """LeNet-5: two stages of 5 × 5 convolution and pooling, then three affine maps; 61,706 parameters for 28 × 28.

    Args:
        in_channels: Channels of an image.
        out_features: Number of classes.
        size: Height and width of an image.
        classic: Whether to use tanh and mean pooling as in 1998, and not ReLU and max pooling.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Returns:
        The model, (b, c, size, size) -> (b, out).

    Raises:
        ShapeError: The images are smaller than 12 pixels.

    References:
        LeCun, Bottou, Bengio & Haffner (1998), Proc. IEEE 86(11), 2278-2324.

    Example:
        >>> sum(p.size for p in lenet().parameters())
        61706
    """
    left = (size // 2 - 4) // 2
    if left < 1:
        raise ShapeError("lenet: the images are too small", given=f"{size} pixels", expected="12 or more")
    common: dict[str, Any] = {"dtype": dtype, "generator": generator}
    bend, pool = (Tanh, AvgPool2d) if classic else (ReLU, MaxPool2d)
    return Sequential(
        Conv2d(in_channels, 6, 5, padding=2, **common),
        bend(),
        pool(2),
        Conv2d(6, 16, 5, **common),
        bend(),
        pool(2),
        Flatten(),
        Linear(16 * left * left, 120, **common),
        bend(),
        Linear(120, 84, **common),
        bend(),
        Linear(84, out_features, **common),
    )


def cnn_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> Sequential:
    """The convolutional network that a short form means.

    Args:
        settings: Channels such as `16-32`, then `kernel`, `hidden`, `drop`, comma between: `16-32,kernel=5,hidden=64`.
        shape: Shape of one sample: (c, l), (c, h, w), or (l,) for one channel.
        outputs: Size of the output.
        options: As for `cnn`.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: A setting is unknown or makes no sense.
        ShapeError: The samples do not fit.

    Example:
        >>> cnn_from("4-8", (40,), 10)(np.ones((2, 40), "float32")).shape
        (2, 10)
    """
    words, named = read_settings("cnn", settings, {"kernel": int, "hidden": int, "drop": float})
    channels = read_sizes("cnn", one_word("cnn", words, "16-32"), "channels", 1)
    one = len(shape) == 1
    model = cnn(channels, (1, *shape) if one else shape, outputs, **named, **options)
    return Sequential(Unflatten(1, (1, shape[0])), *model) if one else model


def lenet_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> Sequential:
    """LeNet-5 for square images; its only setting is `classic`.

    Args:
        settings: Empty, or `classic`.
        shape: Shape of one image, (c, n, n).
        outputs: Number of classes.
        options: `dtype` and `generator`; it brings its own activation.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: A setting is unknown.
        ShapeError: The samples are no square images, or too small.

    Example:
        >>> lenet_from("", (1, 28, 28), 10)(np.ones((2, 1, 28, 28), "float32")).shape
        (2, 10)
    """
    if settings not in ("", "classic"):
        raise ArgumentError("lenet: unknown setting", given=repr(settings), expected="lenet or lenet:classic")
    if len(shape) != 3 or shape[1] != shape[2]:
        raise ShapeError("lenet: samples are no square images", given=f"{tuple(shape)}", expected="(c, n, n)")
    options.pop("activation", None)
    return lenet(shape[0], outputs, shape[1], settings == "classic", **options)
