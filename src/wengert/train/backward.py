"""The first backward pass of a run, line by line: which quantity, from which formula, how large.

Knows how to read a trace. Knows no page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.nn import Module
from wengert.primitive import Parts
from wengert.tensor import value_of
from wengert.trace import trace

_BAR = "\u0304"  # the macron over the name of an adjoint


@dataclass(frozen=True, slots=True)
class BackwardLine:
    """One adjoint.

    Args:
        variable: Name of the variable in the list, such as `v₃`.
        made: What the variable is: the name of a parameter, or the operation that made it.
        shape: Its shape, and that of its adjoint.
        formula: How the adjoint came about.
        norm: Euclidean norm of the adjoint.
    """

    variable: str
    made: str
    shape: tuple[int, ...]
    formula: str
    norm: float


def first_backward_pass(model: Module, loss: Callable[[Any, Any], Any], x: Any, y: Any) -> list[BackwardLine]:
    """Trace the loss of one batch and sweep it back.

    Args:
        model: Called with `x`; it is not changed.
        loss: Called with outputs and targets.
        x: Samples.
        y: Targets.

    Returns:
        Adjoints, last to first: loss, layers, parameters.

    Example:
        >>> import wengert as wg
        >>> model = wg.nn.Linear(2, 1)
        >>> lines = first_backward_pass(model, wg.losses.mse_loss, np.ones((3, 2)), np.zeros((3, 1)))
        >>> [line.made for line in lines][-2:], lines[0].norm
        (['model.weight', 'model.bias'], 1.0)
    """
    listing = trace(lambda model: loss(model(x), y), model)
    table = listing.adjoint()
    variables = {variable.name: variable for variable in listing}
    lines = []
    for text, _ in table.columns[-1].rows:
        name, equals, formula = text.partition(" = ")
        variable = variables.get(name.replace(_BAR, "").strip())
        if not equals or variable is None or variable.adjoint is None or isinstance(variable.adjoint, Parts):
            continue  # a step with several outputs, such as a recurrence, has a line for each of them
        g = np.asarray(value_of(variable.adjoint))
        lines.append(BackwardLine(variable.name, variable.made, g.shape, formula.strip(), float(np.linalg.norm(g))))
    return lines
