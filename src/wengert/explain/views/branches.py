"""Branches: the part of each gradient that is due to the data term and the part due to each penalty.

Knows that gradients add over terms. Each part is a sweep of its own from the term's place in the list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.explain.stage import LOSS, PENALTY, Stage
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.primitive import Parts
from wengert.trace.lines import Line
from wengert.trace.replay import upstream
from wengert.trace.swept import adjoints


def branches(subject: Subject) -> Table:
    """Columns: a parameter, its gradient's part from each term, the whole; deltas below, which no penalty changes."""
    terms = [stage for stage in subject.stages if stage.kind in (LOSS, PENALTY)]
    found = [adjoints(subject.trace.lines, [(stage.out, subject.adjoint(stage.out))]) for stage in terms]
    columns = [Column("quantity", "symbol")]
    columns += [Column(f"from {subject.symbols[stage.out]}", "value") for stage in terms]
    columns += [Column("whole", "value"), Column("share of the penalties in percent", "value")]
    rows = [_row(x, terms, found, subject, "Parameters") for x in subject.parameters]
    inner = [stage.out for stage in subject.stages if stage.layer and stage.out in subject.adjoints]
    rows += [_row(x, terms, found, subject, "Signals") for x in reversed(inner)]
    rows += [_row(x, terms, found, subject, "Inputs") for x in subject.data]
    notes = [_described(stage, subject) for stage in terms]
    return Table("branches", "Gradient by term of the objective", columns, rows, notes, subject.digits)


def _part(x: Line, found: dict[Line, Any]) -> Any:
    g = found.get(x)
    return np.zeros(x.shape)[()] if g is None or isinstance(g, Parts) else g


def _row(x: Line, terms: Sequence[Stage], found: Sequence[dict[Line, Any]], subject: Subject, section: str) -> Row:
    parts = [_part(x, f) for f in found]
    size = lambda v: float(np.sum(np.abs(v)))
    penalty = sum(size(p) for p, stage in zip(parts, terms, strict=True) if stage.kind == PENALTY)
    total = sum(map(size, parts))
    share = 100 * penalty / total if total else 0.0
    return Row((subject.gradient_symbol(x), *parts, subject.adjoint(x), share), section)


def _described(stage: Stage, subject: Subject) -> str:
    """The quantities on one branch, from the objective to the inputs."""
    below = upstream([stage.out])
    on = [subject.symbols[s.out] for s in reversed(subject.stages) if s.out in below]
    ends = [subject.symbols[x] for x in subject.inputs if x in below]
    path = [subject.end, *on] if on[:1] != [subject.end] else on
    return f"branch of {subject.symbols[stage.out]}: {' ← '.join(path)} ← {', '.join(ends)}"
