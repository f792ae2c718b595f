"""Index expressions: what stands between the brackets, sorted into a static key and an address of integer arrays.

Knows every form NumPy allows. Knows no derivative: keys are plans, read by `indexing` and `updating`.
"""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from wengert.arrays import is_array, is_traced, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.arrays.scatter import Key, Span
from wengert.errors import ConcretizationError, DtypeError, ShapeError
from wengert.kinds import constant
from wengert.samples import case
from wengert.tensor import Tensor, value_of


class Plan(NamedTuple):
    """How to carry out an index expression: first the key, then, if there are indices, the address.

    Attributes:
        key: Static part: for each axis an integer, None or a Span.
        axes: Axes of the keyed array that integer arrays index; empty when the key is all.
        indices: One integer array (raw or tensor) for each of `axes`.
        trivial: Whether the key takes everything as it is.
        apart: Whether an Ellipsis that stands for nothing parts arrays which are neighbours: their own axes then come
            first, as for all arrays that are not neighbours.
    """

    key: Key
    axes: tuple[int, ...]
    indices: tuple[Any, ...]
    trivial: bool
    apart: bool = False


@constant(node="Nonzero")
def positions(mask: Any) -> Any:
    """Where a mask holds, one row of indices for each of its axes. Shapes: (*s) of booleans -> (rank, number of hits).

    Example:
        >>> positions(np.array([True, False, True]))
        array([[0, 2]])
    """
    must_be_known(mask, "index by mask")
    return np.stack(np.nonzero(np.asarray(mask)))


positions.samples = [case(np.array([[True, False], [True, True]]))]


def must_be_known(x: Any, who: str) -> None:
    """Refuse a value that the shape of the result would depend on while it is not known.

    Raises:
        ConcretizationError: `x` is traced by `compile` or `vmap`, or a mere example.
    """
    if is_traced(value_of(x)) or (isinstance(x, Tensor) and x.step is not None and x.step.exemplary):
        raise ConcretizationError(
            f"{who}: the shape of the result depends on a value that is not known while compiling",
            given=f"an unknown array of shape {np.shape(x)}, {dtype_of(x)}",
            hint="use wg.where(mask, x, 0), which keeps the shape",
        )


def plan(key: Any, shape: tuple[int, ...]) -> Plan:
    """Sort an index expression for an array of `shape`.

    Args:
        key: What stood between the brackets: one entry or a tuple of them.
        shape: Sizes of the indexed array.

    Returns:
        The plan.

    Raises:
        ShapeError: Too many entries, an integer out of bounds, a mask of another shape.
        DtypeError: An index is neither integer, boolean, slice, None nor Ellipsis.
        ConcretizationError: A mask or a bound of a slice is not known while compiling.

    Example:
        >>> plan((0, slice(1, None)), (3, 4)).key
        (0, 1:4)
    """
    plain = _plain(key)
    if plain is not None:
        return _remembered(plain, shape)
    entries = [_entry(e) for e in (key if isinstance(key, tuple) else (key,))]
    dots = [k for k, e in enumerate(entries) if e is Ellipsis]
    entries, filled = _filled(entries, dots, shape)
    if not any(is_array(e) or isinstance(e, Tensor) for e in entries if type(e) is not int):
        return Plan(_static(entries, shape), (), (), False)
    found = _mixed(entries, shape)
    arrays = [k for k, e in enumerate(entries) if e is not None and not isinstance(e, slice)]
    neighbours = list(found.axes) == list(range(found.axes[0], found.axes[0] + len(found.axes)))
    parted = bool(dots) and not filled and arrays[0] < dots[0] <= arrays[-1]
    return found._replace(apart=neighbours and parted)


_PLAIN = frozenset([int, type(None), type(Ellipsis)])


def _plain(key: Any) -> tuple[Any, ...] | None:
    """A key of Python's own integers, slices, None and Ellipsis in a form that can be looked up; None for others."""
    found = []
    for e in key if type(key) is tuple else (key,):
        if type(e) in _PLAIN:
            found.append(e)
        elif type(e) is slice and {type(e.start), type(e.stop), type(e.step)} <= _PLAIN:
            found.append((e.start, e.stop, e.step))
        else:
            return None
    return tuple(found)


@lru_cache(maxsize=4096)
def _remembered(plain: tuple[Any, ...], shape: tuple[int, ...]) -> Plan:
    """The plan of a plain key: programs index with the same few keys over and over."""
    entries = [slice(*e) if type(e) is tuple else e for e in plain]
    dots = [k for k, e in enumerate(entries) if e is Ellipsis]
    return Plan(_static(_filled(entries, dots, shape)[0], shape), (), (), False)


def _entry(e: Any) -> Any:
    """An entry as int, None, Ellipsis, slice, or an integer or boolean array (raw or tensor)."""
    if e is None or e is Ellipsis or type(e) is int or isinstance(e, slice):
        return e
    if isinstance(e, (bool, np.bool_)):
        return np.asarray(e)
    if isinstance(e, (list, tuple)):
        e = np.asarray([value_of(v) for v in e])
        e = e.astype(np.intp) if e.size == 0 and e.dtype.kind == "f" else e
    known = is_array(e) or isinstance(e, Tensor)
    kind = dtype_of(e).kind if known else ""
    if kind not in ("b", "i", "u"):
        raise DtypeError(
            "index: only integers, slices, None, ..., and arrays of integers or booleans can index",
            given=f"dtype {dtype_of(e)}" if known else f"{type(e).__name__}",
            hint="round and convert first: .astype('int64')",
        )
    if kind == "b" or np.shape(e) or (isinstance(e, Tensor) and e.step is not None) or namespace(value_of(e)) is not np:
        return np.asarray(e) if isinstance(e, np.generic) else e
    return operator.index(value_of(e).item() if isinstance(e, Tensor) or hasattr(e, "item") else e)


def _consumes(e: Any) -> int:
    """How many axes an entry takes up."""
    if e is None or e is Ellipsis:
        return 0
    return len(np.shape(e)) if not isinstance(e, (int, slice)) and dtype_of(e).kind == "b" else 1


def _filled(entries: list[Any], dots: list[int], shape: tuple[int, ...]) -> tuple[list[Any], int]:
    """The entries with full slices for the Ellipsis, or behind; and how many slices these are."""
    taken = sum(map(_consumes, entries))
    if len(dots) > 1 or taken > len(shape):
        problem = "only one ... may stand" if len(dots) > 1 else f"{taken} indices for {len(shape)} axes"
        raise ShapeError(f"index: {problem}", given=f"an array of shape {shape}")
    at = dots[0] if dots else len(entries)
    missing = len(shape) - taken
    return [*entries[:at], *[slice(None)] * missing, *entries[at + 1 :]], missing


def _span(e: slice, size: int) -> Span:
    try:
        start, stop, step = e.indices(size)
    except TypeError as error:
        if any(is_traced(value_of(b)) for b in (e.start, e.stop, e.step)):
            raise ConcretizationError(
                "index: the bounds of a slice must be known while compiling",
                given="a traced bound",
                hint="index with an array of constant length: x[start + wg.arange(n)]",
            ) from error
        raise DtypeError("index: the bounds of a slice are integers", given=e) from error
    except ValueError as error:
        raise ShapeError(f"index: {error}", given=e) from error
    return Span(start, len(range(start, stop, step)), step)


def _static(entries: list[Any], shape: tuple[int, ...]) -> Key:
    """The key of entries without arrays."""
    key: list[int | Span | None] = []
    axis = 0
    for e in entries:
        if e is None:
            key.append(None)
            continue
        key.append(_inside(e, axis, shape) if isinstance(e, int) else _span(e, shape[axis]))
        axis += 1
    return tuple(key)


def _inside(k: int, axis: int, shape: tuple[int, ...]) -> int:
    size = shape[axis]
    if not -size <= k < size:
        raise ShapeError(
            f"index: {k} is out of bounds for axis {axis}",
            given=f"an array of shape {shape}",
            expected=f"{-size} to {size - 1}",
        )
    return k % size


def _mixed(entries: list[Any], shape: tuple[int, ...]) -> Plan:
    """The plan of entries with arrays among them: integers then count as arrays too, as in NumPy."""
    key: list[int | Span | None] = []
    axes: list[int] = []
    indices: list[Any] = []
    axis = 0
    for e in entries:
        if e is None or isinstance(e, slice):
            key.append(None if e is None else _span(e, shape[axis]))
            axis += e is not None
            continue
        rows, count = _rows(e, axis, shape)
        axes += range(len(key), len(key) + len(rows))
        indices += rows
        key += [Span(0, n, 1) for n in shape[axis : axis + count]] if count else [None]
        axis += count
    whole = tuple(Span(0, n, 1) for n in shape)
    return Plan(tuple(key), tuple(axes), tuple(indices), tuple(key) == whole)


def _rows(e: Any, axis: int, shape: tuple[int, ...]) -> tuple[list[Any], int]:
    """Integer arrays for an entry, and how many axes of the array they index (0: a new one, for a bare boolean)."""
    if isinstance(e, int):
        return [np.asarray(_inside(e, axis, shape))], 1
    if dtype_of(e).kind != "b":
        return [e], 1
    must_be_known(e, "index by mask")
    rank = len(np.shape(e))
    if rank == 0:
        return [np.zeros(int(value_of(e)), np.intp)], 0
    if np.shape(e) != shape[axis : axis + rank]:
        raise ShapeError(
            "index: a mask has the shape of what it masks", given=np.shape(e), expected=shape[axis : axis + rank]
        )
    hits = positions(e)
    return [hits[k] for k in range(rank)], rank
