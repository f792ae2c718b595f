"""Steps: the forward and the backward pass, numbered on, each value with its formula and where it comes from.

Knows the columns of the classic step tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wengert.explain.digits import Digits
from wengert.explain.entry import Entry, numbered, sources_of
from wengert.explain.table import Column, Row, Table
from wengert.explain.verify import verdict

_SIDES = (Column("numbers", "formula"), Column("value", "value"), Column("value comes from", "steps"))
_FORWARD = (Column("step", "step"), Column("quantity", "symbol"), Column("formula", "formula"), *_SIDES)
_BACKWARD = (Column("step", "step"), Column("gradient", "symbol"), Column("formula", "formula"), *_SIDES)
_CHECKED = (*_BACKWARD, Column("check", "check"))


def known(entries: Sequence[Entry]) -> dict[str, Any]:
    """Values by symbol."""
    return {e.symbol: e.value for e in entries}


def forward(entries: Sequence[Entry], digits: Digits, sections: bool) -> Table:
    """The forward pass.

    Args:
        entries: Its entries.
        digits: How numbers are written.
        sections: Whether rows stand below the heading of their layer.
    """
    steps, by_name, values = numbered(entries), {e.symbol: e for e in entries}, known(entries)
    rows = []
    for k, e in enumerate(entries, start=1):
        cells = (k, e.symbol, e.formula(), e.numbers(values, digits), e.value, sources_of(e, steps, by_name))
        rows.append(Row(cells, e.section if sections else "", e.conceptual, e))
    return Table("forward", "Forward pass", _FORWARD, rows, digits=digits)


def backward(before: Sequence[Entry], entries: Sequence[Entry], digits: Digits, first: int | None = None) -> Table:
    """The backward pass by layer, its numbers going on from the forward pass.

    Args:
        before: The entries of the forward pass.
        entries: Those of the backward pass.
        digits: How numbers are written.
        first: The number of the first row; the one after the forward pass when None.
    """
    start = len(before) + 1 if first is None else first
    both = [*before, *entries]
    steps, by_name, values = numbered(before) | numbered(entries, start), {e.symbol: e for e in both}, known(both)
    rows = [
        Row(_cells(k, e, steps, by_name, values, digits), e.section, e.conceptual, e)
        for k, e in enumerate(entries, start=start)
    ]
    notes = [verdict([e.check for e in entries if e.role != "contribution"])]
    if any(e.role == "contribution" for e in entries):
        notes.append("a|b is the part of a that comes through b")
    return Table("backward", "Backward pass", _CHECKED, rows, notes, digits)


def _cells(
    k: int,
    e: Entry,
    steps: Mapping[str, int],
    by_name: Mapping[str, Entry],
    values: Mapping[str, Any],
    digits: Digits,
) -> tuple[Any, ...]:
    return (k, e.symbol, e.formula(), e.numbers(values, digits), e.value, sources_of(e, steps, by_name), e.check)


def compact(entries: Sequence[Entry], digits: Digits) -> Table:
    """The forward pass without parameters, the arithmetic in the column of the value."""
    values = known(entries)
    rows = []
    for e in entries:
        if e.role in ("parameter", "constant"):
            continue
        text = e.numbers(values, digits)
        number = digits.value(e.value)
        cells = (len(rows) + 1, e.symbol, e.formula(), f"{text} = {number}" if text else number, e.value)
        rows.append(Row(cells, entry=e))
    columns = [Column("step", "step"), Column("quantity", "symbol"), Column("formula", "formula")]
    columns += [Column("arithmetic", "formula"), Column("value", "value")]
    return Table("compact", "Forward pass, arithmetic shown", columns, rows, digits=digits)
