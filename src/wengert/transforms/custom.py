"""custom_jvp and custom_vjp: functions whose derivatives are stated by their author.

Knows how stated rules take the place of sweeps through the function. Knows no mathematics of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.tensor import Tensor, value_of
from wengert.transforms.stated import Leaves, WithAdjoint, WithTangent
from wengert.transforms.structured import as_arrays, unwrapped, zeros_like


class Custom:
    """What `custom_jvp` and `custom_vjp` share: which arguments are differentiated, and how they become leaves.

    Args:
        function: The decorated function.
        nondiff_argnums: Positions of arguments that are handed to the rules as they are.
    """

    def __init__(self, function: Callable[..., Any], nondiff_argnums: Sequence[int]) -> None:
        self.function = function
        self.nondiff_argnums = tuple(nondiff_argnums)
        self.__wrapped__ = function
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__

    def opened(self, args: Sequence[Any]) -> tuple[list[Any], Leaves, tree.Structure]:
        """The fixed arguments; the leaves of the others, and their containers."""
        fixed = [args[k] for k in self.nondiff_argnums]
        free = tuple(a for k, a in enumerate(args) if k not in self.nondiff_argnums)
        leaves, structure = tree.flatten(free)
        for leaf in leaves:
            if not is_array(value_of(leaf)):
                raise ArgumentError(
                    f"{self.function.__name__}: an argument is no number, array or tensor",
                    given=f"{type(leaf).__name__} {leaf!r}"[:60],
                    hint="name its position in nondiff_argnums",
                )
        return fixed, as_arrays(leaves), structure

    def call(self, fixed: Sequence[Any], free: Sequence[Any]) -> Any:
        """The function itself."""
        stream = iter(free)
        given = dict(zip(self.nondiff_argnums, fixed, strict=True))
        return self.function(*(given[k] if k in given else next(stream) for k in range(len(fixed) + len(free))))


class custom_jvp(Custom):
    """Decorator: a function whose pushforward its author states, with `defjvp`.

    Reverse mode follows: the stated map is linear in the tangents, and its adjoint is swept from it. Higher orders
    differentiate the rule.

    Args:
        function: From nests of arrays to nests of arrays.
        nondiff_argnums: Positions of arguments that are not differentiated; the rule gets them first.

    Example:
        >>> @custom_jvp
        ... def steep_step(x):
        ...     return wg.astype(x > 0, "float64")
        >>> @steep_step.defjvp
        ... def rule(primals, tangents):
        ...     (x,), (dx,) = primals, tangents
        ...     return steep_step(x), dx * wg.exp(-x * x)
        >>> wg.grad(steep_step)(0.0)
        np.float64(1.0)
    """

    def __init__(self, function: Callable[..., Any], nondiff_argnums: Sequence[int] = ()) -> None:
        super().__init__(function, nondiff_argnums)
        self.rule: Callable[..., Any] | None = None

    def defjvp(self, rule: Callable[..., Any]) -> Callable[..., Any]:
        """State the pushforward: `rule(*nondiff, primals, tangents) -> (result, tangent of the result)`."""
        self.rule = rule
        return rule

    def __call__(self, *args: Any) -> Any:
        """Evaluate; sweeps use the rule.

        Raises:
            GraphError: No rule was stated, or the function reads a differentiated tensor from outside.
        """
        fixed, leaves, structure = self.opened(args)
        rule = _stated(self, self.rule, "defjvp")
        shape = _Result(self, fixed, structure)

        def push(primals: Leaves, tangents: Leaves) -> Leaves:
            both = tree.unflatten(structure, primals), tree.unflatten(structure, tangents)
            moved, found = tree.flatten(rule(*fixed, *both)[1])
            if found.size != shape.structure.size:
                raise ArgumentError(
                    f"{self.function.__name__}: the tangent differs from the result in its containers",
                    given=tree.paths(found),
                    expected=tree.paths(shape.structure),
                )
            return moved

        count = shape.count(leaves)
        out = WithTangent(self.function.__name__, shape.plain, push, count)(*leaves)
        return unwrapped(shape.structure, out, not any(isinstance(a, Tensor) for a in leaves))


class custom_vjp(Custom):
    """Decorator: a function whose pullback its author states, with `defvjp`.

    Forward mode follows, as the adjoint of the stated map. Higher orders differentiate the rules.

    Args:
        function: From nests of arrays to nests of arrays.
        nondiff_argnums: Positions of arguments that are not differentiated; the pullback gets them first.

    Example:
        >>> @custom_vjp
        ... def clipped(x):
        ...     return x
        >>> clipped.defvjp(lambda x: (x, None), lambda kept, g: (wg.clip(g, -1.0, 1.0),))
        >>> wg.grad(lambda x: 5.0 * clipped(x))(2.0)
        np.float64(1.0)
    """

    def __init__(self, function: Callable[..., Any], nondiff_argnums: Sequence[int] = ()) -> None:
        super().__init__(function, nondiff_argnums)
        self.rules: tuple[Callable[..., Any], Callable[..., Any]] | None = None

    def defvjp(self, forward: Callable[..., Any], backward: Callable[..., Any]) -> None:
        """State the pullback.

        Args:
            forward: `(*args) -> (result, kept)`: called in place of the function; `kept` is any nest.
            backward: `(*nondiff, kept, g) -> tuple`: an adjoint for each differentiated argument; None for zero.
        """
        self.rules = (forward, backward)

    def __call__(self, *args: Any) -> Any:
        """Evaluate; sweeps use the rules.

        Raises:
            GraphError: No rules were stated, or the function reads a differentiated tensor from outside.
        """
        fixed, leaves, structure = self.opened(args)
        forward, backward = _stated(self, self.rules, "defvjp")
        shape = _Result(self, fixed, structure)
        kept_as = _Residue()
        with_kept = Custom(forward, self.nondiff_argnums)

        def forward_leaves(*leaves: Any) -> tuple[Leaves, Leaves]:
            pair = with_kept.call(fixed, tree.unflatten(structure, leaves))
            if not isinstance(pair, tuple) or len(pair) != 2:
                raise ArgumentError(
                    f"{self.function.__name__}: the forward rule returns a pair",
                    given=type(pair).__name__,
                    expected="(result, kept)",
                )
            return tree.leaves(pair[0]), kept_as.close(pair[1])

        def backward_leaves(kept: Leaves, g: Leaves) -> Leaves:
            adjoints = backward(*fixed, kept_as.open(kept), tree.unflatten(shape.structure, g))
            return _matched(self.function.__name__, adjoints, structure, leaves)

        count = shape.count(leaves)
        name = self.function.__name__
        out = WithAdjoint(name, shape.plain, forward_leaves, backward_leaves, count)(*leaves)
        return unwrapped(shape.structure, out, not any(isinstance(a, Tensor) for a in leaves))


class _Result:
    """The function from leaves to leaves; remembers the containers of its result.

    Args:
        owner: The decorated function.
        fixed: Its fixed arguments.
        arguments: The containers of the others.
    """

    def __init__(self, owner: Custom, fixed: Sequence[Any], arguments: tree.Structure) -> None:
        self.owner = owner
        self.fixed = fixed
        self.arguments = arguments
        self.structure = tree.LEAF

    def plain(self, *leaves: Any) -> Leaves:
        """The function."""
        out, self.structure = tree.flatten(self.owner.call(self.fixed, tree.unflatten(self.arguments, leaves)))
        return out

    def count(self, leaves: Sequence[Any]) -> int:
        """Number of leaves of the result, from one evaluation."""
        self.plain(*map(value_of, leaves))
        return self.structure.size


class _Residue:
    """What a forward rule keeps: arrays go with the step, the rest stays here."""

    def __init__(self) -> None:
        self.structure = tree.LEAF
        self.static: list[Any] = []

    def close(self, kept: Any) -> Leaves:
        """The arrays among the leaves."""
        leaves, self.structure = tree.flatten(kept)
        self.static = [None if is_array(value_of(v)) else (v,) for v in leaves]
        return [v for v, s in zip(leaves, self.static, strict=True) if s is None]

    def open(self, arrays: Leaves) -> Any:
        """The nest again."""
        stream = iter(arrays)
        return tree.unflatten(self.structure, [next(stream) if s is None else s[0] for s in self.static])


def _stated(owner: Custom, rule: Any, how: str) -> Any:
    if rule is None:
        name = owner.function.__name__
        raise GraphError(f"{name}: its derivative was not stated", expected="a rule", hint=f"{name}.{how}(...)")
    return rule


def _matched(name: str, adjoints: Any, structure: tree.Structure, leaves: Sequence[Any]) -> Leaves:
    """The leaves of what a pullback gave, one for each argument, zeros for None."""
    if not isinstance(adjoints, (tuple, list)) or len(adjoints) != len(structure.children):
        raise ArgumentError(
            f"{name}: the pullback returns one adjoint for each differentiated argument",
            given=f"{len(adjoints)} adjoints" if isinstance(adjoints, (tuple, list)) else type(adjoints).__name__,
            expected=f"a tuple of {len(structure.children)}",
        )
    out: Leaves = []
    for adjoint, child in zip(adjoints, structure.children, strict=True):
        mine = leaves[len(out) : len(out) + child.size]
        found = [zeros_like(v) for v in mine] if adjoint is None else tree.leaves(adjoint)
        for g, x in zip(found, mine, strict=len(found) != len(mine)):
            if np.shape(value_of(g)) != np.shape(value_of(x)):
                raise ShapeError(
                    f"{name}: an adjoint has the shape of its argument",
                    given=np.shape(value_of(g)),
                    expected=np.shape(value_of(x)),
                )
        out += found
    return out
