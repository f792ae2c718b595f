"""Convolutions whose windows lie side by side: matrix products between a tile and its place.

Knows how to cut an array into tiles and how to lay tiles side by side. Knows no primitive of its own, so every order of
derivative is that of the product. XLA's CPU has fast code for the product, and none for the adjoint of such a
convolution in its weight: that of 16 images of 16 × 16, 16 to 8 channels, takes a twentieth of the time so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from wengert.arrays import for_cpu
from wengert.ops.correlation import Pairs, Sizes
from wengert.ops.indexing import getitem
from wengert.ops.matrices import matmul, matrix_transpose
from wengert.ops.shape import moveaxis, permute_dims, reshape
from wengert.tensor import value_of


def side_by_side(x: Any, kernel: Sizes, stride: Sizes, padding: Pairs, dilation: Sizes, groups: int) -> bool:
    """Whether windows of a convolution in a program for the CPU cover every element once, up to a rest at the end.

    Example:
        >>> import numpy as np
        >>> side_by_side(np.ones((1, 1, 4)), (2,), (2,), ((0, 0),), (1,), 1)
        False
    """
    plain = kernel == stride and groups == 1 and all(d == 1 for d in dilation) and not any(map(any, padding))
    return plain and math.prod(kernel) > 1 and for_cpu(value_of(x))


def tiles_to_places(x: Any, w: Any) -> Any:
    """A convolution with the kernel as its stride. Shapes: (n, c, *s), (o, c, *k) -> (n, o, *(s // k)).

    Example:
        >>> import numpy as np
        >>> tiles_to_places(np.arange(5.0).reshape(1, 1, 5), np.ones((1, 1, 2)))
        array([[[1., 5.]]])
    """
    n, c, *sizes = x.shape
    o, kernel = w.shape[0], w.shape[2:]
    places = [s // k for s, k in zip(sizes, kernel, strict=True)]
    rank = len(kernel)
    if any(s % k for s, k in zip(sizes, kernel, strict=True)):
        cut = [slice(0, p * k) for p, k in zip(places, kernel, strict=True)]
        x = getitem(x, (slice(None), slice(None), *cut))
    apart = reshape(x, (n, c, *_pairs(places, kernel)))
    first = permute_dims(apart, (0, *range(2, 2 + 2 * rank, 2), 1, *range(3, 3 + 2 * rank, 2)))
    rows = reshape(first, (n * math.prod(places), c * math.prod(kernel)))
    out = matmul(rows, matrix_transpose(reshape(w, (o, rows.shape[1]))))
    return moveaxis(reshape(out, (n, *places, o)), -1, 1)


def places_to_tiles(x: Any, w: Any) -> Any:
    """The adjoint of that in its input. Shapes: (n, c, *s), (c, o, *k) -> (n, o, *(s k)).

    Example:
        >>> import numpy as np
        >>> places_to_tiles(np.array([[[1.0, 5.0]]]), np.ones((1, 1, 2)))
        array([[[1., 1., 5., 5.]]])
    """
    n, c, *sizes = x.shape
    o, kernel = w.shape[1], w.shape[2:]
    rank = len(kernel)
    rows = reshape(moveaxis(x, 1, -1), (n * math.prod(sizes), c))
    out = reshape(matmul(rows, reshape(w, (c, o * math.prod(kernel)))), (n, *sizes, o, *kernel))
    axes = [axis for k in range(rank) for axis in (1 + k, 2 + rank + k)]
    together = permute_dims(out, (0, 1 + rank, *axes))
    return reshape(together, (n, o, *(s * k for s, k in zip(sizes, kernel, strict=True))))


def _pairs(places: Sequence[int], kernel: Sequence[int]) -> list[int]:
    return [size for pair in zip(places, kernel, strict=True) for size in pair]
