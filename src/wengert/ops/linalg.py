"""Products of matrices and vectors.

Knows the adjoint of each product in each factor. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.kinds import linear
from wengert.ops.dtype import conj
from wengert.ops.shape import reshape, permute_dims, sum_to
from wengert.samples import case, complexes, real


def matrix_transpose(x: Any) -> Any:
    """The last two axes exchanged. Shapes: (*b, m, n) -> (*b, n, m).

    Example:
        >>> matrix_transpose(np.ones((2, 3))).shape
        (3, 2)
    """
    rank = len(np.shape(x)) if not hasattr(x, "shape") else len(x.shape)
    return permute_dims(x, (*range(rank - 2), rank - 1, rank - 2))


def _matmul_cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return 2.0 * float(np.prod(out, dtype=float)) * shapes[0][-1]


@linear(symbol="@", node="Mm", cost=_matmul_cost)
def matmul(x: Any, y: Any) -> Any:
    """Matrix product; vectors are rows on the left and columns on the right, other axes broadcast.

    Shapes: (*b, m, k), (*b, k, n) -> (*b, m, n).

    Example:
        >>> matmul(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
        np.float64(11.0)
    """
    return namespace(x, y).matmul(x, y)


matmul.adjoints = (
    lambda g, y, x_shape: _into_left(g, y, x_shape),
    lambda g, x, y_shape: _into_right(g, x, y_shape),
)
matmul.samples = [
    case(real(3, 4), real(4, 2)),
    case(real(4), real(4)),
    case(real(3, 4), real(4)),
    case(real(4), real(4, 2)),
    case(real(2, 3, 4), real(4, 2)),
    case(real(5, 1, 3, 4), real(2, 4, 2)),
    case(complexes(2, 3), complexes(3, 2)),
]


def _into_left(g: Any, y: Any, shape: tuple[int, ...]) -> Any:
    """g yᴴ, with vectors made matrices first, summed to the shape of x."""
    rank = len(y.shape)
    if rank == 1:
        return sum_to(_column(g) * conj(y), shape) if len(shape) > 1 else g * conj(y)
    rows = _row(g) if len(shape) == 1 else g
    return _fit(matmul(rows, conj(matrix_transpose(y))), shape)


def _into_right(g: Any, x: Any, shape: tuple[int, ...]) -> Any:
    """xᴴ g, with vectors made matrices first, summed to the shape of y."""
    if len(shape) == 1:
        if len(x.shape) == 1:
            return g * conj(x)
        return sum_to(_column(g) * conj(x), shape)
    if len(x.shape) == 1:
        return _fit(_column(conj(x)) * _row(g), shape)
    return _fit(matmul(conj(matrix_transpose(x)), g), shape)


def _column(v: Any) -> Any:
    return reshape(v, (*v.shape, 1))


def _row(v: Any) -> Any:
    return reshape(v, (*v.shape[:-1], 1, v.shape[-1]))


def _fit(out: Any, shape: tuple[int, ...]) -> Any:
    """Sum broadcast batch axes away; drop the unit axis of a vector."""
    if len(shape) == 1:
        out = reshape(out, (*out.shape[:-2], out.shape[-1]))
    return out if out.shape == shape else sum_to(out, shape)
