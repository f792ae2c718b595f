"""Batch axes: which axis of which leaf holds the examples.

Knows containers and shapes. Knows no list.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.errors import ArgumentError, ShapeError
from wengert.tensor import value_of

Axes = Any


def axes_of_leaves(in_axes: Axes, args: Sequence[Any]) -> list[int | None]:
    """One axis, or None, for every leaf of the arguments.

    Raises:
        ArgumentError: `in_axes` has not one entry for each argument.

    Example:
        >>> axes_of_leaves((0, None), ({"a": 1, "b": 2}, 3))
        [0, 0, None]
    """
    if in_axes is None or isinstance(in_axes, int):
        in_axes = (in_axes,) * len(args)
    per_argument = list(in_axes) if isinstance(in_axes, (tuple, list)) else []
    if len(per_argument) != len(args):
        raise ArgumentError("vmap: in_axes has not one entry for each argument", given=in_axes, expected=len(args))
    out: list[int | None] = []
    for axes, argument in zip(per_argument, args, strict=True):
        out += axes_like(axes, tree.flatten(argument)[1])
    return out


def axes_like(axes: Axes, structure: tree.Structure) -> list[int | None]:
    """`axes`, one number or a nest that begins like `structure`, as one entry for every leaf.

    Raises:
        ArgumentError: The nest does not fit.
    """
    if axes is None or isinstance(axes, int):
        return [axes] * structure.size
    below: list[Axes] = []
    if isinstance(axes, dict) and set(map(str, axes)) == set(structure.names):
        named = {str(name): entry for name, entry in axes.items()}
        below = [named[name] for name in structure.names]
    elif isinstance(axes, (tuple, list)):
        below = list(axes)
    elif dataclasses.is_dataclass(axes) and not isinstance(axes, type):
        below = [getattr(axes, name, None) for name in structure.names]
    if len(below) != len(structure.children):
        raise ArgumentError(
            "vmap: axes do not fit the containers",
            given=axes,
            expected=f"a number, or one entry for each of {', '.join(structure.names) or 'no children'}",
        )
    return [a for entry, child in zip(below, structure.children, strict=True) for a in axes_like(entry, child)]


def batch_size(leaves: Sequence[Any], axes: Sequence[int | None]) -> int:
    """The one size along all batch axes.

    Raises:
        ShapeError: Sizes differ, an axis is not there, or nothing is batched.
    """
    shapes = [np.shape(value_of(leaf)) for leaf in leaves]
    for shape, axis in zip(shapes, axes, strict=True):
        if axis is not None and not -len(shape) <= axis < len(shape):
            raise ShapeError("vmap: an argument has no such axis", given=f"shape {shape}, axis {axis}")
    sizes = {shape[axis] for shape, axis in zip(shapes, axes, strict=True) if axis is not None}
    if len(sizes) != 1:
        raise ShapeError(
            "vmap: batch sizes differ" if sizes else "vmap: no argument is batched",
            given=f"shapes {shapes} with axes {list(axes)}",
            expected="one size along every batch axis",
            hint="in_axes=None for an argument that is the same for every example",
        )
    return sizes.pop()
