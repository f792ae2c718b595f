"""Parameter groups by role: weights decay, biases, scales, shifts, embeddings and positions do not.

Knows the roles that layers state. Knows no method: the groups go into any optimizer.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import Module, Parameter
from wengert.nn.role import WEIGHT, named_roles


def weights_of(model: Module) -> list[Parameter]:
    """The parameters of linear and convolutional maps, wherever they stand.

    Args:
        model: Any module.

    Returns:
        Its weights by role; a `weight` that is a scale or a table is none.

    Example:
        >>> model = wg.nn.Sequential(wg.nn.Linear(2, 3), wg.nn.LayerNorm(3))
        >>> [p.shape for p in weights_of(model)]
        [(3, 2)]
    """
    return [p for _, p, role in named_roles(model) if role == WEIGHT]


def decay_groups(
    model: Module, weight_decay: float = 1e-2, roles: Collection[str] = (WEIGHT,), **options: Any
) -> list[dict[str, Any]]:
    """Two groups of parameters: those of `roles` with `weight_decay`, and all others with none.

    Args:
        model: Any module.
        weight_decay: Strength λ for the first group.
        roles: Which parameters decay.
        options: Further options of both groups.

    Returns:
        Groups for an optimizer, in the order of their roles; an empty one is left out.

    Raises:
        ArgumentError: The model has no parameters.

    Example:
        >>> model = wg.nn.Sequential(wg.nn.Linear(2, 3), wg.nn.LayerNorm(3))
        >>> optimizer = wg.optim.AdamW(decay_groups(model, 0.1), lr=1e-3)
        >>> [(len(group["params"]), group["weight_decay"]) for group in optimizer.param_groups]
        [(1, 0.1), (3, 0.0)]
    """
    parts: tuple[list[Parameter], list[Parameter]] = ([], [])
    for _, p, role in named_roles(model):
        parts[role not in roles].append(p)
    if not any(parts):
        raise ArgumentError("decay_groups: the model has no parameters", given=type(model).__name__)
    pairs = zip(parts, (weight_decay, 0.0), strict=True)
    return [{"params": params, "weight_decay": decay, **options} for params, decay in pairs if params]
