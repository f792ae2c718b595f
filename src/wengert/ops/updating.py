"""Updates: arrays with some places changed, functionally: `x.at[i].set(v)`, `.add`, `.multiply`, `.min`, `.max`.

Knows how index expressions become keys and addresses for the primitives of `scattering`. Knows no derivative.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.arrays import scatter
from wengert.arrays.dtypes import dtype_of
from wengert.errors import DtypeError, ShapeError
from wengert.ops.dtype import astype
from wengert.ops.indexing import follow, line_address, own_axes, stacked
from wengert.ops.keys import Plan, plan
from wengert.ops.scattering import add_to, index_set, lower_to, multiply_at, raise_to, replace
from wengert.ops.selection import maximum, minimum
from wengert.ops.shape import axes_of, broadcast_to, moveaxis, reshape
from wengert.ops.slicing import subarray


class At:
    """The places `key` of `x`, about to be read or changed: `x.at[key]`.

    Args:
        x: (*s).
        key: Any index expression.
    """

    def __init__(self, x: Any, key: Any) -> None:
        self.x = x
        self.plan: Plan = plan(key, np.shape(x))

    def get(self) -> Any:
        """The elements: `x[key]`."""
        return follow(self.x, self.plan)

    def set(self, values: Any) -> Any:
        """`x` with `values` at these places; where two meet the last stays. Shapes: broadcasting to x[key] -> (*s)."""
        return self._changed(values, lambda _, v: v, index_set, "set")

    def add(self, values: Any) -> Any:
        """`x` with `values` added; a place named twice gets both. Shapes: broadcasting to x[key] -> (*s)."""
        return self._changed(values, lambda part, v: part + v, add_to, "add")

    def multiply(self, values: Any) -> Any:
        """`x` multiplied by `values`; a place named twice by both. Shapes: broadcasting to x[key] -> (*s)."""
        return self._changed(values, lambda part, v: part * v, multiply_at, "multiply")

    def max(self, values: Any) -> Any:
        """`x` raised to `values` where these are larger. Shapes: broadcasting to x[key] -> (*s)."""
        return self._changed(values, maximum, raise_to, "max")

    def min(self, values: Any) -> Any:
        """`x` lowered to `values` where these are smaller. Shapes: broadcasting to x[key] -> (*s)."""
        return self._changed(values, minimum, lower_to, "min")

    def _changed(
        self, values: Any, combine: Callable[[Any, Any], Any], at_address: Callable[..., Any], who: str
    ) -> Any:
        """`x` with its keyed part changed: by `combine` when there is no address, else by `at_address`."""
        key, axes, indices, trivial, apart = self.plan
        part = self.x if trivial else subarray(self.x, key=key)
        if not axes:
            return replace(self.x, combine(part, fitted(values, np.shape(part), dtype_of(self.x), who)), key=key)
        address = stacked(indices)
        chosen = selection_shape(np.shape(part), np.shape(address), axes)
        if apart:
            within, first = own_axes(self.plan, address)
            rest = [n for a, n in enumerate(chosen) if a not in within]
            values = fitted(values, (*(chosen[a] for a in within), *rest), dtype_of(self.x), who)
            values = moveaxis(values, first, within)
        values = fitted(values, chosen, dtype_of(self.x), who)
        changed = at_address(part, values, address, axes=axes)
        return changed if trivial else replace(self.x, changed, key=key)


class Places:
    """`x.at`: waits for the brackets. Functional updates give a new array and leave `x` as it is.

    Example:
        >>> Places(np.zeros(3))[[0, 0]].add(1.0)
        array([2., 0., 0.])
    """

    def __init__(self, x: Any) -> None:
        self.x = x

    def __getitem__(self, key: Any) -> At:
        return At(self.x, key)


def at(x: Any, key: Any) -> At:
    """The places `key` of `x`, to be changed functionally; on a tensor also written `x.at[key]`.

    Args:
        x: (*s).
        key: Any index expression; see `getitem`.

    Returns:
        An object with `get`, `set`, `add`, `multiply`, `min` and `max`, each giving a new array.

    Raises:
        ShapeError: The key does not fit.

    Example:
        >>> at(np.zeros(3), slice(1, None)).set(1.0)
        array([0., 1., 1.])
    """
    return At(x, key)


def selection_shape(shape: tuple[int, ...], address: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that an address selects.

    Example:
        >>> selection_shape((3, 4, 5), (1, 7), (1,))
        (3, 7, 5)
    """
    rest = tuple(n for a, n in enumerate(shape) if a not in axes)
    front = scatter.standing(axes)
    return rest[:front] + address[1:] + rest[front:]


def fitted(values: Any, shape: tuple[int, ...], dtype: np.dtype, who: str) -> Any:
    """`values` broadcast to `shape` and in `dtype`.

    Raises:
        ShapeError: They do not broadcast.
        DtypeError: Converting would lose a fraction or an imaginary part.
    """
    plain = isinstance(values, (bool, int, float, complex))
    own = np.result_type(values, np.bool_) if plain else dtype_of(values)
    if not np.can_cast(own, dtype, "same_kind"):
        raise DtypeError(
            f"{who}: the values do not fit in the array", given=f"{own} into {dtype}", hint="convert with astype"
        )
    size = np.shape(values)
    if len(size) > len(shape) and set(size[: len(size) - len(shape)]) == {1}:
        values = reshape(values, size[len(size) - len(shape) :])
    values = np.asarray(values, dtype)[()] if plain else values if own == dtype else astype(values, dtype=dtype)
    if np.shape(values) == shape:
        return values
    try:
        return broadcast_to(values, shape)
    except ShapeError as error:
        raise ShapeError(f"{who}: the values do not broadcast to the selection", given=size, expected=shape) from error


def put_along_axis(x: Any, indices: Any, values: Any, axis: int = -1) -> Any:
    """`x` with `values` at one index for each line along `axis`: a new array.

    Args:
        x: (*a, n, *b).
        indices: (*a, m, *b) of integers.
        values: Broadcasting to (*a, m, *b).
        axis: Which axis.

    Returns:
        (*a, n, *b).

    Raises:
        ShapeError: Shapes do not fit, or the axis or an index is out of range.

    Example:
        >>> put_along_axis(np.zeros((2, 2)), np.array([[1], [0]]), 5.0)
        array([[0., 5.],
               [5., 0.]])
    """
    (axis,) = axes_of(x, axis, "put_along_axis")
    rank = len(np.shape(x))
    if len(np.shape(indices)) != rank:
        raise ShapeError("put_along_axis: as many axes in both", given=f"{np.shape(x)} and {np.shape(indices)}")
    values = fitted(values, np.shape(indices), dtype_of(x), "put_along_axis")
    return index_set(x, values, line_address(indices, axis=axis), axes=tuple(range(rank)))


def index_add(x: Any, axis: int, indices: Any, values: Any) -> Any:
    """`x` with slices of `values` added to its slices `indices` along `axis`.

    Args:
        x: (*a, n, *b).
        axis: Which axis.
        indices: (m,) of integers; one named twice gets both.
        values: Broadcasting to (*a, m, *b).

    Returns:
        (*a, n, *b).

    Raises:
        ShapeError: Shapes do not fit, or the axis or an index is out of range.

    Example:
        >>> index_add(np.zeros(3), 0, np.array([0, 2, 2]), np.ones(3))
        array([1., 0., 2.])
    """
    (axis,) = axes_of(x, axis, "index_add")
    return At(x, (slice(None),) * axis + (indices,)).add(values)
