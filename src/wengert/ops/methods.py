"""Methods of Tensor whose signature is not that of an operation: what PyTorch and NumPy users call on an array.

Knows both libraries' spellings. Holds no mathematics: each is one call of an operation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from wengert.arrays.devices import device_of, is_device, on_one
from wengert.errors import MutationError, ShapeError
from wengert.ops.arithmetic import positive
from wengert.ops.dtype import astype, transfer
from wengert.ops.indexing import getitem, take, take_along_axis
from wengert.ops.joining import unstack
from wengert.ops.movement import flip
from wengert.ops.selection import where
from wengert.ops.shape import axes_of, broadcast_to, permute_dims, reshape, swapaxes
from wengert.ops.slicing import part
from wengert.ops.updating import At
from wengert.step import mode
from wengert.tensor import Tensor


def _sizes(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    """Sizes given one by one or as one sequence."""
    flat = sizes[0] if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)) else sizes
    return tuple(int(n) for n in flat)


def view(x: Tensor, *sizes: Any) -> Tensor:
    """The same elements in another shape: `x.view(2, -1)`, `x.reshape((2, -1))`. Shapes: (*s) -> sizes.

    Example:
        >>> view(Tensor(np.ones(6)), 2, -1).shape
        (2, 3)
    """
    return reshape(x, _sizes(sizes))


def view_as(x: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of `other`. Shapes: (*s), (*t) -> (*t).

    Example:
        >>> view_as(Tensor(np.ones(6)), np.ones((2, 3))).shape
        (2, 3)
    """
    return reshape(x, np.shape(other))


def permute(x: Tensor, *dims: Any) -> Tensor:
    """Axes in another order: `x.permute(1, 0)`. Shapes: (*s) -> (*s permuted).

    Example:
        >>> permute(Tensor(np.ones((2, 3))), 1, 0).shape
        (3, 2)
    """
    return permute_dims(x, _sizes(dims))


def transpose(x: Tensor, *dims: Any) -> Tensor:
    """Two axes exchanged, `x.transpose(0, 1)`; all reversed when none is named; a tuple is a whole order.

    Shapes: (*s) -> (*s permuted).

    Example:
        >>> transpose(Tensor(np.ones((2, 3, 4))), 0, 2).shape
        (4, 3, 2)
    """
    if len(dims) == 2:
        return swapaxes(x, *dims)
    if len(dims) == 1 and isinstance(dims[0], (tuple, list)):
        return permute_dims(x, tuple(dims[0]))
    if dims:
        raise ShapeError("transpose: two axes, or none", given=dims, hint="permute(...) takes a whole order")
    return permute_dims(x, tuple(range(x.ndim))[::-1])


def expand(x: Tensor, *sizes: Any) -> Tensor:
    """Axes of size 1 repeated; -1 keeps a size. Shapes: (*s) -> sizes.

    Example:
        >>> expand(Tensor(np.ones((3, 1))), 2, -1, 4).shape
        (2, 3, 4)
    """
    wide = _sizes(sizes)
    own = (1,) * (len(wide) - x.ndim) + x.shape
    return broadcast_to(x, tuple(n if size == -1 else size for size, n in zip(wide, own, strict=False)))


def expand_as(x: Tensor, other: Tensor) -> Tensor:
    """Repeated to the shape of `other`. Shapes: (*s), (*t) -> (*t).

    Example:
        >>> expand_as(Tensor(np.ones((3, 1))), np.ones((3, 2))).shape
        (3, 2)
    """
    return broadcast_to(x, np.shape(other))


def narrow(x: Tensor, axis: int, start: int, length: int) -> Tensor:
    """`length` slices of an axis from `start` on. Shapes: (*a, n, *b) -> (*a, length, *b).

    Raises:
        ShapeError: They reach beyond the axis.

    Example:
        >>> narrow(Tensor(np.arange(4.0)), 0, 1, 2)
        Tensor([1., 2.])
    """
    (axis,) = axes_of(x, axis, "narrow")
    start = start + x.shape[axis] if start < 0 else start
    if length < 0 or not 0 <= start <= x.shape[axis] - length:
        raise ShapeError("narrow: reaches beyond the axis", given=f"{start} to {start + length} of {x.shape[axis]}")
    return part(x, axis, start, start + length)


def select(x: Tensor, axis: int, index: int) -> Tensor:
    """One slice of an axis, without that axis. Shapes: (*a, n, *b) -> (*a, *b).

    Example:
        >>> select(Tensor(np.ones((2, 3))), 1, 0).shape
        (2,)
    """
    (axis,) = axes_of(x, axis, "select")
    return getitem(x, (slice(None),) * axis + (index,))


def index_select(x: Tensor, axis: int, index: Any) -> Tensor:
    """Slices of an axis at `index`. Shapes: (*a, n, *b), (m,) -> (*a, m, *b).

    Example:
        >>> index_select(Tensor(np.arange(3.0)), 0, np.array([2, 0]))
        Tensor([2., 0.])
    """
    return take(x, index, axis=axis)


def gather(x: Tensor, axis: int, index: Any) -> Tensor:
    """`x` at one index for each line along `axis`; `index` may be smaller on the other axes.

    Shapes: (*a, n, *b), (*a', m, *b') of integers -> (*a', m, *b').

    Example:
        >>> gather(Tensor(np.array([[1.0, 2.0], [3.0, 4.0]])), 1, np.array([[1]]))
        Tensor([[2.]])
    """
    (axis,) = axes_of(x, axis, "gather")
    for a, n in enumerate(np.shape(index)):
        if a != axis and n < x.shape[a]:
            x = part(x, a, 0, n)
    return take_along_axis(x, index, axis=axis)


def masked_fill(x: Tensor, mask: Any, value: Any) -> Tensor:
    """`value` where the mask holds, else `x`. Shapes: (*s), (*s) of booleans -> (*s).

    Example:
        >>> masked_fill(Tensor(np.ones(2)), np.array([True, False]), 0.0)
        Tensor([0., 1.])
    """
    return where(mask, value, x)


def chunk(x: Tensor, chunks: int, axis: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces along an axis, the last one smaller if need be. Shapes: (*a, n, *b) -> (*a, m, *b) each.

    Raises:
        ShapeError: `chunks` is not positive.

    Example:
        >>> [c.shape for c in chunk(Tensor(np.ones(5)), 2)]
        [(3,), (2,)]
    """
    if chunks < 1:
        raise ShapeError("chunk: at least one piece", given=chunks)
    (axis,) = axes_of(x, axis, "chunk")
    size = max(1, -(-x.shape[axis] // chunks))
    return tuple(part(x, axis, k, k + size) for k in range(0, max(1, x.shape[axis]), size))


def clone(x: Tensor) -> Tensor:
    """The same value under a step of its own. Shapes: (*s) -> (*s).

    Example:
        >>> clone(Tensor(np.ones(2)))
        Tensor([1., 1.])
    """
    return positive(x)


def contiguous(x: Tensor) -> Tensor:
    """The tensor itself: where elements lie in memory is the array library's affair. Shapes: (*s) -> (*s).

    Example:
        >>> contiguous(Tensor(np.ones(2)))
        Tensor([1., 1.])
    """
    return x


def to(x: Tensor, target: Any) -> Tensor:
    """`x` in another dtype, in that of another tensor, or on another device. Shapes: (*s) -> (*s).

    Raises:
        DeviceError: There is no such device.

    Example:
        >>> to(Tensor(np.ones(2)), "float32").dtype
        dtype('float32')
    """
    if is_device(target):
        here = device_of(x.value)
        settled = target == here and on_one(x.value) is x.value
        return x if settled else transfer(x, device=target, back=here)
    dtype = np.dtype(target.dtype if isinstance(target, Tensor) else target)
    return x if x.dtype == dtype else astype(x, dtype=dtype)


def dim(x: Tensor) -> int:
    """Number of axes. Shapes: (*s) -> a Python number.

    Example:
        >>> dim(Tensor(np.ones((2, 3))))
        2
    """
    return x.ndim


def numel(x: Tensor) -> int:
    """Number of elements. Shapes: (*s) -> a Python number.

    Example:
        >>> numel(Tensor(np.ones((2, 3))))
        6
    """
    return x.size


def reversed_axes(x: Tensor) -> Tensor:
    """All axes in reverse order: `x.T`. Shapes: (*s) -> (*s reversed).

    Example:
        >>> reversed_axes(Tensor(np.ones((2, 3)))).shape
        (3, 2)
    """
    return permute_dims(x, tuple(range(x.ndim))[::-1])


def rows(x: Tensor) -> Iterator[Tensor]:
    """The slices along the first axis, one after the other: `for row in x`. Shapes: (n, *s) -> n times (*s).

    Raises:
        ShapeError: A scalar has no rows.

    Example:
        >>> [float(r) for r in rows(Tensor(np.array([1.0, 2.0])))]
        [1.0, 2.0]
    """
    if not x.shape:
        raise ShapeError("iter: a scalar has no rows", given="shape ()", expected="at least one axis")
    return iter(unstack(x))


def backwards(x: Tensor) -> Iterator[Tensor]:
    """The slices along the first axis, the last one first: `reversed(x)`. Shapes: (n, *s) -> n times (*s).

    Example:
        >>> [float(r) for r in backwards(Tensor(np.array([1.0, 2.0])))]
        [2.0, 1.0]
    """
    return rows(flip(x, 0))


def contains(x: Tensor, value: Any) -> bool:
    """Whether an element equals `value`: `value in x`. Shapes: (*s) -> a Python boolean.

    Raises:
        ConcretizationError: The values are not known while compiling.

    Example:
        >>> contains(Tensor(np.array([1.0, 2.0])), 2.0)
        True
    """
    found = x == value
    return bool(np.any(found.numpy()))


def set_item(x: Tensor, key: Any, values: Any) -> None:
    """`x[key] = values`: from here on `x` stands for a new array, and sweeps know which places come from where.

    Nothing is written in place: what was computed from `x` before, and its derivatives, stay as they were.

    Raises:
        MutationError: `x` is a leaf that requires gradients, and steps are being recorded.
        ShapeError: The key does not fit, or the values do not broadcast to it.

    Example:
        >>> x = Tensor(np.zeros(3))
        >>> set_item(x, [0, 2], 1.0)
        >>> x
        Tensor([1., 0., 1.])
    """
    leaf = x.step is not None and not x.step.inputs
    if leaf and mode.recording:
        raise MutationError(
            "setitem: a leaf that requires gradients cannot be changed",
            given=f"a leaf of shape {x.shape}",
            expected="a tensor that was computed, or a constant",
            hint="y = x.at[key].set(values); or change it inside wg.no_grad()",
        )
    out = At(Tensor(x.value, x.step), key).set(values)
    x.value = out.value
    if not leaf:
        x.step = out.step
