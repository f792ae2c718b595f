"""Models by their short forms, such as `mlp:64-32`.

Knows the name of each model and who reads its settings. Knows no layer and no training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from wengert.errors import ArgumentError, unknown
from wengert.nn.models.autoencoder import autoencoder_from
from wengert.nn.models.cnn import cnn_from, lenet_from
from wengert.nn.models.language import language_from
from wengert.nn.models.mlp import mlp_from
from wengert.nn.models.recurrent import KINDS, sequence_from
from wengert.nn.models.regression import linear_from
from wengert.nn.models.resnet import resnet_from
from wengert.nn.models.unet import unet_from
from wengert.nn.models.vit import vit_from
from wengert.nn.module import Module

# Each is called with its settings (a string), the shape of one sample, the number of outputs, and options by name.
MODELS: dict[str, Callable[..., Module]] = {
    "linear": linear_from,
    "mlp": mlp_from,
    "cnn": cnn_from,
    "lenet": lenet_from,
    "resnet": resnet_from,
    "vit": vit_from,
    "unet": unet_from,
    "autoencoder": autoencoder_from,
    **{kind: partial(sequence_from, kind) for kind in KINDS},
    "language": language_from,
}


def build(description: str, shape: Sequence[int], outputs: int, **options: Any) -> Module:
    """A model from its short form `name:settings`.

    Args:
        description: Such as `mlp:64-32`.
        shape: Shape of one sample: `(64,)` for features, `(1, 28, 28)` for images (channels, height, width).
        outputs: Numbers the model gives for one sample.
        options: Further arguments of the model: `activation`, `dtype`, `generator`. An option that is None is the
            model's own choice.

    Returns:
        The model, (b, *shape) -> (b, outputs); for `unet` (b, outputs, h, w), for `autoencoder` (b, *shape), for
        `language` (b, outputs, t).

    Raises:
        ArgumentError: The name is unknown, or its settings make no sense.

    Example:
        >>> len(build("mlp:8", (4,), 2))
        3
    """
    name, _, settings = description.partition(":")
    if name not in MODELS:
        raise unknown("model", name, list(MODELS))
    sizes = tuple(shape)
    if not sizes or any(not isinstance(n, int) or n < 1 for n in sizes):
        raise ArgumentError(
            f"{name}: a sample has at least one axis, and none of size 0",
            given=f"shape {sizes}",
            expected="such as (64,) or (1, 28, 28)",
        )
    return MODELS[name](settings, sizes, outputs, **{n: o for n, o in options.items() if o is not None})
