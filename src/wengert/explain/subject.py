"""Subject: what is explained. One list in stages, its adjoints, and the symbol of every quantity.

Knows values, adjoints and names. Knows no table; every view reads it and nothing is computed beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from wengert import tree
from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, GraphError
from wengert.explain.digits import Digits, indexed
from wengert.explain.formula import leaf
from wengert.explain.grouping import stages_of
from wengert.explain.naming import Statement, canonical, pretty
from wengert.explain.program import Program, shown, statement_of
from wengert.explain.stage import ACTIVATION, AFFINE, LOSS, Stage, users
from wengert.primitive import Parts
from wengert.tensor import value_of
from wengert.trace.cost import cost_of
from wengert.trace.expression import Expression
from wengert.trace.lines import ARGUMENT, CAPTURED, STEP, Line
from wengert.trace.swept import adjoints, like

INPUT, PARAMETER, TARGET, CONSTANT = "input", "parameter", "target", "constant"
# Arguments of a network written as a plain function that are no parameters.
_DATA = {"x": INPUT, "X": INPUT, "a0": INPUT, "y": TARGET, "Y": TARGET, "t": TARGET, "target": TARGET}


class Subject:
    """A program, cut into stages and swept once.

    Args:
        program: The recorded program.
        seed: The adjoint of the result, where it is not one number.
        digits: How numbers are written.

    Attributes:
        stages: In the order of evaluation.
        symbols: The symbol of every line that is an input or the end of a stage.
        roles: What each input is: `input`, `parameter`, `target` or `constant`.
    """

    def __init__(self, program: Program, seed: Any, digits: Digits) -> None:
        self.program = program
        self.trace = program.trace
        self.digits = digits
        self.seed = seed
        self.stages = stages_of(program)
        self.users = users(self.stages)
        self.maker = {stage.out: stage for stage in self.stages}
        self.roles = {line: self._role(line) for line in self.inputs}
        self.symbols: dict[Line, str] = {}
        self._name()

    # --- the list --------------------------------------------------------------------------------------------------

    @cached_property
    def inputs(self) -> list[Line]:
        """Every line that no stage makes but some stage reads, and every argument."""
        read = [x for stage in self.stages for x in stage.operands if x not in self.maker]
        own = [line for line in self.trace.lines if line.role != STEP]
        return list(dict.fromkeys([*own, *read]))

    @property
    def parameters(self) -> list[Line]:
        """What is trained, in the order in which the forward pass needs it; of a plain function all its inputs."""
        order = [x for stage in self.stages for x in _in_order(stage)]
        ranked = sorted(self.inputs, key=lambda x: order.index(x) if x in self.users else len(order))
        return [line for line in ranked if self.roles[line] == PARAMETER and line.tracked and line.floating]

    @property
    def data(self) -> list[Line]:
        """Inputs of the model that sweeps reach."""
        return [line for line in self.inputs if self.roles[line] == INPUT and line.tracked and line.floating]

    def _role(self, line: Line) -> str:
        if self.program.target and line.origin == self.program.target:
            return TARGET
        if line.role not in (ARGUMENT, CAPTURED):
            return CONSTANT
        if line.origin in self.program.inputs or not line.floating:
            return INPUT
        return _DATA.get(line.origin, PARAMETER) if self._layered else PARAMETER

    @property
    def _layered(self) -> bool:
        """Whether the function is a network without modules: affine maps with activations behind them."""
        return any(stage.kind == ACTIVATION and stage.layer for stage in self.stages)

    @property
    def result(self) -> Line:
        """The result.

        Raises:
            GraphError: There are several, or none that a sweep reaches.
        """
        found = [o.line for _, o in self.trace.results if o.line is not None and o.tracked]
        if len(found) != 1:
            raise GraphError("explain: one result is explained", given=f"{len(found)} results that a sweep reaches")
        return found[0]

    @property
    def output(self) -> Line | None:
        """What the model gives: the last line of a module that the result depends on; None for plain functions."""
        named = [line for line in (*self.trace.lines, *self.trace.constants) if self.program.output == line.name != ""]
        inside = [stage.out for stage in self.stages if stage.scope]
        return (named or inside[-1:] or [None])[-1]

    # --- symbols ---------------------------------------------------------------------------------------------------

    def _name(self) -> None:
        for line in self.inputs:
            self.symbols[line] = shown(line)
        for stage in self.stages:
            self.symbols[stage.out] = self._own_symbol(stage)
        if self.program.network:
            self._name_layers()
        self._tell_apart()
        for line in self._statements:
            if line.label is None and line in self.symbols and not self.program.network:
                line.label = self.symbols[line]
        self.lines = {symbol: line for line, symbol in self.symbols.items()}

    def _own_symbol(self, stage: Stage) -> str:
        line = stage.out
        statement = self._statements.get(line)
        if line.label is None and statement is not None and len(stage.lines) == self._lengths[statement]:
            if statement.target and not statement.repeated:
                return pretty(statement.target)
            if not statement.target and any(o.line is line for _, o in self.trace.results):
                return self.trace.results[0][0] if len(self.trace.results) == 1 else line.name
        return pretty(line.name)

    @cached_property
    def _statements(self) -> dict[Line, Statement]:
        found = {line: statement_of(self.program, line) for line in self.trace.lines if line.role == STEP}
        return {line: statement for line, statement in found.items() if statement is not None}

    @cached_property
    def _lengths(self) -> Counter[Statement]:
        """Lines of each statement in this list."""
        return Counter(self._statements.values())

    def _name_layers(self) -> None:
        """z₁, a₁, W₁, b₁ … by layers; the output is ŷ and the objective ℒ."""
        small = all(np.size(stage.affine.weight.value) == 1 for stage in self.stages if stage.affine is not None)
        given = {stage.out for stage in self.stages if stage.out.label}
        named: set[Line] = set()
        for stage in self.stages:
            if not stage.layer:
                continue
            if stage.out not in given:
                self.symbols[stage.out] = indexed("z" if stage.kind == AFFINE else "a", stage.layer)
            for letter, line in self._weights(stage, small):
                if line not in named and self.roles.get(line) == PARAMETER:
                    self.symbols[line] = indexed(letter, stage.layer)
                    named.add(line)
        for line in self.inputs:
            if line not in named and self.roles[line] == PARAMETER:
                self.symbols[line] = line.origin.removeprefix("model.") or line.name
        if self.output is not None:
            self.symbols[self.output] = "ŷ"
        if len(self.trace.results) == 1 and np.size(self.result.value) == 1 and self.result is not self.output:
            self.symbols[self.result] = "ℒ"

    def _weights(self, stage: Stage, small: bool) -> list[tuple[str, Line]]:
        if stage.kind != AFFINE:
            return []
        if stage.affine is not None:
            pairs = [("w" if small else "W", stage.affine.weight), ("b", stage.affine.bias)]
            return [(letter, line) for letter, line in pairs if line is not None]
        letters = {"weight": "W", "bias": "b"}
        found = [(letters.get(x.origin.rpartition(".")[2], ""), x) for x in stage.operands]
        return [(letter, line) for letter, line in found if letter]

    def _tell_apart(self) -> None:
        """Two quantities never share a symbol."""
        seen: dict[str, int] = {}
        for line, symbol in self.symbols.items():
            seen[symbol] = seen.get(symbol, 0) + 1
            if seen[symbol] > 1:
                self.symbols[line] = f"{symbol}#{seen[symbol]}"

    def named(self, line: Line) -> Expression:
        """A quantity in a formula."""
        return leaf(self.symbols.get(line, line.name), line.shape)

    @property
    def end(self) -> str:
        """What the result is called: by its symbol, or `y` when it has no name of its own."""
        symbol = self.symbols.get(self.result, self.result.name)
        if symbol != self.result.name or self.result.label is not None:
            return symbol
        taken = set(self.symbols.values())
        return next(name for name in ("y", "f", symbol) if name == symbol or name not in taken)

    def gradient_symbol(self, line: Line) -> str:
        """∂ℒ/∂W₁; δ₁ for what goes into an activation."""
        return self.delta_symbol(line) or f"∂{self.end}/∂{self.symbols.get(line, line.name)}"

    def delta_symbol(self, line: Line) -> str:
        """δ₁ for a pre-activation z₁; empty for anything else."""
        stage = self.maker.get(line)
        layered = self.program.network or any(s.kind == ACTIVATION for s in self.stages)
        return indexed("δ", stage.layer) if stage is not None and stage.kind == AFFINE and layered else ""

    def line(self, key: str) -> Line:
        """A quantity by its symbol, as printed or typed.

        Raises:
            ArgumentError: There is none.
        """
        wanted = canonical(key)
        aliases = {canonical(indexed("a", s.layer)): s.out for s in self.stages if s.layer}
        for symbol, line in self.lines.items():
            if canonical(symbol) == wanted or canonical(line.name) == wanted or wanted == canonical(line.origin):
                return line
        if wanted in aliases:
            return aliases[wanted]
        raise ArgumentError("explain: no quantity of that name", given=key, expected=", ".join(self.lines)[:300])

    # --- sweeps ----------------------------------------------------------------------------------------------------

    @cached_property
    def adjoints(self) -> dict[Line, Any]:
        """The adjoint of every line that the result depends on.

        Raises:
            GraphError: The result is not one number and no seed was given.
        """
        if self.seed is None and np.size(self.result.value) != 1:
            raise GraphError(
                "explain: only one number has an adjoint of 1",
                given=f"a result of shape {self.result.shape}",
                expected="a seed in the shape of the result",
                hint="wg.explain(f, x, seed=np.ones(...))",
            )
        leaves = [1.0] if self.seed is None else [value_of(s) for s in tree.leaves(self.seed)]
        return adjoints(self.trace.lines, [(self.result, like(leaves[0], self.result.value))])

    def adjoint(self, line: Line) -> Any:
        """The adjoint of a line; zeros where the result does not depend on it."""
        g = self.adjoints.get(line)
        return np.zeros(line.shape, dtype_of(line.value))[()] if g is None or isinstance(g, Parts) else g

    @cached_property
    def flops(self) -> float:
        """Operations of one evaluation."""
        return cost_of(self.trace.lines).flops

    @cached_property
    def samples(self) -> bool:
        """Whether the first axis of the model's output counts samples."""
        forms = {stage.affine.form for stage in self.stages if stage.affine is not None}
        return "row" in forms

    def loss_stage(self) -> Stage | None:
        """The stage that compares output and target."""
        return next((stage for stage in self.stages if stage.kind == LOSS), None)


def _in_order(stage: Stage) -> Sequence[Line]:
    """Operands as people read them: x, then W, then b."""
    if stage.affine is None:
        return stage.operands
    a = stage.affine
    return tuple(line for line in (a.x, a.weight, a.bias) if line is not None)
