"""Primitives whose pushforward or pullback somebody states: what `custom_jvp` and `custom_vjp` make of a function.

Knows flat lists of leaves. Knows no containers and no user function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert.arrays import is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.errors import GraphError
from wengert.ops import sum as sum_of
from wengert.primitive import Primitive
from wengert.step import mode
from wengert.tensor import Tensor, value_of
from wengert.transforms.reverse import vjp
from wengert.transforms.structured import Structured, zeros_like
from wengert.transforms.vmap import vmap

Leaves = list[Any]


class WithTangent(Structured):
    """A function whose pushforward is stated. Shapes: arguments -> results.

    Args:
        name: Of the function.
        plain: The function, from leaves to leaves.
        push_leaves: From (leaves, tangents) to tangents of the results; linear in the tangents.
        count: Number of results.
    """

    def __init__(
        self,
        name: str,
        plain: Callable[..., Leaves],
        push_leaves: Callable[[Leaves, Leaves], Leaves],
        count: int,
    ) -> None:
        self.plain = plain
        self.push_leaves = push_leaves
        super().__init__(name, count)

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The results of the function itself."""
        return tuple(_untracked(self.name, self.plain(*args)))

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """As stated; what does not move has a zero tangent."""
        tangents = [zeros_like(a) if t is None else t for a, t in zip(args, dx, strict=True)]
        return tuple(self.push_leaves(list(args), tangents))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The adjoint of the stated map: a reverse sweep over it, at any tangent, because it is linear."""
        del kept
        inputs = [k for k, a in enumerate(args) if is_floating(dtype_of(value_of(a)))]
        arrived = [k for k, part in enumerate(g) if part is not None]

        def moved(*tangents: Any) -> Any:
            found = dict(zip(inputs, tangents, strict=True))
            out = self.push_leaves(list(args), [found.get(k, zeros_like(a)) for k, a in enumerate(args)])
            return [out[k] for k in arrived]

        _, pull = vjp(moved, *(zeros_like(args[k]) for k in inputs))
        found = dict(zip(inputs, pull([g[k] for k in arrived]), strict=True))
        return tuple(found.get(k) for k in range(len(args)))

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """The function and its rule, each over the batch."""
        del params
        axes = [0 if b else None for b in batched]

        def push(leaves: Leaves, tangents: Leaves) -> Leaves:
            return vmap(self.push_leaves, (axes, axes))(leaves, tangents)

        return WithTangent(self.name, vmap(self.plain, tuple(axes)), push, self.count)(*args)


class WithAdjoint(Structured):
    """A function whose pullback is stated. Shapes: arguments -> results.

    Args:
        name: Of the function.
        plain: The function, from leaves to leaves.
        forward: From leaves to (results, what the pullback reads).
        backward: From (what was kept, adjoints of the results) to adjoints of the leaves.
        count: Number of results.
    """

    def __init__(
        self,
        name: str,
        plain: Callable[..., Leaves],
        forward: Callable[..., tuple[Leaves, Leaves]],
        backward: Callable[[Leaves, Leaves], Leaves],
        count: int,
    ) -> None:
        self.plain = plain
        self.forward_leaves = forward
        self.backward_leaves = backward
        super().__init__(name, count)

    def __call__(self, *args: Any, **params: Any) -> Any:
        """Apply; with what the pullback reads when sweeps can reach an argument."""
        if not mode.recording or not any(isinstance(a, Tensor) and a.step is not None for a in args):
            return super().__call__(*args, **params)
        results, kept = self.forward_leaves(*map(value_of, args))
        known = tuple(_untracked(self.name, [*results, *kept]))
        return Primitive.__call__(Kept(self, known), *args)[: self.count]

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The results of the function itself."""
        return tuple(_untracked(self.name, self.plain(*args)))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The sweep belongs to the call that kept what it reads."""
        raise AssertionError("a function with a stated pullback is recorded with what that reads")

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The adjoint of the adjoint: the map g -> pullback(g) is linear, and its own pullback takes tangents."""
        _, kept = self.forward_leaves(*args)
        outputs = self.plain(*map(value_of, args))
        inputs = [k for k, t in enumerate(dx) if t is not None]

        def swept(*g: Any) -> Any:
            found = self.backward_leaves(kept, list(g))
            return [found[k] for k in inputs]

        _, push = vjp(swept, *map(zeros_like, outputs))
        return tuple(push([dx[k] for k in inputs]))

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """The function and its rules, each over the batch."""
        del params, size
        axes = tuple(0 if b else None for b in batched)

        def backward(kept: Leaves, g: Leaves) -> Leaves:
            found = vmap(self.backward_leaves)(kept, g)
            return [c if b else sum_of(c, axis=0) for c, b in zip(found, batched, strict=True)]

        plain, forward = vmap(self.plain, axes), vmap(self.forward_leaves, axes)
        return WithAdjoint(self.name, plain, forward, backward, self.count)(*args)


class Kept(WithAdjoint):
    """One call of a function with a stated pullback, with what that reads. Shapes: arguments -> results, kept.

    Args:
        base: The function.
        known: The results of this call and what its pullback reads.
    """

    def __init__(self, base: WithAdjoint, known: tuple[Any, ...]) -> None:
        self.known = known
        self.zeros = [zeros_like(v) for v in known[: base.count]]
        self.plain, self.forward_leaves, self.backward_leaves = base.plain, base.forward_leaves, base.backward_leaves
        Structured.__init__(self, base.name, len(known), base)

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """What this call gave."""
        del args
        out, self.known = self.known, ()
        return out

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """As the function; nobody reads tangents of what is kept."""
        moved = WithAdjoint.push(self, dx, args, ())
        return (*moved, *[None] * (self.count - len(moved)))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """As stated."""
        if any(isinstance(a, Tensor) for a in args):
            # Recorded: what was kept must remember where it came from, so it is computed once more.
            _, kept = self.forward_leaves(*args)
        seeds = [z if part is None else part for z, part in zip(self.zeros, g, strict=False)]
        return tuple(self.backward_leaves(list(kept), seeds))


def _untracked(name: str, leaves: Sequence[Any]) -> Leaves:
    """Results of a function on raw arrays, raw.

    Raises:
        GraphError: Something from outside that sweeps can reach went into them.
    """
    if any(isinstance(v, Tensor) and v.step is not None for v in leaves):
        raise GraphError(
            f"{name}: a function with its own derivative reads a tensor from outside that is being differentiated",
            expected="everything that is differentiated as an argument",
            hint="pass the tensor as an argument; the rule then says what its derivative is",
        )
    return [value_of(v) for v in leaves]
