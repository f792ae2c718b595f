"""Special functions: the error function and its family, the gamma function's logarithm and its derivatives.

Knows each function and its derivative; SciPy computes on NumPy, jax.scipy.special on JAX. Knows no sweep.
"""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import numpy as np

from wengert.arrays import is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.normal import single_normal_distribution
from wengert.errors import ArgumentError
from wengert.kinds import elementwise, gated
from wengert.ops.elementwise import exp, log
from wengert.samples import case, positive, real

TWO_BY_ROOT_PI = 2 / math.sqrt(math.pi)
ONE_BY_ROOT_TWO_PI = 1 / math.sqrt(2 * math.pi)


def functions(*values: Any) -> ModuleType:
    """The special functions of the library that `values` belong to: `scipy.special` or `jax.scipy.special`.

    Example:
        >>> functions(1.0).__name__
        'scipy.special'
    """
    if namespace(*values) is np:
        import scipy.special

        return scipy.special
    import jax.scipy.special

    return jax.scipy.special


@elementwise(source="DLMF 7.2.1, 7.10.1")
def erf(x: Any) -> Any:
    """Error function 2/√π ∫₀ˣ exp(-t²) dt. Shapes: (*s) -> (*s).

    Example:
        >>> float(erf(0.0))
        0.0
    """
    return functions(x).erf(x)


erf.partial = lambda x: TWO_BY_ROOT_PI * exp(-x * x)
erf.samples = [case(real(3, 4)), case(real()), case(real(2, low=-30, high=30))]


@elementwise(source="DLMF 7.2.2, 7.10.1")
def erfc(x: Any) -> Any:
    """1 - erf(x), accurate where it is small. Shapes: (*s) -> (*s).

    Example:
        >>> float(erfc(0.0))
        1.0
    """
    return functions(x).erfc(x)


erfc.partial = lambda x: -TWO_BY_ROOT_PI * exp(-x * x)
erfc.samples = [case(real(3, 4)), case(real()), case(real(2, low=-30, high=30))]


@elementwise(singular=True, source="DLMF 7.17.1")
def erfinv(x: Any) -> Any:
    """Inverse of the error function, infinite at ±1. Shapes: (*s) -> (*s).

    Example:
        >>> float(erfinv(0.0))
        0.0
    """
    return functions(x).erfinv(x)


erfinv.partial = lambda out: (1 / TWO_BY_ROOT_PI) * exp(out * out)
erfinv.samples = [case(real(3, 4, low=-0.9, high=0.9)), case(real(low=-0.9, high=0.9))]


@elementwise(source="DLMF 7.2.2, 7.10.1")
def ndtr(x: Any) -> Any:
    """Distribution function of the standard normal, ½ erfc(-x/√2). Shapes: (*s) -> (*s).

    Example:
        >>> float(ndtr(0.0))
        0.5
    """
    return normal_distribution(x)


ndtr.partial = lambda x: normal_density(x)
ndtr.samples = [case(real(3, 4)), case(real()), case(real(2, low=-30, high=30))]


def normal_distribution(x: Any) -> Any:
    """What `ndtr` computes, on raw arrays of any floating dtype. Shapes: (*s) -> (*s).

    Example:
        >>> float(normal_distribution(0.0))
        0.5
    """
    dtype = dtype_of(x)
    if namespace(x) is not np and is_floating(dtype) and dtype.itemsize <= 4:
        return single_normal_distribution(x)
    if dtype.itemsize >= 4:
        return functions(x).ndtr(x)
    return 0.5 * functions(x).erfc(-math.sqrt(0.5) * x)  # of bfloat16 it makes float32, where ndtr makes float64


def normal_density(x: Any) -> Any:
    """Density of the standard normal, exp(-x²/2) / √(2π). Shapes: (*s) -> (*s).

    Example:
        >>> round(float(normal_density(0.0)), 6)
        0.398942
    """
    return ONE_BY_ROOT_TWO_PI * exp(-0.5 * x * x)


@elementwise(source="DLMF 7.2.2, 7.10.1")
def log_ndtr(x: Any) -> Any:
    """Logarithm of `ndtr`, finite far in the left tail. Shapes: (*s) -> (*s).

    Example:
        >>> round(float(log_ndtr(-1e3)), 4)
        -500007.8267
    """
    return functions(x).log_ndtr(x)


log_ndtr.partial = lambda x, out: ONE_BY_ROOT_TWO_PI * exp(-0.5 * x * x - out)
log_ndtr.samples = [case(real(3, 4)), case(real()), case(real(2, low=-30, high=5))]


@elementwise(node="Lgamma", source="DLMF 5.2.1, 5.2.2")
def gammaln(x: Any) -> Any:
    """Logarithm of |Γ(x)|. Shapes: (*s) -> (*s).

    Example:
        >>> round(float(gammaln(5.0)), 6)
        3.178054
    """
    return functions(x).gammaln(x)


gammaln.partial = lambda x: digamma(x)
gammaln.samples = [case(positive(3, 4)), case(positive()), case(real(3, low=-1.8, high=-1.2))]


@elementwise(source="DLMF 5.2.2, 5.15.1")
def digamma(x: Any) -> Any:
    """ψ(x), the derivative of `gammaln`. Shapes: (*s) -> (*s).

    Example:
        >>> round(float(digamma(1.0)), 6)
        -0.577216
    """
    return functions(x).digamma(x)


digamma.partial = lambda x: digamma_derivative(x, n=1)
digamma.samples = [case(positive(3, 4)), case(positive()), case(real(3, low=-1.8, high=-1.2))]


@elementwise(symbol="ψ⁽ⁿ⁾", source="DLMF 5.15")
def digamma_derivative(x: Any, *, n: int) -> Any:
    """The n-th derivative of `digamma`. Shapes: (*s) -> (*s).

    Example:
        >>> round(float(digamma_derivative(1.0, n=1)), 6)
        1.644934
    """
    if namespace(x) is not np:
        return functions(x).polygamma(n, x)
    # The order in the dtype of x: SciPy computes in the wider of the two, and an integer counts as float64.
    return functions(x).polygamma(np.asarray(n, dtype_of(x)), x).astype(dtype_of(x))


digamma_derivative.partial = lambda x, n: digamma_derivative(x, n=n + 1)
digamma_derivative.samples = [case(positive(3, 4), n=1), case(positive(3), n=2), case(positive(), n=0)]


def polygamma(n: int, x: Any) -> Any:
    """The n-th derivative of `digamma`, in SciPy's order of arguments. Shapes: (*s) -> (*s).

    Args:
        n: Order, a Python integer; 0 is `digamma` itself.
        x: Real.

    Raises:
        ArgumentError: The order is negative.

    Example:
        >>> round(float(polygamma(1, 1.0)), 6)
        1.644934
    """
    if n < 0:
        raise ArgumentError("polygamma: an order is not negative", given=n, expected="0, 1, 2, ...")
    return digamma_derivative(x, n=int(n)) if n else digamma(x)


@elementwise(singular=True, source="DLMF 4.7.1")
def xlogy(x: Any, y: Any) -> Any:
    """X log y, and 0 where x = 0. Shapes: (*s), (*s) -> (*s), broadcast.

    Example:
        >>> float(xlogy(0.0, 0.0))
        0.0
    """
    return functions(x, y).xlogy(x, y)


xlogy.partials = (lambda y: log(y), lambda x, y: gated(x, 1 / y))
xlogy.samples = [case(real(3, 4), positive(3, 4)), case(real(3, 1), positive(4)), case(positive(), positive(2))]
