"""Diagonals and triangles of matrices.

Knows which elements they are, and the maps that take them out and put them back. Knows no sweep.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.batching import natively
from wengert.errors import ShapeError
from wengert.kinds import linear
from wengert.ops.reduction import sum as total
from wengert.samples import case, complexes, real


@linear(cost=lambda *_: 0)
def diagonal(x: Any, *, offset: int = 0) -> Any:
    """A diagonal of the last two axes, `offset` above the main one. Shapes: (*b, m, n) -> (*b, k).

    Example:
        >>> diagonal(np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([1., 4.])
    """
    return namespace(x).diagonal(x, offset, -2, -1)


diagonal.adjoint = lambda g, x_shape, offset: from_diagonal(g, shape=x_shape[-2:], offset=offset)
diagonal.batch = natively(diagonal)
diagonal.samples = [
    case(real(3, 4)),
    case(real(2, 4, 3), offset=-2),
    case(real(3, 4), offset=2),
    case(complexes(3, 3)),
]
diagonal.rejects = [(case(real(3)), ShapeError, "diagonal")]


@linear()
def from_diagonal(x: Any, *, shape: tuple[int, int], offset: int = 0) -> Any:
    """Matrices of `shape` with `x` on one diagonal and zeros elsewhere. Shapes: (*b, k) -> (*b, *shape).

    Example:
        >>> from_diagonal(np.array([1.0, 2.0]), shape=(2, 2))
        array([[1., 0.],
               [0., 2.]])
    """
    xp = namespace(x)
    out = xp.zeros((*x.shape[:-1], *shape), x.dtype)
    rows = np.arange(x.shape[-1]) + max(-offset, 0)
    columns = np.arange(x.shape[-1]) + max(offset, 0)
    if xp is not np:
        return out.at[..., rows, columns].set(x)
    out[..., rows, columns] = x
    return out


from_diagonal.adjoint = lambda g, offset: diagonal(g, offset=offset)
from_diagonal.batch = natively(from_diagonal)
from_diagonal.samples = [
    case(real(3), shape=(3, 4)),
    case(real(2, 2), shape=(4, 3), offset=-2),
    case(real(2), shape=(3, 4), offset=2),
    case(complexes(3), shape=(3, 3)),
]


def trace(x: Any, *, offset: int = 0) -> Any:
    """Sum of a diagonal of the last two axes. Shapes: (*b, m, n) -> (*b).

    Example:
        >>> float(trace(np.array([[1.0, 2.0], [3.0, 4.0]])))
        5.0
    """
    return total(diagonal(x, offset=offset), axis=-1)


def within(x: Any, mask: np.ndarray) -> Any:
    """`x` where the last two axes have a nonzero `mask`, times it. Shapes: (*b, m, n), (m, n) -> (*b, m, n).

    Example:
        >>> within(np.ones((2, 2)), np.tri(2))
        array([[1., 0.],
               [1., 1.]])
    """
    return x * mask.astype(x.dtype)
