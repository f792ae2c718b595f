"""Recording: a function runs once under observation and leaves its list.

Knows how variables are recognised again: by the step that made them, by the tensor, by the array. Knows no sweep.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays import is_array, is_floating
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, user_line
from wengert.primitive import pick
from wengert.random import default_generator
from wengert.step import Step, mode, now, observed
from wengert.tensor import Tensor, value_of
from wengert.trace.lines import ARGUMENT, CAPTURED, CONSTANT, STEP, Line, Operand
from wengert.trace.names import (
    CompiledLike,
    argument_names,
    holders_around,
    listening,
    own_name,
    parameters_of,
    paths_of_tensors,
    surroundings,
)
from wengert.trace.order import Place, by_level, place
from wengert.trace.scopes import Scopes

# These are shared between equal values, so that identity says nothing about where they came from.
_SHARED = (bool, int, np.bool_)


class _Held:
    """What a tensor from outside holds, and its gradient."""

    def __init__(self, t: Tensor) -> None:
        self.tensor, self.value = t, t.value
        self.grad = getattr(t, "_grad", None)
        self.sum = value_of(self.grad)

    def put_back(self) -> None:
        self.tensor.value = self.value
        self.tensor._grad = self.grad
        if self.grad is not None:
            self.grad.value = self.sum  # a gradient grows in place


class Recorder:
    """The observer that writes the lines.

    Args:
        since: Steps with a smaller number are from outside.
        paths: Names of tensors around the function, by identity.
        outer: Another observer, who sees the steps as well.
        scopes: Names the module that is being called.
    """

    def __init__(self, since: int, paths: dict[int, str], outer: Any, scopes: Scopes) -> None:
        self.since = since
        self.paths = paths
        self.outer = outer
        self.scopes = scopes
        self.arguments: list[Line] = []
        self.captured: list[Line] = []
        self.constants: list[Line] = []
        self.steps: list[Line] = []
        self.places: dict[Line, Place] = {}
        self.sweeps: list[tuple[Tensor, Any]] = []
        self.before: dict[int, _Held] = {}
        self._of_step: dict[Step, Line] = {}
        self._of_tensor: dict[int, Line] = {}
        self._of_value: dict[int, Line] = {}
        self._alive: list[Any] = []

    def enter(self, x: Any, origin: str) -> Tensor:
        """An argument as a tensor of its own."""
        raw = value_of(x)
        value = (
            raw.view() if type(raw) is np.ndarray else np.asarray(raw)[()] if isinstance(raw, (float, complex)) else raw
        )
        step = Step(pick, (), {}, (), np.shape(value), dtype_of(value)) if is_floating(dtype_of(value)) else None
        line = Line(ARGUMENT, value, step, origin=own_name(x) or origin)
        self.arguments.append(line)
        out = Tensor(value, step)
        self._remember(line, out)
        return out

    def __call__(self, step: Step, args: Sequence[Any], out: Any) -> None:
        """Write one line."""
        kept = step.kept
        if self.outer is not None:
            self.outer(step, args, out)
        operands = tuple(self.find(a) for a in args)
        if kept is not None:  # written while nothing was recorded, or by an operation without rules
            operands = tuple(o._replace(tracked=False) for o in operands)
        line = Line(STEP, out, step, operands, user_line())
        line.scope = self.scopes.here()
        self.steps.append(line)
        self.places[line] = place()
        self._of_step[step] = line
        if kept is not None:
            self._remember(line, kept)
        elif not isinstance(out, tuple):
            self._of_value[id(out)] = line
        step.kept = (out, line.at)

    def _remember(self, line: Line, seen: Any) -> None:
        """Know `line` again by a tensor (or by the tensors of its parts) and by the array in it."""
        self._alive.append(seen)
        if isinstance(seen, tuple):
            for k, part in enumerate(seen):
                self._remember(self._part(line, k), part)
            return
        if seen.step is not None:
            self._of_step[seen.step] = line
        self._of_tensor[id(seen)] = line
        if not isinstance(seen.value, _SHARED):
            self._of_value[id(seen.value)] = line

    def find(self, a: Any) -> Operand:
        """The variable that an argument is; a new input or constant when it came from outside."""
        if not isinstance(a, Tensor):
            return Operand(self._outside(a, a), a, False)
        if a.step is not None:
            line = self._by_step(a.step, a)
            return Operand(line, a.value, is_floating(dtype_of(a.value)) if not isinstance(a.value, tuple) else True)
        line = self._of_tensor.get(id(a)) or self._of_value.get(id(a.value))
        return Operand(line or self._outside(a, a.value), a.value, False)

    def _by_step(self, step: Step, a: Tensor) -> Line:
        line = self._of_step.get(step)
        if line is not None:
            return line
        source = step.inputs[0] if step.inputs else None
        if source is not None and step.primitive is pick and source in self._of_step:
            line = self._part(self._by_step(source, a), step.params["index"], step)
        elif source is not None and step.number >= self.since:
            line = self._by_step(source, a)  # an input of a nested transform: the same value under a fresh identity
        else:
            self._watch(a)
            line = Line(CAPTURED, a.value, step, origin=own_name(a) or self.paths.get(id(a), ""))
            self.captured.append(line)
        self._of_step[step] = line
        return line

    def _part(self, whole: Line, index: int, step: Step | None = None) -> Line:
        """A line for one of several outputs."""
        value = whole.value[index]
        step = step or Step(pick, (None,), {"index": index}, (), np.shape(value), dtype_of(value))
        line = Line(STEP, value, step, (Operand(whole, whole.value, bool(step.inputs[0])),), whole.at)
        self.steps.append(line)
        self.places[line] = self.places[whole]
        line.scope = whole.scope
        return line

    def _outside(self, a: Any, value: Any) -> Line | None:
        """A constant: a line of its own for an array, none for a number."""
        if isinstance(a, Tensor):
            self._watch(a)
        if np.shape(value) == () and own_name(a) is None:
            return None
        line = self._of_value.get(id(value))
        if line is None:
            line = Line(CONSTANT, value, None, origin=own_name(a) or self.paths.get(id(a), ""))
            self.constants.append(line)
            self._alive.append((a, value))
            self._of_value[id(value)] = line
        return line

    def _watch(self, a: Tensor) -> None:
        """Note what a tensor from outside holds, to put it back afterwards."""
        self.before.setdefault(id(a), _Held(a))

    def named(self, x: Tensor, text: str) -> None:
        """Somebody called a variable by a name."""
        line = self._by_step(x.step, x) if x.step is not None else self.find(x).line
        if line is not None and line.role == STEP:
            line.label = text
        elif line is not None:
            line.origin = text

    def swept(self, x: Tensor, seed: Any) -> None:
        """Somebody called `backward`."""
        self.sweeps.append((x, seed))

    def number(self) -> list[Line]:
        """Give every variable its index; all but the constants, in order."""
        inputs = [*self.arguments, *self.captured]
        self.steps = by_level(self.steps, self.places)
        for k, line in enumerate(inputs):
            line.index = k + 1 - len(inputs)
        for k, line in enumerate(self.steps):
            line.index = k + 1
        for k, line in enumerate(self.constants):
            line.index = k + 1
            line.label = line.origin or None
        labels: dict[str, int] = {}
        for line in self.steps:
            if line.label is not None:
                labels[line.label] = labels.get(line.label, 0) + 1
                line.label += f"#{labels[line.label]}" if labels[line.label] > 1 else ""
        return [*inputs, *self.steps]


@contextmanager
def _undisturbed(recorder: Recorder, state: Sequence[Tensor]) -> Generator[None, None, None]:
    """Within the block `recorder` observes; afterwards parameters, gradients and random state are what they were."""
    heard = listening.named, listening.swept, listening.entered
    listening.named, listening.swept, listening.entered = recorder.named, recorder.swept, recorder.scopes.entered
    for t in (*state, *default_generator.state_tensors()):
        recorder.before.setdefault(id(t), _Held(t))
    try:
        with observed(recorder):
            yield
    finally:
        listening.named, listening.swept, listening.entered = heard
        for held in recorder.before.values():
            held.put_back()


def run(f: Callable[..., Any], args: tuple[Any, ...], options: dict[str, Any]) -> tuple[Recorder, Any, tree.Structure]:
    """Run `f` under observation.

    Returns:
        The recorder, the result, and the containers of the arguments: of `(args, options)`, with leaves only where a
        variable is.

    Raises:
        ArgumentError: No argument is a floating number or an array, and nothing was computed.
    """
    while isinstance(f, CompiledLike):
        f = f.function
    leaves, structure = tree.flatten((args, options))
    names = argument_names(f, args, options)
    scopes = Scopes()
    recorder = Recorder(now(), paths_of_tensors(f), mode.observer, scopes)
    entered = [recorder.enter(x, n) if _is_variable(x) else x for x, n in zip(leaves, names, strict=True)]
    given, keywords = tree.unflatten(structure, entered)
    scopes.know([*surroundings(f), *zip(parameters_of(f, args, options), given, strict=False)])
    with _undisturbed(recorder, holders_around(f, args)), np.errstate(all="ignore"):
        out = f(*given, **keywords)
    if not recorder.steps and not recorder.arguments:
        raise ArgumentError(
            "trace: there is nothing to see",
            given=f"{len(leaves)} arguments, none of them a floating number or an array",
            expected="at least one floating argument, or a captured tensor that requires grad",
            hint="write 2.0 for 2",
        )
    return recorder, out, structure


def _is_variable(x: Any) -> bool:
    value = value_of(x)
    return isinstance(x, Tensor) or (
        is_array(value) and (hasattr(value, "dtype") or isinstance(value, (float, complex)))
    )
