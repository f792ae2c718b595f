"""State: the tensors that a compiled step reads and rebinds.

Knows how to find them in modules, optimizers, generators and containers, and how to swap their values in and out.
Knows no XLA.
"""

from __future__ import annotations

import sys
from collections.abc import Generator, Hashable, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, runtime_checkable

import numpy as np

from wengert import tree
from wengert.errors import ArgumentError
from wengert.tensor import Tensor


class Again(Exception):
    """A trace asks to be repeated: it looked at gradients it was not given, or its state must be laid out otherwise.

    A `StateHolder` may raise it while a program is traced, after it has taken note of what it has to change; it changes
    that when it is next asked for its tensors, which then are real again.
    """


@runtime_checkable
class StateHolder(Protocol):
    """An object with state of its own: modules, optimizers and random generators are such.

    It may also have a method `state_key() -> Hashable`: all else that decides what it computes, such as whether a
    module trains. When the key changes, the step is compiled anew. And an attribute `revised`, True when it raises the
    `revision` at every change of either answer; then it is asked again only after that.
    """

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
    return walk(state)[0]


def walk(state: Any) -> tuple[list[Tensor], tuple[Hashable, ...]]:
    """The distinct tensors in `state`, and the `state_key` of every holder that has one.

    Args:
        state: What a compiled function may read and change.

    Returns:
        Tensors in order of first appearance; keys in order.

    Raises:
        ArgumentError: Something in `state` is neither a tensor nor holds any.

    Example:
        >>> walk([Tensor(1.0), ()])
        ([Tensor(1.)], ())
    """
    found: list[Tensor] = []
    keys: list[Hashable] = []
    _gather(state, found, keys)
    if len(set(map(id, found))) < len(found):
        found = list({id(t): t for t in found}.values())
    return found, tuple(keys)


def revised(state: Any) -> bool:
    """Whether every change of what `walk` finds in `state` raises the revision. Lists and dicts may change unseen.

    Example:
        >>> revised((Tensor(1.0), ())), revised([Tensor(1.0)])
        (True, False)
    """
    if isinstance(state, tuple):
        return all(map(revised, state))
    return isinstance(state, Tensor) or getattr(state, "revised", False)


def _gather(state: Any, found: list[Tensor], keys: list[Hashable]) -> None:
    """Called at every call of a compiled step, hence the order of the questions."""
    if isinstance(state, Tensor):
        found.append(state)
    elif isinstance(state, (tuple, list)):
        for entry in state:
            if isinstance(entry, Tensor):
                found.append(entry)
            else:
                _gather(entry, found, keys)
    elif (tensors := getattr(state, "state_tensors", None)) is not None:
        found += tensors()
        if (key := getattr(state, "state_key", None)) is not None:
            keys.append(key())
    elif isinstance(state, dict):
        _gather(list(state.values()), found, keys)
    elif state is not None:
        leaves = tree.leaves(state)
        if not all(isinstance(leaf, Tensor) for leaf in leaves):
            raise ArgumentError(
                "compile: state must hold tensors",
                given=f"{type(state).__name__} with {len(leaves)} leaves",
                expected="a Module, an Optimizer, a Generator, a Tensor, or containers of these",
                hint="pass plain numbers as arguments of the step instead",
            )
        found += leaves


def _own_count() -> int:
    """How many references `given` counts for a value that only its tensor holds."""
    tensor = Tensor(np.empty(0))
    value = tensor.value
    return sys.getrefcount(value)


_OWN = _own_count()


def given(tensors: Sequence[Tensor]) -> list[Any]:
    """The values of `tensors`, free to be given away.

    A program reuses the memory of its state. A JAX array that anybody else holds (a snapshot, a second tensor, an
    argument of the same call) is therefore copied. NumPy arrays are copied on the way to the device anyhow.
    """
    values = []
    for tensor in tensors:
        value = tensor.value
        if sys.getrefcount(value) > _OWN and not isinstance(value, (np.ndarray, np.generic)):
            value = value.copy() if hasattr(value, "copy") else value
        values.append(value)
    return values


@contextmanager
def values_in(
    tensors: Sequence[Tensor], values: Sequence[Any], gradients: Sequence[Any]
) -> Generator[None, None, None]:
    """Within the block the tensors hold `values`, and `gradients` in the place of `.grad`; afterwards what they held.

    Args:
        tensors: Whose values are swapped.
        values: Raw, one for each.
        gradients: A tensor or None for each.
    """
    before = [(t.value, t.step, getattr(t, "_grad", None)) for t in tensors]
    for t, value, g in zip(tensors, values, gradients, strict=True):
        t.value = value
        t._grad = g
    try:
        yield
    finally:
        for t, (value, step, g) in zip(tensors, before, strict=True):
            t.value = value
            t.step = step
            t._grad = g
