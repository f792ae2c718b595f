"""Repeating: copies of elements, of whole arrays, and of borders.

Knows how copies are views or addresses, so that their adjoints add up what the copies receive. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import namespace
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.scatter import Span
from wengert.errors import ArgumentError, ShapeError
from wengert.kinds import general
from wengert.ops.indexing import take
from wengert.ops.joining import concat
from wengert.ops.shape import axes_of, broadcast_to, expand_dims, ravel, reshape
from wengert.ops.slicing import subarray
from wengert.samples import case, complexes, real
from wengert.tensor import value_of


def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Each element along `axis` repeated in place; `x` flattened first when `axis` is None.

    Args:
        x: (*a, n, *b).
        repeats: How often, for all or for each of the n; plain integers, because the result's shape depends on them.
        axis: Which axis.

    Returns:
        (*a, sum of repeats, *b).

    Raises:
        ShapeError: `repeats` does not fit the axis.

    Example:
        >>> repeat(np.array([1.0, 2.0]), 2), repeat(np.array([1.0, 2.0]), [1, 2])
        (array([1., 1., 2., 2.]), array([1., 2., 2.]))
    """
    if axis is None:
        x, axis = ravel(x), 0
    (axis,) = axes_of(x, axis, "repeat")
    shape = np.shape(x)
    counts = np.asarray(value_of(repeats))
    if counts.ndim == 0 or counts.shape == (1,):
        n = int(counts.item())
        wide = broadcast_to(expand_dims(x, axis + 1), (*shape[: axis + 1], n, *shape[axis + 1 :]))
        return reshape(wide, (*shape[:axis], shape[axis] * n, *shape[axis + 1 :]))
    if counts.shape != (shape[axis],):
        raise ShapeError(
            "repeat: one count for each element", given=f"{counts.shape} counts", expected=f"({shape[axis]},)"
        )
    return take(x, np.repeat(np.arange(shape[axis]), counts), axis=axis)


def tile(x: Any, repetitions: int | Sequence[int]) -> Any:
    """`x` as a whole repeated along each axis. Shapes: (*s), r -> (*s times r), shorter ones padded with 1 in front.

    Example:
        >>> tile(np.array([1.0, 2.0]), 2)
        array([1., 2., 1., 2.])
    """
    reps = (repetitions,) if isinstance(repetitions, int) else tuple(repetitions)
    shape = np.shape(x)
    rank = max(len(reps), len(shape))
    sizes = (1,) * (rank - len(shape)) + shape
    reps = (1,) * (rank - len(reps)) + reps
    wide = broadcast_to(
        reshape(x, tuple(n for size in sizes for n in (1, size))),
        tuple(n for r, size in zip(reps, sizes, strict=True) for n in (r, size)),
    )
    return reshape(wide, tuple(r * n for r, n in zip(reps, sizes, strict=True)))


Width = int | tuple[int, int] | Sequence[tuple[int, int]]


@general(static=("widths", "value"), node="ConstantPadNd", cost=lambda *_: 0)
def border(x: Any, widths: Any, value: Any = 0) -> Any:
    """`x` with a border of one value. Shapes: (*s) -> (*s + before + after).

    Example:
        >>> border(np.ones(2), ((1, 0),), 5.0)
        array([5., 1., 1.])
    """
    # A Python number would enter the compiled program in double precision.
    return namespace(x).pad(x, widths, constant_values=np.asarray(value, dtype_of(x)))


border.define(
    [lambda g, x_shape, widths: subarray(g, key=_inside(x_shape, widths))],
    [lambda dx, widths: border(dx, widths, 0)],
)
border.batch = lambda args, batched, params, size: border(args[0], ((0, 0), *params["widths"]), params["value"])
border.samples = [
    case(real(3, 4), widths=((1, 2), (0, 3)), value=0.5),
    case(real(3), widths=((0, 0),)),
    case(complexes(2), widths=((1, 1),)),
    case(real(0), widths=((1, 1),)),
]
border.rejects = [(case(real(3), widths=((-1, 0),)), ShapeError, "negative")]


def _inside(shape: tuple[int, ...], widths: Any) -> tuple[Span, ...]:
    return tuple(Span(low, n, 1) for n, (low, _) in zip(shape, widths, strict=True))


def pad(x: Any, pad_width: Width, mode: str = "constant", constant_values: float = 0) -> Any:
    """`x` with a border.

    Args:
        x: (*s).
        pad_width: (before, after) for each axis, one pair for all, or one integer.
        mode: `constant`, `edge` (the last value), `reflect` (without it), `symmetric` (with it) or `wrap`.
        constant_values: The value of a constant border.

    Returns:
        (*s + before + after).

    Raises:
        ShapeError: The widths are negative or do not fit the axes, or there is nothing to reflect.
        ArgumentError: No such mode.

    Example:
        >>> pad(np.array([1.0, 2.0, 3.0]), 1, mode="reflect")
        array([2., 1., 2., 3., 2.])
    """
    widths = _pairs(pad_width, np.shape(x))
    if mode == "constant":
        return border(x, widths, constant_values)
    if mode not in ("edge", "reflect", "symmetric", "wrap"):
        raise ArgumentError("pad: no such mode", given=mode, expected="constant, edge, reflect, symmetric or wrap")
    for axis, (size, width) in enumerate(zip(np.shape(x), widths, strict=True)):
        if any(width):
            if size == 0:
                raise ShapeError(f"pad: nothing to {mode} along axis {axis}", given=f"shape {np.shape(x)}")
            places = np.pad(np.arange(size), width, mode=mode)
            before, after = places[: width[0]], places[width[0] + size :]
            x = concat([*_line(x, axis, before), x, *_line(x, axis, after)], axis=axis)
    return x


def _line(x: Any, axis: int, places: np.ndarray) -> list[Any]:
    """Elements along an axis, as parts to be joined: slices where they lie in a row, which have cheaper adjoints."""
    if len(places) == 0:
        return []
    steps = set(np.diff(places).tolist()) or {1}
    if len(steps) > 1:
        return [take(x, places, axis=axis)]
    shape, step, count = np.shape(x), steps.pop(), len(places)
    whole = [Span(0, n, 1) for n in shape]
    span = Span(int(places[0]), count if step else 1, step or 1)
    line = subarray(x, key=(*whole[:axis], span, *whole[axis + 1 :]))
    return [line if step else broadcast_to(line, (*shape[:axis], count, *shape[axis + 1 :]))]


def _pairs(width: Any, shape: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    try:
        pairs = np.broadcast_to(np.asarray(width, dtype=np.intp), (len(shape), 2))
    except ValueError as error:
        raise ShapeError("pad: one (before, after) for each axis", given=f"{width} for shape {shape}") from error
    if (pairs < 0).any():
        raise ShapeError("pad: a border is not negative", given=width, hint="slice to make an array smaller")
    return tuple((int(low), int(high)) for low, high in pairs)
