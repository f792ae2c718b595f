"""Loss: an objective as an object that remembers its options.

Knows the reduction. Knows no formula: each loss is a function first.
"""

from __future__ import annotations

from typing import Any

from wengert.errors import ArgumentError, unknown
from wengert.losses.reduce import REDUCTIONS


class Loss:
    """Base of the loss objects: called with an output and a target.

    Args:
        reduction: `mean`, `sum` or `none`.

    Raises:
        ArgumentError: The reduction is unknown.
    """

    def __init__(self, reduction: str = "mean") -> None:
        if reduction not in REDUCTIONS:
            raise unknown("reduction", str(reduction), REDUCTIONS)
        self.reduction = reduction

    def __call__(self, output: Any, target: Any) -> Any:
        """The loss; subclasses define it."""
        del output, target
        raise ArgumentError(f"{type(self).__name__}: the loss defines no __call__")

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({options})"
