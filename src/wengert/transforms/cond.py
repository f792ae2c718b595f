"""cond: one of two functions, chosen by a value; only the chosen one is computed, forward and in every sweep.

Knows the programs of both branches. Knows no loop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_floating, is_traced, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.ops import any as any_of
from wengert.ops import argmax, logical_not, reshape, stop_gradient, take, where
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.structured import Structured, as_arrays, halve, moving_outputs, pushed, unwrapped, zeros_like
from wengert.transforms.vmap import vmap

Branches = tuple[Program, Program]


class Choice(Structured):
    """One of two programs. Shapes: (), operands -> results of the chosen one.

    Args:
        branches: Closed programs on the same flat inputs with the same results, for true and for false.
        base: The choice that this one extends.
    """

    def __init__(self, branches: Branches, base: Choice | None = None) -> None:
        self.branches = branches
        super().__init__("cond", len(branches[0].outputs), base)

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The results of the chosen branch alone."""
        pred, *values = args
        if not is_traced(pred):
            with np.errstate(all="ignore"):
                return tuple(self.branches[0 if pred else 1].run(values))
        import jax

        xp = namespace(pred)
        dtypes = [dtype_of(r) for r in self.branches[0].results]

        def branch(program: Program) -> Callable[..., Any]:
            return lambda *a: tuple(xp.asarray(v, d) for v, d in zip(program.run(a), dtypes, strict=True))

        return jax.lax.cond(pred, *map(branch, self.branches), *map(xp.asarray, values))

    def moving(self, inputs: Sequence[int]) -> tuple[list[int], list[int]]:
        """Positions of the inputs and results of the branches that move when the arguments `inputs` do."""
        examples = self.branches[0].examples
        found = [k - 1 for k in inputs if k > 0 and is_floating(dtype_of(examples[k - 1]))]
        return found, sorted({k for program in self.branches for k in moving_outputs(program, found)})

    def extended(self, tracked: tuple[bool, ...]) -> Structured:
        """The choice that also gives what the sweep of the chosen branch reads."""
        return Swept(self, *self.moving([k for k, t in enumerate(tracked) if t]))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The sweep belongs to the extension."""
        raise AssertionError("a choice is recorded as its extension")

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The same choice between the tangents of the branches."""
        inputs, outputs = self.moving([k for k, t in enumerate(dx) if t is not None])
        count = len(self.branches[0].outputs)
        yes, no = (pushed(program, inputs, outputs) for program in self.branches)
        cut = [p.cut(range(p.arity), p.examples, p.outputs[count:]) for p in (yes, no)]
        moved = Choice((cut[0], cut[1]))(*args, *(dx[k + 1] for k in inputs))
        found = dict(zip(outputs, moved, strict=True))
        return tuple(found.get(k) for k in range(count))

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """One choice for all when the predicate is shared; else both branches, each on examples that take it."""
        del params
        axes = tuple(0 if b else None for b in batched[1:])
        if not batched[0]:
            batch = [value_of(a) for a in args[1:]]
            mapped = [record(vmap(_runner(p), axes), *batch).closed() for p in self.branches]
            return Choice((mapped[0], mapped[1]))(*args)
        results = []
        for program, mask in zip(self.branches, (args[0], logical_not(args[0])), strict=True):
            safe = [_safe(a, mask, b) for a, b in zip(args[1:], batched[1:], strict=True)]
            # The mask goes along so that there is a batch even where no operand has one.
            with np.errstate(all="ignore"):
                results.append(vmap(lambda _, *leaves, p=program: p.run(leaves), (0, *axes))(mask, *safe))
        return tuple(where(column(args[0], yes), yes, no) for yes, no in zip(*results, strict=True))


class Swept(Choice):
    """A choice that also gives what its reverse sweep reads, zeros for the branch not taken.

    Args:
        base: The choice.
        inputs: Positions of the inputs of the branches that move.
        outputs: Positions of the results that move.
    """

    def __init__(self, base: Choice, inputs: list[int], outputs: list[int]) -> None:
        self.inputs, self.movers = inputs, outputs
        self.halves = [halve(program, inputs, outputs) for program in base.branches]
        total, count = base.branches[0].arity, base.count
        made = [[count + i for i, k in enumerate(h.kept) if k >= total] for h in self.halves]
        self.made = made
        zeros = [[zeros_like(h.early.results[i]) for i in m] for h, m in zip(self.halves, made, strict=True)]

        def first(*leaves: Any) -> Any:
            out = self.halves[0].early.run(leaves)
            return [*out[:count], *(out[i] for i in made[0]), *zeros[1]]

        def second(*leaves: Any) -> Any:
            out = self.halves[1].early.run(leaves)
            return [*out[:count], *zeros[0], *(out[i] for i in made[1])]

        examples = base.branches[0].examples
        super().__init__((record(first, *examples).closed(), record(second, *examples).closed()), base)

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Tangents of the choice; nobody reads those of what is kept."""
        assert isinstance(self.base, Choice)
        return (*Choice.push(self.base, dx, args, ()), *[None] * (self.count - self.base.count))

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """The sweep of the chosen branch."""
        if any(isinstance(a, Tensor) for a in args):
            # Recorded: what was kept must remember where it came from, so the choice writes it once more.
            kept = self(*args)[self.count - len(kept) :]
        total = len(args) - 1
        results = self.branches[0].results
        seeds = [zeros_like(results[k]) if g[k] is None else g[k] for k in self.movers]
        split = len(self.made[0])

        def sweep(which: int) -> Callable[..., Any]:
            half = self.halves[which]

            def run(leaves: list[Any], first: list[Any], second: list[Any], seeds: list[Any]) -> Any:
                made = iter((first, second)[which])
                handed = [leaves[k] if k < total else next(made) for k in half.kept]
                return half.rest.run([*handed, *seeds])

            return run

        values = list(map(value_of, kept))
        examples = (list(self.branches[0].examples), values[:split], values[split:], [value_of(s) for s in seeds])
        yes, no = (record(sweep(which), *examples).closed() for which in (0, 1))
        found = Choice((yes, no))(*args, *kept, *seeds)
        adjoints = dict(zip(self.inputs, found, strict=True))
        return (None, *(adjoints.get(k) for k in range(total)))


def _runner(program: Program) -> Callable[..., Any]:
    return lambda *leaves: program.run(leaves)


def column(mask: Any, x: Any) -> Any:
    """A mask over examples in the rank of a batch."""
    return reshape(mask, (*np.shape(value_of(mask)), *(1,) * (len(np.shape(value_of(x))) - 1)))


def _safe(x: Any, mask: Any, batched: bool) -> Any:
    """An operand with examples that do not take the branch replaced by one that does.

    So the branch is computed where it may be infinite for nobody, and no derivative can turn into 0 · inf. Where nobody
    takes it, nothing flows back.
    """
    fixed = stop_gradient(x)
    if not batched:
        return where(any_of(mask), x, fixed)
    chosen = take(fixed, reshape(argmax(mask, axis=0), (1,)), axis=0)
    return where(column(mask, x), x, chosen)


def cond(pred: Any, true_fn: Callable[..., Any], false_fn: Callable[..., Any], *operands: Any) -> Any:
    """`true_fn(*operands)` where the predicate holds, else `false_fn(*operands)`.

    When the predicate is known the chosen function is simply called. Inside `compile`, `scan` and `vmap` both are
    recorded, and the chosen one is computed; nothing of the other ever reaches a value or a derivative.

    Args:
        pred: One boolean.
        true_fn: From operands to a nest of arrays. Tensors that it reads from outside get their derivatives too.
        false_fn: Likewise, with results in the same containers, shapes and dtypes.
        operands: Nests of arrays.

    Returns:
        What the chosen function returns.

    Raises:
        DtypeError: The predicate is no boolean, or the branches differ in dtype.
        ShapeError: The predicate is no scalar, or the branches differ in shape.
        ArgumentError: The branches return different containers.

    Example:
        >>> float(cond(np.bool_(True), wg.sqrt, lambda x: -x, 4.0))
        2.0
    """
    flag = value_of(pred)
    check_predicate("cond", flag)
    if not is_traced(flag) and not (isinstance(pred, Tensor) and pred.step is not None and pred.step.exemplary):
        return (true_fn if flag else false_fn)(*operands)
    leaves, structure = tree.flatten(operands)
    leaves = as_arrays(leaves)
    yes, no = (record(f, *tree.unflatten(structure, leaves)) for f in (true_fn, false_fn))
    _check_branches(yes, no)
    captured = [t.value for t in yes.captured], [t.value for t in no.captured]
    examples = [value_of(v) for v in leaves]
    first = record(lambda inputs, a, b: yes.run(inputs, a), examples, *captured).closed()
    second = record(lambda inputs, a, b: no.run(inputs, b), examples, *captured).closed()
    out = Choice((first, second))(pred, *leaves, *yes.captured, *no.captured)
    return unwrapped(yes.out_structure, out, not any(isinstance(a, Tensor) for a in (pred, *leaves)))


def check_predicate(what: str, flag: Any) -> None:
    """Refuse a predicate that is not one boolean.

    Raises:
        DtypeError: It is no boolean.
        ShapeError: It is several.
    """
    if not is_array(flag) or dtype_of(flag).kind != "b":
        raise DtypeError(
            f"{what}: the predicate must be a boolean",
            given=f"dtype {dtype_of(flag)}" if is_array(flag) else type(flag).__name__,
            expected="one boolean",
            hint="write x > 0 rather than x",
        )
    if np.shape(flag) != ():
        raise ShapeError(
            f"{what}: the predicate must be one boolean",
            given=f"shape {np.shape(flag)}",
            expected="shape ()",
            hint="use wg.where to choose element by element, or wg.any, wg.all",
        )


def _check_branches(yes: Program, no: Program) -> None:
    names = tree.paths(yes.out_structure)
    if yes.out_structure != no.out_structure:
        raise ArgumentError(
            "cond: the branches return different containers", given=tree.paths(no.out_structure), expected=names
        )
    for name, a, b in zip(names, yes.results, no.results, strict=True):
        where_it_is = name and f" at {name}"
        if np.shape(a) != np.shape(b):
            raise ShapeError(
                f"cond: the branches return different shapes{where_it_is}",
                given=f"{np.shape(a)} if true, {np.shape(b)} if false",
                expected="the same shape",
            )
        if dtype_of(a) != dtype_of(b):
            raise DtypeError(
                f"cond: the branches return different dtypes{where_it_is}",
                given=f"{dtype_of(a)} if true, {dtype_of(b)} if false",
                expected="the same dtype",
                hint="cast one of them with wg.astype",
            )
