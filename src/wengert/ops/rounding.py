"""Rounding and signs: piecewise constant functions, and the remainder, which is not.

Knows that steps have slope 0 everywhere, kinks included. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.kinds import constant, elementwise
from wengert.ops.arithmetic import abs as magnitude
from wengert.ops.selection import where
from wengert.samples import case, complexes, integer, positive, real
from wengert.tensor import value_of

_REALS = [case(real(3, 4, low=-3, high=3)), case(real()), case(integer(4))]


@constant(symbol="⌊·⌋", broadcasts=True)
def floor(x: Any) -> Any:
    """The integer below. Shapes: (*s) -> (*s).

    Example:
        >>> float(floor(1.7))
        1.0
    """
    return namespace(x).floor(x)


floor.samples = _REALS


@constant(symbol="⌈·⌉", broadcasts=True)
def ceil(x: Any) -> Any:
    """The integer above. Shapes: (*s) -> (*s).

    Example:
        >>> float(ceil(1.2))
        2.0
    """
    return namespace(x).ceil(x)


ceil.samples = _REALS


@constant(broadcasts=True)
def trunc(x: Any) -> Any:
    """The integer towards 0. Shapes: (*s) -> (*s).

    Example:
        >>> float(trunc(-1.7))
        -1.0
    """
    return namespace(x).trunc(x)


trunc.samples = _REALS


@constant(static=("decimals",), broadcasts=True)
def round(x: Any, decimals: int = 0) -> Any:
    """The nearest number with so many decimals, the even one of two. Shapes: (*s) -> (*s).

    Example:
        >>> float(round(2.5)), float(round(1.25, 1))
        (2.0, 1.2)
    """
    return namespace(x).round(x, decimals)


round.samples = [*_REALS, case(real(3, low=-30, high=30), decimals=1), case(complexes(3))]


@constant(node="Sgn", broadcasts=True)
def real_sign(x: Any) -> Any:
    """-1, 0 or 1. Shapes: (*s) real -> (*s).

    Example:
        >>> float(real_sign(-2.0))
        -1.0
    """
    return namespace(x).sign(x)


real_sign.samples = _REALS


def sign(x: Any) -> Any:
    """-1, 0 or 1; of a complex number its direction x / |x|, and 0 at 0. Shapes: (*s) -> (*s).

    Example:
        >>> float(sign(-2.0)), complex(sign(3 + 4j))
        (-1.0, (0.6+0.8j))
    """
    if not is_complex(dtype_of(value_of(x))):
        return real_sign(x)
    size = magnitude(x)
    return x / where(size == 0, 1, size)


@constant(symbol="H", broadcasts=True)
def heaviside(x: Any, y: Any) -> Any:
    """0 below 0, 1 above, and `y` at 0. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> heaviside(np.array([-1.0, 0.0, 2.0]), 0.5)
        array([0. , 0.5, 1. ])
    """
    return namespace(x, y).heaviside(x, y)


heaviside.samples = [case(real(3, 4), real(3, 4)), case(np.array([-1.0, 0.0, 1.0]), real())]


@constant(symbol="//", broadcasts=True)
def floor_divide(x: Any, y: Any) -> Any:
    """The integer below x / y. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(floor_divide(7.0, 2.0))
        3.0
    """
    return namespace(x, y).floor_divide(x, y)


floor_divide.samples = [case(real(3, 4, low=-9, high=9), positive(3, 1)), case(integer(4, high=9), integer(4, low=1))]


@elementwise(symbol="mod")
def remainder(x: Any, y: Any) -> Any:
    """X - y·⌊x / y⌋, with the sign of `y`. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(remainder(7.0, 2.0)), float(remainder(-7.0, 2.0))
        (1.0, 1.0)
    """
    return namespace(x, y).remainder(x, y)


remainder.partials = (1, lambda x, y: -floor_divide(x, y))
# Away from the jumps: x / y lies between 2.1 and 2.7, or between -2.7 and -2.1.
remainder.samples = [
    case(real(3, 4, low=2.1, high=2.4), real(3, 4, low=0.9, high=1.0)),
    case(real(3, 1, low=-2.4, high=-2.1), real(4, low=0.9, high=1.0)),
]
