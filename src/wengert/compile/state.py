"""State: the tensors that a compiled step reads and rebinds.

Knows how to find them in modules, optimizers, generators and containers, and how to swap their values in and out.
Knows no XLA.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

from wengert import tree
from wengert.errors import ArgumentError
from wengert.tensor import Tensor


@runtime_checkable
class StateHolder(Protocol):
    """An object with state of its own: modules, optimizers and random generators are such."""

    def state_tensors(self) -> list[Tensor]:
        """Every tensor whose value may be rebound, always in the same order."""
        ...


def state_tensors(state: Any) -> list[Tensor]:
    """The distinct tensors in `state`: a tensor, a `StateHolder`, or any nest of containers of these.

    Args:
        state: What a compiled function may read and change.

    Returns:
        Each tensor once, in order of first appearance.

    Raises:
        ArgumentError: Something in `state` is neither.

    Example:
        >>> a, b = Tensor(1.0), Tensor(2.0)
        >>> state_tensors({"model": [a, b], "tied": a}) == [a, b]
        True
    """
    found: dict[int, Tensor] = {}
    for tensor in _walk(state):
        found.setdefault(id(tensor), tensor)
    return list(found.values())


def _walk(state: Any) -> Iterator[Tensor]:
    if isinstance(state, Tensor):
        yield state
    elif isinstance(state, StateHolder):
        yield from state.state_tensors()
    elif isinstance(state, (list, tuple, dict)):
        for leaf in state.values() if isinstance(state, dict) else state:
            yield from _walk(leaf)
    elif state is not None:
        for leaf in (leaves := tree.leaves(state)):
            if leaf is state or not isinstance(leaf, Tensor):
                raise ArgumentError(
                    "compile: state must hold tensors",
                    given=f"{type(leaf).__name__} among {len(leaves)} leaves",
                    expected="a Module, an Optimizer, a Generator, a Tensor, or containers of these",
                    hint="pass plain numbers as arguments of the step instead",
                )
            yield leaf


@contextmanager
def values_in(tensors: Sequence[Tensor], values: Sequence[Any], gradients: Sequence[Any]) -> Iterator[None]:
    """Within the block the tensors hold `values` and `gradients`; afterwards what they held before."""
    before = [(t.value, getattr(t, "_grad", None)) for t in tensors]
    for t, value, g in zip(tensors, values, gradients, strict=True):
        t.value = value
        t._grad = None if g is None else Tensor(g)
    try:
        yield
    finally:
        for t, (value, g) in zip(tensors, before, strict=True):
            t.value = value
            t._grad = g
