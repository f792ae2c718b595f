"""Loops of steps: one step for each slice, or for a stretch of slices, inside one XLA program or as a Python loop.

Knows how state travels from one step to the next. Knows no network and no optimizer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_traced, namespace
from wengert.compile.state import state_tensors, values_in
from wengert.errors import GraphError, ShapeError
from wengert.tensor import Tensor, value_of


def each(step: Callable[..., Any], state: Any, *stacked: Any) -> Any:
    """Call `step` with the slices of `stacked` along their first axis, one after another.

    Inside a compiled function the calls become one loop of the program, compiled once however many there are; outside
    it is a Python loop with the same results. The step may rebind the tensors of `state` and must leave their
    gradients as it found them: None.

    Args:
        step: Called with one slice of each argument; returns arrays or tensors in any containers.
        state: What the step may change: a Module, an Optimizer, a Generator, tensors, or containers of these.
        stacked: Arrays or tensors, (n, ...), n at least 1.

    Returns:
        What the steps returned, each array with a new first axis (n, ...).

    Raises:
        ShapeError: The first axes differ, or there is nothing to do.
        GraphError: The step changes the shape or dtype of its state, or leaves a gradient.

    Example:
        >>> total = Tensor(np.float64(0))
        >>> def add(x):
        ...     total.value = total.value + x
        ...     return total.value
        >>> each(add, total, np.array([1.0, 2.0, 3.0]))
        array([1., 3., 6.])
    """
    arrays = [value_of(a) for a in stacked]
    length = _one_length(arrays)
    tensors = state_tensors(state)
    if any(is_traced(t.value) for t in tensors) or any(map(is_traced, arrays)):
        return _scan(step, tensors, arrays)
    outputs = [tree.flatten(step(*(a[k] for a in arrays))) for k in range(length)]
    columns = zip(*(leaves for leaves, _ in outputs), strict=True)
    return tree.unflatten(outputs[0][1], [_stack(column) for column in columns])


def total(step: Callable[..., Any], state: Any, sums: Any, start: Any, stop: Any, *stacked: Any) -> Any:
    """Call `step` with the slices `start` to `stop` of `stacked`, one after another, and add what it returns to `sums`.

    As `each`, but start and stop need not be known while compiling: one program serves any stretch of a long loop, so
    that it can be run piece by piece, and nothing is kept but the sums. Pieces add up exactly as the whole does.

    Args:
        step: Called with one slice of each argument; returns arrays or tensors in any containers.
        state: What the step may change, as for `each`.
        sums: What there is so far, in the containers of what the step returns; it keeps its dtypes.
        start: First slice, integer, shape ().
        stop: The slice after the last one.
        stacked: Arrays or tensors, (n, ...).

    Returns:
        Raw sums, in the containers of `sums`.

    Raises:
        ShapeError: The first axes differ, or there is nothing to do.
        GraphError: The step changes the shape or dtype of its state, or leaves a gradient.

    Example:
        >>> total(lambda x: {"x": x}, (), {"x": np.float64(0)}, 1, 3, np.array([1.0, 2.0, 4.0]))
        {'x': np.float64(6.0)}
    """
    arrays = [value_of(a) for a in stacked]
    _one_length(arrays)
    tensors = state_tensors(state)
    first = tree.map(value_of, sums)
    if is_traced(start) or is_traced(stop) or any(is_traced(t.value) for t in tensors) or any(map(is_traced, arrays)):
        return _added(step, tensors, first, start, stop, arrays)
    for k in range(int(start), int(stop)):
        first = tree.map(_plus, first, step(*(a[k] for a in arrays)))
    return first


def _plus(total: Any, term: Any) -> Any:
    """Their sum in the dtype of the first. Shapes: (*s), (*s) -> (*s)."""
    return (total + value_of(term)).astype(total.dtype)


def _added(step: Callable[..., Any], tensors: list[Tensor], sums: Any, start: Any, stop: Any, arrays: list[Any]) -> Any:
    """The loop of a program whose bounds it is given: values of the tensors and sums are carried."""
    import jax

    leaves, structure = tree.flatten(sums)

    def body(k: Any, carried: tuple[list[Any], list[Any]]) -> tuple[list[Any], list[Any]]:
        terms, _, values = _stepped(step, tensors, carried[0], [a[k] for a in arrays])
        return values, [_plus(s, t) for s, t in zip(carried[1], terms, strict=True)]

    last, added = jax.lax.fori_loop(start, stop, body, ([t.value for t in tensors], leaves))
    for t, value in zip(tensors, last, strict=True):
        t.value = value
    return tree.unflatten(structure, added)


def _one_length(arrays: list[Any]) -> int:
    """The first axis that all arrays share."""
    lengths = {np.shape(a)[:1] for a in arrays}
    if len(lengths) != 1 or lengths <= {(), (0,)}:
        given = ", ".join(str(np.shape(a)) for a in arrays)
        raise ShapeError(
            "each: needs arrays with one first axis", given=given or "no arrays", expected="(n, ...), n >= 1"
        )
    return lengths.pop()[0]


def _stack(column: tuple[Any, ...]) -> Any:
    values = [value_of(v) for v in column]
    out = namespace(*values).stack(values)
    return Tensor(out) if isinstance(column[0], Tensor) else out


def _scan(step: Callable[..., Any], tensors: list[Tensor], arrays: list[Any]) -> Any:
    """The loop of a program: the values of the tensors are carried, the outputs stacked."""
    import jax

    found: list[tuple[tree.Structure, list[bool]]] = []

    def body(values: list[Any], slices: list[Any]) -> tuple[list[Any], list[Any]]:
        leaves, structure, new = _stepped(step, tensors, values, slices)
        found.append((structure, [isinstance(leaf, Tensor) for leaf in leaves]))
        return new, [value_of(leaf) for leaf in leaves]

    last, columns = jax.lax.scan(body, [t.value for t in tensors], arrays)
    for t, value in zip(tensors, last, strict=True):
        t.value = value
    structure, boxed = found[-1]
    leaves = [Tensor(c) if box else c for c, box in zip(columns, boxed, strict=True)]
    return tree.unflatten(structure, leaves)


def _stepped(
    step: Callable[..., Any], tensors: list[Tensor], values: list[Any], slices: list[Any]
) -> tuple[list[Any], tree.Structure, list[Any]]:
    """One step on the values that are carried: what it returned, its containers, the values afterwards."""
    with values_in(tensors, values, [None] * len(tensors)):
        leaves, structure = tree.flatten(step(*slices))
        if any(getattr(t, "_grad", None) is not None for t in tensors):
            raise GraphError(
                "each: a step leaves a gradient behind",
                expected="gradients that are None before and after",
                hint="end the step with optimizer.zero_grad()",
            )
        new = [t.value for t in tensors]
    _must_fit(values, new)
    return leaves, structure, new


def _must_fit(before: list[Any], after: list[Any]) -> None:
    for old, new in zip(before, after, strict=True):
        if np.shape(old) != np.shape(new) or old.dtype != new.dtype:
            raise GraphError(
                "each: a step changes the kind of its state",
                given=f"from {old.dtype}{list(np.shape(old))} to {new.dtype}{list(np.shape(new))}",
                expected="the same shape and dtype after every step",
            )
