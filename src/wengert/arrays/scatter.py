"""Writing to places of an array, functionally: embed a slice in zeros, add, set, take the larger; and which write wins.

Knows NumPy's in-place forms and XLA's scatter and pad. Knows no tensor and no derivative.

A *key* is static: for each axis an integer, None (a new axis) or a `Span`. An *address* is an integer array of shape
(k, *b) and the k axes it indexes; the other axes are taken whole, and *b stands where NumPy puts it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from wengert.arrays.namespaces import namespace

Shape = tuple[int, ...]


class Span(NamedTuple):
    """`count` elements of an axis: start, start + step, ... A slice with its bounds worked out."""

    start: int
    count: int
    step: int

    def __repr__(self) -> str:
        last = f"{self.start}:{self.start + self.count * self.step}"
        return last if self.step == 1 else f"{last}:{self.step}"

    def slice(self) -> slice:
        """As Python's slice.

        Example:
            >>> Span(3, 2, -2).slice()
            slice(3, None, -2)
        """
        stop = self.start + self.count * self.step
        return slice(0, 0) if self.count == 0 else slice(self.start, stop if stop >= 0 else None, self.step)


Key = tuple["int | Span | None", ...]


def plain_key(key: Key) -> tuple[Any, ...]:
    """The key as an array library reads it.

    Example:
        >>> plain_key((Span(0, 2, 1), None, 3))
        (slice(0, 2, 1), None, 3)
    """
    return tuple(e.slice() if isinstance(e, Span) else e for e in key)


def address_key(indices: Any, axes: Sequence[int], rank: int) -> tuple[Any, ...]:
    """The address as an array library reads it: slices, and one row of `indices` for each of `axes`.

    Example:
        >>> address_key(np.array([[0, 1]]), (1,), 2)
        (slice(None, None, None), array([0, 1]))
    """
    places = dict(zip(axes, indices, strict=True))
    return tuple(places.get(a, slice(None)) for a in range(rank))


def embed(values: Any, shape: Shape, key: Key) -> Any:
    """Zeros of `shape` with `values` at `key`. Shapes: (*shape of key) -> shape.

    XLA pads several times faster than it scatters, so there it is one pad.

    Example:
        >>> embed(np.ones(2), (5,), (Span(1, 2, 2),))
        array([0., 1., 0., 1., 0.])
    """
    xp = namespace(values)
    if xp is np:
        out = np.zeros(shape, np.asarray(values).dtype)
        out[plain_key(key)] = values
        return out
    values, spans = _aligned(xp, values, key)
    if 0 in values.shape:
        return xp.zeros(shape, values.dtype)
    borders = [
        (s.start, n - s.start - (s.count - 1) * s.step - 1, s.step - 1) for s, n in zip(spans, shape, strict=True)
    ]
    from jax import lax

    return lax.pad(values, xp.zeros((), values.dtype), borders)


def _aligned(xp: Any, values: Any, key: Key) -> tuple[Any, list[Span]]:
    """`values` with one axis for each axis of the whole array, and a rising span for each."""
    backwards = [
        k for k, e in enumerate(e for e in key if not isinstance(e, int)) if isinstance(e, Span) and e.step < 0
    ]
    values = xp.flip(values, axis=tuple(backwards)) if backwards else values
    spans = [Span(e, 1, 1) if isinstance(e, int) else e for e in key if e is not None]
    spans = [Span(s.start + (s.count - 1) * s.step, s.count, -s.step) if s.step < 0 else s for s in spans]
    return values.reshape([s.count for s in spans]), spans


def replace(x: Any, values: Any, key: Key) -> Any:
    """`x` with `values` at `key`. Shapes: (*s), broadcasting to the key's shape -> (*s).

    Example:
        >>> replace(np.zeros(3), 1.0, (Span(0, 2, 1),))
        array([1., 1., 0.])
    """
    xp = namespace(x, values)
    if xp is np:
        out = np.array(x)
        out[plain_key(key)] = values
        return out
    x = xp.asarray(x)
    if any(isinstance(e, Span) and e.step != 1 for e in key):
        return x.at[plain_key(key)].set(values)
    from jax import lax

    wide = tuple(1 if e is None else e.count for e in key if not isinstance(e, int))
    values, spans = _aligned(xp, xp.broadcast_to(xp.asarray(values, x.dtype), wide), key)
    return lax.dynamic_update_slice(x, values, [s.start for s in spans])


def gather_at(x: Any, indices: Any, axes: Sequence[int]) -> Any:
    """`x` at an address; on XLA a place out of bounds gives nan, where NumPy refuses.

    Example:
        >>> gather_at(np.arange(6).reshape(2, 3), np.array([[0, 1], [2, 2]]), (0, 1))
        array([2, 5])
    """
    xp = namespace(x, indices)
    key = address_key(indices, axes, len(np.shape(x)))
    if xp is np:
        return x[key]
    must_be_inside(indices, np.shape(x), axes)
    return xp.asarray(x).at[key].get(mode="fill")


def must_be_inside(indices: Any, shape: Shape, axes: Sequence[int]) -> None:
    """Refuse indices out of bounds, as far as they are known while XLA traces.

    Raises:
        IndexError: One of them is.
    """
    if namespace(indices) is not np:
        return
    for axis, index in zip(axes, indices, strict=True):
        wrong = (index < -shape[axis]) | (index >= shape[axis])
        if wrong.any():
            first = np.atleast_1d(index)[np.atleast_1d(wrong)][0]
            raise IndexError(f"index {first} is out of bounds for axis {axis} with size {shape[axis]}")


def add_at(x: Any, indices: Any, axes: Sequence[int], values: Any) -> Any:
    """`x` with `values` added at an address; places that occur twice get both.

    Example:
        >>> add_at(np.zeros(3), np.array([[0, 2, 2]]), (0,), np.ones(3))
        array([1., 0., 2.])
    """
    xp = namespace(x, indices, values)
    if xp is not np:
        must_be_inside(indices, np.shape(x), axes)
        x = xp.asarray(x)
        return x.at[address_key(indices, axes, x.ndim)].add(xp.asarray(values, x.dtype))
    k, many, shape = len(axes), indices.ndim - 1, np.shape(x)
    must_be_inside(indices, shape, axes)
    front = standing(axes)
    out = np.array(np.moveaxis(x, axes, range(k)), order="C")
    block = math.prod(out.shape[k:])
    selected = out.shape[k : k + front] + indices.shape[1:] + out.shape[k + front :]
    rows = np.moveaxis(np.broadcast_to(values, selected), range(front, front + many), range(many))
    # `add.at` is several times faster on flat arrays than on rows.
    places = flat_positions(indices, out.shape[:k]).reshape(-1, 1) * block + np.arange(block)
    np.add.at(out.reshape(-1), places.ravel(), rows.astype(out.dtype).ravel())
    return np.moveaxis(out, range(k), axes)


def standing(axes: Sequence[int]) -> int:
    """The axis of the selection at which the index's own axes begin: that of the indexed axes when adjacent, else 0.

    Example:
        >>> standing((1, 2)), standing((1, 3))
        (1, 0)
    """
    return axes[0] if list(axes) == list(range(axes[0], axes[0] + len(axes))) else 0


def flat_positions(indices: Any, sizes: Sequence[int]) -> Any:
    """Positions in the indexed axes taken as one. Shapes: (k, *b), k sizes -> (*b).

    Example:
        >>> flat_positions(np.array([[1, -1], [0, 2]]), (2, 3))
        array([3, 5])
    """
    xp = namespace(indices)
    flat = xp.zeros(indices.shape[1:], np.intp)
    for index, size in zip(indices, sizes, strict=True):
        flat = flat * size + xp.where(index < 0, index + size, index)
    return flat


def winners(indices: Any, sizes: Sequence[int]) -> Any:
    """Which writes to an address stay: the last to each place. Shapes: (k, *b), k sizes -> (*b) of booleans.

    Example:
        >>> winners(np.array([[0, 1, 0]]), (2,))
        array([False,  True,  True])
    """
    xp = namespace(indices)
    flat = flat_positions(indices, sizes)
    order = xp.arange(math.prod(indices.shape[1:])).reshape(indices.shape[1:])
    if xp is np:
        last = np.empty(math.prod(sizes), np.intp)
        last[flat] = order
    else:
        last = xp.zeros(math.prod(sizes), np.intp).at[flat].max(order)
    return last[flat] == order


def set_at(x: Any, indices: Any, axes: Sequence[int], values: Any) -> Any:
    """`x` with `values` at an address; the last write to a place stays, on XLA too, where order is not defined.

    Example:
        >>> set_at(np.zeros(3), np.array([[0, 2, 2]]), (0,), np.array([1.0, 2.0, 3.0]))
        array([1., 0., 3.])
    """
    xp = namespace(x, indices, values)
    rank = len(np.shape(x))
    if xp is np:
        out = np.array(x)
        out[address_key(indices, axes, rank)] = values
        return out
    must_be_inside(indices, np.shape(x), axes)
    x = xp.asarray(x)
    stays = winners(indices, [x.shape[a] for a in axes])
    # A write that does not stay is sent out of bounds, where XLA drops it.
    indices = xp.where(stays, indices, xp.asarray([x.shape[a] for a in axes]).reshape(-1, *[1] * stays.ndim))
    return x.at[address_key(indices, axes, rank)].set(xp.asarray(values, x.dtype), mode="drop")


def extreme_at(x: Any, indices: Any, axes: Sequence[int], values: Any, larger: bool) -> Any:
    """`x` with the larger (or smaller) of itself and `values` at an address.

    Example:
        >>> extreme_at(np.zeros(2), np.array([[0, 0]]), (0,), np.array([1.0, 2.0]), True)
        array([2., 0.])
    """
    xp = namespace(x, indices, values)
    key = address_key(indices, axes, len(np.shape(x)))
    if xp is np:
        out = np.array(x)
        (np.maximum if larger else np.minimum).at(out, key, values)
        return out
    must_be_inside(indices, np.shape(x), axes)
    place = xp.asarray(x).at[key]
    return place.max(values) if larger else place.min(values)
