"""Program: the list of a Python function, closed: it can be kept, run again on other values, and cut in two.

Knows lines, slots and captured tensors. Knows no derivative: a sweep is a program too, recorded from the sweep.

A function that is looped over, batched or computed again later must be known as data first. `record` runs it once on
example values and keeps what was applied to what. Tensors it took from outside (parameters, arguments of an outer
transform) become inputs of their own, the captured ones; raw arrays it took from outside stay constants.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.primitive import Primitive, pick
from wengert.step import Step, mode, now, set_recording
from wengert.tensor import Tensor, value_of


class Line(NamedTuple):
    """One line of a program.

    Attributes:
        primitive: What is applied.
        operands: The slots of its arguments.
        params: Its static arguments.
        slot: Where its output goes; a primitive with several outputs puts a tuple there, and `pick` lines open it.
        blocked: Written while recording was off (`no_grad`): constant to every sweep.
    """

    primitive: Primitive
    operands: tuple[int, ...]
    params: dict[str, Any]
    slot: int
    blocked: bool


class Program:
    """A closed list of steps.

    Values live in slots: first the inputs, then the captured tensors, then the constants, then one slot for each line.

    Args:
        lines: In evaluation order.
        examples: Raw values of the inputs that it was recorded on; they fix shapes and dtypes.
        captured: Tensors from outside that the function read.
        constants: Raw values from outside, or made from such alone.
        outputs: The slots of the leaves of the result.
        structures: The containers of the arguments (a tuple) and of the result.

    Example:
        >>> program = record(lambda x: x * x + 1.0, 3.0)
        >>> program.call(4.0), [line.primitive.name for line in program.lines]
        (17.0, ['multiply', 'add'])
    """

    def __init__(
        self,
        lines: Sequence[Line],
        examples: Sequence[Any],
        captured: Sequence[Tensor],
        constants: Sequence[Any],
        outputs: Sequence[int],
        structures: tuple[tree.Structure, tree.Structure],
    ) -> None:
        self.lines = tuple(lines)
        self.examples = tuple(examples)
        self.captured = tuple(captured)
        self.constants = tuple(constants)
        self.outputs = tuple(outputs)
        self.in_structure, self.out_structure = structures

    @property
    def arity(self) -> int:
        """Number of leaves of the arguments."""
        return len(self.examples)

    @property
    def all_examples(self) -> list[Any]:
        """Raw example values of the inputs and of the captured tensors."""
        return [*self.examples, *(t.value for t in self.captured)]

    def run(self, inputs: Sequence[Any], captured: Sequence[Any] | None = None) -> list[Any]:
        """Evaluate the lines again.

        Raw arrays (JAX tracers too) are just computed with; what tensors take part in is recorded.

        Args:
            inputs: The leaves of the arguments.
            captured: Other values for the captured tensors; themselves when None.

        Returns:
            The leaves of the result.
        """
        slots = [*inputs, *(self.captured if captured is None else captured), *self.constants]
        slots += [None] * len(self.lines)
        for primitive, operands, params, slot, blocked in self.lines:
            arguments = [slots[k] for k in operands]
            if blocked:
                with set_recording(False):
                    slots[slot] = primitive(*arguments, **params)
            else:
                slots[slot] = primitive(*arguments, **params)
        return [slots[k] for k in self.outputs]

    def call(self, *inputs: Any) -> Any:
        """Evaluate on arguments in the containers it was recorded with; captured tensors take part as they are.

        Raises:
            ArgumentError: The containers differ.
            ShapeError: A leaf has another shape than the example had.
        """
        leaves, structure = tree.flatten(inputs)
        if structure != self.in_structure:
            raise ArgumentError(
                "program: called with other containers than it was recorded with",
                given=tree.paths(structure),
                expected=tree.paths(self.in_structure),
            )
        for leaf, example in zip(leaves, self.examples, strict=True):
            if np.shape(value_of(leaf)) != np.shape(example):
                raise ShapeError(
                    "program: an input has another shape than the one it was recorded with",
                    given=np.shape(value_of(leaf)),
                    expected=np.shape(example),
                    hint="record it again for other shapes",
                )
        return tree.unflatten(self.out_structure, self.run(leaves))

    def dependent(self, sources: Collection[int], differentiably: bool = False) -> set[int]:
        """The slots that depend on `sources`, themselves included.

        Args:
            sources: Slots to start from.
            differentiably: Follow only what a sweep would: no constant operation, no blocked line, no integer.
        """
        found = set(sources)
        for line in self.lines:
            if differentiably and (line.blocked or not line.primitive.differentiable):
                continue
            if any(k in found for k in line.operands):
                found.add(line.slot)
        return found

    def split(
        self, late: Collection[int], first: int, again: Collection[int] = ()
    ) -> tuple[Program, Program, list[int]]:
        """Cut the program in two: what can be computed without the inputs `late`, and the rest.

        Args:
            late: Positions among inputs and captured tensors that the first part must do without.
            first: How many of the outputs the first part gives; they must not depend on `late`.
            again: Slots that the rest computes again rather than having them handed over.

        Returns:
            `(early, rest, kept)`. `early` takes all inputs but the late ones, and gives the first outputs and then the
            values that the rest needs. `rest` takes these values and then the late inputs, and gives the other outputs.
            `kept` are the slots of what is handed over: those below the number of inputs and captured tensors are such
            themselves and need not be kept twice.
        """
        dependent = self.dependent(late)
        total = len(self.examples) + len(self.captured)
        constants = range(total, total + len(self.constants))
        needed = set(self.outputs[first:])
        for line in reversed(self.lines):
            if line.slot in needed and (line.slot in dependent or line.slot in again):
                needed.update(line.operands)
        computed = {line.slot for line in self.lines if line.slot in dependent or line.slot in again}
        kept = sorted(k for k in needed if k not in constants and k not in computed and k not in dependent)
        early_inputs = [k for k in range(total) if k not in dependent]
        examples = self.all_examples
        early = self.cut(early_inputs, [examples[k] for k in early_inputs], [*self.outputs[:first], *kept])
        late_inputs = sorted(late)
        rest_examples = [*early.results[first:], *(examples[k] for k in late_inputs)]
        return early, self.cut([*kept, *late_inputs], rest_examples, self.outputs[first:]), kept

    def cut(self, inputs: Sequence[int], examples: Sequence[Any], outputs: Sequence[int]) -> Program:
        """The program from the slots `inputs` to the slots `outputs`, on flat lists and without captured tensors."""
        total = len(self.examples) + len(self.captured)
        constants = {total + k: value for k, value in enumerate(self.constants)}
        given = dict.fromkeys(inputs)
        lines = [line for line in self.lines if line.slot not in given]
        structures = tree.flatten(tuple(inputs))[1], tree.flatten(tuple(outputs))[1]
        return _assemble(lines, inputs, examples, {}, constants, outputs, structures)

    def closed(self) -> Program:
        """The same program on flat lists, with the captured tensors as further inputs."""
        examples = self.all_examples
        return self.cut(range(len(examples)), examples, self.outputs)

    @functools.cached_property
    def results(self) -> list[Any]:
        """The leaves of the result on the examples, raw."""
        with np.errstate(all="ignore"), set_recording(False):
            return [value_of(r) for r in self.run(self.examples, [t.value for t in self.captured])]

    def __repr__(self) -> str:
        return f"<program of {len(self.lines)} steps, {self.arity} inputs, {len(self.captured)} captured>"


def _assemble(
    lines: Sequence[Line],
    inputs: Sequence[int],
    examples: Sequence[Any],
    captured: dict[int, Tensor],
    constants: dict[int, Any],
    outputs: Sequence[int],
    structures: tuple[tree.Structure, tree.Structure],
) -> Program:
    """A program of those lines that the outputs need, with slots numbered anew."""
    needed = set(outputs)
    kept = []
    for line in reversed(lines):
        if line.slot in needed:
            kept.append(line)
            needed.update(line.operands)
    kept.reverse()
    order = [*inputs, *(k for k in captured if k in needed), *(k for k in constants if k in needed)]
    order += [line.slot for line in kept]
    place = {}
    for position, slot in enumerate(order):
        place.setdefault(slot, position)
    renumbered = [
        line._replace(operands=tuple(place[k] for k in line.operands), slot=place[line.slot]) for line in kept
    ]
    return Program(
        _slimmed(renumbered),
        examples,
        [t for k, t in captured.items() if k in needed],
        [c for k, c in constants.items() if k in needed],
        [place[k] for k in outputs],
        structures,
    )


def _slimmed(lines: list[Line]) -> list[Line]:
    """Lines whose primitive made values for a sweep that nobody reads, with the primitive that does not."""
    read: dict[int, int] = {}
    for line in lines:
        if line.primitive is pick:
            read[line.operands[0]] = max(read.get(line.operands[0], 0), line.params["index"])
    return [line._replace(primitive=line.primitive.slim(read.get(line.slot, 0))) for line in lines]


class Recorder:
    """What `record` fills: called by every step as its observer.

    Args:
        since: Steps with a smaller number are from outside.
    """

    def __init__(self, since: int) -> None:
        self.since = since
        self.lines: list[Line] = []
        self.slot_of: dict[Step, int] = {}
        self.captured: dict[int, Tensor] = {}
        self.constants: dict[int, Any] = {}
        self.slots = 0

    def slot(self) -> int:
        """A new slot."""
        self.slots += 1
        return self.slots - 1

    def enter(self, example: Any) -> Tensor:
        """An input as a tensor with a step of its own, integers too, so that all that follows from it is seen."""
        step = Step(pick, (), {}, (), np.shape(example), dtype_of(example))
        self.slot_of[step] = self.slot()
        return Tensor(example, step)

    def __call__(self, step: Step, args: Sequence[Any], out: Any) -> None:
        """Write one line, or fold it when it has nothing but constants."""
        self.slot_of[step] = slot = self.slot()
        if not any(isinstance(a, Tensor) and a.step is not None and self.moves(a.step) for a in args):
            self.constants[slot] = out
            return
        operands = tuple(self.find(a) for a in args)
        self.lines.append(Line(step.primitive, operands, step.params, slot, not mode.recording))

    def find(self, a: Any) -> int:
        """The slot of an argument."""
        if not isinstance(a, Tensor) or a.step is None:
            slot = self.slot()
            self.constants[slot] = value_of(a)
            return slot
        slot = self.slot_of.get(a.step)
        return self._unseen(a, a.step) if slot is None else slot

    def _unseen(self, a: Tensor, step: Step) -> int:
        """The slot of a tensor whose step was not observed: one from outside, or one that sweeps made by hand."""
        source = step.inputs[0] if step.inputs else None
        if step.number < self.since or (step.primitive is pick and source is not None and source.number < self.since):
            slot = self.slot()
            self.captured[slot] = a
        elif source is None:
            slot = self.slot()
            self.constants[slot] = a.value
        elif step.primitive is pick:
            whole = self.find(Tensor((), source))
            slot = self.slot()
            self.lines.append(Line(pick, (whole,), step.params, slot, False))
        else:
            # An input of a nested transform: the value of its only argument under a fresh identity.
            slot = self.find(Tensor(a.value, source))
        self.slot_of[step] = slot
        return slot

    def moves(self, step: Step) -> bool:
        """Whether a step's value depends on inputs or on what came from outside; else it is a constant."""
        if step.number < self.since or step in self.slot_of:
            return self.slot_of.get(step) not in self.constants
        return bool(step.inputs) and step.inputs[0] is not None and self.moves(step.inputs[0])


@contextmanager
def _recorded_by(recorder: Recorder) -> Generator[None, None, None]:
    """Within the block steps go to `recorder` alone, and values are only examples: no decision may be taken on them."""
    before = mode.observer, mode.recording, mode.examples_since
    outer = recorder.since if mode.examples_since is None else mode.examples_since
    mode.observer, mode.recording, mode.examples_since = recorder, True, outer
    try:
        yield
    finally:
        mode.observer, mode.recording, mode.examples_since = before


def record(f: Callable[..., Any], *examples: Any) -> Program:
    """The program of `f`: what it does to arguments of the shapes and dtypes of `examples`.

    Python code in `f` runs once, so its decisions must not depend on values; `bool()`, `float()` and `item()` of what
    depends on the arguments are refused.

    Args:
        f: Any function of nests of arrays; its result may be any nest of containers.
        examples: Arguments to run it on. Leaves are numbers, arrays or tensors (whose steps play no part).

    Returns:
        The program, with the steps that its result needs.

    Raises:
        ArgumentError: A leaf of `examples` is no number, array or tensor.
        ConcretizationError: `f` asked for the number of a value that depends on its arguments.

    Example:
        >>> program = record(lambda pair: {"sum": pair[0] + pair[1]}, (1.0, 2.0))
        >>> program.call((10.0, 20.0))
        {'sum': 30.0}
    """
    leaves, structure = tree.flatten(examples)
    values = [_example(leaf) for leaf in leaves]
    recorder = Recorder(now())
    tensors = [recorder.enter(v) for v in values]
    inputs = list(range(len(values)))
    with _recorded_by(recorder), np.errstate(all="ignore"):
        out = f(*tree.unflatten(structure, tensors))
    results, out_structure = tree.flatten(out)
    outputs = [recorder.find(np.asarray(r)[()] if isinstance(r, (bool, int, float, complex)) else r) for r in results]
    return _assemble(
        recorder.lines, inputs, values, recorder.captured, recorder.constants, outputs, (structure, out_structure)
    )


def _example(leaf: Any) -> Any:
    value = value_of(leaf)
    if not is_array(value):
        raise ArgumentError(
            "program: an argument is no number, array or tensor",
            given=f"{type(value).__name__} {value!r}"[:60],
            expected="numbers, arrays and tensors, in any nest of containers",
            hint="let the function take other things from outside",
        )
    return np.asarray(value)[()] if isinstance(value, (bool, int, float, complex)) else value


def floating(value: Any) -> bool:
    """Whether derivatives can flow through `value`.

    Example:
        >>> floating(1.0), floating(np.arange(3))
        (True, False)
    """
    return is_floating(dtype_of(value_of(value)))
