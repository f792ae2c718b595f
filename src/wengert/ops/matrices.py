"""The matrix product, and the two in which a factor is turned: together they are closed under differentiation.

Knows the adjoint of each in each factor. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.arrays.products import batch_gram as columns_by_columns_each
from wengert.arrays.products import gram as columns_by_columns
from wengert.arrays.products import is_turned, product
from wengert.arrays.products import row_gram as rows_by_rows
from wengert.arrays.shapes import size_of
from wengert.batching import aligned
from wengert.errors import ShapeError
from wengert.kinds import general, linear
from wengert.ops.dtype import conj
from wengert.ops.shape import permute_dims, reshape, sum_to
from wengert.samples import case, complexes, real
from wengert.tensor import value_of


def matrix_transpose(x: Any) -> Any:
    """The last two axes exchanged. Shapes: (*b, m, n) -> (*b, n, m).

    Raises:
        ShapeError: There are fewer than two axes.

    Example:
        >>> matrix_transpose(np.ones((2, 3))).shape
        (3, 2)
    """
    rank = len(np.shape(x))
    if rank < 2:
        raise ShapeError(
            "matrix_transpose: needs at least two axes", given=f"shape {np.shape(x)}", expected="(*b, m, n)"
        )
    if type(x) is np.ndarray:  # nothing to record: the view, without the way through a primitive
        return x.mT
    return permute_dims(x, (*range(rank - 2), rank - 1, rank - 2))


def adjoint(x: Any) -> Any:
    """Conjugate transpose of the last two axes. Shapes: (*b, m, n) -> (*b, n, m).

    Example:
        >>> adjoint(np.array([[1.0, 2j]]))
        array([[1.-0.j],
               [0.-2.j]])
    """
    if type(x) is np.ndarray and x.ndim > 1:  # as in `matrix_transpose`
        return x.mT if x.dtype.kind != "c" else x.mT.conj()
    return conj(matrix_transpose(x))


def _matmul_cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return 2.0 * float(np.prod(out, dtype=float)) * shapes[0][-1]


def in_program(*factors: Any) -> bool:
    """Whether all factors are part of a program, where one step is less to trace than a transpose and a product.

    Example:
        >>> in_program(np.ones(2), np.ones(2))
        False
    """
    return all(is_traced(value_of(f)) for f in factors)


def _into_left(g: Any, y: Any, x_shape: tuple[int, ...]) -> Any:
    """G yᴴ, with vectors made matrices first, summed to the shape of x."""
    rank = y.ndim
    if rank == 2 and len(x_shape) > 1:
        if type(y) is np.ndarray and y.dtype.kind != "c":
            return product(g, y.T)
        return row_gram(g, y) if in_program(g, y) else g @ adjoint(y)
    if rank == 1:
        return sum_to(column(g) * conj(y), x_shape) if len(x_shape) > 1 else g * conj(y)
    rows = row(g) if len(x_shape) == 1 else g
    alike = in_program(rows, y) and np.shape(value_of(rows))[:-2] == y.shape[:-2]
    return _fit(row_gram(rows, y) if alike else matmul(rows, adjoint(y)), x_shape)


def _into_right(g: Any, x: Any, y_shape: tuple[int, ...]) -> Any:
    """xᴴ g, with vectors made matrices first, summed to the shape of y."""
    rank = x.ndim
    if rank > 1 and len(y_shape) == 2:
        if in_program(x, g):
            return gram(x, g)
        if rank > 2:
            x, g = one_matrix(x), one_matrix(g)  # the sum over the batch is part of the product, no array of its own
        if type(x) is np.ndarray and x.dtype.kind != "c":
            return product(x.T, g)
        return adjoint(x) @ g
    if len(y_shape) == 1:
        return g * conj(x) if rank == 1 else sum_to(column(g) * conj(x), y_shape)
    if rank == 1:
        return _fit(column(conj(x)) * row(g), y_shape)
    alike = in_program(x, g) and x.shape[:-2] == np.shape(value_of(g))[:-2]
    return _fit(batch_gram(x, g) if alike else matmul(adjoint(x), g), y_shape)


def one_matrix(x: Any) -> Any:
    """All rows of a batch together. Shapes: (*r, n) -> (m, n).

    Example:
        >>> one_matrix(np.ones((2, 3, 4))).shape
        (6, 4)
    """
    return x if x.ndim == 2 else reshape(x, (_rows(x.shape), x.shape[-1]))


@linear(symbol="@", node="Mm", cost=_matmul_cost)
def matmul(x: Any, y: Any) -> Any:
    """Matrix product; vectors are rows on the left and columns on the right, other axes broadcast.

    Shapes: (*b, m, k), (*b, k, n) -> (*b, m, n).

    Example:
        >>> matmul(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
        np.float64(11.0)
    """
    return product(x, y)


matmul.adjoints = (_into_left, _into_right)
matmul.batch = lambda args, batched, params, size: _matmul_each(*args, *batched)
matmul.samples = [
    case(real(3, 4), real(4, 2)),
    case(real(4), real(4)),
    case(real(3, 4), real(4)),
    case(real(4), real(4, 2)),
    case(real(2, 3, 4), real(4, 2)),
    case(real(5, 1, 3, 4), real(2, 4, 2)),
    case(complexes(2, 3), complexes(3, 2)),
    case(complexes(3), complexes(3)),
]
matmul.rejects = [
    (case(real(3, 4), real(5, 2)), ShapeError, "matmul"),
    (case(real(), real(2)), ShapeError, "matmul"),
]


@general(symbol="ᴴ@", node="Gram", cost=lambda shapes, out, params: 2.0 * float(np.prod(out)) * _rows(shapes[0]))
def gram(x: Any, y: Any) -> Any:
    """xᴴ y, all columns of one matrix by all of another: what a product sweeps into its right factor.

    One step where the transpose and the product are two, so that a program can choose which factor to turn.
    Shapes: (*r, m), (*r, n) -> (m, n).

    Example:
        >>> gram(np.ones((3, 2)), np.ones((3, 1)))
        array([[3.],
               [3.]])
    """
    return columns_by_columns(conj(x), y)


def _rows(shape: tuple[int, ...]) -> int:
    return size_of(shape[:-1])


def _gram_each(args: Sequence[Any], batched: Sequence[bool], params: Any, size: int) -> Any:
    """A product for each example, its rows made one axis."""
    del params, size
    x, y = (reshape(a, (*np.shape(a)[:b], -1, np.shape(a)[-1])) for a, b in zip(args, batched, strict=True))
    return _matmul_each(adjoint(x), y, *batched)


def _gram_pull(g: Any, x: Any, y: Any, tracked: Any) -> tuple[Any, Any]:
    return row_gram(y, g) if tracked[0] else None, matmul(x, g) if tracked[1] else None


def _gram_push(tangents: Any, x: Any, y: Any) -> Any:
    dx, dy = tangents
    if dx is None or dy is None:
        return gram(x, dy) if dx is None else gram(dx, y)
    if is_turned(value_of(x), y.shape[-1]):
        # In a program a term that is turned is turned back as it is added to one that is not; two of them would be
        # turned back into an array of their own.
        return gram(dx, y) + adjoint(one_matrix(x)) @ one_matrix(dy)
    return gram(dx, y) + gram(x, dy)


gram.define_joint(_gram_pull, _gram_push)
gram.batch = _gram_each
gram.samples = [
    case(real(3, 2), real(3, 4)),
    case(real(40, 9), real(40, 2)),
    case(real(2, 3, 4), real(2, 3, 2)),
    case(complexes(3, 2), complexes(3, 1)),
]
gram.rejects = [(case(real(3, 2), real(2, 3)), ShapeError, "gram")]


@linear(symbol="@ᴴ", node="RowGram", cost=lambda shapes, out, params: 2.0 * float(np.prod(out)) * shapes[0][-1])
def row_gram(x: Any, y: Any) -> Any:
    """x yᴴ, all rows of one matrix by all of another: what a product sweeps into its left factor.

    Shapes: (*b, k), (n, k) -> (*b, n), or (*b, m, k), (*b, n, k) -> (*b, m, n).

    Example:
        >>> row_gram(np.ones((1, 3)), np.ones((2, 3)))
        array([[3., 3.]])
    """
    return rows_by_rows(x, conj(y))


def _into_rows(g: Any, x: Any, y_shape: tuple[int, ...]) -> Any:
    return gram(g, x) if len(y_shape) == 2 else batch_gram(g, x)


row_gram.adjoints = (lambda g, y: matmul(g, y), _into_rows)
row_gram.batch = lambda args, batched, params, size: _matmul_each(args[0], adjoint(args[1]), *batched)
row_gram.samples = [
    case(real(3, 2), real(4, 2)),
    case(real(2, 3, 4), real(5, 4)),
    case(real(2, 3, 4), real(2, 5, 4)),
    case(complexes(3, 2), complexes(1, 2)),
]
row_gram.rejects = [(case(real(3, 2), real(2, 3)), ShapeError, "row_gram")]


@linear(symbol="ᴴ@", node="BatchGram", cost=lambda shapes, out, params: 2.0 * float(np.prod(out)) * shapes[0][-2])
def batch_gram(x: Any, y: Any) -> Any:
    """xᴴ y for each matrix of a batch: what a product of many sweeps into its right factors.

    Shapes: (*b, r, m), (*b, r, n) -> (*b, m, n).

    Example:
        >>> batch_gram(np.ones((2, 3, 1)), np.ones((2, 3, 1)))[:, 0, 0]
        array([3., 3.])
    """
    return columns_by_columns_each(conj(x), y)


batch_gram.adjoints = (lambda g, y: row_gram(y, g), lambda g, x: matmul(x, g))
batch_gram.batch = lambda args, batched, params, size: _matmul_each(adjoint(args[0]), args[1], *batched)
batch_gram.samples = [
    case(real(2, 3, 2), real(2, 3, 4)),
    case(real(2, 3, 4), real(2, 3, 2)),
    case(complexes(2, 3, 2), complexes(2, 3, 1)),
]
batch_gram.rejects = [(case(real(2, 3, 2), real(2, 2, 3)), ShapeError, "batch_gram")]


def _matmul_each(x: Any, y: Any, x_batched: bool, y_batched: bool) -> Any:
    """A product for each example: vectors are made matrices, so that what stands in front is batch and nothing else."""
    row_left, column_right = len(np.shape(x)) - x_batched == 1, len(np.shape(y)) - y_batched == 1
    x = row(x) if row_left else x
    y = column(y) if column_right else y
    out = matmul(*aligned((x, y), (x_batched, y_batched), (2, 2)))
    shape = np.shape(out)
    kept = (*shape[:-2], *(() if row_left else shape[-2:-1]), *(() if column_right else shape[-1:]))
    return out if kept == shape else reshape(out, kept)


def column(v: Any) -> Any:
    """Vectors as matrices of one column. Shapes: (*b, n) -> (*b, n, 1).

    Example:
        >>> column(np.ones(3)).shape
        (3, 1)
    """
    return reshape(v, (*v.shape, 1))


def row(v: Any) -> Any:
    """Vectors as matrices of one row. Shapes: (*b, n) -> (*b, 1, n).

    Example:
        >>> row(np.ones(3)).shape
        (1, 3)
    """
    return reshape(v, (*v.shape[:-1], 1, v.shape[-1]))


def _fit(out: Any, shape: tuple[int, ...]) -> Any:
    """Sum broadcast batch axes away; drop the unit axis of a vector."""
    if len(shape) == 1:
        out = reshape(out, (*out.shape[:-2], out.shape[-1]))
    return out if out.shape == shape else sum_to(out, shape)
