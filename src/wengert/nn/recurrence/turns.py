"""What the recurrences share: the loop, the states before each turn, sums over all turns, batches.

Knows time as the first axis. Knows no cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from wengert.arrays import is_traced, namespace
from wengert.arrays.products import gram
from wengert.batching import moved, spread
from wengert.ops import concat, matmul, matrix_transpose, permute_dims, reshape
from wengert.primitive import Primitive
from wengert.tensor import Tensor, value_of
from wengert.transforms.scan import scan

Body = Callable[[tuple[Any, ...], tuple[Any, ...]], tuple[tuple[Any, ...], tuple[Any, ...]]]


def turns(
    body: Body, carry: Sequence[Any], rows: Sequence[Any], reads: Sequence[Any] = (), reverse: bool = False
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """A `scan` whose raw loops are plain: nothing is recorded where nothing is to be swept.

    Args:
        body: `(carry, one element of each row) -> (carry, results)`.
        carry: What goes from turn to turn.
        rows: Arrays that are read element by element, (t, *s) each; at least one.
        reads: What else the body reads.
        reverse: Whether to go from the last element to the first.

    Returns:
        The last carry, and every result stacked.

    Example:
        >>> turns(lambda c, x: ((c[0] + x[0],), (c[0],)), [np.float64(0)], [np.array([1.0, 2.0])])
        ((np.float64(3.0),), (array([0., 1.]),))
    """
    everything = (*carry, *rows, *reads)
    if any(isinstance(v, Tensor) for v in everything):
        return scan(body, tuple(carry), tuple(rows), reverse=reverse)
    if namespace(*everything) is not np:
        return _compiled(body, carry, rows, reverse)
    state, stacks, length = tuple(carry), (), len(rows[0])
    for t in range(length - 1, -1, -1) if reverse else range(length):
        state, results = body(state, tuple([row[t] for row in rows]))
        if not stacks:
            stacks = tuple([np.empty((length, *np.shape(r)), r.dtype) for r in results])
        for stack, result in zip(stacks, results, strict=True):
            stack[t] = result
    return state, stacks


def _compiled(body: Body, carry: Sequence[Any], rows: Sequence[Any], reverse: bool) -> Any:
    import jax

    xp = jax.numpy
    return jax.lax.scan(body, tuple(map(xp.asarray, carry)), tuple(map(xp.asarray, rows)), reverse=reverse)


def rewriting(
    body: Body, carry: Sequence[Any], rows: Sequence[Any], beside: Sequence[Any] = (), reverse: bool = False
) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """A loop inside a program that writes its results over the rows it read.

    XLA keeps the state of a loop in one place, so nothing is allocated for the results, and a row is still in the
    cache when its result comes: where every row is large, an array less to go through is a tenth of the time.

    Args:
        body: `(carry, one element of each of rows and beside) -> (carry, results)`, a result for each of `rows`.
        carry: What goes from turn to turn.
        rows: Arrays that are read and rewritten, (t, *s) each; at least one.
        beside: Arrays that are only read, (t, *s) each.
        reverse: Whether to go from the last element to the first.

    Returns:
        The last carry, and `rows` with the results in their places.

    Example:
        >>> import jax
        >>> running = lambda x: rewriting(lambda c, r: ((c[0] + r[0],), (c[0] + r[0],)), (0.0,), (x,))
        >>> jax.jit(running)(np.array([1.0, 2.0]))[1][0].tolist()
        [1.0, 3.0]
    """
    from jax import lax

    length, width = rows[0].shape[0], len(carry)
    read = partial(lax.dynamic_index_in_dim, axis=0, allow_negative_indices=False)
    write = partial(lax.dynamic_update_index_in_dim, axis=0, allow_negative_indices=False)

    def turn(k: Any, state: Any) -> Any:
        t = length - 1 - k if reverse else k
        written = state[width:]
        elements = tuple([read(r, t, keepdims=False) for r in (*written, *beside)])
        carry, results = body(state[:width], elements)
        return (*carry, *[write(r, value, t) for r, value in zip(written, results, strict=True)])

    state = lax.fori_loop(0, length, turn, (*carry, *rows))
    return state[:width], state[width:]


def before(first: Any, states: Any) -> Any:
    """The state before each turn. Shapes: (*s), (t, *s) -> (t, *s).

    Example:
        >>> before(np.zeros(1), np.ones((2, 1))).tolist()
        [[0.0], [1.0]]
    """
    return concat([reshape(first, (1, *np.shape(value_of(first)))), states[:-1]], axis=0)


def over_turns(g: Any, states: Any) -> Any:
    """The adjoint of w in h wᵀ, summed over turns and rows. Shapes: (t, *n, b, k), (t, *n, b, h) -> (*n, k, h)."""
    if is_traced(g) and is_traced(states) and g.ndim == 3:
        return gram(g, states)
    return matmul(matrix_transpose(_together(g)), _together(states))


def _together(x: Any) -> Any:
    """Shapes: (t, *n, b, k) -> (*n, t b, k)."""
    shape = np.shape(value_of(x))
    rank = len(shape)
    if rank > 3:
        x = permute_dims(x, (*range(1, rank - 2), 0, rank - 2, rank - 1))
    return reshape(x, (*shape[1:-2], shape[0] * shape[-2], shape[-1]))


def over_batch(p: Primitive, weights: Sequence[int]) -> Callable[..., Any]:
    """The batch of a recurrence: with weights for all it is a recurrence of more rows, else one of more matrices.

    Args:
        p: The recurrence: of (t, *n, b, g), then states (*n, b, h), and weights.
        weights: Which arguments are weights.
    """

    def batch(args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        if any(batched[k] for k in weights):
            full = spread(args, batched, size)
            out = p(moved(full[0], (0,), (1,)), *full[1:], **params)
            return _each(out, lambda y: moved(y, (1,), (0,)))
        merged = [
            a if k in weights else _merged(spread([a], [b], size)[0])
            for k, (a, b) in enumerate(zip(args, batched, strict=True))
        ]
        return _each(p(*merged, **params), lambda y: _parted(y, size))

    return batch


def _each(out: Any, f: Callable[[Any], Any]) -> Any:
    return tuple(map(f, out)) if isinstance(out, tuple) else f(out)


def _merged(x: Any) -> Any:
    """The batch axis as more rows of the matrices. Shapes: (n, *s, b, k) -> (*s, n b, k)."""
    shape = np.shape(value_of(x))
    x = moved(x, (0,), (len(shape) - 3,))
    return reshape(x, (*shape[1:-2], shape[0] * shape[-2], shape[-1]))


def _parted(x: Any, size: int) -> Any:
    """The opposite of `_merged`. Shapes: (*s, n b, k) -> (n, *s, b, k)."""
    shape = np.shape(value_of(x))
    x = reshape(x, (*shape[:-2], size, shape[-2] // size, shape[-1]))
    return moved(x, (len(shape) - 2,), (0,))
