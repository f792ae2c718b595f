"""Slicing: a part of an array by slices, integers and new axes, and its adjoint, which puts it back among zeros.

Knows two linear maps, each the other's adjoint. Knows no index expression: keys come sorted from `keys`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import scatter
from wengert.arrays.scatter import Span, plain_key
from wengert.kinds import linear
from wengert.samples import case, complexes, real


@linear(node="Slice", cost=lambda *_: 0)
def subarray(x: Any, *, key: Any) -> Any:
    """A part of `x` by slices, integers and new axes. Shapes: (*s) -> (*shape of key).

    Example:
        >>> subarray(np.arange(4.0), key=(Span(1, 2, 2),))
        array([1., 3.])
    """
    return (x if hasattr(x, "shape") else np.asarray(x))[plain_key(key)]


subarray.adjoint = lambda g, x_shape, key: embed(g, shape=x_shape, key=key)
subarray.batch = lambda args, batched, params, size: subarray(args[0], key=(Span(0, size, 1), *params["key"]))
subarray.samples = [
    case(real(5, 4), key=(Span(1, 3, 1), 2)),
    case(real(5, 4), key=(Span(4, 2, -2), None, Span(0, 2, 2))),
    case(real(3), key=(Span(0, 0, 1),)),
    case(complexes(3), key=(1,)),
    case(real(), key=(None,)),
]


@linear(node="SliceBackward")
def embed(values: Any, *, shape: Any, key: Any) -> Any:
    """Zeros of `shape` with `values` in one part: the adjoint of taking it. Shapes: (*shape of key) -> shape.

    Example:
        >>> embed(np.ones(2), shape=(4,), key=(Span(1, 2, 2),))
        array([0., 1., 0., 1.])
    """
    return scatter.embed(values, shape, key)


embed.adjoint = lambda g, key: subarray(g, key=key)
embed.batch = lambda args, batched, params, size: embed(
    args[0], shape=(size, *params["shape"]), key=(Span(0, size, 1), *params["key"])
)
embed.samples = [
    case(real(3), shape=(5, 4), key=(Span(1, 3, 1), 2)),
    case(real(2, 1, 2), shape=(5, 4), key=(Span(4, 2, -2), None, Span(0, 2, 2))),
    case(real(0), shape=(3,), key=(Span(0, 0, 1),)),
]


def part(x: Any, axis: int, start: int, stop: int) -> Any:
    """`x[start:stop]` along `axis`; bounds as Python's. Shapes: (*a, n, *b) -> (*a, m, *b).

    Example:
        >>> part(np.arange(4.0), 0, 1, -1)
        array([1., 2.])
    """
    shape = np.shape(x)
    axis %= len(shape)
    low, high, _ = slice(start, stop).indices(shape[axis])
    whole = [Span(0, n, 1) for n in shape]
    return subarray(x, key=(*whole[:axis], Span(low, max(0, high - low), 1), *whole[axis + 1 :]))
