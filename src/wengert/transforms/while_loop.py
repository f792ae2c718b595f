"""while_loop: a loop whose number of turns depends on values.

Knows the programs of the condition and of the body. Knows no sweep of its own: reverse it is a scan of known length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_floating, is_traced, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, GraphError
from wengert.ops import any as any_of
from wengert.ops import broadcast_to, logical_and, where
from wengert.step import mode
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.cond import check_predicate, column, cond
from wengert.transforms.loop import Scan
from wengert.transforms.scan import recorded_body, scan
from wengert.transforms.structured import Structured, moving_outputs, pushed, unwrapped, zeros_like
from wengert.transforms.vmap import vmap


class While(Structured):
    """A loop that goes on while a condition holds. Shapes: carry, captured -> carry.

    Args:
        condition: (carry, captured by the condition) -> one boolean, closed.
        body: (carry, captured by the body) -> carry, closed.
    """

    def __init__(self, condition: Program, body: Program) -> None:
        self.condition = condition
        self.body = body
        super().__init__("while_loop", len(body.outputs))

    def __call__(self, *args: Any, **params: Any) -> Any:
        """Apply; when sweeps can reach an argument and values are known, count the turns and scan."""
        steps = [a.step for a in args if isinstance(a, Tensor) and a.step is not None]
        known = not any(step.exemplary for step in steps) and not any(is_traced(value_of(a)) for a in args)
        if not steps or not mode.recording or not known:
            return super().__call__(*args, **params)
        turns = self._run([value_of(a) for a in args])[1]
        inner = self.condition.arity - self.count
        return Scan(self.body, self.count, 0, turns, False)(*args[: self.count], *args[self.count + inner :])

    def _parts(self, args: Sequence[Any]) -> tuple[list[Any], Sequence[Any], Sequence[Any]]:
        """Carry, what the condition captured, what the body captured."""
        c, end = self.count, self.condition.arity
        return list(args[:c]), args[c:end], args[end:]

    def _run(self, args: Sequence[Any]) -> tuple[list[Any], int]:
        """The final carry and the number of turns, on known values."""
        carry, asked, used = self._parts(args)
        turns = 0
        with np.errstate(all="ignore"):
            while self.condition.run([*carry, *asked])[0]:
                carry = self.body.run([*carry, *used])
                turns += 1
        return carry, turns

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The final carry."""
        if namespace(*args, *self.body.constants, *self.condition.constants) is np:
            return tuple(self._run(args)[0])
        import jax

        xp = jax.numpy
        carry, asked, used = self._parts([xp.asarray(a) for a in args])
        dtypes = [dtype_of(r) for r in self.body.results]

        def turn(carry: Any) -> Any:
            return [xp.asarray(v, d) for v, d in zip(self.body.run([*carry, *used]), dtypes, strict=True)]

        return tuple(jax.lax.while_loop(lambda carry: self.condition.run([*carry, *asked])[0], turn, carry))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Nothing was kept, because nobody knew how much it would be."""
        raise GraphError(
            "while_loop: cannot be swept in reverse when the number of turns is not known",
            given="a loop recorded inside compile, scan, cond or vmap",
            expected="a bound on the number of turns",
            hint="while_loop(..., max_steps=n), or scan; forward mode (wg.jvp, wg.jacfwd) works without",
        )

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """One loop over pairs of values and tangents."""
        c, end = self.count, self.condition.arity
        moving = {k if k < c else k - (end - c) for k, t in enumerate(dx) if t is not None and not c <= k < end}
        while more := {k for k in moving_outputs(self.body, moving) if k < c} - moving:
            moving |= more
        moving = {k for k in moving if is_floating(dtype_of(self.body.examples[k]))}
        inputs = sorted(moving)
        outputs = [k for k in inputs if k < c]
        both = pushed(self.body, inputs, outputs)
        total = self.body.arity
        order = [*range(c), *(total + i for i, k in enumerate(inputs) if k < c), *range(c, total)]
        order += [total + i for i, k in enumerate(inputs) if k >= c]
        body = both.cut(order, [both.examples[k] for k in order], both.outputs)
        place = lambda k: k if k < c else k + end - c
        tangents = [zeros_like(args[place(k)]) if dx[place(k)] is None else dx[place(k)] for k in inputs]
        carried = [t for k, t in zip(inputs, tangents, strict=True) if k < c]
        shared = [t for k, t in zip(inputs, tangents, strict=True) if k >= c]
        examples = self.condition.examples
        paired = record(
            lambda carry, _, asked: self.condition.run([*carry, *asked]),
            list(examples[:c]),
            [value_of(t) for t in carried],
            list(examples[c:]),
        )
        out = While(paired.closed(), body)(*args[:c], *carried, *args[c:end], *args[end:], *shared)
        found = dict(zip(outputs, out[c:], strict=True))
        return tuple(found.get(k) for k in range(c))

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """One loop while any example goes on; those that are done stay as they are."""
        del params
        c, end = self.count, self.condition.arity
        carry = [
            a if b else broadcast_to(a, (size, *np.shape(value_of(a)))) for a, b in zip(args[:c], batched, strict=False)
        ]
        axes = [0 if b else None for b in batched]
        asked, used = axes[c:end], axes[end:]
        ask = vmap(lambda *a: self.condition.run(a)[0], (*[0] * c, *asked))
        act = vmap(lambda *a: self.body.run(a), (*[0] * c, *used))

        def turn(carry: list[Any], asked: list[Any], used: list[Any]) -> Any:
            going = ask(*carry, *asked)
            new = act(*carry, *used)
            return [where(column(going, n), n, old) for n, old in zip(new, carry, strict=True)]

        values = [value_of(a) for a in carry]
        fixed = [value_of(a) for a in args[c:]]
        split = end - c
        condition = record(lambda x, a, _: any_of(ask(*x, *a)), values, fixed[:split], fixed[split:]).closed()
        body = record(turn, values, fixed[:split], fixed[split:]).closed()
        # Both programs read all that either captured, so all of it is given twice.
        return While(condition, body)(*carry, *args[c:], *args[c:])


def while_loop(
    cond_fn: Callable[[Any], Any], body: Callable[[Any], Any], init: Any, max_steps: int | None = None
) -> Any:
    """`carry = body(carry)` as long as `cond_fn(carry)` holds.

    Forward mode goes through always. Reverse mode goes through when values are known (the turns are counted, and then
    the loop is a scan, so its body is computed twice), or when `max_steps` bounds the turns.

    Args:
        cond_fn: `carry -> boolean`.
        body: `carry -> carry`, a nest of arrays that keeps its containers, shapes and dtypes. Tensors that it reads
            from outside get their derivatives too.
        init: The first carry.
        max_steps: Most turns there can be. The loop is then a scan of that many turns, of which those after the
            condition fails do nothing; it stops there even if the condition still holds.

    Returns:
        The last carry.

    Raises:
        ShapeError: The carry changes shape, or the condition gives several booleans.
        DtypeError: The carry changes dtype, or the condition gives no boolean.
        GraphError: In the reverse sweep: the number of turns is neither known nor bounded.

    Example:
        >>> while_loop(lambda x: x < 100.0, lambda x: 2.0 * x, 3.0)
        np.float64(192.0)
    """
    carry, program = recorded_body("while_loop", lambda x, _: (body(x), None), init, None)
    structure = program.out_structure.children[0]
    condition = record(cond_fn, tree.unflatten(structure, [value_of(v) for v in carry]))
    if len(condition.results) != 1:
        raise ArgumentError(
            "while_loop: the condition returns several values", given=len(condition.results), expected="one boolean"
        )
    check_predicate("while_loop", condition.results[0])
    if max_steps is not None:
        return _bounded(cond_fn, body, tree.unflatten(structure, carry), max_steps)
    args = [*carry, *condition.captured, *program.captured]
    out = While(condition.closed(), program.closed())(*args)
    return unwrapped(structure, out, not any(isinstance(a, Tensor) for a in args))


def _bounded(cond_fn: Callable[[Any], Any], body: Callable[[Any], Any], init: Any, max_steps: int) -> Any:
    """A scan in which turns after the condition failed are not computed."""

    def turn(state: Any, _: Any) -> Any:
        carry, going = state
        going = logical_and(going, cond_fn(carry))
        return (cond(going, body, lambda x: x, carry), going), None

    (carry, _), _ = scan(turn, (init, np.True_), length=max_steps)
    return carry
