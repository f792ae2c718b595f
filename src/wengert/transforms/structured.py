"""Structured: a primitive that is made of programs: a loop, a choice, a function with rules of its own.

Knows how such a primitive is called, and how a program is cut from its reverse sweep. Knows no loop.

A structured primitive exists once for each call and not in the registry. When sweeps can reach its arguments, a richer
one is applied in its place: the extension, which also gives what the reverse sweep of its programs needs. A sweep that
is itself recorded applies the extension again, to tensors; that is all there is to higher order.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_floating, namespace
from wengert.arrays.dtypes import dtype_of
from wengert.primitive import Primitive
from wengert.step import mode
from wengert.tensor import Tensor, value_of
from wengert.trace.program import Program, record
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import vjp


class Structured(Primitive):
    """An operation with any number of array arguments and outputs.

    Args:
        name: What it is called in a list.
        count: Number of outputs.
        base: The primitive that this one extends: its outputs come first, then what is kept for the reverse sweep.
    """

    listed = False

    def __init__(self, name: str, count: int, base: Structured | None = None) -> None:
        def forward(*args: Any) -> Any:
            return self.compute(args)

        forward.__name__ = forward.__qualname__ = name
        forward.__doc__ = type(self).__doc__
        self.count = count
        self.base = base
        visible = count if base is None else base.count
        kept = [f"kept{k}" for k in range(count - visible)]
        super().__init__(forward, outputs=[*(f"out{k}" for k in range(visible)), *kept])
        arguments = "".join(f", {n}" for n in kept)
        pull = eval(f"lambda g, args{arguments}: pull(g, args, [{arguments[2:]}])", {"pull": self.pull})
        push = eval(f"lambda dx, args{arguments}: push(dx, args, [{arguments[2:]}])", {"push": self.push})
        self.define_joint(pull, push)
        self.batch = self.over_batch
        self._extensions: dict[tuple[bool, ...], Structured] = {}

    def __call__(self, *args: Any, **params: Any) -> Any:
        """Apply: the extension when sweeps can reach an argument, else just the programs."""
        mask = tuple(isinstance(a, Tensor) and a.step is not None and is_floating(a.dtype) for a in args)
        if not any(mask) or not mode.recording:
            return super().__call__(*args, **params)
        extension = self._extensions.get(mask)
        if extension is None:
            extension = self._extensions[mask] = self.extended(mask)
        return Primitive.__call__(extension, *args, **params)[: self.count]

    def slim(self, last: int) -> Primitive:
        """The primitive without what is kept for a sweep, when no reader wants that."""
        return self if self.base is None or last >= self.base.count else self.base

    def compute(self, args: Sequence[Any]) -> tuple[Any, ...]:
        """The outputs, on raw arrays."""
        raise AssertionError("stated by each structured primitive")

    def extended(self, tracked: tuple[bool, ...]) -> Structured:
        """The primitive to apply when sweeps reach the arguments `tracked`."""
        del tracked
        return self

    def pull(self, g: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Adjoints of the arguments (None where nothing arrives) from those of the outputs."""
        raise AssertionError("stated by each structured primitive")

    def push(self, dx: Sequence[Any], args: Sequence[Any], kept: Sequence[Any]) -> Sequence[Any]:
        """Tangents of the outputs (None where one does not move) from those of the arguments."""
        raise AssertionError("stated by each structured primitive")

    def over_batch(self, args: Sequence[Any], batched: tuple[bool, ...], params: dict[str, Any], size: int) -> Any:
        """The outputs for a batch of arguments, as vmap asks."""
        raise AssertionError("stated by each structured primitive")


class Halves(NamedTuple):
    """A program and its reverse sweep, cut where the adjoints come in.

    Attributes:
        early: Inputs -> outputs, then what is handed over.
        rest: What is handed over, then adjoints of the moving outputs -> adjoints of the moving inputs.
        kept: What is handed over, as positions among the inputs; beyond them it is a value made on the way.
    """

    early: Program
    rest: Program
    kept: list[int]


def halve(program: Program, inputs: Sequence[int], outputs: Sequence[int], fixed: Collection[int] = ()) -> Halves:
    """Cut a closed program and its reverse sweep in two.

    Args:
        program: Closed, on flat lists.
        inputs: Positions of the inputs that move.
        outputs: Positions of the outputs whose adjoints arrive.
        fixed: Positions of inputs such that what depends on them alone is computed again rather than handed over.
    """

    def both(leaves: list[Any], seeds: list[Any]) -> Any:
        def moving(*free: Any) -> Any:
            results = program.run(replaced(leaves, inputs, free))
            return [results[k] for k in outputs], results

        _, pull, results = vjp(moving, *(leaves[k] for k in inputs), has_aux=True)
        return results, pull(seeds)

    joint = record(both, list(program.examples), [ones_like(program.results[k]) for k in outputs]).closed()
    total = program.arity
    late = range(total, joint.arity)
    again: set[int] = set()
    if fixed:
        varying = joint.dependent([k for k in range(joint.arity) if k not in fixed])
        again = {line.slot for line in joint.lines if line.slot not in varying}
    early, rest, kept = joint.split(late, len(program.outputs), again)
    return Halves(early, rest, kept)


def pushed(program: Program, inputs: Sequence[int], outputs: Sequence[int]) -> Program:
    """The program (inputs, tangents of the moving inputs) -> (outputs, tangents of `outputs`), on flat lists."""

    def both(leaves: list[Any], tangents: list[Any]) -> Any:
        def moving(*free: Any) -> Any:
            return program.run(replaced(leaves, inputs, free))

        results, moved = jvp(moving, [leaves[k] for k in inputs], tangents)
        return results, [moved[k] for k in outputs]

    return record(both, list(program.examples), [ones_like(program.examples[k]) for k in inputs]).closed()


def moving_outputs(program: Program, inputs: Collection[int]) -> list[int]:
    """Positions of the outputs that derivatives from `inputs` reach."""
    reached = program.dependent(inputs, differentiably=True)
    return [k for k, s in enumerate(program.outputs) if s in reached and is_floating(dtype_of(program.results[k]))]


def replaced(values: Sequence[Any], places: Sequence[int], new: Sequence[Any]) -> list[Any]:
    """`values` with `new` in the given places.

    Example:
        >>> replaced([1, 2, 3], [2], [30])
        [1, 2, 30]
    """
    out = list(values)
    for k, value in zip(places, new, strict=True):
        out[k] = value
    return out


def zeros_like(x: Any) -> Any:
    """A raw zero in the shape and dtype of `x`, raw or tensor."""
    value = value_of(x)
    return namespace(value).zeros(np.shape(value), dtype_of(value))[()]


def ones_like(x: Any) -> Any:
    """A raw one in the shape and dtype of `x`, raw or tensor."""
    value = value_of(x)
    return namespace(value).ones(np.shape(value), dtype_of(value))[()]


def as_arrays(leaves: Sequence[Any]) -> list[Any]:
    """Leaves with Python numbers as scalars of NumPy; tensors and arrays as they are."""
    return [np.asarray(v)[()] if isinstance(v, (bool, int, float, complex)) else v for v in leaves]


def unwrapped(structure: tree.Structure, leaves: Sequence[Any], raw: bool) -> Any:
    """Results in their containers: raw when all that went in was raw and no sweep reaches them."""
    plain = [v.value if raw and isinstance(v, Tensor) and v.step is None else v for v in leaves]
    return tree.unflatten(structure, plain)
