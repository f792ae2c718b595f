"""Pull: what one stage hands back to one thing it reads: the local derivative, and the product with the signal.

Knows what is said of an affine map, of an elementwise function, of a tuple and of everything else. Formulas are
observed from the rules, but for the few that people write otherwise; numbers are those of the recorded sweep.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from wengert.explain import verify
from wengert.explain.entry import BACKWARD, LOCAL, LONGEST, Entry
from wengert.explain.formula import function, leaf, operation, people, plus, times, transposed
from wengert.explain.places import facts_of, reached
from wengert.explain.stage import TOTAL, Affine, Stage, jacobian
from wengert.explain.subject import INPUT, Subject
from wengert.explain.table import Check
from wengert.primitive import Parts
from wengert.trace.cost import cost_of
from wengert.trace.expression import Expression, write
from wengert.trace.lines import Line

_MATRIX = 144  # elements of a Jacobian that is written out
_WORK = 5e7  # operations that one check may take
_MAP = "definition of the affine map"


def gradient_check(subject: Subject, x: Line) -> Check | None:
    """What differences say of the gradient of the result in one line; None where asking is too dear."""
    if np.asarray(x.value).dtype.kind == "c":
        return None
    work = subject.flops * 2
    size = min(np.size(x.value), verify.FULL)
    if work * size > _WORK and (np.size(x.value) <= verify.FULL or work > 10 * _WORK):
        return None
    seed = subject.adjoints[subject.result]
    return verify.check_gradient(subject.trace.lines, x, subject.result, seed, subject.adjoint(x))


class Pull:
    """One operand of one stage on the way back.

    Args:
        subject: What is explained.
        stage: The stage.
        x: The operand.
    """

    def __init__(self, subject: Subject, stage: Stage, x: Line) -> None:
        self.subject, self.stage, self.x = subject, stage, x
        self.g = subject.adjoints[stage.out]
        self.called = leaf(subject.gradient_symbol(stage.out), stage.out.shape)
        # A tuple has a gradient for each part that is taken out of it.
        opened = [s.out for s in subject.users.get(stage.out, []) if s.opens]
        self.parts = {line.params["index"]: subject.gradient_symbol(line) for line in opened}
        inner = subject.symbols.get(x, x.name)
        self.local = f"∂{subject.symbols[stage.out]}/∂{inner}"
        self.alone = len(reached(x, subject)) == 1
        self.plain = f"∂{subject.end}/∂{inner}"
        symbol = subject.gradient_symbol(x)
        self.symbol = symbol if self.alone else f"{self.plain}|{subject.symbols[stage.out]}"
        self.facts = {**facts_of(stage, subject, x), "source": stage.out}

    def entries(self) -> list[Entry]:
        """The local derivative, and what it hands on; one entry for the last stage, whose adjoint is 1."""
        if isinstance(self.g, Parts):
            return [self._whole()]
        if self.stage.out is self.subject.result and self.subject.seed is None and np.size(self.g) == 1:
            return [self._first()]
        if self.stage.affine is not None:
            return self._affine(self.stage.affine)
        if self.stage.diagonal(self.x) or np.size(self.stage.out.value) == 1:
            return self._multiplied()
        return self._general()

    def _handed_on(self, *formulas: Expression, reads: tuple[str, ...] = ()) -> Entry:
        value = self.subject.adjoint(self.x) if self.alone else self._pulled()[1]
        delta = bool(self.subject.delta_symbol(self.x))
        role = "contribution" if not self.alone else "delta" if delta else "gradient"
        check = gradient_check(self.subject, self.x) if self.alone else None
        aliases = (self.plain,) if self.alone else ()
        entry = Entry(self.symbol, value, BACKWARD, role, formulas, check=check, aliases=aliases, reads=reads)
        return replace(entry, **self.facts)

    def _derivative(self, value: Any, check: Check | None, words: str, *formulas: Expression) -> Entry:
        role = "local" if formulas else "jacobian"
        entry = Entry(self.local, value, LOCAL, role, formulas, words=words, check=check)
        return replace(entry, **self.facts)

    def _pulled(self) -> tuple[Expression, Any]:
        called = self.parts if isinstance(self.g, Parts) else self.called.text
        return self.stage.pull(self.g, called, self.subject.named)[self.x]

    def _ones(self) -> tuple[Expression, Any]:
        one = np.ones(self.stage.out.shape, np.asarray(self.stage.out.value).dtype)[()]
        return self.stage.pull(one, "1", self.subject.named)[self.x]

    def _own_derivative(self) -> Expression:
        """The derivative as people write it, where that is not what the rule reads."""
        name = self.stage.out.primitive.name if self.stage.out.primitive is not None else ""
        x = self.subject.named(self.x)
        if name == "relu" and len(self.stage.lines) == 1:
            return people(operation(">", x, leaf("0"), shape=self.x.shape))
        formula = self._ones()[0]
        return formula if len(write(formula)) <= LONGEST else function(f"{name}′", x)

    def _check(self, value: Any) -> Check | None:
        work = cost_of(self.stage.lines).flops * 2
        if "c" in (np.asarray(self.x.value).dtype.kind, np.asarray(self.stage.out.value).dtype.kind):
            return None  # a complex gradient is no limit of quotients along the real axis alone
        if self.stage.diagonal(self.x):
            return verify.check_diagonal(self.stage, self.x, value) if work < _WORK else None
        if work * min(np.size(self.x.value), verify.FULL) > _WORK:
            return None
        claimed = np.reshape(value, (1, -1)) if np.size(self.stage.out.value) == 1 else value
        check = verify.check_jacobian(self.stage, self.x, claimed)
        return None if check is None else Check(np.reshape(check.moved, np.shape(value))[()], check.agrees)

    def _first(self) -> Entry:
        _, value = self._ones()
        entry = self._handed_on(self._own_derivative())
        words = "" if entry.sources else "the objective is a sum" if self.stage.kind == TOTAL else "a constant slope"
        return replace(entry, value=value, words=words, check=entry.check or self._check(value))

    def _multiplied(self) -> list[Entry]:
        """An elementwise function, or a single number made from the operand: a product with the local derivative."""
        _, value = self._ones()
        formula = self._own_derivative()
        words = "" if leaves_of(formula) else "a constant slope"
        check = self._check(value)
        if words and np.size(value) > self.subject.digits.full:
            value = np.ravel(value)[0]  # the same slope everywhere
            check = None if check is None else Check(np.ravel(check.moved)[0], check.agrees)
        local = self._derivative(value, check, words, formula)
        return [local, self._handed_on(times(self.called, leaf(self.local, self.x.shape)))]

    def _affine(self, a: Affine) -> list[Entry]:
        factor, handed = affine_factor(self.subject, a, self.x), affine_product(self.subject, a, self.x, self.called)
        value = {a.weight: a.x.value, a.x: a.weight.value}.get(self.x, np.float64(1.0))
        words = _MAP if self.x is a.bias else ""
        small = cost_of(self.stage.lines).flops * min(np.size(value), verify.FULL) < _WORK
        check = verify.check_affine(self.stage, a, self.x, value) if small else None
        local = self._derivative(value, check, words, factor)
        return [local, self._handed_on(*handed, reads=(self.called.text, self.local))]

    def _whole(self) -> Entry:
        """What a stage that makes a tuple hands on, from the gradients of all its parts."""
        return self._handed_on(self._shortened(self._pulled()[0], tuple(self.parts.values())))

    def _shortened(self, formula: Expression, signals: tuple[str, ...]) -> Expression:
        """The formula, or the Jacobian it stands for where it would fill a page."""
        if len(write(formula)) <= LONGEST:
            return formula
        given = [operation("·", leaf(f"({self.local})ᵀ"), leaf(g), shape=self.x.shape) for g in signals]
        return plus(*given)

    def _general(self) -> list[Entry]:
        """Anything else: its Jacobian where that is small, and the rule that applies it."""
        formula = self._shortened(self._pulled()[0], (self.called.text,))
        rows, inner = np.size(self.stage.out.value), np.size(self.x.value)
        moving = self.subject.roles.get(self.x) in (None, INPUT)
        batch = (
            moving
            and self.subject.samples
            and self.stage.out.shape[:1] == self.x.shape[:1]
            and self.subject.program.network
        )
        count = self.x.shape[0] if batch and self.x.shape else 1
        if rows * inner // max(count, 1) > _MATRIX:
            return [self._handed_on(formula)]
        value = jacobian(self.stage, self.x, count if batch else 0)
        check = self._check(value) if not batch else None
        local = self._derivative(value, check, "Jacobian")
        return [local, self._handed_on(formula)]


def leaves_of(formula: Expression) -> bool:
    """Whether a formula names any quantity."""
    return bool(formula.text == "" or not formula.text.replace("−", "").replace(".", "").isdigit())


def affine_factor(subject: Subject, a: Affine, x: Line) -> Expression:
    """What an affine map multiplies by: its input, 1, or W."""
    if x is a.bias:
        return leaf("1")
    other = subject.named(a.x if x is a.weight else a.weight)
    return transposed(other) if x is a.weight and a.form == "column" else other


def affine_product(subject: Subject, a: Affine, x: Line, g: Expression) -> tuple[Expression, ...]:
    """What an affine map hands on to one of its parts: δ · xᵀ, δ, Wᵀ · δ; with samples in rows δᵀ · x, Σ δ, δ · W."""
    w, v = subject.named(a.weight), subject.named(a.x)
    local = leaf(f"∂{subject.symbols[subject_out(subject, a)]}/∂{subject.symbols.get(x, x.name)}", x.shape)
    if x is a.bias:
        several = a.form == "row" and math.prod(a.x.shape[:-1]) > 1
        return (operation("Σ", g), ) if several else (times(g, local), g)  # fmt: skip
    if a.form == "scalar":
        return operation("·", g, local), operation("·", g, v if x is a.weight else w)
    if a.form == "column":
        made = operation("·", g, transposed(v)) if x is a.weight else operation("·", transposed(w), g)
        return (made,)
    return (operation("·", transposed(g), v) if x is a.weight else operation("·", g, w),)


def subject_out(subject: Subject, a: Affine) -> Line:
    """What an affine map makes."""
    return next(stage.out for stage in subject.stages if stage.affine is a)
