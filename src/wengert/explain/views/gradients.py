"""Gradients: every parameter's gradient in one list, and what several paths contribute to one quantity.

Knows sums over paths. Knows no layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.explain.digits import Digits
from wengert.explain.entry import Entry
from wengert.explain.pull import gradient_check
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.explain.verify import verdict


def gradients(subject: Subject) -> Table:
    """Parameter, value, gradient, shapes and norm; the inputs of the model below."""
    columns = [Column("parameter", "symbol"), Column("value", "value"), Column("gradient", "symbol")]
    columns += [Column("gradient value", "value"), Column("norm", "value"), Column("shape", "text")]
    columns += [Column("check", "check")]
    rows = [_row(line, subject, "") for line in subject.parameters]
    rows += [_row(line, subject, "Inputs") for line in subject.data]
    total = np.sqrt(sum(_square(subject.adjoint(line)) for line in subject.parameters))
    same = all(np.shape(subject.adjoint(line)) == line.shape for line in subject.parameters)
    notes = [f"‖gradient‖ = {subject.digits.number(total)}", verdict([row.cells[-1] for row in rows])]
    notes += ["every gradient has the shape of its parameter"] if same else []
    return Table("gradients", "Gradients", columns, rows, notes, subject.digits)


def _square(g: Any) -> float:
    return float(np.sum(np.square(np.abs(np.asarray(g)).astype(np.float64))))


def _row(line: Any, subject: Subject, section: str) -> Row:
    g = subject.adjoint(line)
    symbol = f"∂{subject.end}/∂{subject.symbols[line]}"
    shape = "number" if line.shape == () else " × ".join(map(str, line.shape))
    cells = (subject.symbols[line], line.value, symbol, g, np.sqrt(_square(g)), shape, gradient_check(subject, line))
    return Row(cells, section)


def accumulation(entries: Sequence[Entry], digits: Digits, name: str | None = None) -> Table:
    """Where a quantity feeds several steps: each path's contribution before the sum, and the sum.

    Args:
        entries: Of the backward pass.
        digits: How numbers are written.
        name: Only this quantity, by the symbol of its gradient; all when None.
    """
    columns = [Column("gradient", "symbol"), Column("path", "text"), Column("formula", "formula")]
    columns += [Column("value", "value")]
    lines = {e.line for e in entries if e.role == "contribution"}
    rows = []
    for e in entries:
        if e.line not in lines or e.phase != "backward":
            continue
        through = e.symbol.partition("|")[2]
        path = f"through {through}" if e.role == "contribution" else "sum"
        rows.append(Row((e.symbol, path, e.formula(), e.value), f"{e.symbol.partition('|')[0]}", entry=e))
    sections = list(dict.fromkeys(row.section for row in rows))
    rows.sort(key=lambda row: sections.index(row.section))
    if name is not None:
        rows = [row for row in rows if row.section == name]
    notes = [] if rows else ["no quantity feeds several steps"]
    return Table("accumulation", "Gradients as sums over paths", columns, rows, notes, digits)
