"""Batching: how an operation that is stated for one example acts on a batch of them at once.

Knows batch axes and a few patterns that nearly all operations follow; each gives the function that a primitive keeps as
its `batch`: `(args, batched, params, size) -> out`, the batch being axis 0 of all batched arguments and of the result.
Knows no particular operation but the changes of shape, which it finds in the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.arrays.scatter import standing
from wengert.primitive import PRIMITIVES, Primitive
from wengert.tensor import value_of

Batch = Callable[[Sequence[Any], tuple[bool, ...], dict[str, Any], int], Any]


def natively(p: Primitive) -> Batch:
    """Leading axes are batch axes already: matrices in the last two axes, vectors in the last."""
    return lambda args, batched, params, size: p(*spread(args, batched, size), **params)


def along(p: Primitive, *names: str) -> Batch:
    """The parameters `names` say along which axes (None: all); with a batch in front each is one later."""

    def batch(args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        rank = len(_shape(args[0])) - batched[0]
        moved = {name: later(params[name], rank) for name in names}
        return p(*spread(args, batched, size), **{**params, **moved})

    return batch


def along_or_flat(p: Primitive, keeps: Callable[[dict[str, Any]], bool]) -> Batch:
    """One axis; None means the flattened example. `keeps` says of the parameters whether the result keeps all axes."""

    def batch(args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        (x,) = args
        shape = _shape(x)
        if params["axis"] is not None:
            return p(x, **{**params, "axis": later(params["axis"], len(shape) - 1)})
        out = p(reshape(x, (size, int(np.prod(shape[1:], dtype=int)))), **{**params, "axis": 1})
        if not keeps(params):
            return out
        whole = len(_shape(out)) == 2 and _shape(out)[1] == np.prod(shape[1:], dtype=int) != 1
        return reshape(out, shape if whole else (size,) + (1,) * (len(shape) - 1))

    return batch


def spread(args: Sequence[Any], batched: Sequence[bool], size: int) -> list[Any]:
    """Every argument as a batch: those that are the same for every example are repeated.

    Example:
        >>> [np.shape(a) for a in spread([np.ones((2, 3)), np.ones(3)], [True, False], 2)]
        [(2, 3), (2, 3)]
    """
    repeat = PRIMITIVES["broadcast_to"]
    return [a if b else repeat(a, (size, *_shape(a))) for a, b in zip(args, batched, strict=True)]


def aligned(args: Sequence[Any], batched: Sequence[bool], core: Sequence[int] | None = None) -> list[Any]:
    """Arguments whose batch axes stand in one column: shorter examples get axes of size 1 right after the batch.

    Example:
        >>> [np.shape(a) for a in aligned([np.ones((2, 3)), np.ones((2, 4, 3))], [True, True])]
        [(2, 1, 3), (2, 4, 3)]
    """
    core = core or (0,) * len(args)
    ranks = [len(_shape(a)) - b - c for a, b, c in zip(args, batched, core, strict=True)]
    rank = max(ranks)
    return [
        reshape(a, (*_shape(a)[:1], *(1,) * (rank - r), *_shape(a)[1:])) if b and r < rank else a
        for a, b, r in zip(args, batched, ranks, strict=True)
    ]


def later(axis: Any, rank: int) -> Any:
    """The same axes of an example of `rank` axes, once a batch axis stands in front.

    Example:
        >>> later(1, 3), later(-1, 3), later((0, -1), 3), later(None, 2)
        (2, -1, (1, -1), (1, 2))
    """
    if axis is None:
        return tuple(range(1, rank + 1))
    if isinstance(axis, (tuple, list)):
        return tuple(later(a, rank) for a in axis)
    return axis + 1 if axis >= 0 else axis


def reshape(x: Any, shape: tuple[int, ...]) -> Any:
    """`x` in another shape, as the operation of that name gives it."""
    return PRIMITIVES["reshape"](x, shape)


def moved(x: Any, source: Sequence[int], destination: Sequence[int]) -> Any:
    """The axes `source` at the places `destination`, in their order, the others in theirs.

    Example:
        >>> moved(np.ones((2, 3, 4)), (0,), (2,)).shape
        (3, 4, 2)
    """
    order = [a for a in range(len(_shape(x))) if a not in source]
    for place, a in sorted(zip(destination, source, strict=True)):
        order.insert(place, a)
    return x if order == sorted(order) else PRIMITIVES["permute_dims"](x, tuple(order))


class Addressed:
    """An address for every example, as one address into the whole batch; see `arrays.scatter` for addresses.

    With one address for all examples the batch is one more axis that is taken whole. With an address for each it is one
    more axis that is indexed, by the number of the example.

    Args:
        indices: (k, *b) of integers, or (n, k, *b).
        batched: Which of the two.
        axes: The k axes of an example that are indexed.
        size: n.

    Attributes:
        indices: The address into the batch.
        axes: The axes of the batch that it indexes.
    """

    def __init__(self, indices: Any, batched: bool, axes: Sequence[int], size: int) -> None:
        self.each = batched
        self.many = len(_shape(indices)) - 1 - batched
        self.front = standing(axes)
        behind = tuple(a + 1 for a in axes)
        self.axes = (0, *behind) if batched else behind
        self.indices = indices
        if batched:
            rows = moved(indices, (0,), (1,))
            numbers = np.broadcast_to(np.arange(size).reshape(1, size, *[1] * self.many), (1, *_shape(rows)[1:]))
            self.indices = PRIMITIVES["concatenate"](numbers, rows, axis=0)

    def _places(self) -> tuple[Sequence[int], Sequence[int]]:
        """Axes of a batch of selections, example by example, and where the address into the batch wants them."""
        if self.each:
            return range(1 + self.front, 1 + self.front + self.many), range(1, 1 + self.many)
        return (0,), (self.many if standing(self.axes) == 0 else 0,)

    def selection(self, values: Any) -> Any:
        """A batch of selections as the selection of the batch's address."""
        return moved(values, *self._places())

    def examples(self, selected: Any) -> Any:
        """The opposite of `selection`."""
        here, there = self._places()
        return moved(selected, there, here)


def _shape(x: Any) -> tuple[int, ...]:
    return np.shape(value_of(x))
