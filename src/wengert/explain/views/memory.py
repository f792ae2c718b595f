"""Memory: what is kept for the backward pass, by which step, for which gradient; and what checkpointing would change.

Knows bytes and recomputation. The facts are those of `Trace.saved` and `Trace.cost`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.explain.stage import Stage
from wengert.explain.subject import INPUT, TARGET, Subject
from wengert.explain.table import Column, Row, Table
from wengert.trace.cost import cost_of
from wengert.trace.lines import Line
from wengert.trace.replay import upstream
from wengert.trace.saved import Saved, saved_by

_COLUMNS = (
    Column("quantity", "symbol"),
    Column("saved by", "symbol"),
    Column("used for", "formula"),
    Column("part"),
    Column("elements", "value"),
    Column("bytes", "value"),
)
_CUTS = (Column("cut at", "symbol"), Column("bytes without", "value"), Column("bytes with", "value"))
_MORE = (
    Column("saved in percent", "value"),
    Column("operations again", "value"),
    Column("more work in percent", "value"),
)


def memory(subject: Subject) -> Table:
    """Every saved quantity, which step keeps it and for which gradients; totals below."""
    names = _names(subject)
    rows = []
    for stage in subject.stages:
        rows += [_row(s, line, stage, subject, names) for line in stage.lines for s in saved_by(line)]
    whole = subject.trace.saved()
    params = sum(_bytes(x.value) for x in subject.parameters)
    notes = [f"kept for the backward pass: {whole.total} bytes, each piece of memory counted once"]
    notes.append(f"inference keeps no such thing; at its fullest moment it holds {whole.inference} bytes of results")
    notes.append(f"parameters take {params} bytes in both cases")
    return Table("memory", "What is saved for the backward pass", _COLUMNS, rows, notes, subject.digits)


def _names(subject: Subject) -> dict[str, str]:
    return {line.name: symbol for line, symbol in subject.symbols.items()}


def _row(s: Saved, line: Line, stage: Stage, subject: Subject, names: dict[str, str]) -> Row:
    head, _, last = s.name.rpartition(" ")
    quantity = f"{head} {names.get(last, last)}".strip()
    served = [x for rule in s.rules for x in _served(rule, line)]
    read = list(dict.fromkeys(x for x in served if subject.roles.get(x) != TARGET or len(served) == 1))
    for_input = bool(read) and all(subject.roles.get(x) == INPUT for x in read)
    part = "model" if stage.scope or stage.layer else "objective"
    words = "input gradient only" if for_input else "parameter" if quantity in _weights(subject) else part
    used = ", ".join(subject.gradient_symbol(x) for x in read) or ", ".join(s.rules)
    count = None if s.shape is None else int(np.prod(s.shape, dtype=np.int64))
    return Row((quantity, subject.symbols[stage.out], used, words, count, s.nbytes))


def _weights(subject: Subject) -> set[str]:
    return {subject.symbols[x] for x in subject.parameters}


def _served(rule: str, line: Line) -> list[Line]:
    """The operands whose gradients a rule gives: `affine: pullback in weight` serves W₁."""
    p = line.primitive
    argument = rule.rpartition(" in ")[2] if " in " in rule else ""
    names = () if p is None else p.arrays
    places = [k for k, name in enumerate(names) if name == argument] or range(len(line.operands))
    read = [line.operands[k].line for k in places if k < len(line.operands)]
    return [x for x in read if x is not None and x.tracked]


def _bytes(x: Any) -> int:
    return int(np.prod(np.shape(x), dtype=np.int64)) * dtype_of(x).itemsize


def checkpoints(subject: Subject) -> Table:
    """For a cut after each layer or block: what keeping only its result would save, and cost."""
    lines = subject.trace.lines
    parameters = {_key(x.value) for x in subject.parameters}
    whole = sum(_kept(lines, parameters).values())
    rows = []
    for stage in _cuts(subject):
        before = upstream([stage.out])
        kept = _kept([line for line in lines if line not in before], parameters)
        entering = [x for x in subject.inputs if x in before and subject.roles[x] == INPUT]
        kept |= {_key(x.value): _bytes(x.value) for x in (*entering, stage.out)}
        cut, again = sum(kept.values()), cost_of([line for line in lines if line in before]).flops
        percent = 100 * (1 - cut / whole) if whole else 0.0
        more = 100 * again / (3 * subject.flops) if subject.flops else 0.0
        rows.append(Row((subject.symbols[stage.out], whole, cut, percent, again, more)))
    notes = ["with a cut, the steps before it are computed again in the backward pass, from what enters them"]
    notes.append(
        "parameters are there in any case and not counted; more work: in percent of one forward and one backward"
    )
    notes.append("pass, the latter counted as two forward passes")
    return Table("checkpoints", "What checkpointing would save and cost", [*_CUTS, *_MORE], rows, notes, subject.digits)


def _kept(lines: Sequence[Line], without: set[int]) -> dict[int, int]:
    """Bytes that the steps keep, each piece of memory once."""
    return {s.key: s.nbytes for line in lines for s in saved_by(line) if s.key not in without}


def _key(x: Any) -> int:
    base = getattr(x, "base", None)
    return id(x if base is None else base)


def _cuts(subject: Subject) -> list[Any]:
    """The last stage of every layer, but not the output."""
    last = {stage.layer: stage for stage in subject.stages if stage.layer}
    return [stage for stage in last.values() if stage.out is not subject.output]
