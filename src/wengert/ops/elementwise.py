"""Exponentials and logarithms.

Knows each function and its derivative, in the form that keeps its accuracy in the tails. Knows no sweep.
"""

from __future__ import annotations

import math
from typing import Any

from wengert.arrays import namespace
from wengert.kinds import elementwise
from wengert.samples import case, complexes, positive, real

LN2 = math.log(2.0)
LN10 = math.log(10.0)


@elementwise(singular=True, source="DLMF 4.7.7")
def exp(x: Any) -> Any:
    """Exponential. Shapes: (*s) -> (*s).

    Example:
        >>> float(exp(0.0))
        1.0
    """
    return namespace(x).exp(x)


exp.partial = lambda out: out
exp.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.7.8")
def exp2(x: Any) -> Any:
    """2 to the power x. Shapes: (*s) -> (*s).

    Example:
        >>> float(exp2(3.0))
        8.0
    """
    return namespace(x).exp2(x)


exp2.partial = lambda out: out * LN2
exp2.samples = [case(real(3, 4)), case(real())]


@elementwise(singular=True, source="DLMF 4.7.7")
def expm1(x: Any) -> Any:
    """exp(x) - 1, accurate near 0. Shapes: (*s) -> (*s).

    Example:
        >>> float(expm1(1e-20))
        1e-20
    """
    return namespace(x).expm1(x)


# Not out + 1, which is 0 where exp(x) is still a good number: at x = -40 already.
expm1.partial = lambda x: exp(x)
expm1.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.7.1")
def log(x: Any) -> Any:
    """Natural logarithm. Shapes: (*s) -> (*s).

    Example:
        >>> float(log(1.0))
        0.0
    """
    return namespace(x).log(x)


log.partial = lambda x: 1 / x
log.samples = [case(positive(3, 4)), case(positive()), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.7.1")
def log1p(x: Any) -> Any:
    """log(1 + x), accurate near 0. Shapes: (*s) -> (*s).

    Example:
        >>> float(log1p(1e-20))
        1e-20
    """
    return namespace(x).log1p(x)


log1p.partial = lambda x: 1 / (1 + x)
log1p.samples = [case(real(3, 4, low=-0.8)), case(real(low=-0.8)), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.2.10, 4.7.1")
def log2(x: Any) -> Any:
    """Logarithm to base 2. Shapes: (*s) -> (*s).

    Example:
        >>> float(log2(8.0))
        3.0
    """
    return namespace(x).log2(x)


log2.partial = lambda x: (1 / LN2) / x
log2.samples = [case(positive(3, 4)), case(positive()), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.2.10, 4.7.1")
def log10(x: Any) -> Any:
    """Logarithm to base 10. Shapes: (*s) -> (*s).

    Example:
        >>> float(log10(1000.0))
        3.0
    """
    return namespace(x).log10(x)


log10.partial = lambda x: (1 / LN10) / x
log10.samples = [case(positive(3, 4)), case(positive()), case(complexes(3))]
