"""The multilayer perceptron.

Knows affine maps in a row. Knows no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.arrays.shapes import size_of
from wengert.nn.containers import Sequential
from wengert.nn.linear import Linear
from wengert.nn.models.activations import activation_named
from wengert.nn.models.settings import read_sizes
from wengert.nn.module import Module
from wengert.nn.shape import Flatten
from wengert.random import Generator


def mlp(
    hidden: str | Sequence[int],
    in_features: int,
    out_features: int,
    activation: str = "relu",
    dtype: Any = "float32",
    generator: Generator | None = None,
) -> Sequential:
    """A multilayer perceptron: affine maps with an activation between them.

    Args:
        hidden: Sizes of the hidden layers: `"64-32"` or `[64, 32]`; empty for a linear model.
        in_features: Size of the input.
        out_features: Size of the output.
        activation: One of `ACTIVATIONS`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Returns:
        The model, (*b, in) -> (*b, out).

    Raises:
        ArgumentError: A size is no positive integer, or the activation is unknown.

    Example:
        >>> mlp("64-32", 64, 10)
        Sequential(
          (0): Linear(in_features=64, out_features=64, bias=True)
          (1): ReLU()
          (2): Linear(in_features=64, out_features=32, bias=True)
          (3): ReLU()
          (4): Linear(in_features=32, out_features=10, bias=True)
        )
    """
    sizes = [in_features, *read_sizes("mlp", hidden, "hidden sizes"), out_features]
    layers: list[Module] = []
    for k in range(len(sizes) - 1):
        if k:
            layers.append(activation_named(activation))
        layers.append(Linear(sizes[k], sizes[k + 1], dtype=dtype, generator=generator))
    return Sequential(*layers)


def mlp_from(settings: str, shape: Sequence[int], outputs: int, activation: str = "relu", **options: Any) -> Sequential:
    """The perceptron that a short form means; samples of more axes than one are flattened first.

    Args:
        settings: Sizes of the hidden layers, such as `64-32`.
        shape: Shape of one sample.
        outputs: Size of the output.
        activation: One of `ACTIVATIONS`.
        options: As for `mlp`.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: A size is no positive integer, or the activation is unknown.

    Example:
        >>> mlp_from("8", (1, 2, 2), 3)
        Sequential(
          (0): Flatten(start_dim=1, end_dim=-1)
          (1): Linear(in_features=4, out_features=8, bias=True)
          (2): ReLU()
          (3): Linear(in_features=8, out_features=3, bias=True)
        )
    """
    model = mlp(settings, size_of(tuple(shape)), outputs, activation, **options)
    return model if len(shape) == 1 else Sequential(Flatten(), *model)
