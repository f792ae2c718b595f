"""The affine map as one primitive: what three steps (transpose, product, sum) would do, in one line of the list.

Knows the adjoint in input, weight and bias. Knows no module.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.products import product
from wengert.arrays.sums import sum_leading
from wengert.batching import spread
from wengert.kinds import general
from wengert.ops import matmul, matrix_transpose, reshape
from wengert.ops.dtype import conj
from wengert.ops.matrices import gram, in_program, one_matrix
from wengert.ops.shape import sum_to
from wengert.samples import case, complexes, real


def _cost(shapes: Any, out: Any, params: Any) -> float:
    del params
    return 2.0 * float(np.prod(out, dtype=float)) * shapes[0][-1]


@general(symbol="affine", node="Addmm", cost=_cost)
def affine(x: Any, weight: Any, bias: Any) -> Any:
    """Affine map x Wᵀ + b, the row form: samples are rows. Shapes: (*b, in), (out, in), (out,) -> (*b, out).

    Example:
        >>> affine(np.array([1.0, 2.0]), np.array([[3.0, 4.0]]), np.array([0.5]))
        array([11.5])
    """
    return product(x, weight.T) + bias


affine.define(
    [
        lambda g, weight: product(g, conj(weight)),
        lambda g, x: _into_weight(g, x),
        # Where nothing is recorded the sum needs no primitive.
        lambda g, bias_shape: sum_leading(g, g.ndim - 1) if type(g) is np.ndarray else sum_to(g, bias_shape),
    ],
    [
        lambda t, weight: matmul(t, matrix_transpose(weight)),
        lambda t, x: matmul(x, matrix_transpose(t)),
        lambda t: t,
    ],
)
affine.batch = lambda args, batched, params, size: _affine_each(args, batched, size)
affine.samples = [
    case(real(5, 3), real(2, 3), real(2)),
    case(real(3), real(2, 3), real(2)),
    case(real(2, 5, 3), real(4, 3), real(4)),
    case(complexes(5, 3), complexes(2, 3), complexes(2)),
]


def _affine_each(args: Any, batched: tuple[bool, ...], size: int) -> Any:
    """One map for each example; one map for all is a map of more rows."""
    if batched == (True, False, False):
        return affine(*args)
    x, weight, bias = spread(args, batched, size)
    shape, out = np.shape(x), np.shape(bias)[-1]
    rows = reshape(x, (size, int(np.prod(shape[1:-1], dtype=np.int64)), shape[-1]))
    return reshape(matmul(rows, matrix_transpose(weight)) + reshape(bias, (size, 1, out)), (*shape[:-1], out))


def _into_weight(g: Any, x: Any) -> Any:
    """gᵀ x̄, all leading axes as rows. Shapes: (*b, out), (*b, in) -> (out, in)."""
    if type(g) is np.ndarray and type(x) is np.ndarray and g.ndim == 2 and x.dtype.kind != "c":
        return product(g.T, x)
    if in_program(g, x):
        return gram(conj(g), conj(x))
    return product(matrix_transpose(one_matrix(g)), conj(one_matrix(x)))
