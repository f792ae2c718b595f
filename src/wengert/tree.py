"""Nested containers as flat lists of leaves: dict, list, tuple, named tuple, dataclass, and what speaks the protocol.

Knows containers. Knows nothing of tensors or arrays: a leaf is anything that is not a container.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from wengert.errors import ArgumentError


@runtime_checkable
class Branching(Protocol):
    """An object that tells its own children: modules and optimizer states do."""

    def tree_children(self) -> dict[str, Any]:
        """The children by name."""
        ...

    def tree_rebuild(self, children: dict[str, Any]) -> Any:
        """A copy of this object with other children."""
        ...


class Structure:
    """The shape of a container without its leaves. Never changed once made.

    Args:
        rebuild: From the list of children to the container; None for a leaf.
        children: The structures of the children.
        names: A label for each child, for paths in messages.
        kind: The type of the container, for comparison.

    Attributes:
        size: Number of leaves.
        flat: Whether it is a container of leaves and nothing else, as most are.
    """

    __slots__ = ("children", "flat", "kind", "names", "rebuild", "size")

    def __init__(
        self,
        rebuild: Callable[[list[Any]], Any] | None,
        children: tuple[Structure, ...] = (),
        names: tuple[str, ...] = (),
        kind: type | None = None,
    ) -> None:
        self.rebuild = rebuild
        self.children = children
        self.names = names
        self.kind = kind
        self.size = 1 if rebuild is None else sum([c.size for c in children])
        self.flat = rebuild is not None and all([c is LEAF for c in children])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Structure):
            return NotImplemented
        return (self.kind, self.names, self.children) == (other.kind, other.names, other.children)

    def __hash__(self) -> int:
        return hash((self.kind, self.names, self.children))


LEAF = Structure(None)

# Types that were found to be leaves: asking whether an object speaks the protocol costs more than all else here.
_LEAF_TYPES: set[type] = {float, int, complex, bool, str}


def _open(node: Any) -> tuple[tuple[str, ...], list[Any], Callable[[list[Any]], Any]] | None:
    """Names, children and rebuilder of a container; None when `node` is a leaf."""
    if node is None:
        return (), [], lambda _: None
    if isinstance(node, dict):
        keys = list(node)
        kind = type(node)
        return tuple(str(k) for k in keys), list(node.values()), lambda new: kind(zip(keys, new, strict=True))
    if isinstance(node, tuple) and (names := getattr(node, "_fields", ())):
        named = type(node)
        return tuple(names), list(node), lambda new: named(*new)
    if isinstance(node, (list, tuple)):
        sequence = type(node)
        return _numbered(len(node)), list(node), sequence
    if isinstance(node, Branching) and not isinstance(node, type):
        children = node.tree_children()
        keys = list(children)
        return tuple(keys), list(children.values()), lambda new: node.tree_rebuild(dict(zip(keys, new, strict=True)))
    if dataclasses.is_dataclass(node) and not isinstance(node, type):
        fields = [f.name for f in dataclasses.fields(node) if f.init]
        rebuild = lambda new: dataclasses.replace(node, **dict(zip(fields, new, strict=True)))
        return tuple(fields), [getattr(node, f) for f in fields], rebuild
    return None


@functools.cache
def _numbered(count: int) -> tuple[str, ...]:
    return tuple(str(k) for k in range(count))


@functools.cache
def _sequence(kind: type, count: int) -> Structure:
    """The structure of a list or tuple of leaves."""
    return Structure(kind, (LEAF,) * count, _numbered(count), kind)


def flatten(tree: Any) -> tuple[list[Any], Structure]:
    """The leaves of `tree`, left to right, and the structure that puts them back.

    Args:
        tree: Any nest of containers; None is an empty container.

    Returns:
        Leaves and structure.

    Example:
        >>> leaves, structure = flatten({"w": [1, 2], "b": (3,)})
        >>> leaves, unflatten(structure, [10, 20, 30])
        ([1, 2, 3], {'w': [10, 20], 'b': (30,)})
    """
    kind = type(tree)
    if kind in _LEAF_TYPES:
        return [tree], LEAF
    if (kind is list or kind is tuple) and all([type(child) in _LEAF_TYPES for child in tree]):
        return list(tree), _sequence(kind, len(tree))
    opened = _open(tree)
    if opened is None:
        _LEAF_TYPES.add(type(tree))
        return [tree], LEAF
    names, children, rebuild = opened
    leaves: list[Any] = []
    structures = []
    for child in children:
        if type(child) in _LEAF_TYPES:
            leaves.append(child)
            structures.append(LEAF)
            continue
        below, structure = flatten(child)
        leaves += below
        structures.append(structure)
    return leaves, Structure(rebuild, tuple(structures), names, type(tree))


def unflatten(structure: Structure, leaves: Sequence[Any]) -> Any:
    """The container of `structure` with `leaves` in their places.

    Raises:
        ArgumentError: The number of leaves is not that of the structure.

    Example:
        >>> unflatten(flatten((1, [2]))[1], ["a", "b"])
        ('a', ['b'])
    """
    if structure is LEAF and len(leaves) == 1:
        return leaves[0]
    if len(leaves) != structure.size:
        raise ArgumentError("tree: wrong number of leaves", given=len(leaves), expected=structure.size)
    if structure.flat and structure.rebuild is not None:
        return structure.rebuild(list(leaves))
    return _build(structure, iter(leaves))


def _build(node: Structure, stream: Iterator[Any]) -> Any:
    # Not a closure of `unflatten`: one that calls itself is a cycle, and would keep the leaves until a collection.
    if node.rebuild is None:
        return next(stream)
    return node.rebuild([next(stream) if c is LEAF else _build(c, stream) for c in node.children])


def leaves(tree: Any) -> list[Any]:
    """The leaves of `tree`, left to right.

    Example:
        >>> leaves([1, {"a": 2}])
        [1, 2]
    """
    return flatten(tree)[0]


def paths(structure: Structure, prefix: str = "") -> list[str]:
    """A dotted path for every leaf.

    Example:
        >>> paths(flatten({"layer": [1, 2]})[1])
        ['layer.0', 'layer.1']
    """
    if structure.rebuild is None:
        return [prefix]
    below = zip(structure.names, structure.children, strict=True)
    return [p for name, child in below for p in paths(child, f"{prefix}.{name}" if prefix else name)]


def map(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """Apply `function` leaf by leaf to containers of one structure.

    Raises:
        ArgumentError: The structures differ.

    Example:
        >>> map(lambda a, b: a + b, {"x": 1}, {"x": 10})
        {'x': 11}
    """
    first, structure = flatten(tree)
    columns = [first]
    for other in others:
        column, shape = flatten(other)
        if shape.size != structure.size or paths(shape) != paths(structure):
            raise ArgumentError("tree: structures differ", given=paths(shape), expected=paths(structure))
        columns.append(column)
    return unflatten(structure, [function(*row) for row in zip(*columns, strict=True)])
