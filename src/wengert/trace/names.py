"""Names: of arguments, of captured tensors, and those people give with `wg.name`.

Knows signatures, closures and dotted paths. Knows no list.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar, runtime_checkable

import numpy as np

from wengert import tree
from wengert.errors import ArgumentError
from wengert.tensor import Tensor

T = TypeVar("T")


@runtime_checkable
class Holder(Protocol):
    """An object with state of its own: a module, an optimizer, a random generator."""

    def state_tensors(self) -> list[Tensor]:
        """Every tensor whose value may be rebound."""
        ...


@runtime_checkable
class CompiledLike(Protocol):
    """A compiled function: it keeps the Python function it was made from."""

    function: Callable[..., Any]
    recompiles: list[Any]


class _Listening(threading.local):
    """Who wants to hear of names and of backward sweeps in this thread, and the modules being called."""

    named: Callable[[Tensor, str], None] | None = None
    swept: Callable[[Tensor, Any], None] | None = None
    entered: list[Any] | None = None


listening = _Listening()


def name(x: T, text: str) -> T:
    """Call a tensor by a name of your own in everything that is printed of it.

    Args:
        x: A tensor; anything else is returned as it is.
        text: The name.

    Returns:
        `x` itself.

    Raises:
        ArgumentError: The name is empty.

    Example:
        >>> import wengert as wg
        >>> print(wg.trace(lambda x: wg.tanh(wg.name(2 * x, "z1")), 0.5))
         primal
         v₀ = x            0.5
         z1 = 2 · v₀       1
         v₂ = tanh z1      0.761594
         y  = v₂           0.761594
    """
    if not text:
        raise ArgumentError("name: the name is empty", expected="at least one character")
    if isinstance(x, Tensor):
        x._name = text
        if listening.named is not None:
            listening.named(x, text)
    return x


def own_name(x: Any) -> str | None:
    """What `wg.name` called the tensor; None when nobody did."""
    return getattr(x, "_name", None) if isinstance(x, Tensor) else None


def argument_names(f: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> list[str]:
    """A dotted path for every leaf of the arguments, from the parameter names of `f`.

    Example:
        >>> argument_names(lambda x, net: None, (1.0, {"w": 2.0, "b": [3.0]}), {})
        ['x', 'net.w', 'net.b.0']
    """
    tops = parameters_of(f, args, options)
    if len(tops) != len(args):
        tops = [f"x{k + 1}" for k in range(len(args))]
    pairs = [*zip(tops, args, strict=True), *options.items()]
    return [path for top, value in pairs for path in tree.paths(tree.flatten(value)[1], top)]


def parameters_of(f: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> list[str]:
    """The names of the parameters that positional arguments go to; none when they cannot be known."""
    try:
        signature = inspect.signature(f)
        bound = signature.bind(*args, **options).arguments
    except (TypeError, ValueError):
        return []
    names = []
    for n, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            names += [f"{n}{k + 1}" for k in range(len(bound.get(n, ())))]
        elif n in bound and parameter.kind is not inspect.Parameter.VAR_KEYWORD and n not in options:
            names.append(n)
    return names


def surroundings(f: Any) -> Iterator[tuple[str, Any]]:
    """What a function sees beside its arguments, by name: closure, globals, the object it is a method of."""
    while isinstance(f, functools.partial):
        yield from ((str(k), v) for k, v in enumerate(f.args))
        yield from f.keywords.items()
        f = f.func
    if inspect.ismethod(f):
        yield "", f.__self__
        f = f.__func__
    if inspect.isfunction(f):
        seen = inspect.getclosurevars(f)
        yield from seen.nonlocals.items()
        yield from seen.globals.items()
    elif not isinstance(f, type):
        yield "", f


def paths_of_tensors(f: Any) -> dict[int, str]:
    """Tensors and arrays around `f` by identity, each with a dotted path such as `model.0.weight`."""
    found: dict[int, str] = {}
    for top, value in surroundings(f):
        if isinstance(value, (Tensor, np.ndarray, tree.Branching, dict, list, tuple)) and not isinstance(value, type):
            leaves, structure = tree.flatten(value)
            for path, leaf in zip(tree.paths(structure, top), leaves, strict=True):
                if isinstance(leaf, (Tensor, np.ndarray)):
                    found.setdefault(id(leaf), path)
    return found


def holders_around(f: Any, args: tuple[Any, ...]) -> list[Tensor]:
    """The state of every module, optimizer and generator that `f` sees or is given."""
    objects = [v for _, v in surroundings(f)] + list(args)
    tensors = [t for v in objects if isinstance(v, Holder) and not isinstance(v, type) for t in v.state_tensors()]
    return list({id(t): t for t in tensors}.values())
