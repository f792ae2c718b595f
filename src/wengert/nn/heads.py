"""The queries, keys and values of all heads out of one map, as one primitive: what attention starts with.

Knows how features are ordered: all queries, then all keys, then all values, each head after head. Knows no module.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.errors import ShapeError
from wengert.kinds import general
from wengert.ops import concat, reshape, swapaxes
from wengert.samples import case, real
from wengert.tensor import value_of


# Composed of three slices, three reshapes and three transpositions it would add up three arrays of the size of x on the
# way back, each zero in two thirds. This joins the three.
@general(outputs=("query", "key", "value"), source="Vaswani et al. 2017, section 3.2.2", cost=lambda *_: 0)
def split_heads(x: Any, *, heads: int) -> Any:
    """Queries, keys and values, cut into heads. Shapes: (*b, n, 3 h d) -> three times (*b, h, n, d).

    Example:
        >>> q, k, v = split_heads(np.arange(6.0)[None], heads=2)
        >>> k.shape, k[:, 0, 0]
        ((2, 1, 1), array([2., 3.]))
    """
    shape = np.shape(x)
    if len(shape) < 2 or shape[-1] % (3 * heads):
        raise ShapeError(
            f"split_heads: the features are not those of three times {heads} heads",
            given=f"shape {shape}",
            expected=f"(*b, n, m) with m divisible by {3 * heads}",
        )
    size = shape[-1] // 3
    parts = (x[..., k * size : (k + 1) * size].reshape(*shape[:-1], heads, size // heads) for k in range(3))
    return tuple(namespace(x).swapaxes(part, -3, -2) for part in parts)


def _joined(g: Any, shape: tuple[int, ...]) -> Any:
    """The adjoints of the three side by side; zeros where one of them went nowhere."""
    given = next(part for part in g if part is not None)
    third = (*shape[:-1], shape[-1] // 3)
    zeros = namespace(value_of(given)).zeros(third, given.dtype) if any(part is None for part in g) else None
    return concat([zeros if part is None else reshape(swapaxes(part, -3, -2), third) for part in g], axis=-1)


split_heads.define_joint(
    lambda g, x_shape: (_joined(g, x_shape),),
    lambda tangents, heads: split_heads(tangents[0], heads=heads),
)
split_heads.batch = lambda args, batched, params, size: split_heads(*args, **params)
split_heads.samples = [
    case(real(2, 3, 6), heads=2),
    case(real(3, 6), heads=1),
    case(real(2, 2, 3, 12), heads=2),
]
split_heads.rejects = [(case(real(3, 8), heads=2), ShapeError, "three times 2 heads")]
