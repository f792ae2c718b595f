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


class Form(NamedTuple):
    """What the arguments of a call are, without their values. Two calls of one form run one program, shapes apart.

    Attributes:
        containers: How many positional arguments and which named ones, if all are bare; else the structure of both.
        marks: For each leaf a mark, or (type, value) of a fixed one.
        keys: The `state_key` of every object among the arguments that has one.
    """

    containers: tuple[int, tuple[str, ...]] | tree.Structure
    marks: tuple[Any, ...]
    keys: tuple[Any, ...]

    def rebuild(self, inputs: Sequence[Any], tensors: Sequence[Tensor]) -> tuple[Any, Any]:
        """Positional and keyword arguments from inputs of the program and the leaves that are state."""
        raw, own = iter(inputs), iter(tensors)
        take = {ARRAY: lambda: next(raw), BOXED: lambda: Tensor(next(raw)), STATE: lambda: next(own)}
        leaves = [take[m]() if isinstance(m, Mark) else m[1] for m in self.marks]
        if isinstance(self.containers, tree.Structure):
            return tree.unflatten(self.containers, leaves)
        count, names = self.containers
        return leaves[:count], dict(zip(names, leaves[count:], strict=True))

    def paths(self) -> list[str]:
        """A name for each leaf: its position or keyword, and the way from there."""
        if isinstance(self.containers, tree.Structure):
            return [path.partition(".")[2] for path in tree.paths(self.containers)]
        count, names = self.containers
        return [*map(str, range(count)), *names]


def sort(args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Form, list[Any], list[Tensor]] | None:
    """The arguments of a call, sorted: their form, the raw inputs of the program, and leaves that are state.

    None when one of them is live. It is called at every call of a compiled function, hence the order of the questions.

    Raises:
        ArgumentError: A fixed argument cannot be hashed.

    Example:
        >>> form, inputs, tensors = sort((np.ones(2), "mean"), {})
        >>> form.marks, inputs
        ((array, (<class 'str'>, 'mean')), [array([1., 1.])])
    """
    leaves: Sequence[Any] = (*args, *options.values()) if options else args
    containers: Any = (len(args), tuple(options)) if options else (len(args), ())
    keys: tuple[Any, ...] = ()
    bare = _bare(leaves)
    if bare is not None:
        return Form(containers, bare[0], ()), bare[1], []
    marks: list[Any] = []
    inputs: list[Any] = []
    if not all(type(leaf) in _kinds for leaf in leaves):
        form = _shallow(args, options)
        if form is not None:
            return form
        below, structure = tree.flatten((args, options))
        bare = _bare(below)
        if bare is not None and not [*_keys_in((args, options))]:
            return Form(structure, bare[0], ()), bare[1], []
        for leaf in below:
            _mark(leaf)
        # Types met for the first time are known now; the same arguments must have one form at every call.
        if not all(type(leaf) in _kinds for leaf in leaves):
            leaves, containers, keys = below, structure, tuple(_keys_in((args, options)))
    tensors: list[Tensor] = []
    for leaf in leaves:
        mark = _mark(leaf)
        if mark is LIVE:
            return None
        if mark is FIXED:
            marks.append((type(leaf), leaf))
            continue
        marks.append(mark)
        if mark is STATE:
            tensors.append(leaf)
        else:
            inputs.append(leaf if mark is ARRAY else leaf.value)
    form = Form(containers, tuple(marks), keys)
    try:
        hash(form)
    except TypeError as error:
        raise _unhashable(form) from error
    return form, inputs, tensors


_structures: dict[Any, tree.Structure] = {}  # of arguments that `_shallow` has met, by its own short account of them


def _shallow(args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Form, list[Any], list[Tensor]] | None:
    """`sort` for arrays in containers that hold nothing deeper, such as parameters in a dict; None for others.

    A walk over all containers costs as much as the call itself; here they are recognised by their keys and lengths.
    """
    leaves: list[Any] = []
    account: list[Any] = [len(args), *options]
    for argument in (*args, *options.values()):
        kind = type(argument)
        if kind is dict:
            leaves.extend(argument.values())
            account.append((dict, *argument))
        elif kind is list or kind is tuple:
            leaves.extend(argument)
            account.append((kind, len(argument)))
        else:
            leaves.append(argument)
            account.append(None)
    bare = _bare(leaves)
    if bare is None:
        return None
    key = tuple(account)
    structure = _structures.get(key)
    if structure is None:
        structure = _structures[key] = tree.flatten((args, options))[1]
    return Form(structure, bare[0], ()), bare[1], []


def _bare(leaves: Sequence[Any]) -> tuple[tuple[Mark, ...], list[Any]] | None:
    """Marks and inputs of leaves that are all arrays or constant tensors, as nearly all are; None for others."""
    found = tuple([_kinds.get(type(leaf)) for leaf in leaves])
    if found.count(ARRAY) == len(found):
        return found, list(leaves)  # pyright: ignore[reportReturnType] (all are ARRAY)
    marks, inputs = [], []
    for leaf, mark in zip(leaves, found, strict=True):
        raw = leaf.value if mark is BOXED and leaf.step is None else leaf
        if _kinds.get(type(raw)) is not ARRAY:
            return None
        marks.append(mark)
        inputs.append(raw)
    return tuple(marks), inputs


def _mark(leaf: Any) -> Mark:
    kind = type(leaf)
    mark = _kinds.get(kind) or _kind_of(leaf, kind)
    if mark is not BOXED:
        return mark
    if is_traced(leaf.value):
        return LIVE
    if leaf.step is None:
        return BOXED
    return STATE if leaf.step.primitive is leaf_line else LIVE


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


def _keys_in(node: Any) -> Iterator[Any]:
    """The `state_key` of every object among the arguments that has one: containers do not show it."""
    if isinstance(node, (list, tuple, dict)):
        for child in node.values() if isinstance(node, dict) else node:
            if type(child) not in _kinds:
                yield from _keys_in(child)
    elif (key := getattr(node, "state_key", None)) is not None:
        yield key()


def _unhashable(form: Form) -> ArgumentError:
    for path, mark in zip(form.paths(), form.marks, strict=True):
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
    return ArgumentError("compile: the state_key of an argument is not hashable", given=form.paths())
