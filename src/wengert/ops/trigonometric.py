"""Trigonometric and hyperbolic functions and their inverses.

Knows each function and its derivative, in the form that keeps its accuracy where slopes vanish or grow. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

from wengert.arrays import is_complex, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.kinds import elementwise
from wengert.ops.arithmetic import hypot, sqrt
from wengert.ops.selection import where
from wengert.samples import case, complexes, positive, real
from wengert.tensor import value_of


@elementwise(source="DLMF 4.20.1")
def sin(x: Any) -> Any:
    """Sine. Shapes: (*s) -> (*s).

    Example:
        >>> float(sin(0.0))
        0.0
    """
    return namespace(x).sin(x)


sin.partial = lambda x: cos(x)
sin.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(source="DLMF 4.20.2")
def cos(x: Any) -> Any:
    """Cosine. Shapes: (*s) -> (*s).

    Example:
        >>> float(cos(0.0))
        1.0
    """
    return namespace(x).cos(x)


cos.partial = lambda x: -sin(x)
cos.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(source="DLMF 4.20.3, 4.21.14")
def tan(x: Any) -> Any:
    """Tangent; slope 1 + out². Shapes: (*s) -> (*s).

    Example:
        >>> float(tan(0.0))
        0.0
    """
    return namespace(x).tan(x)


tan.partial = lambda out: 1 + out * out
tan.samples = [case(real(3, 4, low=-1.2, high=1.2)), case(real(low=-1.2, high=1.2)), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.24.7")
def asin(x: Any) -> Any:
    """Inverse sine, in [-π/2, π/2]; the slope at ±1 is infinite. Shapes: (*s) -> (*s).

    Example:
        >>> float(asin(0.0))
        0.0
    """
    return namespace(x).asin(x)


# Not 1 - x²: the factors are exact near ±1, where the difference of squares has lost its digits.
asin.partial = lambda x: 1 / sqrt((1 - x) * (1 + x))
asin.samples = [case(real(3, 4, low=-0.9, high=0.9)), case(real(low=-0.9, high=0.9)), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.24.8")
def acos(x: Any) -> Any:
    """Inverse cosine, in [0, π]; the slope at ±1 is infinite. Shapes: (*s) -> (*s).

    Example:
        >>> float(acos(1.0))
        0.0
    """
    return namespace(x).acos(x)


acos.partial = lambda x: -1 / sqrt((1 - x) * (1 + x))
acos.samples = [case(real(3, 4, low=-0.9, high=0.9)), case(real(low=-0.9, high=0.9)), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.24.9")
def atan(x: Any) -> Any:
    """Inverse tangent, in [-π/2, π/2]. Shapes: (*s) -> (*s).

    Example:
        >>> float(atan(0.0))
        0.0
    """
    return namespace(x).atan(x)


atan.partial = lambda x: 1 / (1 + x * x)
atan.samples = [case(real(3, 4)), case(real()), case(real(2, low=-300, high=300)), case(complexes(3))]


@elementwise(source="DLMF 1.9.6")
def atan2(x: Any, y: Any) -> Any:
    """Angle of the point (y, x), that is of x / y in its quadrant; slope 0 at the origin. Shapes: (*s), (*s) -> (*s).

    As in the array API the first argument is the ordinate.

    Example:
        >>> float(atan2(0.0, 1.0))
        0.0
    """
    return namespace(x, y).atan2(x, y)


# Divided twice by the radius and not once by its square, which overflows and underflows.
atan2.partials = (lambda x, y: _over_square(y, x, y), lambda x, y: -_over_square(x, x, y))
atan2.samples = [case(real(3, 4), positive(3, 4)), case(positive(3, 1), real(4)), case(positive(), positive(2))]


def _over_square(part: Any, x: Any, y: Any) -> Any:
    """Part / (x² + y²), and 0 at the origin."""
    r = hypot(x, y)
    safe = where(r == 0, 1, r)
    return part / safe / safe


@elementwise(singular=True, source="DLMF 4.34.1")
def sinh(x: Any) -> Any:
    """Hyperbolic sine. Shapes: (*s) -> (*s).

    Example:
        >>> float(sinh(0.0))
        0.0
    """
    return namespace(x).sinh(x)


sinh.partial = lambda x: cosh(x)
sinh.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.34.2")
def cosh(x: Any) -> Any:
    """Hyperbolic cosine. Shapes: (*s) -> (*s).

    Example:
        >>> float(cosh(0.0))
        1.0
    """
    return namespace(x).cosh(x)


cosh.partial = lambda x: sinh(x)
cosh.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


@elementwise(source="DLMF 4.34.3, 4.35.11")
def tanh(x: Any) -> Any:
    """Hyperbolic tangent; slope 1 - out², finite on the whole real line. Shapes: (*s) -> (*s).

    Example:
        >>> float(tanh(0.0))
        0.0
    """
    return namespace(x).tanh(x)


# From the output, so that an activation keeps one array and not two. Beside the rounding of the output itself, an error
# of one unit in the last place of 1, that of the square is small (in float32 at most 1.18 units against 1.04 for the
# form (1 - out)(1 + out), the same on average), and XLA computes the square where it is used instead of keeping it
# (Hessian-vector product of an MLP 784-256-256-10: 1.41 MiB against 1.54). Accurate digits in the tail would need x,
# and 1 / cosh(x)² costs ten times as much (16,384 numbers in float32: 154 µs against 14 µs).
tanh.partial = lambda out: 1 - out * out
tanh.samples = [case(real(3, 4)), case(real()), case(real(2, low=-300, high=300)), case(complexes(3))]


@elementwise(source="DLMF 4.38.9")
def asinh(x: Any) -> Any:
    """Inverse hyperbolic sine. Shapes: (*s) -> (*s).

    Example:
        >>> float(asinh(0.0))
        0.0
    """
    return namespace(x).asinh(x)


asinh.partial = lambda x: 1 / _root_of_one_plus_square(x)
asinh.samples = [case(real(3, 4)), case(real()), case(complexes(3))]


def _root_of_one_plus_square(x: Any) -> Any:
    """√(1 + x²), without overflow where x is real."""
    return sqrt(1 + x * x) if is_complex(dtype_of(value_of(x))) else hypot(1, x)


@elementwise(singular=True, source="DLMF 4.38.10")
def acosh(x: Any) -> Any:
    """Inverse hyperbolic cosine, in [0, ∞); the slope at 1 is infinite. Shapes: (*s) -> (*s).

    Example:
        >>> float(acosh(1.0))
        0.0
    """
    return namespace(x).acosh(x)


# Two roots and not the root of a product: no overflow, and the right branch in the complex plane.
acosh.partial = lambda x: 1 / (sqrt(x - 1) * sqrt(x + 1))
acosh.samples = [case(real(3, 4, low=1.2, high=3.0)), case(real(low=1.2, high=3.0)), case(complexes(3))]


@elementwise(singular=True, source="DLMF 4.38.11")
def atanh(x: Any) -> Any:
    """Inverse hyperbolic tangent; the slope at ±1 is infinite. Shapes: (*s) -> (*s).

    Example:
        >>> float(atanh(0.0))
        0.0
    """
    return namespace(x).atanh(x)


atanh.partial = lambda x: 1 / ((1 - x) * (1 + x))
atanh.samples = [case(real(3, 4, low=-0.9, high=0.9)), case(real(low=-0.9, high=0.9)), case(complexes(3))]
