"""Traces: the list beside its tangents (first to last) or beside its adjoints (last to first).

Knows the classic two-column tables. Formulas and sweeps are those of `wengert.trace`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wengert.errors import GraphError
from wengert.explain.digits import Digits
from wengert.explain.table import Column, Row, Table
from wengert.primitive import Parts
from wengert.trace import Trace
from wengert.trace.columns import made
from wengert.trace.lines import Line
from wengert.trace.notation import DOT, MACRON, marked
from wengert.trace.table import Column as Printed

_LEFT = [Column("variable", "symbol"), Column("primal", "formula"), Column("value", "value")]


def _columns(word: str) -> list[Column]:
    return [*_LEFT, Column(f"{word} of", "symbol"), Column(word, "formula"), Column(f"{word} value", "value")]


def _primal(tr: Trace) -> list[tuple[Any, ...]]:
    rows = [(line.name, made(line), line.value) for line in tr.lines]
    return rows + [
        (n, o.line.name if o.line is not None else "", o.value)
        for n, o in tr.results
        if o.line is None or o.line.name != n
    ]


def _halves(printed: Printed, values: Mapping[str, Any]) -> tuple[list[tuple[Any, ...]], list[str]]:
    """The rows of a printed column with their raw values; what is no equation is a note."""
    rows, notes = [], []
    for text, _ in printed.rows:
        symbol, equals, formula = text.partition(" = ")
        if equals:
            rows.append((symbol, formula, values.get(symbol)))
        elif text:
            notes.append(text)
        else:
            rows.append(("", "", None))
    return rows, notes


def _beside(name: str, title: str, word: str, tr: Trace, printed: Printed, values: Mapping[str, Any],
            digits: Digits) -> Table:  # fmt: skip
    left = _primal(tr)
    right, notes = _halves(printed, values)
    right = right[: len(left)] + [("", "", None)] * (len(left) - len(right))
    rows = [Row((*a, *b)) for a, b in zip(left, right, strict=True)]
    return Table(name, title, _columns(word), rows, notes, digits)


def _named(values: Mapping[Line, Any], tr: Trace, mark: str) -> dict[str, Any]:
    return {marked(line.name, mark): _plain(values[line]) for line in tr.lines if line in values}


def _plain(x: Any) -> Any:
    """The adjoint of a tuple as a tuple."""
    return tuple(x[k] for k in sorted(x)) if isinstance(x, Parts) else x


def tangent(tr: Trace, seeds: Sequence[Any], digits: Digits) -> Table:
    """Every variable with its tangent: the forward sweep along the seeds."""
    if not tr.results:
        raise GraphError("tangent: the list has no result", given="a function that returns nothing")
    printed = tr.tangent(*seeds).columns[1]
    values = _named(tr.tangents or {}, tr, DOT)
    ends = {marked(n, DOT): values.get(marked(o.line.name, DOT)) for n, o in tr.results if o.line is not None}
    return _beside("tangent", "Evaluation trace with tangents", "tangent", tr, printed, ends | values, digits)


def adjoint(tr: Trace, seed: Any, digits: Digits) -> Table:
    """Every variable, and the adjoints in the order in which the reverse sweep completes them."""
    printed = tr.adjoint(seed).columns[1]
    values = _named(tr.adjoints or {}, tr, MACRON)
    return _beside("adjoint", "Evaluation trace with adjoints", "adjoint", tr, printed, values, digits)
