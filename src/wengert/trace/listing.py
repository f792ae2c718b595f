"""Trace: a recorded list as an object that can be read, printed, swept, replayed, cut and checked.

Knows what can be asked of a list and who answers. Knows no rule; each answer is a few lines in a file of its own.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from wengert import tree
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.tensor import Tensor, value_of
from wengert.trace import check, columns
from wengert.trace.cost import Cost, cost_of
from wengert.trace.differences import check_adjoints, check_tangents, summary
from wengert.trace.lines import ARGUMENT, CAPTURED, STEP, Line, Operand
from wengert.trace.notation import plain, value
from wengert.trace.record import Recorder, run
from wengert.trace.replay import Slice, upstream
from wengert.trace.saved import SavedTensors, inference_bytes, saved_by
from wengert.trace.swept import adjoints, like, tangents
from wengert.trace.table import Table
from wengert.trace.variable import Variable


class Trace:
    """A recorded list. Made by `trace`; printing it shows the list, iterating gives its variables in order.

    Attributes:
        lines: Inputs, then steps in evaluation order.
        constants: Arrays from outside that the function read.
        outputs: Names and variables of the result.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        constants: Sequence[Line],
        results: Sequence[tuple[str, Operand]],
        pack: Callable[[list[Any]], Any],
        sweeps: Sequence[tuple[Tensor, Any]] = (),
    ) -> None:
        self.lines = list(lines)
        self.constants = list(constants)
        self.results = list(results)
        self.sweeps = list(sweeps)
        self.adjoints: dict[Line, Any] | None = None
        self.tangents: dict[Line, Any] | None = None
        self._pack = pack

    @property
    def inputs(self) -> tuple[Variable, ...]:
        """Arguments first, then captured tensors that require grad: v₁₋ₙ … v₀."""
        return tuple(Variable(self, line) for line in self.lines if line.role != STEP)

    @property
    def outputs(self) -> dict[str, Variable | Any]:
        """The results by name; the raw value for one that is a number of the program."""
        return {n: o.value if o.line is None else Variable(self, o.line) for n, o in self.results}

    def __iter__(self) -> Iterator[Variable]:
        return (Variable(self, line) for line in self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, key: str | int) -> Variable:
        """A variable by name, as printed or typed (`v₋₁`, `v-1`), by the name of an input or output, or by number."""
        return Variable(self, self._line(key))

    def _line(self, key: str | int | Variable) -> Line:
        if isinstance(key, Variable):
            return key.entry
        wanted = f"v{key}" if isinstance(key, int) else plain(key)
        for line in (*self.lines, *self.constants):
            index = "" if line not in self.lines else f"v{line.index}"
            if wanted in (plain(line.name), index) or (line.role != STEP and wanted == line.origin):
                return line
        for n, o in self.results:
            if n == wanted and o.line is not None:
                return o.line
        raise ArgumentError(
            "trace: no variable of that name", given=key, expected=", ".join(plain(v.name) for v in self)[:300]
        )

    # --- printing --------------------------------------------------------------------------------------------------

    def primal(self) -> Table:
        """The list: each variable, what it is made from, its value."""
        return Table([columns.primal(self.lines, self.results)])

    def adjoint(self, seed: Any = None) -> Table:
        """The list beside its adjoints, from the last to the first, checked against differences.

        Args:
            seed: The adjoint of the result, in its containers and shapes; 1 for one number when None.

        Returns:
            A table; the numbers are then at `trace["v5"].adjoint`.

        Raises:
            GraphError: The result is not one number and no seed was given, or no sweep can reach it.
            ShapeError: The seed has not the shape of the result.
        """
        seeds = self._output_seeds(seed)
        ends = [(o.line, g) for (_, o), g in zip(self.results, seeds, strict=True) if o.tracked and o.line is not None]
        self.adjoints = adjoints(self.lines, ends)
        column, names = columns.adjoint(self.lines, self.results, self.adjoints)
        pairs = [(o, g) for (_, o), g in zip(self.results, seeds, strict=True)]
        verdicts = check_adjoints(self.lines, pairs, self.adjoints, names)
        total = sum(line.floating and not isinstance(line.value, tuple) for line in names)
        left = columns.primal(self.lines, self.results)
        column.rows += [("", "")] * (len(left.rows) - len(column.rows) - 1) + [(summary(verdicts, total), "")]
        return Table([left, column])

    def tangent(self, *seeds: Any) -> Table:
        """The list beside its tangents, from the first to the last, checked against differences.

        Args:
            seeds: The tangent of each argument, in its containers and shapes; captured tensors do not move.

        Returns:
            A table; the numbers are then at `trace["v5"].tangent`.

        Raises:
            ShapeError: The seeds are not as many as the arguments, or one has another shape.
        """
        given = self._input_seeds(seeds)
        self.tangents = tangents(self.lines, given)
        moving = {line: t for line, t in given.items() if line.role == ARGUMENT}
        column, names = columns.tangent(self.lines, self.results, moving, self.tangents)
        verdicts = check_tangents(self.lines, given, self.tangents, names)
        total = sum(not isinstance(line.value, tuple) for line in names)
        column.rows.append((summary(verdicts, total), ""))
        return Table([columns.primal(self.lines, self.results), column])

    def __repr__(self) -> str:
        return str(self.primal())

    def _repr_html_(self) -> str:
        return self.primal()._repr_html_()

    # --- sweeps ----------------------------------------------------------------------------------------------------

    def _output_seeds(self, seed: Any) -> list[Any]:
        outputs = [o for _, o in self.results]
        if seed is None and (len(outputs) != 1 or np.size(outputs[0].value) != 1):
            given = ", ".join(f"{n} of shape {np.shape(o.value)}" for n, o in self.results)
            raise GraphError(
                "adjoint: only one number has an adjoint of 1",
                given=given or "no result",
                expected="a seed in the containers and shapes of the result",
                hint="tr.adjoint(seed=np.ones(...))",
            )
        seeds = [1.0] if seed is None else [value_of(s) for s in tree.leaves(seed)]
        if len(seeds) != len(outputs):
            raise ShapeError("adjoint: one seed for each output", given=len(seeds), expected=len(outputs))
        for o, s in zip(outputs, seeds, strict=True):
            if np.shape(s) != np.shape(o.value) and np.shape(s) != ():
                raise ShapeError(
                    "adjoint: a seed has the shape of its output", given=np.shape(s), expected=np.shape(o.value)
                )
        if not any(o.tracked for o in outputs):
            raise GraphError("adjoint: no sweep reaches the result", given="a result that is constant to every sweep")
        return [like(s, o.value) for o, s in zip(outputs, seeds, strict=True)]

    def _input_seeds(self, seeds: Sequence[Any]) -> dict[Line, Any]:
        arguments = [line for line in self.lines if line.role == ARGUMENT and line.step is not None]
        leaves = [value_of(s) for s in tree.leaves(seeds)]
        if len(leaves) != len(arguments):
            raise ShapeError(
                "tangent: one seed for each floating argument",
                given=len(leaves),
                expected=", ".join(line.origin for line in arguments),
                hint="tr.tangent(1, 0)",
            )
        for line, s in zip(arguments, leaves, strict=True):
            if np.shape(s) != line.shape:
                raise ShapeError(
                    f"tangent: the seed of {line.origin} has another shape", given=np.shape(s), expected=line.shape
                )
        found = {line: like(s, line.value) for line, s in zip(arguments, leaves, strict=True)}
        return found | {c: like(0.0, c.value) for c in self.lines if c.role == CAPTURED and c.step is not None}

    # --- the list as data ------------------------------------------------------------------------------------------

    def saved(self) -> SavedTensors:
        """Every tensor that is kept for the reverse sweep: by which step, how large, for which rule."""
        ends = [o.line for _, o in self.results if o.line is not None]
        return SavedTensors([s for line in self.lines for s in saved_by(line)], inference_bytes(self.lines, ends))

    def cost(self) -> Cost:
        """Floating-point operations and bytes moved, step by step."""
        return cost_of(self.lines)

    def check(self) -> None:
        """Hold the list to its specification: `wengert.trace.check.check`.

        Raises:
            GraphError: The list breaks a rule.
            MutationError: An array was changed after it was used.
        """
        check.check(self.lines, self.constants, [o for _, o in self.results])

    def replay(self, *inputs: Any) -> Any:
        """Evaluate the list on other inputs, in the containers and shapes of the recorded ones.

        Args:
            inputs: One for each argument leaf; on tensors the evaluation is recorded, on raw arrays it just computes.

        Returns:
            What the function would return, as long as its Python code would take the same path.

        Raises:
            ShapeError: An input has another shape than the recorded one, or their number differs.
            GraphError: An integer argument differs that no line reads: its effect was decided while recording.
        """
        arguments = [line for line in self.lines if line.role == ARGUMENT]
        read = {o.line for line in self.lines for o in line.operands}
        for line, new in zip(arguments, map(value_of, tree.leaves(inputs)), strict=False):
            if line not in read and not line.floating and not np.array_equal(new, line.value):
                raise GraphError(
                    f"replay: no line reads {line.origin}, so another value cannot have an effect",
                    given=value(np.asarray(new)),
                    expected="the recorded value",
                    hint="the function looked at the numbers of this argument outside the list; record it again",
                )
        return Slice(self.lines, arguments, [o for _, o in self.results], self._pack)(*tree.leaves(inputs))

    def between(self, sources: Any, targets: Any = None) -> Slice:
        """The function from some variables to others; everything else keeps its recorded value.

        Args:
            sources: A variable, or several: names, numbers or variables themselves.
            targets: The same; the result of the whole list when None.

        Returns:
            A function that can be called, differentiated and traced.

        Raises:
            ArgumentError: There is no variable of that name.
        """
        starts = [self._line(s) for s in (sources if isinstance(sources, (list, tuple)) else [sources])]
        if targets is None:
            return Slice(self.lines, starts, [o for _, o in self.results], self._pack)
        several = isinstance(targets, (list, tuple))
        ends = [self._line(t) for t in (targets if several else [targets])]
        operands = [Operand(line, line.value, line.tracked) for line in ends]
        return Slice(self.lines, starts, operands, tuple if several else lambda out: out[0])

    def slice(self, from_: Any, to: Any = None) -> Slice:
        """The function from one variable on, to the result or to another variable: `between` by another name."""
        return self.between(from_, to)

    def prune(self) -> Trace:
        """The same list without the lines that no result depends on, numbered anew; inputs stay."""
        needed = upstream(o.line for _, o in self.results if o.line is not None)
        kept = [line for line in self.lines if line in needed or line.role != STEP]
        new = {line: copy.copy(line) for line in (*kept, *(c for c in self.constants if c in needed))}
        for line in new.values():
            line.operands = tuple(o._replace(line=new[o.line]) if o.line in new else o for o in line.operands)
        for k, line in enumerate(s for s in kept if s.role == STEP):
            new[line].index = k + 1
        results = [(n, o._replace(line=new[o.line]) if o.line in new else o) for n, o in self.results]
        constants = [new[c] for c in self.constants if c in new]
        return Trace([new[line] for line in kept], constants, results, self._pack, self.sweeps)


def _result_names(structure: tree.Structure) -> list[str]:
    """y; y1, y2, …; or the keys of a dict."""
    paths = tree.paths(structure)
    if len(paths) == 1 and not paths[0]:
        return ["y"]
    return [p if p[:1].isalpha() else f"y{int(p) + 1}" if p.isdigit() else f"y.{p}" for p in paths]


def trace(f: Callable[..., Any], *args: Any, **options: Any) -> Trace:
    """Record what `f` does to its arguments: every step, every value, every source line.

    Recording changes nothing: parameters, `.grad` and the default random generator are afterwards what they were.

    Args:
        f: Any function, module or compiled function of nests of arrays, tensors and numbers.
        args: Its arguments. Floating numbers and arrays become the first variables; integers, strings and the like are
            handed through.
        options: Keyword arguments.

    Returns:
        The list.

    Raises:
        ArgumentError: Nothing was recorded, because no argument is a floating number or an array.

    References:
        Wengert (1964), Commun. ACM 7(8), 463-464.

    Example:
        >>> import wengert as wg
        >>> wg.trace(lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2), 2.0, 5.0).primal()
         primal
         v₋₁ = x1               2
         v₀  = x2               5
         v₁  = log v₋₁          0.693147
         v₂  = v₋₁ · v₀         10
         v₃  = sin v₀          −0.958924
         v₄  = v₁ + v₂          10.693147
         v₅  = v₄ − v₃          11.652071
         y   = v₅               11.652071
    """
    recorder, out, _ = run(f, args, options)
    leaves, structure = tree.flatten(out)
    results = [(n, _result(recorder, leaf)) for n, leaf in zip(_result_names(structure), leaves, strict=True)]
    made = Trace(
        recorder.number(),
        recorder.constants,
        results,
        lambda values: tree.unflatten(structure, values),
        recorder.sweeps,
    )
    if check.wanted():
        made.check()
    return made


def _result(recorder: Recorder, leaf: Any) -> Operand:
    """One leaf of the result; what is no number at all counts as a constant."""
    if isinstance(leaf, Tensor) or hasattr(leaf, "dtype") or isinstance(leaf, (int, float, complex)):
        return recorder.find(leaf)
    return Operand(None, leaf, False)
