"""Scan: a loop as one primitive, with a reverse sweep that is a loop too.

Knows the program of the body, and what each turn must keep for the reverse sweep. Knows no user function.

With the reverse sweep of its list the body is cut in two: the turns of the forward loop also give what the sweep reads
(exactly what the steps of the body save), stacked; the turns of the backward loop read it, last to first. Nothing of
the body is computed twice, but what depends on captured tensors alone. A forward sweep is one loop over pairs of values
and tangents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.ops.shape import broadcast_to, permute_dims
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.structured import (
    Structured,
    halve,
    moving_outputs,
    pushed,
    zeros_like,
)
from wengert.transforms.vmap import vmap


class Scan(Structured):
    """A loop over the first axis of some arrays. Shapes: carry, (n, *x), captured -> carry, (n, *y).

    Args:
        body: (carry, one element of each array, captured) -> (carry, one element of each result), on flat lists.
        carry: How many values go from turn to turn.
        elements: How many arrays are read element by element; what follows is captured: the same in every turn.
        length: Number of turns.
        reverse: Whether the loop runs last to first.
        base: The loop that this one extends.
    """

    def __init__(
        self, body: Program, carry: int, elements: int, length: int, reverse: bool, base: Scan | None = None
    ) -> None:
        self.body = body
        self.carry = carry
        self.elements = elements
        self.length = length
        self.reverse = reverse
        super().__init__("scan", len(body.outputs), base)

    # --- forward ---------------------------------------------------------------------------------------------------

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The final carry, and the results stacked."""
        if namespace(*args, *self.body.constants) is not np:
            return self._compiled(args)
        c, n, body = self.carry, self.elements, self.body
        carry, rows, captured = list(args[:c]), args[c : c + n], args[c + n :]
        stacks = [np.empty((self.length, *np.shape(y)), dtype_of(y)) for y in body.results[c:]]
        turns = range(self.length)
        with np.errstate(all="ignore"):
            for i in reversed(turns) if self.reverse else turns:
                out = body.run([*carry, *[x[i] for x in rows], *captured])
                carry = out[:c]
                for stack, y in zip(stacks, out[c:], strict=True):
                    stack[i] = y
        return (*carry, *stacks)

    def _compiled(self, args: Sequence[Any]) -> tuple[Any, ...]:
        import jax

        c, n, body = self.carry, self.elements, self.body
        xp = jax.numpy
        args = [xp.asarray(a) for a in args]
        captured = args[c + n :]
        dtypes = [dtype_of(r) for r in body.results]

        def turn(carry: Any, x: Any) -> Any:
            out = [xp.asarray(v, d) for v, d in zip(body.run([*carry, *x, *captured]), dtypes, strict=True)]
            return out[:c], out[c:]

        carry, stacks = jax.lax.scan(turn, args[:c], args[c : c + n], self.length, self.reverse)
        return (*carry, *stacks)

    # --- rules -----------------------------------------------------------------------------------------------------

    def moving(self, inputs: Sequence[int]) -> tuple[list[int], list[int]]:
        """Positions of the inputs and outputs of the body that move, when `inputs` do, after any number of turns."""
        found = {k for k in inputs if is_floating(dtype_of(self.body.examples[k]))}
        while True:
            outputs = moving_outputs(self.body, found)
            more = {k for k in outputs if k < self.carry} - found
            if not more:
                return sorted(found), outputs
            found |= more

    def extended(self, tracked: tuple[bool, ...]) -> Structured:
        """The loop that also stacks what its reverse sweep reads."""
        inputs, outputs = self.moving([k for k, t in enumerate(tracked) if t])
        return Swept(self, inputs, outputs)

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The sweep belongs to the extension."""
        raise AssertionError("a loop is recorded as its extension")

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """One loop over pairs of values and tangents."""
        c, n = self.carry, self.elements
        inputs, outputs = self.moving([k for k, t in enumerate(dx) if t is not None])
        both = pushed(self.body, inputs, outputs)
        total, results = self.body.arity, len(self.body.outputs)
        # From (carry, x, captured, tangents) and (carry, y, tangents) to what a loop expects.
        ins = _sorted_by_role([*range(total), *inputs], c, n)
        outs = [k for k, place in enumerate([*range(results), *outputs]) if place < c]
        outs += [results + k for k, place in enumerate(outputs) if place >= c]
        moving = [zeros_like(args[k]) if dx[k] is None else dx[k] for k in inputs]
        values = [*args, *moving]
        slots = [both.outputs[k] for k in outs]
        body = both.cut(ins, [both.examples[k] for k in ins], slots)
        carried = c + sum(k < c for k in inputs)
        rows = n + sum(c <= k < c + n for k in inputs)
        results_of = Scan(body, carried, rows, self.length, self.reverse)(*[values[k] for k in ins])
        tangents = {k: results_of[c + i] for i, k in enumerate(k for k in outputs if k < c)}
        tangents |= {k: results_of[carried + i] for i, k in enumerate(k for k in outputs if k >= c)}
        return tuple(tangents.get(k) for k in range(results))

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """One loop over batches: every carry is batched, elements and captured values as they come."""
        del params
        c, n = self.carry, self.elements
        carry = [a if b else _repeated(a, size) for a, b in zip(args[:c], batched[:c], strict=True)]
        rows = [_second_axis_first(a) if b else a for a, b in zip(args[c : c + n], batched[c : c + n], strict=True)]
        captured = args[c + n :]
        axes = [*[0] * c, *(0 if b else None for b in batched[c:])]
        examples = [_repeated(e, size) if a == 0 else e for e, a in zip(self.body.examples, axes, strict=True)]
        body = record(vmap(lambda *leaves: self.body.run(leaves), tuple(axes)), *examples).closed()
        out = Scan(body, c, n, self.length, self.reverse)(*carry, *rows, *captured)
        return (*out[:c], *[_second_axis_first(y) for y in out[c:]])


class Swept(Scan):
    """A loop that also stacks what its reverse sweep reads. Shapes: as the loop -> carry, (n, *y), (n, *kept).

    Args:
        base: The loop.
        inputs: Positions of the inputs of the body that move.
        outputs: Positions of the outputs that move.
    """

    def __init__(self, base: Scan, inputs: list[int], outputs: list[int]) -> None:
        c, n, total = base.carry, base.elements, base.body.arity
        self.halves = halve(base.body, inputs, outputs, range(c + n, total))
        self.inputs, self.movers = inputs, outputs
        early, kept = self.halves.early, self.halves.kept
        # Elements and captured values are arguments already: only carries and what was made on the way is stacked.
        self.stacked = [i for i, k in enumerate(kept) if k < c or k >= total]
        count = len(base.body.outputs)
        slots = [*early.outputs[:count], *(early.outputs[count + i] for i in self.stacked)]
        body = early.cut(range(total), early.examples, slots)
        # Whether what is handed over differs from turn to turn.
        self.by_turn = [k < c + n or k >= total for k in kept]
        self.back: dict[tuple[int, ...], Scan] = {}
        super().__init__(body, c, n, base.length, base.reverse, base)

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Tangents of the loop; nobody reads those of what is kept."""
        assert isinstance(self.base, Scan)
        return (*Scan.push(self.base, dx, args, ()), *[None] * (self.count - self.base.count))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The loop of the reverse sweep, last turn first."""
        if any(isinstance(a, Tensor) for a in args):
            # Recorded: what was kept must remember where it came from, so the loop writes it once more.
            kept = self(*args)[self.count - len(kept) :]
        c, n = self.carry, self.elements
        arriving = tuple(k for k in self.movers if k >= c and g[k] is not None)
        back = self.back.get(arriving)
        if back is None:
            back = self.back[arriving] = self._backward(arriving)
        stacks = dict(zip(self.stacked, kept, strict=True))
        handed = [stacks[i] if i in stacks else args[k] for i, k in enumerate(self.halves.kept)]
        rows = [v for v, by_turn in zip(handed, self.by_turn, strict=True) if by_turn]
        whole = [v for v, by_turn in zip(handed, self.by_turn, strict=True) if not by_turn]
        carries = [k for k in self.inputs if k < c]
        shared = [k for k in self.inputs if k >= c + n]
        examples = self.body.examples
        starts = [zeros_like(examples[k]) if g[k] is None else g[k] for k in carries]
        sums = [zeros_like(examples[k]) for k in shared]
        out = back(*starts, *sums, *rows, *(g[k] for k in arriving), *whole)
        targets = [*carries, *shared, *(k for k in self.inputs if c <= k < c + n)]
        found = dict(zip(targets, out, strict=True))
        return tuple(found.get(k) for k in range(len(args)))

    def _backward(self, arriving: tuple[int, ...]) -> Scan:
        """The loop over adjoints of carries, sums of adjoints of captured values, and what was kept."""
        c, n = self.carry, self.elements
        rest, kept = self.halves.rest, self.halves.kept
        carries = [k for k in self.inputs if k < c]
        shared = [k for k in self.inputs if k >= c + n]
        zeros = {k: zeros_like(self.halves.early.results[k]) for k in self.movers}

        def turn(adjoints: list[Any], sums: list[Any], rows: list[Any], gs: list[Any], whole: list[Any]) -> Any:
            by_turn, always = iter(rows), iter(whole)
            handed = [next(by_turn if differs else always) for differs in self.by_turn]
            seeds = zeros | dict(zip(carries, adjoints, strict=True)) | dict(zip(arriving, gs, strict=True))
            found = dict(zip(self.inputs, rest.run([*handed, *(seeds[k] for k in self.movers)]), strict=True))
            added = [s + found[k] for k, s in zip(shared, sums, strict=True)]
            return [found[k] for k in carries], added, [found[k] for k in self.inputs if c <= k < c + n]

        handed = list(zip(rest.examples[: len(kept)], self.by_turn, strict=True))
        rows, whole = [v for v, b in handed if b], [v for v, b in handed if not b]
        examples = self.body.examples
        program = record(
            turn,
            [zeros_like(examples[k]) for k in carries],
            [zeros_like(examples[k]) for k in shared],
            rows,
            [zeros[k] for k in arriving],
            whole,
        ).closed()
        return Scan(program, len(carries) + len(shared), len(rows) + len(arriving), self.length, not self.reverse)


def _sorted_by_role(roles: Sequence[int], carry: int, elements: int) -> list[int]:
    """Positions ordered: carries, elements, captured; `roles` are positions among the inputs of a body."""
    kind = lambda k: 0 if k < carry else 1 if k < carry + elements else 2
    return sorted(range(len(roles)), key=lambda i: kind(roles[i]))


def _repeated(x: Any, size: int) -> Any:
    return broadcast_to(x, (size, *np.shape(value_of(x))))


def _second_axis_first(x: Any) -> Any:
    rank = len(np.shape(value_of(x)))
    return permute_dims(x, (1, 0, *range(2, rank)))
