"""The unit step of the perceptron, which can be evaluated and not be trained through.

Knows why: its derivative is 0 wherever it exists. A sweep that reaches it is refused instead of returning zeros.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import GraphError
from wengert.kinds import general
from wengert.samples import case, integer


@general(symbol="H", source="Rosenblatt 1958")
def step_at(x: Any, *, threshold: float = 0.0) -> Any:
    """1 where x ≥ threshold, else 0. Shapes: (*s) -> (*s).

    Example:
        >>> step_at(np.array([-1.0, 0.0, 2.0]))
        array([0., 1., 1.])
    """
    dtype = dtype_of(x)
    return namespace(x).asarray(x >= threshold).astype(dtype if is_floating(dtype) else np.float32)[()]


def _refuse() -> Any:
    raise GraphError(
        "unit_step: a derivative of the step was asked for",
        given="a sweep that passes through Heaviside",
        expected="no sweep: the derivative is 0 on both sides and does not exist at the threshold, so that no weight "
        "before it would ever move",
        hint="train a perceptron by its own rule, or put Sigmoid in place of the step; to use the step as a constant, "
        "evaluate it under no_grad or detach its input",
    )


step_at.define([lambda g: _refuse()], [lambda dx: _refuse()])
step_at.batch = lambda args, batched, params, size: step_at(*args, **params)
# Integers, which no sweep moves: the contract of derivatives does not apply.
step_at.samples = [case(integer(3, 4, low=-3)), case(integer(4, low=-3), threshold=1.0)]


def unit_step(x: Any, threshold: float = 0.0) -> Any:
    """1 where x ≥ threshold, else 0.

    Sweeps, forward or backward, are refused. `wengert.heaviside` is the same function as a constant: there they pass
    and give zeros.

    Args:
        x: (*s), real.
        threshold: Where the step is.

    Returns:
        (*s), floating.

    Raises:
        GraphError: When a sweep reaches it.

    References:
        Rosenblatt (1958), The perceptron, Psychological Review 65, 386-408.

    Example:
        >>> unit_step(np.array([-1.0, 0.0, 2.0]))
        array([0., 1., 1.])
    """
    return step_at(x, threshold=float(threshold))
