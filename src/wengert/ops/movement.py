"""Movement: flip, roll, rotate, keep a triangle, read a diagonal.

Knows linear maps that move elements or drop some. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ShapeError
from wengert.kinds import linear
from wengert.ops.shape import axes_of, permute_dims
from wengert.samples import case, complexes, real

Axis = int | Sequence[int] | None


@linear(static=("axis",), cost=lambda *_: 0)
def flip(x: Any, axis: Axis = None) -> Any:
    """Elements in reverse order along `axis` (all axes when None). Shapes: (*s) -> (*s).

    Example:
        >>> flip(np.array([1.0, 2.0]))
        array([2., 1.])
    """
    return namespace(x).flip(x, axis=axis)


flip.adjoint = lambda g, axis: flip(g, axis)
flip.samples = [case(real(3, 4)), case(real(3, 4), axis=-1), case(real(2, 3), axis=(0, 1)), case(complexes(3)), case(real())]
flip.rejects = [(case(real(3), axis=1), ShapeError, "flip")]


@linear(static=("shift", "axis"), cost=lambda *_: 0)
def roll(x: Any, shift: Any, axis: Axis = None) -> Any:
    """Elements `shift` places later along `axis`, the last ones first; as if flattened when None. Shapes: (*s) -> (*s).

    Example:
        >>> roll(np.array([1.0, 2.0, 3.0]), 1)
        array([3., 1., 2.])
    """
    return namespace(x).roll(x, shift, axis=axis)


roll.adjoint = lambda g, shift, axis: roll(g, tuple(-s for s in shift) if isinstance(shift, tuple) else -shift, axis)
roll.samples = [
    case(real(3, 4), shift=2),
    case(real(3, 4), shift=-1, axis=1),
    case(real(3, 4), shift=(1, 5), axis=(0, 1)),
    case(real(0), shift=1),
]
roll.rejects = [(case(real(3), shift=1, axis=1), ShapeError, "roll")]


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
triu.samples = [case(real(3, 4)), case(real(2, 3, 3), k=-1), case(complexes(2, 2), k=1)]
triu.rejects = [(case(real(3)), ShapeError, "two axes")]


def _matrix(x: Any, who: str) -> Any:
    if len(np.shape(x)) < 2:
        raise ShapeError(f"{who}: a matrix has two axes", given=f"shape {np.shape(x)}", expected="(*b, m, n)")
    return x


@linear(cost=lambda *_: 0)
def diagonal(x: Any, *, offset: int = 0) -> Any:
    """The diagonals of matrices; `offset` places above the main one. Shapes: (*b, m, n) -> (*b, length).

    Example:
        >>> diagonal(np.array([[1.0, 2.0], [3.0, 4.0]]))
        array([1., 4.])
    """
    return namespace(_matrix(x, "diagonal")).diagonal(x, offset, axis1=-2, axis2=-1)


diagonal.adjoint = lambda g, x_shape, offset: on_diagonal(g, size=x_shape[-2:], offset=offset)
diagonal.samples = [case(real(3, 4)), case(real(2, 3, 3), offset=-1), case(complexes(2, 2), offset=1), case(real(2, 2), offset=5)]
diagonal.rejects = [(case(real(3)), ShapeError, "two axes")]


@linear()
def on_diagonal(x: Any, *, size: Any, offset: int = 0) -> Any:
    """Matrices of zeros with `x` on a diagonal. Shapes: (*b, length) -> (*b, *size).

    Example:
        >>> on_diagonal(np.ones(2), size=(2, 3), offset=1)
        array([[0., 1., 0.],
               [0., 0., 1.]])
    """
    xp = namespace(x)
    m, n = size
    row, column = max(-offset, 0), max(offset, 0)
    rows, columns = np.arange(x.shape[-1]) + row, np.arange(x.shape[-1]) + column
    if xp is np:
        out = np.zeros((*x.shape[:-1], m, n), x.dtype)
        out[..., rows, columns] = x
        return out
    # XLA compares faster than it scatters, and the compiler folds the constant mask into whatever reads the result.
    wide = xp.zeros((*x.shape[:-1], m), x.dtype).at[..., row : row + x.shape[-1]].set(x)
    mask = np.zeros((m, n), bool)
    mask[rows, columns] = True
    return xp.where(mask, wide[..., None], xp.zeros((), x.dtype))


on_diagonal.adjoint = lambda g, offset: diagonal(g, offset=offset)
on_diagonal.samples = [case(real(3), size=(3, 3)), case(real(2, 2), size=(3, 3), offset=-1), case(real(2), size=(2, 3), offset=1)]


def diag(x: Any, k: int = 0) -> Any:
    """A vector as the diagonal `k` of a square matrix, or the diagonal `k` of a matrix. Shapes: (n) -> (n + |k|, n + |k|).

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
        return on_diagonal(x, size=(side, side), offset=k)
    if len(shape) != 2:
        raise ShapeError("diag: a vector or a matrix", given=f"shape {shape}", hint="diagonal takes batches of matrices")
    return diagonal(x, offset=k)


def rot90(x: Any, k: int = 1, axes: Sequence[int] = (0, 1)) -> Any:
    """`x` turned by `k` quarters in the plane of two axes, the first towards the second. Shapes: (*s) -> (*s) or swapped.

    Raises:
        ShapeError: An axis is out of range, or they are not two.

    Example:
        >>> rot90(np.array([[1.0, 2.0]]))
        array([[2.],
               [1.]])
    """
    plane = axes_of(x, tuple(axes), "rot90")
    if len(plane) != 2:
        raise ShapeError("rot90: a plane has two axes", given=f"axes={axes}")
    first, second = plane
    order = list(range(len(np.shape(x))))
    order[first], order[second] = second, first
    turn = k % 4
    if turn == 0:
        return flip(x, ())
    if turn == 2:
        return flip(x, plane)
    return permute_dims(flip(x, second), tuple(order)) if turn == 1 else flip(permute_dims(x, tuple(order)), second)
