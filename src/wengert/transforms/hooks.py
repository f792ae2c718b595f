"""Hooks: functions that see, and may replace, the adjoint that arrives at a tensor; and `.grad` of intermediates.

Knows steps and the functions waiting at them. Knows no sweep: `dynamic` asks it for what to call on the way.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np

from wengert.errors import GraphError, ShapeError
from wengert.step import Step
from wengert.tensor import Tensor, value_of

_keys = itertools.count()


class Waiting:
    """What waits at one step: functions in the order of registration, and the tensor whose `.grad` is wanted."""

    def __init__(self) -> None:
        self.functions: dict[int, Callable[[Tensor], Any]] = {}
        self.retained: weakref.ref[Tensor] | None = None


_waiting: weakref.WeakKeyDictionary[Step, Waiting] = weakref.WeakKeyDictionary()


class Handle:
    """What `register_hook` returns: a way to take the hook away again.

    Args:
        functions: The functions waiting at a step.
        key: Which of them is meant.
    """

    def __init__(self, functions: dict[int, Callable[[Tensor], Any]], key: int) -> None:
        self._functions = functions
        self._key = key

    def remove(self) -> None:
        """Take the hook away; a second time does nothing."""
        self._functions.pop(self._key, None)


def _waiting_at(x: Tensor, what: str) -> Waiting:
    if x.step is None or not x.requires_grad:
        raise GraphError(
            f"{what}: no adjoint ever arrives at this tensor",
            given="a tensor with requires_grad=False",
            expected="a tensor that sweeps can reach",
            hint="x.requires_grad_() before it is used",
        )
    return _waiting.setdefault(x.step, Waiting())


def register_hook(x: Tensor, hook: Callable[[Tensor], Any]) -> Handle:
    """Call `hook(adjoint)` whenever the adjoint of `x` is complete; what it returns, unless None, replaces the adjoint.

    Args:
        x: A tensor that sweeps can reach.
        hook: Gets the adjoint as a tensor in the shape of `x`.

    Returns:
        A handle; `handle.remove()` takes the hook away.

    Raises:
        GraphError: Sweeps cannot reach `x`.

    Example:
        >>> import wengert as wg
        >>> x = wg.tensor(3.0, requires_grad=True)
        >>> handle = x.register_hook(lambda g: 10 * g)
        >>> (x * x).backward()
        >>> x.grad
        Tensor(60.)
    """
    functions = _waiting_at(x, "register_hook").functions
    key = next(_keys)
    functions[key] = hook
    return Handle(functions, key)


def retain_grad(x: Tensor) -> None:
    """Keep `.grad` of an intermediate tensor as if it were a leaf; on a leaf it changes nothing.

    Args:
        x: A tensor that sweeps can reach.

    Raises:
        GraphError: Sweeps cannot reach `x`.

    Example:
        >>> import wengert as wg
        >>> x = wg.tensor(3.0, requires_grad=True)
        >>> y = x * x
        >>> y.retain_grad()
        >>> (2 * y).backward()
        >>> y.grad
        Tensor(2.)
    """
    waiting = _waiting_at(x, "retain_grad")
    if x.step is not None and x.step.inputs:
        waiting.retained = weakref.ref(x)


class Pending:
    """In the place of `.grad` while a program is compiled: the gradient from before, and whether anybody looked at it.

    Args:
        given: What `.grad` was.
    """

    __slots__ = ("given", "read")

    def __init__(self, given: Tensor | None) -> None:
        self.given = given
        self.read = False


def held(x: Tensor) -> Tensor | None:
    """What has been accumulated in `x.grad`; a compiled program learns that it was asked for.

    Example:
        >>> held(Tensor(1.0)) is None
        True
    """
    g = getattr(x, "_grad", None)
    if type(g) is Pending:
        g.read = True
        # A stand-in: what is traced must not be added to the gradient outside the program.
        g = x._grad = None if g.given is None else Tensor(g.given.value, g.given.step)
    return g


def accumulate(x: Tensor, g: Any) -> None:
    """Add an adjoint to `x.grad`: `.grad` starts as None and adds up until it is set to None again."""
    before = held(x)
    if before is None:
        x._grad = g if isinstance(g, Tensor) else Tensor(g)
    elif isinstance(g, Tensor) or before.step is not None:
        x._grad = before + g
    else:
        before.value = before.value + g  # whoever holds `.grad` sees it grow, as in PyTorch


def caller(then: Callable[[Step, Any], None] | None = None) -> Callable[[Step, Any], Any] | None:
    """A function `(step, adjoint) -> adjoint` that calls every hook, and `then` last; None when nobody waits.

    Args:
        then: Called with each step and its finished adjoint.
    """
    if not _waiting and then is None:
        return None

    def arrived(step: Step, g: Any) -> Any:
        waiting = _waiting.get(step)
        if waiting is not None:
            for hook in list(waiting.functions.values()):
                g = _called(hook, g)
            if waiting.retained is not None and (x := waiting.retained()) is not None:
                accumulate(x, g)
        if then is not None:
            then(step, g)
        return g

    return arrived


def _called(hook: Callable[[Tensor], Any], g: Any) -> Any:
    new = hook(g if isinstance(g, Tensor) else Tensor(g))
    if new is None:
        return g
    if np.shape(value_of(new)) != g.shape:
        raise ShapeError(
            "register_hook: a hook changed the shape of an adjoint", given=np.shape(value_of(new)), expected=g.shape
        )
    if isinstance(g, Tensor):
        return new if isinstance(new, Tensor) else Tensor(new)
    return value_of(new)
