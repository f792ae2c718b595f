"""The matrix product by the shortest way that each array library has.

Knows NumPy arrays and JAX tracers. Knows no derivative.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.mesh import on_several
from wengert.arrays.namespaces import for_cpu, is_traced

_FOLDED = 4e5  # multiplications from which XLA's own product of a batch is faster with a factor that lies turned
_WORTH_A_CORE = 1.5e6  # multiplications for which a second core may be woken; for 4 times as many it is anyway


def product(x: Any, y: Any) -> Any:
    """The matrix product `x @ y` of anything that has one. Shapes: (*b, m, k), (*b, k, n) -> (*b, m, n).

    For two matrices NumPy's `dot` finds the same routine half a microsecond sooner than `@`.

    Example:
        >>> product(np.ones((2, 3)), np.ones((3, 1)))
        array([[3.],
               [3.]])
    """
    if type(x) is type(y) is np.ndarray:
        return x.dot(y) if x.ndim == 2 == y.ndim else x @ y
    if is_traced(x) and is_traced(y) and x.dtype == y.dtype and x.ndim >= y.ndim > 1:
        lead = tuple(range(y.ndim - 2))  # a single matrix meets all of the other side
        if (y.ndim == 2 or x.shape[:-2] == y.shape[:-2]) and x.shape[-1] == y.shape[-2]:
            from jax import lax  # what its `@` calls in the end; tracing takes half as long

            return lax.dot_general(x, y, (((x.ndim - 1,), (y.ndim - 2,)), (lead, lead)))
    return x @ y


def gram(x: Any, y: Any) -> Any:
    """Columns by columns, xᵀ y, summed over all rows: what a weight's gradient is. Shapes: (*r, m), (*r, n) -> (m, n).

    Turned where `is_turned` says so; without the barrier XLA would undo that.

    Example:
        >>> gram(np.ones((3, 2)), np.ones((3, 1)))
        array([[3.],
               [3.]])
    """
    m, n = x.shape[-1], y.shape[-1]
    if not (is_traced(x) and is_traced(y) and x.dtype == y.dtype):
        return product(x.T, y) if x.ndim == 2 else product(x.reshape(-1, m).T, y.reshape(-1, n))
    from jax import lax

    rows = tuple(range(x.ndim - 1))
    dimensions = ((rows, rows), ((), ()))
    if is_turned(x, n):
        return lax.optimization_barrier(lax.dot_general(y, x, dimensions)).T
    return lax.dot_general(x, y, dimensions)


def is_turned(x: Any, n: int) -> bool:
    """Whether xᵀ y is made as the transpose of yᵀ x, for a y of n columns.

    XLA's CPU packs the left factor of such a product slowly, so the wider one goes to the right where the result is
    small enough to be transposed afterwards. A third less time for 2048 rows of 512 and of 128, half for 64 rows of 256
    and of 10.

    Example:
        >>> is_turned(np.ones((2048, 512)), 128)
        False
    """
    if not for_cpu(x):
        return False
    m = x.shape[-1]
    return x.size // max(m, 1) * (m - n) > m * n  # what there is less to pack, against what is transposed


def batch_gram(x: Any, y: Any) -> Any:
    """Columns by columns of each matrix in a batch, xᵀ y. Shapes: (*b, r, m), (*b, r, n) -> (*b, m, n).

    XLA's CPU makes a transpose part of such a product, and then none of its libraries takes it: 256 products of 16 rows
    of 16 and of 16 cost 330 µs in place of 90. So where they are small the smaller factor is turned by a step of its
    own, which merges with whatever made it.

    Example:
        >>> batch_gram(np.ones((2, 3, 1)), np.ones((2, 3, 1)))[:, 0, 0]
        array([3., 3.])
    """
    if not (is_traced(x) and is_traced(y) and x.dtype == y.dtype):
        return product(x.mT, y)
    from jax import lax

    rank = x.ndim
    lead = tuple(range(rank - 2))
    if for_cpu(x) and x.dtype == np.float32 and x.shape[-2] * x.shape[-1] * y.shape[-1] <= _FOLDED:
        fixed = lax.optimization_barrier
        return product(fixed(x.mT), y) if x.size < y.size else fixed(product(fixed(y.mT), x)).mT
    return lax.dot_general(x, y, (((rank - 2,), (rank - 2,)), (lead, lead)))


def row_gram(x: Any, y: Any) -> Any:
    """Rows by rows, x yᵀ. Shapes: (*b, k), (n, k) -> (*b, n), or (*b, m, k), (*b, n, k) -> (*b, m, n).

    Example:
        >>> row_gram(np.ones((1, 3)), np.ones((2, 3)))
        array([[3., 3.]])
    """
    if not (is_traced(x) and is_traced(y) and x.dtype == y.dtype):
        return product(x, y.mT)
    from jax import lax

    lead = tuple(range(y.ndim - 2))
    return lax.dot_general(x, y, (((x.ndim - 1,), (y.ndim - 1,)), (lead, lead)))


def parallel_product(x: Any, y: Any) -> Any:
    """The matrix product x y on all cores, for the products inside a loop. Shapes: (m, k), (k, n) -> (m, n).

    The library that XLA's CPU gives products to keeps those of a few million multiplications on one core. Written as a
    convolution of 1 × 1 they stay with XLA's own, which shares out what has more rows than columns, or more terms in a
    sum: 512 × 128 by 128 × 32 takes 26 µs on two cores in place of 43, in the loop of an LSTM 42 in place of 58. Where
    the cores are devices of a mesh, each has a product of its own already.

    Example:
        >>> parallel_product(np.ones((2, 3)), np.ones((3, 1)))
        array([[3.],
               [3.]])
    """
    (m, k), n = x.shape, y.shape[1]
    worth = _WORTH_A_CORE <= m * k * n < 4 * _WORTH_A_CORE
    if not (worth and for_cpu(x) and x.dtype == y.dtype == np.float32) or on_several():
        return product(x, y)
    from jax import lax

    image, kernel, order = x.reshape(1, m, 1, k), y.reshape(1, 1, k, n), ("NHWC", "HWIO", "NHWC")
    return lax.conv_general_dilated(image, kernel, (1, 1), "VALID", dimension_numbers=order).reshape(m, n)
