"""Stages: the lines of a list in the portions in which people think: an affine map, an activation, a loss, a statement.

Knows what a stage reads and makes, and its rules as formulas. Knows no name and no table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.explain.formula import people, put
from wengert.kinds import Elementwise
from wengert.primitive import Parts, pick
from wengert.step import observed
from wengert.tensor import value_of
from wengert.trace.columns import pulled
from wengert.trace.expression import Expression, applied, literal
from wengert.trace.formula import Scribe, simplified
from wengert.trace.lines import Line

AFFINE, ACTIVATION, LOSS, PENALTY, TOTAL, STEP = "affine", "activation", "loss", "penalty", "total", "step"
Named = Callable[[Line], Expression]


@dataclass(frozen=True, slots=True)
class Affine:
    """The parts of an affine map.

    Attributes:
        weight: W.
        x: What it is applied to.
        bias: b, or None.
        form: `scalar` (w · x + b), `column` (W · x + b, one sample) or `row` (x · Wᵀ + b, samples are rows).
    """

    weight: Line
    x: Line
    bias: Line | None
    form: str


class Stage:
    """Lines that belong together; the last one is what they make.

    Args:
        lines: In the order of evaluation; only the last is read outside.
        kind: `affine`, `activation`, `loss`, `penalty`, `total` or `step`.
        scope: The path of the module they were made in.

    Attributes:
        operands: What the stage reads from outside, in the order of reading.
        affine: The parts of an affine map, for those.
        layer: The number of the layer it belongs to; 0 for none.
    """

    def __init__(self, lines: Sequence[Line], kind: str = STEP, scope: str = "") -> None:
        self.lines = tuple(lines)
        self.kind = kind
        self.scope = scope
        own = set(self.lines)
        read = [o.line for line in self.lines for o in line.operands if o.line is not None and o.line not in own]
        self.operands = tuple(dict.fromkeys(read))
        self.affine: Affine | None = None
        self.layer = 0

    @property
    def out(self) -> Line:
        """What the stage makes."""
        return self.lines[-1]

    @property
    def tracked(self) -> tuple[Line, ...]:
        """The operands that sweeps go on to."""
        followed = {o.line for line in self.lines if line.tracked for o in line.operands if o.tracked}
        return tuple(x for x in self.operands if x in followed and x.tracked and x.floating)

    @property
    def elementwise(self) -> bool:
        """Whether every element is treated by itself."""
        return all(isinstance(line.primitive, Elementwise) for line in self.lines)

    def diagonal(self, x: Line) -> bool:
        """Whether the Jacobian in `x` is a diagonal, so that one array of its shape says it all."""
        shapes = {line.shape for line in self.lines}
        return self.elementwise and shapes == {x.shape}

    def made(self, named: Named) -> Expression:
        """What the stage computes, as one expression over its operands.

        Args:
            named: How each operand is written.
        """
        inner: dict[Line, Expression] = {}
        for line in self.lines:
            args = tuple(
                literal(o.value) if o.line is None else inner.get(o.line) or named(o.line) for o in line.operands
            )
            assert line.primitive is not None
            inner[line] = applied(line.primitive, args, line.params, line.shape)
        return people(simplified(inner[self.out]))

    def pull(self, g: Any, called: str | Mapping[int, str], named: Named) -> dict[Line, tuple[Expression, Any]]:
        """What an adjoint of the stage contributes to its operands, by the rules of its lines.

        Args:
            g: The adjoint of `out`; `Parts` when the stage makes a tuple.
            called: How it is written, or how each part is; `1` for the local derivative itself.
            named: How each variable is written.

        Returns:
            For each operand that is reached: the formula and the raw value.
        """
        names = {line: f"⟦{k}⟧" for k, line in enumerate((*self.operands, *self.lines))}
        scribe = Scribe()
        with observed(scribe), np.errstate(all="ignore"):
            found = self._swept(scribe, _given(scribe, g, called), names.__getitem__)
            written = {line: people(simplified(scribe.find(t))) for line, t in found.items()}
        inner = {names[line]: self._inner(line, named) for line in names}
        return {line: (people(put(written[line], inner)), value_of(t)) for line, t in found.items()}

    def _inner(self, line: Line, named: Named) -> Expression:
        if line in self.operands or line is self.out:
            return named(line)
        upto = Stage(self.lines[: self.lines.index(line) + 1])
        return upto.made(named)

    def _swept(self, scribe: Scribe, g: Any, called: Callable[[Line], str]) -> dict[Line, Any]:
        adjoints: dict[Line, Any] = {self.out: g}
        for line in reversed(self.lines):
            own = adjoints.pop(line, None)
            if own is None or not line.tracked:
                continue
            for o, c in zip(line.operands, pulled(scribe, line, own, called), strict=True):
                if c is not None and o.line is not None:
                    before = adjoints.get(o.line)
                    adjoints[o.line] = c if before is None else before + c
        return {line: adjoints[line] for line in self.operands if line in adjoints}

    @property
    def opens(self) -> bool:
        """Whether the stage only takes one part out of a tuple."""
        return self.lines[0].primitive is pick

    def __repr__(self) -> str:
        return f"<{self.kind} {self.out.name}: {len(self.lines)} lines>"


def _given(scribe: Scribe, g: Any, called: str | Mapping[int, str]) -> Any:
    """The adjoint that a pull starts from, under its name."""
    if isinstance(called, str):
        return scribe.name(called, g)
    return Parts({k: scribe.name(called[k], part) for k, part in g.items()})


def jacobian(stage: Stage, x: Line, count: int = 0) -> np.ndarray:
    """The Jacobian of what a stage makes in one of its operands, from one pull for each element of the output.

    Args:
        stage: The stage.
        x: One of its operands.
        count: How many samples, that do not touch each other, the leading axes hold; then one Jacobian for each. 0 when
            everything belongs together.

    Returns:
        (out, in), or (count, out, in); `out` and `in` count elements.
    """
    out, samples, count = stage.out.value, count > 0, max(count, 1)
    size, inner = np.size(out) // count, np.size(x.value) // count
    rows = np.zeros((count, size, inner), np.result_type(np.asarray(out).dtype, np.asarray(x.value).dtype))
    for k in range(size):
        seed = np.zeros((count, size), np.asarray(out).dtype)
        seed[:, k] = 1
        found = stage.pull(seed.reshape(np.shape(out))[()], "1", _unnamed).get(x)
        if found is not None and not isinstance(found[1], Parts):
            rows[:, k] = np.asarray(found[1]).reshape(count, inner)
    return rows if samples else rows[0]


def _unnamed(line: Line) -> Expression:
    return Expression(line.name, shape=line.shape)


def users(stages: Sequence[Stage]) -> Mapping[Line, list[Stage]]:
    """The stages that read each line."""
    found: dict[Line, list[Stage]] = {}
    for stage in stages:
        for x in stage.operands:
            found.setdefault(x, []).append(stage)
    return found
