"""Kronecker factors of a gradient: one square matrix for each axis, and what is made of it.

Knows how to multiply along an axis, roots of matrices, and how to renew something only now and then. Knows no method.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert.arrays import is_traced, namespace
from wengert.ops import eigh, matmul, matrix_transpose, maximum, moveaxis, tensordot
from wengert.tensor import value_of


def sides(x: Any, max_size: int) -> tuple[int, ...]:
    """The axes that get a factor: longer than 1 and not longer than `max_size`.

    Example:
        >>> sides(np.ones((3, 1, 500)), 100)
        (0,)
    """
    return tuple(k for k, size in enumerate(x.shape) if 1 < size <= max_size)


def gram(g: Any, axis: int) -> Any:
    """G Gᵀ, where the rows of G are the slices of `g` along `axis`. Shapes: (..., n, ...) -> (n, n).

    Example:
        >>> gram(np.array([[1.0, 2.0], [0.0, 1.0]]), 0)
        array([[5., 2.],
               [2., 1.]])
    """
    others = tuple(k for k in range(g.ndim) if k != axis)
    return tensordot(g, g, axes=(others, others))


def along(matrix: Any, x: Any, axis: int) -> Any:
    """`matrix` times `x` along one axis. Shapes: (m, n), (..., n, ...) -> (..., m, ...).

    Example:
        >>> along(np.array([[0.0, 2.0]]), np.array([[1.0, 2.0], [3.0, 4.0]]), 1)
        array([[4.],
               [8.]])
    """
    return moveaxis(tensordot(matrix, x, axes=((1,), (axis,))), 0, axis)


def along_all(matrices: Sequence[Any], x: Any, axes: Sequence[int], transposed: bool = False) -> Any:
    """Each matrix times `x` along its axis.

    Args:
        matrices: Square, one for each axis.
        x: Any array.
        axes: Which.
        transposed: Whether the transposed matrices are taken.

    Example:
        >>> along_all([2 * np.eye(2)], np.ones((2, 1)), [0])
        array([[2.],
               [2.]])
    """
    for matrix, axis in zip(matrices, axes, strict=True):
        x = along(matrix_transpose(matrix) if transposed else matrix, x, axis)
    return x


def inverse_root(a: Any, power: float, eps: float = 0.0) -> Any:
    """a^(-1/power) of a positive semidefinite matrix, eigenvalues at least `eps`. Shapes: (n, n) -> (n, n).

    Example:
        >>> inverse_root(np.diag([4.0, 16.0]), 2.0)
        array([[0.5 , 0.  ],
               [0.  , 0.25]])
    """
    w, v = eigh(a)
    return matmul(v * maximum(w, eps) ** (-1 / power), matrix_transpose(v))


def renewed(due: Any, fresh: Callable[[], Any], old: Any) -> Any:
    """`fresh()` where `due`, else `old`; in a program as well, only what is needed is computed.

    Args:
        due: Boolean, shape ().
        fresh: Makes the new one, of the shapes and dtypes of `old`.
        old: Raw arrays in any containers.

    Example:
        >>> renewed(np.bool_(False), lambda: 1 / 0, 3.0)
        3.0
    """
    if not is_traced(due):
        return fresh() if due else old
    import jax

    return jax.lax.cond(due, fresh, lambda: old)


def identities(x: Any, axes: Sequence[int], factor: float = 1.0) -> tuple[Any, ...]:
    """A multiple of the identity for each axis, in the dtype of `x`.

    Example:
        >>> identities(np.ones((2, 3)), [0], 0.5)[0]
        array([[0.5, 0. ],
               [0. , 0.5]])
    """
    raw = value_of(x)
    xp = namespace(raw)
    return tuple(xp.eye(raw.shape[k], dtype=raw.dtype) * factor for k in axes)
