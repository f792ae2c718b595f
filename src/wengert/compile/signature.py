"""Signatures: the arguments of a call, sorted into inputs of the program, tensors that are state, and fixed things.

Knows what makes two calls the same program. Knows no XLA.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_traced
from wengert.errors import ArgumentError
from wengert.tensor import Tensor
from wengert.transforms.dynamic import leaf as leaf_line


class Mark:
    """What a leaf of the arguments is to the program."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ARRAY = Mark("array")  # an input that the function sees raw
BOXED = Mark("tensor")  # an input that the function sees as a tensor
STATE = Mark("state")  # a leaf that requires grad: the function sees the very tensor
LIVE = Mark("live")  # belongs to a list or a program being made: nothing is compiled
FIXED = Mark("fixed")  # part of the program's identity

_kinds: dict[type, Mark] = {
    np.ndarray: ARRAY,
    float: ARRAY,
    int: ARRAY,
    complex: ARRAY,
    bool: FIXED,
    str: FIXED,
}


class Call(NamedTuple):
    """One call, sorted.

    Attributes:
        key: What makes it another program, shapes and dtypes apart.
        form: The containers: a number of bare positional arguments, or a structure of (args, options).
        marks: For each leaf a mark, or (type, value) of a fixed one.
        inputs: Raw inputs of the program.
        tensors: Leaves that are state.
    """

    key: Any
    form: int | tree.Structure
    marks: tuple[Any, ...]
    inputs: list[Any]
    tensors: list[Tensor]

    def rebuild(self, inputs: Sequence[Any]) -> tuple[Any, Any]:
        """Positional and keyword arguments, with other inputs."""
        arrays, tensors = iter(inputs), iter(self.tensors)
        take = {ARRAY: lambda: next(arrays), BOXED: lambda: Tensor(next(arrays)), STATE: lambda: next(tensors)}
        leaves = [take[m]() if isinstance(m, Mark) else m[1] for m in self.marks]
        return (leaves, {}) if isinstance(self.form, int) else tree.unflatten(self.form, leaves)

    def paths(self) -> list[str]:
        """A name for each leaf: its position or keyword, and the way from there."""
        if isinstance(self.form, int):
            return [str(k) for k in range(self.form)]
        return [path.partition(".")[2] for path in tree.paths(self.form)]


def sort(args: tuple[Any, ...], options: dict[str, Any]) -> Call | None:
    """The arguments of a call, sorted; None when one of them is live.

    Raises:
        ArgumentError: A fixed argument cannot be hashed, or an array holds no numbers.

    Example:
        >>> call = sort((np.ones(2), "mean"), {})
        >>> call.marks, len(call.inputs)
        ((array, (<class 'str'>, 'mean')), 1)
    """
    leaves, form, held = args, len(args), ()
    if options or not all([type(a) in _kinds for a in args]):
        leaves, form = tree.flatten((args, options))
        held = tuple(_held((args, options)))
    marks, inputs, tensors = [], [], []
    for leaf in leaves:
        kind = type(leaf)
        mark = _kinds.get(kind) or _kind_of(leaf, kind)
        if mark is ARRAY:
            inputs.append(leaf)
        elif mark is BOXED:
            if leaf.step is None and not is_traced(leaf.value):
                inputs.append(leaf.value)
            elif leaf.step is not None and leaf.step.primitive is leaf_line and not is_traced(leaf.value):
                tensors.append(leaf)
                mark = STATE
            else:
                return None
        elif mark is LIVE:
            return None
        else:
            mark = (kind, leaf)
        marks.append(mark)
    key = (form, tuple(marks), held)
    call = Call(key, form, key[1], inputs, tensors)
    try:
        hash(key)
    except TypeError as error:
        raise _unhashable(call) from error
    return call


def _kind_of(leaf: Any, kind: type) -> Mark:
    """The mark of a type not seen before. Remembered, for asking costs more than the rest; not for containers."""
    if isinstance(leaf, Tensor):
        mark = BOXED
    elif is_traced(leaf):
        mark = LIVE
    else:
        mark = ARRAY if is_array(leaf) else FIXED
    if mark is not FIXED:
        _kinds[kind] = mark
    return mark


def _held(node: Any) -> Iterator[Any]:
    """The `state_key` of every object among the arguments that has one: containers do not show it."""
    if isinstance(node, (list, tuple)):
        for child in node:
            yield from _held(child)
    elif isinstance(node, dict):
        for child in node.values():
            yield from _held(child)
    elif (key := getattr(node, "state_key", None)) is not None:
        yield key()


def _unhashable(call: Call) -> ArgumentError:
    for path, mark in zip(call.paths(), call.marks, strict=True):
        if not isinstance(mark, Mark):
            try:
                hash(mark)
            except TypeError:
                return ArgumentError(
                    "compile: an argument is neither an array nor hashable",
                    given=f"{mark[0].__name__} as argument {path}",
                    expected="arrays, tensors and numbers, or strings, booleans and other hashable objects",
                    hint="take it from outside instead: functools.partial, or a closure",
                )
    return ArgumentError("compile: the state_key of an argument is not hashable", given=call.paths())
