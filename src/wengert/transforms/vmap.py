"""vmap: a function of one example, applied to a batch: its list, replayed once with batched values.

Knows programs and how each primitive acts on a batch: by its own `batch`; by broadcasting, when it acts element by
element; else mapped over the batch, as a primitive of its own. Nests with every transform.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.batching import aligned, moved
from wengert.errors import ArgumentError, ShapeError
from wengert.ops.shape import broadcast_to, reshape, sum_to
from wengert.primitive import Primitive, pick
from wengert.step import mode, set_recording
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.axes import Axes, axes_like, axes_of_leaves, batch_size
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import vjp


def vmap(f: Callable[..., Any], in_axes: Axes = 0, out_axes: Axes = 0) -> Callable[..., Any]:
    """`f`, which takes one example, as a function of a batch of them.

    The list that `f` writes for the first example is replayed once with all examples in each step. Its Python code runs
    once, so its decisions must not depend on values.

    Args:
        f: Any function of nests of arrays.
        in_axes: The batch axis of the arguments: one number for all, or one for each positional argument (None: the
            same for every example), or a nest like the argument. Named arguments are the same for every example.
        out_axes: Where the batch axis of the results goes, likewise; None for a result that is the same for all.

    Returns:
        A function of batches; sizes must agree. Random numbers drawn inside are the same for every example.

    Raises:
        ShapeError: Batch sizes differ, or an axis is not there.
        ArgumentError: `in_axes` or `out_axes` does not fit, or a result is no array.
        ConcretizationError: `f` decides on a value.

    Example:
        >>> import numpy as np
        >>> vmap(lambda row, k: (row * row).sum() * k, in_axes=(0, None))(np.array([[1.0, 2.0], [3.0, 4.0]]), 10.0)
        array([ 50., 250.])
    """

    @functools.wraps(f)
    def batched(*args: Any, **options: Any) -> Any:
        leaves, structure = tree.flatten(args)
        axes = axes_of_leaves(in_axes, args)
        size = batch_size(leaves, axes)
        rows = [leaf if a is None else _first_axis(leaf, a) for leaf, a in zip(leaves, axes, strict=True)]
        examples = [r if a is None else _example(r) for r, a in zip(rows, axes, strict=True)]
        program = record(lambda *a: f(*a, **options), *tree.unflatten(structure, examples))
        outputs, flags = replay(program, rows, [a is not None for a in axes], size)
        places = axes_like(out_axes, program.out_structure)
        placed = [_placed(o, b, p, size) for o, b, p in zip(outputs, flags, places, strict=True)]
        return tree.unflatten(program.out_structure, placed)

    return batched


def _first_axis(x: Any, axis: int) -> Any:
    return moved(x, (axis % len(_shape(x)),), (0,))


def _placed(x: Any, batched: bool, axis: int | None, size: int) -> Any:
    """A result with its batch axis at `axis`; without one for None.

    Raises:
        ArgumentError: The result is no array, or depends on the example where `axis` is None.
        ShapeError: There is no such axis.
    """
    if not is_array(value_of(x)):
        raise ArgumentError("vmap: a result is no array", given=f"{type(x).__name__} {x!r}"[:60], expected="arrays")
    if axis is None:
        if batched:
            raise ArgumentError(
                "vmap: a result with out_axes=None differs from example to example",
                given=f"a batch of shape {_shape(x)}",
                expected="a result that depends on no batched argument",
            )
        return x
    x = x if batched else broadcast_to(x, (size, *_shape(x)))
    rank = len(_shape(x))
    if not -rank <= axis < rank:
        raise ShapeError("vmap: a result has no such axis", given=f"shape {_shape(x)}, out_axes {axis}")
    return moved(x, (0,), (axis % rank,))


def _example(batch: Any) -> Any:
    """The first example, or zeros when there is none."""
    value = value_of(batch)
    return value[0] if len(value) else namespace(value).zeros(value.shape[1:], value.dtype)


def replay(program: Program, rows: Sequence[Any], flags: Sequence[bool], size: int) -> tuple[list[Any], list[bool]]:
    """The lines of `program` on whole batches. What no batched value reaches is computed once for all.

    Args:
        program: What is done to one example.
        rows: Values for its inputs; a batched one has the batch as axis 0.
        flags: Which of them are batched.
        size: Number of examples.

    Returns:
        The results, and which of them are batched.
    """
    slots: list[Any] = [*rows, *program.captured, *program.constants, *[None] * len(program.lines)]
    batched = [*flags, *[False] * (len(slots) - len(rows))]
    last = {k: n for n, line in enumerate(program.lines) for k in line.operands} | dict.fromkeys(program.outputs, -1)
    for n, (primitive, operands, params, slot, blocked) in enumerate(program.lines):
        args = [slots[k] for k in operands]
        marks = [batched[k] for k in operands]
        with set_recording(mode.recording and not blocked):
            slots[slot] = apply(primitive, args, marks, params, size) if any(marks) else primitive(*args, **params)
        batched[slot] = any(marks)
        for k in operands:
            if last[k] == n:
                slots[k] = None  # whole batches are large: none is held longer than it is needed
    return [slots[k] for k in program.outputs], [batched[k] for k in program.outputs]


def _shape(x: Any) -> tuple[int, ...]:
    return np.shape(value_of(x))


def apply(primitive: Primitive, args: Sequence[Any], batched: Sequence[bool], params: dict[str, Any], size: int) -> Any:
    """`primitive` applied to every example at once.

    Args:
        primitive: What is applied.
        args: Its arguments; a batched one has the batch as axis 0.
        batched: Which of them are batched; at least one.
        params: Static parameters, as for one example.
        size: Number of examples.

    Returns:
        The output, or the tuple of outputs, with the batch as axis 0.
    """
    if primitive is pick:
        return args[0][params["index"]]
    if primitive.batch is not None:
        return primitive.batch(args, tuple(batched), params, size)
    if primitive.broadcasts:
        return primitive(*aligned(args, batched), **params)
    return mapped(primitive)(*args, batched=tuple(batched), params=tuple(params.items()), size=size)


class Mapped(Primitive):
    """A primitive over a batch: derived, so that the registry does not list it."""

    listed = False


@functools.cache
def mapped(primitive: Primitive) -> Primitive:
    """`primitive` mapped over axis 0 of its batched arguments, as a primitive of its own.

    On NumPy it is a loop, on JAX `jax.vmap` of the forward function. Its rules are the batched rules of `primitive`.
    """

    def forward(*args: Any, batched: tuple[bool, ...], params: tuple[Any, ...], size: int) -> Any:
        options = dict(params)
        if namespace(*args) is not np:
            import jax

            return jax.vmap(lambda *a: primitive.forward(*a, **options), [0 if b else None for b in batched])(*args)
        if size == 0:
            blank = [np.zeros(a.shape[1:], a.dtype) if b else a for a, b in zip(args, batched, strict=True)]
            out = primitive.forward(*blank, **options)
            empty = [np.empty((0, *np.shape(o)), dtype_of(o)) for o in (out if primitive.outputs else [out])]
            return tuple(empty) if primitive.outputs else empty[0]
        rows = [primitive.forward(*_row(args, batched, i), **options) for i in range(size)]
        return tuple(np.stack(part) for part in zip(*rows, strict=True)) if primitive.outputs else np.stack(rows)

    def pullback(g: Any, args: Any, tracked: Any, batched: Any, params: Any, size: int) -> tuple[Any, ...]:
        wanted = [k for k, t in enumerate(tracked) if t]
        parts = [k for k, part in enumerate(g) if part is not None] if primitive.outputs else None

        def pull(g: Any, *row: Any) -> Any:
            out, back = vjp(_partly(primitive, row, wanted, dict(params), parts), *[row[k] for k in wanted])
            del out
            return back(g)

        axes = (0, *(0 if b else None for b in batched))
        seeds = g if parts is None else [g[k] for k in parts]
        found = dict(zip(wanted, vmap(pull, axes)(seeds, *args), strict=True))
        return tuple(_gathered(found.get(k), args[k], batched[k]) for k in range(len(args)))

    def pushforward(tangents: Any, args: Any, batched: Any, params: Any, size: int) -> Any:
        moving = [k for k, t in enumerate(tangents) if t is not None]

        def push(ts: Any, *row: Any) -> Any:
            return jvp(_partly(primitive, row, moving, dict(params), None), [row[k] for k in moving], ts)[1]

        axes = tuple(0 if b else None for b in batched)
        return vmap(push, ([axes[k] for k in moving], *axes))([tangents[k] for k in moving], *args)

    forward.__name__ = forward.__qualname__ = f"mapped_{primitive.name}"
    forward.__doc__ = f"`{primitive.name}` mapped over axis 0. Shapes: (n, *s) -> (n, *out)."
    out = Mapped(
        forward, symbol=f"each {primitive.symbol}", outputs=primitive.outputs, node=f"Mapped{primitive.node[:-9]}"
    )
    if primitive.differentiable:
        out.define_joint(pullback, pushforward)
    return out


def _row(args: Sequence[Any], batched: Sequence[bool], i: int) -> list[Any]:
    return [a[i] if b else a for a, b in zip(args, batched, strict=True)]


def _partly(
    primitive: Primitive, row: Sequence[Any], free: Sequence[int], params: dict[str, Any], parts: Sequence[int] | None
) -> Callable[..., Any]:
    """`primitive` as a function of its arguments `free`, the others fixed; of its outputs only `parts` when given."""

    def function(*moved: Any) -> Any:
        arguments = list(row)
        for k, value in zip(free, moved, strict=True):
            arguments[k] = value
        out = primitive(*arguments, **params)
        return out if parts is None else [out[k] for k in parts]

    return function


def _gathered(g: Any, argument: Any, batched: bool) -> Any:
    """The adjoint of an argument from those of the rows: summed when the rows shared it."""
    if g is None or batched:
        return g
    g = g if isinstance(g, Tensor) or hasattr(g, "shape") else np.asarray(g)
    return reshape(sum_to(g, (1, *_shape(argument))), _shape(argument))
