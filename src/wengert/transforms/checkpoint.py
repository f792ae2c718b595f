"""checkpoint: keep the arguments of a function and compute it again in the reverse sweep, to save memory.

Knows the program of the function. Knows no loop and no layer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import namespace
from wengert.kinds import general
from wengert.samples import case, real
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import vjp
from wengert.transforms.structured import Structured, as_arrays, moving_outputs, replaced, unwrapped
from wengert.transforms.vmap import vmap


@general(cost=lambda *_: 0)
def after(x: Any, other: Any) -> Any:
    """`x`, computed no earlier than `other`. Shapes: (*s), (*t) -> (*s).

    Compiled, it keeps two equal computations from being made one, which would undo a checkpoint.

    Example:
        >>> after(2.0, 3.0)
        2.0
    """
    if namespace(x, other) is np:
        return x
    import jax

    return jax.lax.optimization_barrier((x, other))[0]


after.define([lambda g: g, None], [lambda dx: dx, None])
after.samples = [case(real(3), real(2))]
after.batch = lambda args, batched, params, size: after(*args) if batched[0] else _spread(after(*args), size)


def _spread(x: Any, size: int) -> Any:
    return vmap(lambda _: x)(np.zeros(size))


class Checkpoint(Structured):
    """A function that keeps its arguments alone. Shapes: arguments -> results.

    Args:
        program: Closed.
        inputs: Positions of the arguments that adjoints are wanted of.
    """

    def __init__(self, program: Program, inputs: Sequence[int] = ()) -> None:
        self.program = program
        self.inputs = inputs
        super().__init__("checkpoint", len(program.outputs))

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The results."""
        with np.errstate(all="ignore"):
            return tuple(self.program.run(args))

    def extended(self, tracked: tuple[bool, ...]) -> Structured:
        """The same, knowing which adjoints will be wanted."""
        return Checkpoint(self.program, [k for k, t in enumerate(tracked) if t])

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Compute again, then sweep."""
        inputs = self.inputs
        arrived = [k for k in moving_outputs(self.program, inputs) if g[k] is not None]
        if not arrived:
            return (None,) * len(args)
        args = [after(a, g[arrived[0]]) for a in args]

        def again(*free: Any) -> Any:
            out = self.program.run(replaced(args, inputs, free))
            return [out[k] for k in arrived]

        _, pull = vjp(again, *(args[k] for k in inputs))
        found = dict(zip(inputs, pull([g[k] for k in arrived]), strict=True))
        return tuple(found.get(k) for k in range(len(args)))

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Values and tangents together."""
        inputs = [k for k, t in enumerate(dx) if t is not None]
        run = lambda *free: self.program.run(replaced(args, inputs, free))
        moved = jvp(run, [args[k] for k in inputs], [dx[k] for k in inputs])[1]
        outputs = set(moving_outputs(self.program, inputs))
        return tuple(t if k in outputs else None for k, t in enumerate(moved))

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """The checkpoint of the batched function."""
        del params, size
        axes = tuple(0 if b else None for b in batched)
        mapped = record(vmap(lambda *leaves: self.program.run(leaves), axes), *map(value_of, args)).closed()
        return Checkpoint(mapped)(*args)


def checkpoint(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f`, keeping only its arguments (and what it reads from outside) for the reverse sweep, which computes it again.

    Memory for time: one more evaluation of `f`, and nothing saved of what happens inside. In a `scan`, wrap the body,
    and each turn saves its carry alone.

    Args:
        f: Any function of nests of arrays. Its Python code must not decide on values.

    Returns:
        A function with the same values and derivatives.

    Raises:
        ConcretizationError: `f` decides on a value.

    References:
        Griewank & Walther (2008), Evaluating Derivatives, ch. 12.

    Example:
        >>> wg.grad(checkpoint(lambda x: wg.sin(wg.sin(x))))(0.0)
        np.float64(1.0)
    """

    @functools.wraps(f)
    def kept(*args: Any, **options: Any) -> Any:
        leaves, structure = tree.flatten(args)
        leaves = as_arrays(leaves)
        program = record(lambda *a: f(*a, **options), *tree.unflatten(structure, leaves))
        values = [*leaves, *program.captured]
        out = Checkpoint(program.closed())(*values)
        return unwrapped(program.out_structure, out, not any(isinstance(a, Tensor) for a in values))

    return kept
