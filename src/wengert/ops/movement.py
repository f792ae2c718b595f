"""Movement: elements reversed, rolled around, rotated by quarters.

Knows linear maps that permute elements along axes. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.batching import along, along_or_flat
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
flip.batch = along(flip, "axis")
flip.samples = [
    case(real(3, 4)),
    case(real(3, 4), axis=-1),
    case(real(2, 3), axis=(0, 1)),
    case(complexes(3)),
    case(real()),
]
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
roll.batch = along_or_flat(roll, keeps=lambda params: True)
roll.samples = [
    case(real(3, 4), shift=2),
    case(real(3, 4), shift=-1, axis=1),
    case(real(3, 4), shift=(1, 5), axis=(0, 1)),
    case(real(0), shift=1),
]
roll.rejects = [(case(real(3), shift=1, axis=1), ShapeError, "roll")]


def rot90(x: Any, k: int = 1, axes: Sequence[int] = (0, 1)) -> Any:
    """`x` turned by `k` quarters in the plane of two axes, first to second. Shapes: (*s) -> (*s) or swapped.

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
