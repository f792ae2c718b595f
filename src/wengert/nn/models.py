"""Whole models from a few sizes.

Knows how layers are put together, and the short form of a model on the command line. Knows no training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert.errors import ArgumentError, unknown
from wengert.nn import activation as activations
from wengert.nn.containers import Sequential
from wengert.nn.linear import Linear
from wengert.nn.module import Module
from wengert.random import Generator

ACTIVATIONS: dict[str, Callable[[], Module]] = {
    "relu": activations.ReLU,
    "tanh": activations.Tanh,
    "sigmoid": activations.Sigmoid,
    "gelu": activations.GELU,
    "silu": activations.SiLU,
    "softplus": activations.Softplus,
    "identity": activations.Identity,
}


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
    if activation not in ACTIVATIONS:
        raise unknown("activation", activation, list(ACTIVATIONS))
    sizes = [in_features, *_sizes(hidden), out_features]
    layers: list[Module] = []
    for k in range(len(sizes) - 1):
        layers.append(Linear(sizes[k], sizes[k + 1], dtype=dtype, generator=generator))
        if k < len(sizes) - 2:
            layers.append(ACTIVATIONS[activation]())
    return Sequential(*layers)


def _sizes(hidden: str | Sequence[int]) -> list[int]:
    parts = [p for p in hidden.split("-") if p] if isinstance(hidden, str) else list(hidden)
    if any(not str(p).isdigit() or int(p) < 1 for p in parts):
        raise ArgumentError(
            "mlp: hidden sizes are positive integers",
            given=repr(hidden),
            expected="such as 64-32: 64 units, then 32",
        )
    return [int(p) for p in parts]


MODELS: dict[str, Callable[..., Module]] = {"mlp": mlp}


def build(description: str, in_features: int, out_features: int, **options: Any) -> Module:
    """A model from its short form `name:sizes`.

    Args:
        description: Such as `mlp:64-32`.
        in_features: Size of the input.
        out_features: Size of the output.
        options: Further arguments of the model's function.

    Returns:
        The model.

    Raises:
        ArgumentError: The name is unknown, or its sizes make no sense.

    Example:
        >>> len(build("mlp:8", 4, 2))
        3
    """
    name, _, sizes = description.partition(":")
    if name not in MODELS:
        raise unknown("model", name, list(MODELS))
    return MODELS[name](sizes, in_features, out_features, **options)
