"""Changes of dtype, and the parts of complex numbers.

Knows which changes are linear maps. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import is_complex, is_floating, namespace
from wengert.arrays.devices import place
from wengert.arrays.dtypes import dtype_of
from wengert.batching import natively
from wengert.kinds import constant, linear
from wengert.samples import case, complexes
from wengert.samples import real as real_numbers
from wengert.tensor import value_of


@linear(static=("dtype",), node="ToCopy")
def astype(x: Any, dtype: Any) -> Any:
    """`x` in another dtype; complex to real takes the real part. Shapes: (*s) -> (*s).

    Example:
        >>> astype(np.ones(2), "float32").dtype
        dtype('float32')
    """
    if is_complex(dtype_of(x)) and not is_complex(np.dtype(dtype)):
        x = x.real
    return x.astype(dtype) if hasattr(x, "astype") else np.asarray(x, dtype)[()]


astype.adjoint = lambda g, x_dtype: cast(g, x_dtype)
astype.batch = natively(astype)
astype.samples = [case(real_numbers(3), dtype=np.dtype("float64")), case(real_numbers(3), dtype=np.dtype("complex128"))]


def cast(x: Any, dtype: np.dtype) -> Any:
    """`x` in `dtype`, or `x` itself when it already is; the dtype must have derivatives."""
    return x if x.dtype == dtype or not is_floating(np.dtype(dtype)) else astype(x, dtype=dtype)


@linear()
def real_part(x: Any) -> Any:
    """Real part. Shapes: (*s) complex -> (*s) real.

    Example:
        >>> real_part(np.array([1 + 2j]))
        array([1.])
    """
    return namespace(x).real(x)


real_part.adjoint = lambda g: g
real_part.batch = natively(real_part)
real_part.samples = [case(complexes(3))]


@linear()
def imaginary_part(x: Any) -> Any:
    """Imaginary part. Shapes: (*s) complex -> (*s) real.

    Example:
        >>> imaginary_part(np.array([1 + 2j]))
        array([2.])
    """
    return namespace(x).imag(x)


imaginary_part.adjoint = lambda g: g * 1j
imaginary_part.batch = natively(imaginary_part)
imaginary_part.samples = [case(complexes(3))]


@linear(symbol="conj")
def conjugate(x: Any) -> Any:
    """Complex conjugate. Shapes: (*s) -> (*s).

    Example:
        >>> conjugate(np.array([1 + 2j]))
        array([1.-2.j])
    """
    return namespace(x).conj(x)


conjugate.adjoint = lambda g: conjugate(g)
conjugate.batch = natively(conjugate)
conjugate.samples = [case(complexes(3))]


def conj(x: Any) -> Any:
    """Complex conjugate; a real `x` is returned as it is, without a step. Shapes: (*s) -> (*s).

    Example:
        >>> conj(2.0)
        2.0
    """
    return conjugate(x) if dtype_of(value_of(x)).kind == "c" else x


def real(x: Any) -> Any:
    """Real part; a real `x` is returned as it is, without a step. Shapes: (*s) -> (*s) real.

    Example:
        >>> float(real(1 + 2j)), real(2.0)
        (1.0, 2.0)
    """
    return real_part(x) if is_complex(dtype_of(value_of(x))) else x


def imag(x: Any) -> Any:
    """Imaginary part; zeros for a real `x`. Shapes: (*s) -> (*s) real.

    Example:
        >>> float(imag(1 + 2j)), float(imag(2.0))
        (2.0, 0.0)
    """
    return imaginary_part(x) if is_complex(dtype_of(value_of(x))) else x * 0


@constant()
def stop_gradient(x: Any) -> Any:
    """The same value, as a constant: sweeps stop here. Shapes: (*s) -> (*s).

    Example:
        >>> stop_gradient(2.0)
        2.0
    """
    return x


stop_gradient.batch = natively(stop_gradient)
stop_gradient.samples = [case(real_numbers(3, 4)), case(complexes(3))]


@linear(node="ToCopy", cost=lambda *_: 0)
def transfer(x: Any, *, device: str, back: str = "cpu") -> Any:
    """`x` on another device; its adjoint comes back. Shapes: (*s) -> (*s).

    Example:
        >>> transfer(np.ones(2), device="cpu")
        array([1., 1.])
    """
    del back
    return place(x, device)


transfer.adjoint = lambda g, device, back: transfer(g, device=back, back=device)
transfer.batch = natively(transfer)
transfer.samples = [case(real_numbers(3), device="cpu"), case(complexes(2), device="xla")]
