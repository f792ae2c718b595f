"""Triangles of matrices, and the matrix of one diagonal.

Knows which elements stay and that the others become 0. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.batching import natively
from wengert.errors import ShapeError
from wengert.kinds import linear
from wengert.ops.diagonals import diagonal, from_diagonal
from wengert.samples import case, complexes, real


@linear(cost=lambda *_: 0)
def tril(x: Any, *, k: int = 0) -> Any:
    """The lower triangle of matrices: 0 above diagonal `k`. Shapes: (*b, m, n) -> (*b, m, n).

    Example:
        >>> tril(np.ones((2, 2)))
        array([[1., 0.],
               [1., 1.]])
    """
    return namespace(_matrix(x, "tril")).tril(x, k)


tril.adjoint = lambda g, k: tril(g, k=k)
tril.batch = natively(tril)
tril.samples = [case(real(3, 4)), case(real(2, 3, 3), k=-1), case(complexes(2, 2), k=1)]
tril.rejects = [(case(real(3)), ShapeError, "two axes")]


@linear(cost=lambda *_: 0)
def triu(x: Any, *, k: int = 0) -> Any:
    """The upper triangle of matrices: 0 below diagonal `k`. Shapes: (*b, m, n) -> (*b, m, n).

    Example:
        >>> triu(np.ones((2, 2)))
        array([[1., 1.],
               [0., 1.]])
    """
    return namespace(_matrix(x, "triu")).triu(x, k)


triu.adjoint = lambda g, k: triu(g, k=k)
triu.batch = natively(triu)
triu.samples = [case(real(3, 4)), case(real(2, 3, 3), k=-1), case(complexes(2, 2), k=1)]
triu.rejects = [(case(real(3)), ShapeError, "two axes")]


def _matrix(x: Any, who: str) -> Any:
    if len(np.shape(x)) < 2:
        raise ShapeError(f"{who}: a matrix has two axes", given=f"shape {np.shape(x)}", expected="(*b, m, n)")
    return x


def diag(x: Any, k: int = 0) -> Any:
    """A vector as the diagonal `k` of a matrix, or that diagonal of a matrix. Shapes: (n) -> (n + |k|, n + |k|).

    Raises:
        ShapeError: `x` has neither one nor two axes.

    Example:
        >>> diag(np.array([1.0, 2.0]))
        array([[1., 0.],
               [0., 2.]])
    """
    shape = np.shape(x)
    if len(shape) == 1:
        side = shape[0] + abs(k)
        return from_diagonal(x, shape=(side, side), offset=k)
    if len(shape) != 2:
        raise ShapeError(
            "diag: a vector or a matrix", given=f"shape {shape}", hint="diagonal takes batches of matrices"
        )
    return diagonal(x, offset=k)
