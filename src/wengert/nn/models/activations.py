"""Activations by the names that descriptions of models use.

Knows modules without arguments. Knows no model.
"""

from __future__ import annotations

from collections.abc import Callable

from wengert.errors import unknown
from wengert.nn import activation as activations
from wengert.nn.module import Module

ACTIVATIONS: dict[str, Callable[[], Module]] = {
    "relu": activations.ReLU,
    "leaky_relu": activations.LeakyReLU,
    "relu6": activations.ReLU6,
    "prelu": activations.PReLU,
    "elu": activations.ELU,
    "selu": activations.SELU,
    "celu": activations.CELU,
    "tanh": activations.Tanh,
    "hardtanh": activations.Hardtanh,
    "sigmoid": activations.Sigmoid,
    "hardsigmoid": activations.Hardsigmoid,
    "gelu": activations.GELU,
    "silu": activations.SiLU,
    "mish": activations.Mish,
    "hardswish": activations.Hardswish,
    "softplus": activations.Softplus,
    "softsign": activations.Softsign,
    "identity": activations.Identity,
}


def activation_named(name: str) -> Module:
    """A new activation.

    Args:
        name: One of `ACTIVATIONS`.

    Returns:
        The module.

    Raises:
        ArgumentError: The name is unknown.

    Example:
        >>> activation_named("relu")
        ReLU()
    """
    if name not in ACTIVATIONS:
        raise unknown("activation", name, list(ACTIVATIONS))
    return ACTIVATIONS[name]()
