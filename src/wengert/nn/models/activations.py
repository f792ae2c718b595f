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
    "tanh": activations.Tanh,
    "sigmoid": activations.Sigmoid,
    "gelu": activations.GELU,
    "silu": activations.SiLU,
    "softplus": activations.Softplus,
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
