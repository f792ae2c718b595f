"""Reductions of losses: from one number a sample to one number, or none.

Knows `mean`, `sum` and `none`. Knows no loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.errors import ShapeError, unknown
from wengert.ops import mean, sum
from wengert.tensor import value_of

REDUCTIONS = ("mean", "sum", "none")


def reduced(terms: Any, reduction: str) -> Any:
    """`terms` as their mean or sum, or as they are.

    Args:
        terms: (*s).
        reduction: `mean`, `sum` or `none`.

    Returns:
        Shape () or (*s).

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> float(reduced(np.array([1.0, 3.0]), "mean"))
        2.0
    """
    if reduction not in REDUCTIONS:
        raise unknown("reduction", str(reduction), REDUCTIONS)
    return mean(terms) if reduction == "mean" else sum(terms) if reduction == "sum" else terms


def same_shape(what: str, output: Any, target: Any) -> None:
    """Refuse an output and a target of different shapes: broadcasting them is nearly always a mistake.

    Args:
        what: Who asks, for messages.
        output: (*s).
        target: (*s).

    Raises:
        ShapeError: The shapes differ.

    Example:
        >>> same_shape("mse_loss", np.zeros(3), np.ones(3))
    """
    ours, theirs = np.shape(value_of(output)), np.shape(value_of(target))
    if ours != theirs:
        fits = tuple(n for n in ours if n != 1) == tuple(n for n in theirs if n != 1)
        raise ShapeError(
            f"{what}: output and target have different shapes",
            given=f"output {ours}, target {theirs}",
            expected="the same shape",
            hint=f"target.reshape({ours})" if fits else None,
        )
