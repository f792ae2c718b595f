"""Averages of gradients and of their squares that begin at zero, and how full they are.

Knows what Adam and its descendants share. Knows no method.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_complex, namespace, real_dtype
from wengert.arrays.dtypes import dtype_of
from wengert.ops import conj
from wengert.optim.update import like
from wengert.tensor import value_of


class Moments(NamedTuple):
    """State of `scale_by_adam`.

    Attributes:
        step: Steps so far, int32, shape ().
        exp_avg: Average of the gradients, shaped like the parameters.
        exp_avg_sq: Average of their squares, shaped like the parameters.
    """

    step: Any
    exp_avg: Any
    exp_avg_sq: Any


def unbiased(beta: Any, step: Any, dtype: np.dtype) -> Any:
    """1 - beta**step: how much of an average that began at zero has been filled.

    As -expm1(step · log beta), because 1 - 0.999 in float32 has lost half of its digits.

    Args:
        beta: Decay of the average, a number or an array of shape ().
        step: Steps so far, integer, shape ().
        dtype: Real floating dtype of the result.

    Example:
        >>> float(unbiased(0.9, np.int32(1), np.dtype("float64"))).__round__(12)
        0.1
    """
    xp = namespace(step)
    if isinstance(beta, (int, float)):
        rate = math.log(beta) if beta > 0 else -math.inf
    else:
        rate = xp.log(beta.astype(dtype))
    return -xp.expm1(xp.asarray(step, dtype=dtype) * rate)


def real_of(x: Any) -> np.dtype:
    """The real dtype of the precision of `x`.

    Example:
        >>> real_of(np.ones(1, "complex64"))
        dtype('float32')
    """
    dtype = dtype_of(value_of(x))
    return real_dtype(dtype) if is_complex(dtype) else dtype


def averaged(beta: Any, average: Any, g: Any) -> Any:
    """β · average + (1 - β) · g, leaf by leaf.

    Example:
        >>> averaged(0.5, np.array([2.0]), np.array([4.0]))
        array([3.])
    """
    return tree.map(lambda a, g: like(beta, a) * a + (1 - like(beta, a)) * g, average, g)


def averaged_square(beta: Any, average: Any, g: Any) -> Any:
    """β · average + (1 - β) · |g|², leaf by leaf.

    Example:
        >>> averaged_square(0.5, np.array([2.0]), np.array([4.0]))
        array([9.])
    """
    return tree.map(lambda a, g: beta * a + (1 - beta) * (g * conj(g)), average, g)
