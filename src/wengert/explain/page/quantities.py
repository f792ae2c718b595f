"""Quantities of a page: one for each variable of a list, in the order in which a reader wants to meet them.

Knows what was recorded and swept, and under which mark each variable stands in formulas. Knows no browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wengert import tree
from wengert.explain.formula import people
from wengert.explain.page.formula import LONGEST, adjoint_mark, template, value_mark
from wengert.primitive import Parts, pick
from wengert.tensor import value_of
from wengert.trace import Trace
from wengert.trace.columns import by_completion, pulled
from wengert.trace.cost import cost_of
from wengert.trace.differences import check_adjoints
from wengert.trace.expression import MATRIX, Expression, applied, literal
from wengert.trace.formula import Scribe, observe
from wengert.trace.lines import ARGUMENT, CAPTURED, STEP, Line, Operand
from wengert.trace.replay import upstream
from wengert.trace.swept import adjoints, like

INPUT, PARAMETER, DATA, OPERATION = "input", "parameter", "data", "operation"
_WORK = 6e9  # operations of all evaluations by which derivatives are checked
_KINDS = {ARGUMENT: INPUT, CAPTURED: PARAMETER, STEP: OPERATION}


@dataclass(frozen=True)
class Reading:
    """How a list is read: what people call its variables, and which inputs are parameters.

    Args:
        names: Names by variable; those of the list itself for the rest.
        kinds: `input`, `parameter` or `data` by variable; by its role for the rest.
        derivatives: How the derivative of the result by a variable is called; v̄ and the like for the rest.
    """

    names: Mapping[Line, str] = field(default_factory=dict)
    kinds: Mapping[Line, str] = field(default_factory=dict)
    derivatives: Mapping[Line, str] = field(default_factory=dict)

    def name(self, line: Line) -> str:
        """What a variable is called."""
        return self.names.get(line, line.name)

    def kind(self, line: Line) -> str:
        """What a variable is: `input`, `parameter`, `data` or `operation`."""
        return self.kinds.get(line, _KINDS.get(line.role, DATA))


@dataclass(frozen=True)
class Term:
    """What one step contributes to a derivative.

    Args:
        user: The variable whose step contributes; None for the seed of a result.
        formula: LaTeX with marks.
        value: The contribution.
    """

    user: Line | None
    formula: str
    value: Any


class Quantities:
    r"""Everything the page shows of a list.

    Args:
        trace: The list.
        reading: Names and kinds.
        seed: The adjoint of the result, in its containers; 1 for one number when None.

    Attributes:
        order: Inputs first, then steps as they were evaluated; parameters and data right before their first use.
        numbers: The number of each of them: its mark.
        adjoints: Derivatives by variable; empty where the result is not one number and there is no seed.
        terms: Contributions by variable.
        backward: The variables in the order in which their derivatives are finished.

    Example:
        >>> q = Quantities(wg.trace(lambda x1, x2: x1 * x2 + x1, 2.0, 5.0), Reading())
        >>> [line.name for line in q.backward], [term.formula for term in q.terms[q.order[0]]]
        (['v₂', 'v₁', 'v₋₁', 'v₀'], ['⟦d3⟧ \\cdot 1', '⟦d2!⟧ \\cdot ⟦1!⟧'])
    """

    def __init__(self, trace: Trace, reading: Reading, seed: Any = None) -> None:
        self.trace = trace
        self.reading = reading
        self.order = _order(trace, reading)
        self.numbers = {line: k for k, line in enumerate(self.order)}
        self.seeds = _seeds(trace, seed)
        ends = [(line, g) for line, g in self.seeds if line is not None]
        self.adjoints = adjoints(trace.lines, ends) if ends else {}
        self.terms = self._terms()
        self.backward = by_completion(trace.lines, {k: [(t.user, t) for t in ts] for k, ts in self.terms.items()})

    def outputs(self) -> list[tuple[str, Line]]:
        """The results, each under the name a reader knows it by."""
        found = [(n, o.line) for n, o in self.trace.results if o.line is not None]
        return [(self.reading.names.get(line) or line.label or n, line) for n, line in found]

    def made(self, line: Line) -> str:
        """What a step computes, as LaTeX with marks; empty for inputs."""
        if line.primitive is None:
            return ""
        args = tuple(self._operand(o) for o in line.operands)
        text = template(applied(line.primitive, args, line.params, line.shape))
        return text if len(text) <= LONGEST else rf"\mathrm{{{line.primitive.name.replace('_', chr(92) + '_')}}}"

    def _operand(self, o: Operand) -> Expression:
        return literal(o.value) if o.line is None else Expression(value_mark(self.numbers[o.line]), shape=o.line.shape)

    def rule(self, line: Line) -> Callable[[Scribe], tuple[Any, ...]]:
        """The pullback of a step on tensors that stand under their marks."""
        called = lambda x: value_mark(self.numbers[x])
        mark, g = adjoint_mark(self.numbers[line]), self.adjoints[line]

        def run(scribe: Scribe) -> tuple[Any, ...]:
            if isinstance(g, Parts):
                parts = Parts({k: scribe.name(f"{mark[:-1]}.{k}⟧", part) for k, part in g.items()})
                return pulled(scribe, line, parts, called)
            return pulled(scribe, line, scribe.name(mark, g), called)

        return run

    def _terms(self) -> dict[Line, list[Term]]:
        terms: dict[Line, list[Term]] = {line: [] for line in self.trace.lines if line in self.adjoints}
        for line, g in self.seeds:
            if line in terms:
                terms[line].append(Term(None, template(literal(g)), g))
        for line in reversed(self.trace.lines):
            if line not in terms or line.role != STEP:
                continue
            for o, found in zip(line.operands, self._pulled(line), strict=True):
                if found is not None and o.line in terms:
                    terms[o.line].append(Term(line, self._formula(line, o.line, found[0]), found[1]))
        return terms

    def _pulled(self, line: Line) -> list[tuple[Expression, Any] | None]:
        """For each operand the contribution, as expression and as number."""
        if line.primitive is pick:
            whole = Expression(adjoint_mark(self.numbers[line]))
            return [(whole, self.adjoints[line])]
        kept: list[Any] = []
        run = self.rule(line)
        written = observe(lambda scribe: kept.extend(run(scribe)) or tuple(kept))
        return [None if e is None else (e, value_of(x)) for e, x in zip(written, kept, strict=True)]

    def _formula(self, line: Line, source: Line, e: Expression) -> str:
        """One contribution; a derivative that is handed on is shown with the factor 1 or -1."""
        mark = adjoint_mark(self.numbers[line])
        if e.text == mark and line.primitive is not pick:
            return rf"{mark} \cdot 1"
        if e.symbol == "−" and len(e.args) == 1 and e.args[0].text == mark:
            return rf"{mark} \cdot (-1)"
        text = template(people(e), MATRIX)
        if len(text) <= LONGEST:
            return text
        user, by = value_mark(self.numbers[line]), value_mark(self.numbers[source])
        return rf"\left(\frac{{\partial {user[:-1]}=⟧}}{{\partial {by[:-1]}=⟧}}\right)^{{\!\top}} {mark}"

    def checks(self) -> dict[Line, Any]:
        """What finite differences say of each derivative that was tried: of a large program, of a few."""
        tried = list(self.adjoints)
        few = max(2, int(_WORK / (1 + cost_of(self.trace.lines).flops)))
        names = {line: str(self.numbers[line]) for line in tried[:: -(-len(tried) // few) or 1]}
        pairs = [(o, g) for (_, o), (_, g) in zip(self.trace.results, self.seeds, strict=False) if o.tracked]
        found = check_adjoints(self.trace.lines, pairs, self.adjoints, names) if self.adjoints else []
        return {self.order[int(verdict.name)]: verdict for verdict in found}


def _order(trace: Trace, reading: Reading) -> list[Line]:
    """Inputs, and what the results depend on."""
    needed = upstream(o.line for _, o in trace.results if o.line is not None)
    placed = dict.fromkeys(line for line in trace.lines if line.role != STEP and reading.kind(line) == INPUT)
    for line in trace.lines:
        if line.role == STEP and line in needed:
            placed |= dict.fromkeys(o.line for o in line.operands if o.line is not None and o.line not in placed)
            placed[line] = None
    rest = [line for line in (*trace.lines, *trace.constants) if line in needed and line not in placed]
    return [*placed, *rest]


def _seeds(trace: Trace, seed: Any) -> list[tuple[Line | None, Any]]:
    """Where the reverse sweep starts: for each result its variable and its adjoint."""
    ends = [o for _, o in trace.results]
    if seed is None:
        one = len(ends) == 1 and ends[0].line is not None and ends[0].tracked and np.size(ends[0].value) == 1
        return [(ends[0].line, like(1.0, ends[0].value))] if one else []
    given = [value_of(s) for s in tree.leaves(seed)]
    return [(o.line if o.tracked else None, like(s, o.value)) for o, s in zip(ends, given, strict=True)]


def modules_of(lines: Sequence[Line]) -> list[str]:
    """The paths of all modules around the steps, outer before inner."""
    found: dict[str, None] = {}
    for line in lines:
        parts = line.scope.split(".") if line.scope else []
        found |= dict.fromkeys(".".join(parts[: k + 1]) for k in range(len(parts)))
    return list(found)
