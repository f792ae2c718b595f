"""Arithmetic: sums, products, quotients, powers, and the two operations broadcasting needs.

Knows the formulas and their partial derivatives. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import namespace
from wengert.kinds import elementwise, gated
from wengert.ops.elementwise import log
from wengert.ops.selection import where
from wengert.samples import case, complexes, positive, real


@elementwise(symbol="+")
def add(x: Any, y: Any) -> Any:
    """Sum. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> add(2.0, 3.0)
        5.0
    """
    return x + y


add.partials = (1, 1)
add.samples = [case(real(3, 4), real(3, 4)), case(real(3, 1), real(4)), case(real(), real(2)), case(complexes(3), complexes(3))]


@elementwise(symbol="-", node="Sub")
def subtract(x: Any, y: Any) -> Any:
    """Difference. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> subtract(2.0, 3.0)
        -1.0
    """
    return x - y


subtract.partials = (1, -1)
subtract.samples = [case(real(3, 4), real(3, 4)), case(real(3, 1), real(4)), case(real(), real(2)), case(complexes(3), complexes(3))]


@elementwise(symbol="·", node="Mul")
def multiply(x: Any, y: Any) -> Any:
    """Element-wise (Hadamard) product. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> multiply(2.0, 3.0)
        6.0
    """
    return x * y


multiply.partials = (lambda y: y, lambda x: x)
multiply.samples = [case(real(3, 4), real(3, 4)), case(real(3, 1), real(4)), case(real(), real(2)), case(complexes(3), complexes(3))]


@elementwise(symbol="/", node="Div", singular=True)
def divide(x: Any, y: Any) -> Any:
    """Quotient. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> divide(3.0, 2.0)
        1.5
    """
    return x / y


divide.partials = (lambda y: 1 / y, lambda y, out: -out / y)
divide.samples = [case(real(3, 4), positive(3, 4)), case(real(3, 1), positive(4)), case(real(), positive(2))]


@elementwise(symbol="−", node="Neg")
def negative(x: Any) -> Any:
    """Sign change. Shapes: (*s) -> (*s).

    Example:
        >>> negative(2.0)
        -2.0
    """
    return -x


negative.partial = -1
negative.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(symbol="^", node="Pow", singular=True)
def power(x: Any, y: Any) -> Any:
    """Power. Shapes: (*s), (*s) -> (*s), broadcast.

    At x = 0 the slope in `x` is 0 when y = 0, and the slope in `y` is 0: the limits from the right.

    Example:
        >>> power(2.0, 3.0)
        8.0
    """
    return x**y


power.partials = (
    lambda x, y: y * x ** (y - 1) if isinstance(y, (int, float)) and y != 0 else gated(y, x ** (y - 1)),
    lambda x, out: out * log(where(x == 0, 1, x)),
)
power.samples = [case(positive(3, 4), real(3, 4)), case(positive(3, 1), real(4)), case(positive(), 2.0), case(real(3), 2)]


@elementwise(symbol="sq", node="Pow")
def square(x: Any) -> Any:
    """x². Shapes: (*s) -> (*s).

    Example:
        >>> square(3.0)
        9.0
    """
    return x * x


square.partial = lambda x: 2 * x
square.samples = [case(real(3, 4)), case(complexes(3))]


@elementwise(symbol="√", singular=True, source="DLMF 4.2")
def sqrt(x: Any) -> Any:
    """Square root; the slope at 0 is infinite, and 0 where a zero adjoint arrives. Shapes: (*s) -> (*s).

    Example:
        >>> float(sqrt(9.0))
        3.0
    """
    return namespace(x).sqrt(x)


sqrt.partial = lambda out: 0.5 / out
sqrt.samples = [case(positive(3, 4)), case(positive()), case(complexes(3))]


@elementwise(symbol="1/", singular=True)
def reciprocal(x: Any) -> Any:
    """1 / x. Shapes: (*s) -> (*s).

    Example:
        >>> reciprocal(4.0)
        0.25
    """
    return 1 / x


reciprocal.partial = lambda out: -out * out
reciprocal.samples = [case(positive(3, 4)), case(complexes(3))]
