"""Elementary functions of one argument: exponentials, logarithms, trigonometric and hyperbolic functions.

Knows each function and its derivative, from the stored output where that is cheaper. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.kinds import elementwise
from wengert.samples import case, complexes, positive, real


@elementwise(source="DLMF 4.2")
def exp(x: Any) -> Any:
    """Exponential. Shapes: (*s) -> (*s).

    Example:
        >>> float(exp(0.0))
        1.0
    """
    return namespace(x).exp(x)


exp.partial = lambda out: out
exp.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.2")
def log(x: Any) -> Any:
    """Natural logarithm. Shapes: (*s) -> (*s).

    Example:
        >>> float(log(1.0))
        0.0
    """
    return namespace(x).log(x)


log.partial = lambda x: 1 / x
log.samples = [case(positive(3, 4)), case(positive()), case(complexes(3))]


@elementwise(source="DLMF 4.14")
def sin(x: Any) -> Any:
    """Sine. Shapes: (*s) -> (*s).

    Example:
        >>> float(sin(0.0))
        0.0
    """
    return namespace(x).sin(x)


sin.partial = lambda x: cos(x)
sin.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(source="DLMF 4.14")
def cos(x: Any) -> Any:
    """Cosine. Shapes: (*s) -> (*s).

    Example:
        >>> float(cos(0.0))
        1.0
    """
    return namespace(x).cos(x)


cos.partial = lambda x: -sin(x)
cos.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(source="DLMF 4.28, 4.34")
def tanh(x: Any) -> Any:
    """Hyperbolic tangent; slope 1 - out², finite on the whole real line. Shapes: (*s) -> (*s).

    Example:
        >>> float(tanh(0.0))
        0.0
    """
    return namespace(x).tanh(x)


tanh.partial = lambda out: 1 - out * out
tanh.samples = [case(real(3, 4)), case(real()), case(real(2, low=-300, high=300)), case(complexes(3))]
