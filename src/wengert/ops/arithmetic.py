"""Arithmetic: sums, products, quotients, powers, roots and absolute values.

Knows the formulas and their partial derivatives. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.batching import natively
from wengert.kinds import elementwise, gated, general
from wengert.ops.dtype import astype, conj, real_part
from wengert.ops.elementwise import log
from wengert.ops.selection import where
from wengert.samples import case, complexes, integer, real
from wengert.samples import positive as above
from wengert.tensor import value_of

_FLOAT = np.dtype("float64")


@elementwise(symbol="+")
def add(x: Any, y: Any) -> Any:
    """Sum. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> add(2.0, 3.0)
        5.0
    """
    return x + y


add.partials = (1, 1)
add.samples = [
    case(real(3, 4), real(3, 4)),
    case(real(3, 1), real(4)),
    case(real(), real(2)),
    case(complexes(3), complexes(3)),
]


@elementwise(symbol="-", node="Sub")
def subtract(x: Any, y: Any) -> Any:
    """Difference. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> subtract(2.0, 3.0)
        -1.0
    """
    return x - y


subtract.partials = (1, -1)
subtract.samples = [
    case(real(3, 4), real(3, 4)),
    case(real(3, 1), real(4)),
    case(real(), real(2)),
    case(complexes(3), real(3)),
]


@elementwise(symbol="·", node="Mul")
def multiply(x: Any, y: Any) -> Any:
    """Element-wise (Hadamard) product. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> multiply(2.0, 3.0)
        6.0
    """
    return x * y


multiply.partials = (lambda y: y, lambda x: x)
multiply.samples = [
    case(real(3, 4), real(3, 4)),
    case(real(3, 1), real(4)),
    case(real(), real(2)),
    case(complexes(3), real(3)),
]


@elementwise(symbol="/", node="Div", singular=True)
def divide(x: Any, y: Any) -> Any:
    """Quotient. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> divide(3.0, 2.0)
        1.5
    """
    return x / y


divide.partials = (lambda y: 1 / y, lambda y, out: -out / y)
divide.samples = [
    case(real(3, 4), above(3, 4)),
    case(real(3, 1), above(4)),
    case(real(), above(2)),
    case(complexes(3), complexes(3)),
]


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


@elementwise(symbol="+", node="Positive")
def positive(x: Any) -> Any:
    """The number itself, as `+x`. Shapes: (*s) -> (*s).

    Example:
        >>> positive(2.0)
        2.0
    """
    return +x


positive.partial = 1
positive.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(symbol="^", node="Pow", singular=True, source="DLMF 4.2.26, 4.7.8")
def power(x: Any, y: Any) -> Any:
    """Power. Shapes: (*s), (*s) -> (*s), broadcast.

    x**0 is 1 with slope 0 in `x`, at x = 0 too. At x = 0 the slope in `y` is 0, the limit from the right. A negative
    `x` has integer powers only; its slope in `y` is nan.

    Example:
        >>> power(2.0, 3.0)
        8.0
    """
    if getattr(y, "dtype", _FLOAT).kind in "iu" and getattr(x, "dtype", _FLOAT).kind in "fc":
        y = y.astype(x.dtype)  # NumPy would compute float32 ** int64 in float64
    return x**y


power.partials = (
    lambda x, y: _slope_in_base(x, y),
    lambda x, out: gated(log(_base(x, out)), out),
)
power.samples = [
    case(above(3, 4), real(3, 4)),
    case(above(3, 1), real(4)),
    case(above(), 2.0),
    case(real(3), 2),
    case(real(3), -3),
    case(2.0, real(3)),
    case(real(3, 2), integer(3, 2, low=-2, high=4)),
    case(complexes(3), 3),
    case(complexes(3), complexes(3)),
]


def _slope_in_base(x: Any, y: Any) -> Any:
    """Y x**(y - 1), and 0 where y = 0."""
    if isinstance(y, (int, float, complex)) and y != 0:
        return y * x ** (y - 1)
    if getattr(y, "dtype", _FLOAT).kind in "iu":
        y = astype(y, dtype=x.dtype)
    return gated(y, x ** (y - 1.0))


def _base(x: Any, out: Any) -> Any:
    """`x` with 1 for 0, whose logarithm times 0**y is 0; a Python number in the power's dtype, so not in double."""
    return out.dtype.type(x or 1) if isinstance(x, (int, float, complex)) else where(x == 0, 1, x)


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


@elementwise(symbol="√", singular=True, source="DLMF 4.7.12")
def sqrt(x: Any) -> Any:
    """Square root; the slope at 0 is infinite, and 0 where a zero adjoint arrives. Shapes: (*s) -> (*s).

    Example:
        >>> float(sqrt(9.0))
        3.0
    """
    return namespace(x).sqrt(x)


sqrt.partial = lambda out: 0.5 / out
sqrt.samples = [case(above(3, 4)), case(above()), case(complexes(3))]


@elementwise(symbol="∛", singular=True, source="DLMF 4.7.12")
def cbrt(x: Any) -> Any:
    """Real cube root; the slope at 0 is infinite, and 0 where a zero adjoint arrives. Shapes: (*s) -> (*s).

    Example:
        >>> float(cbrt(-1.0))
        -1.0
    """
    return namespace(x).cbrt(x)


cbrt.partial = lambda out: (1 / 3) / (out * out)
cbrt.samples = [case(above(3, 4)), case(real(3, low=-2.0, high=-0.5))]


@elementwise(symbol="1/", singular=True)
def reciprocal(x: Any) -> Any:
    """1 / x. Shapes: (*s) -> (*s).

    Example:
        >>> reciprocal(4.0)
        0.25
    """
    return 1 / x


reciprocal.partial = lambda out: -out * out
reciprocal.samples = [case(above(3, 4)), case(complexes(3))]


@elementwise()
def hypot(x: Any, y: Any) -> Any:
    """√(x² + y²) without overflow; slope 0 at the origin. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(hypot(3.0, 4.0))
        5.0
    """
    return namespace(x, y).hypot(x, y)


hypot.partials = (lambda x, out: ratio(x, out), lambda y, out: ratio(y, out))
hypot.samples = [case(real(3, 4), real(3, 4)), case(real(3, 1), real(4)), case(real(), real(2)), case(real(3), 1)]


def ratio(x: Any, r: Any) -> Any:
    """X / r, and 0 with all its derivatives where r = 0."""
    origin = r == 0
    return where(origin, 0, x / where(origin, 1, r))


@elementwise()
def copysign(x: Any, y: Any) -> Any:
    """The size of `x` with the sign of `y`; slope 0 at x = 0. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(copysign(3.0, -0.0))
        -3.0
    """
    return namespace(x, y).copysign(x, y)


copysign.partials = (lambda x, out: _sign(x) * _sign(out), None)
copysign.samples = [case(real(3, 4), real(3, 4)), case(real(3, 1), real(4)), case(real(), real(2))]


@elementwise(symbol="|·|", node="Abs")
def absolute(x: Any) -> Any:
    """Absolute value of a real number; slope 0 at 0. Shapes: (*s) -> (*s).

    Example:
        >>> float(absolute(-2.0))
        2.0
    """
    return namespace(x).abs(x)


absolute.partial = lambda x: _sign(x)
absolute.samples = [case(real(3, 4)), case(real())]


def _sign(x: Any) -> Any:
    return astype(x > 0, dtype=x.dtype) - astype(x < 0, dtype=x.dtype)


@general(symbol="|·|", node="Abs", source="DLMF 1.9.7")
def modulus(z: Any) -> Any:
    """Absolute value of a complex number; slope 0 at 0. Shapes: (*s) complex -> (*s) real.

    Example:
        >>> float(modulus(np.array(3 + 4j)))
        5.0
    """
    return namespace(z).abs(z)


modulus.define(
    [lambda g, z, out: g * ratio(z, out)],
    [lambda dz, z, out: real_part(conj(ratio(z, out)) * dz)],
)
modulus.batch = natively(modulus)
modulus.samples = [case(complexes(3, 4)), case(complexes())]


def abs(x: Any) -> Any:
    """Absolute value of real or complex numbers; slope 0 at 0. Shapes: (*s) -> (*s) real.

    Example:
        >>> float(abs(-2.0)), float(abs(3 + 4j))
        (2.0, 5.0)
    """
    return modulus(x) if is_complex(dtype_of(value_of(x))) else absolute(x)
