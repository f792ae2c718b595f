"""Elementary functions of one Python float, with the answers of IEEE arithmetic where `math` raises.

Knows Python's floats: a NumPy scalar costs five times as much. Knows no arrays.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np


def _quiet(fast: Callable[..., float], exact: Callable[..., Any]) -> Callable[..., float]:
    """`fast`, and where it raises (overflow, a pole, outside the domain) what NumPy gives: inf or nan."""

    def function(*x: float) -> float:
        try:
            return fast(*x)
        except (ValueError, OverflowError, ZeroDivisionError):
            with np.errstate(all="ignore"):
                return float(exact(*map(np.float64, x)))

    function.__name__ = function.__qualname__ = fast.__name__
    return function


exp = _quiet(math.exp, np.exp)
expm1 = _quiet(math.expm1, np.expm1)
log = _quiet(math.log, np.log)
log1p = _quiet(math.log1p, np.log1p)
sqrt = _quiet(math.sqrt, np.sqrt)
sin = _quiet(math.sin, np.sin)
cos = _quiet(math.cos, np.cos)
tan = _quiet(math.tan, np.tan)
sinh = _quiet(math.sinh, np.sinh)
cosh = _quiet(math.cosh, np.cosh)
tanh = math.tanh
divide = _quiet(lambda x, y: x / y, np.divide)
power = _quiet(math.pow, np.power)


def gated(x: float, y: float) -> float:
    """x · y, in which a zero of `x` wins over a non-finite `y`.

    Example:
        >>> gated(0.0, math.inf), gated(2.0, 3.0)
        (0.0, 6.0)
    """
    return 0.0 if x == 0 and not math.isfinite(y) else x * y


def maximum(x: float, y: float) -> float:
    """The larger of two; nan when either is.

    Example:
        >>> maximum(1.0, 2.0)
        2.0
    """
    return x if x > y or x != x else y


def minimum(x: float, y: float) -> float:
    """The smaller of two; nan when either is.

    Example:
        >>> minimum(1.0, 2.0)
        1.0
    """
    return x if x < y or x != x else y


def where(condition: bool, x: float, y: float) -> float:
    """`x` when the condition holds, else `y`.

    Example:
        >>> where(False, 1.0, 2.0)
        2.0
    """
    return x if condition else y


FUNCTIONS: dict[str, Callable[..., float]] = {
    f.__name__: f
    for f in (exp, expm1, log, log1p, sqrt, sin, cos, tan, sinh, cosh, tanh, gated, maximum, minimum, where)
} | {"divide": divide, "power": power}
