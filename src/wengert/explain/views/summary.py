"""Summary: one row for each module: what it makes, the signal that comes back, its parameters, its cost.

Knows scopes as paths. Large networks are read here first; each row opens to its own steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.primitive import Parts
from wengert.trace.cost import cost_of
from wengert.trace.lines import Line
from wengert.trace.saved import saved_by

_COLUMNS = (
    Column("module", "symbol"),
    Column("kind"),
    Column("steps", "value"),
    Column("output"),
    Column("output norm", "value"),
    Column("signal norm", "value"),
    Column("parameters", "value"),
    Column("gradient norm", "value"),
    Column("operations", "value"),
    Column("saved bytes", "value"),
)


def parts(subject: Subject, scope: str = "") -> dict[str, list[Line]]:
    """The steps right below a scope, by the module they were made in; those of no module under the name `(objective)`.

    Containers that only hold other modules, such as a list of blocks, are looked through.
    """
    found: dict[str, list[Line]] = {}
    for line in (line for stage in subject.stages for line in stage.lines):
        if _inside(line.scope, scope):
            found.setdefault(_child(line.scope, scope, subject), []).append(line)
    return found


def _inside(path: str, scope: str) -> bool:
    return not scope or path == scope or path.startswith(scope + ".")


def _child(path: str, scope: str, subject: Subject) -> str:
    top = scope or path.partition(".")[0]
    if not path:
        return "(objective)"
    rest = path.removeprefix(top).strip(".").split(".") if path != top else []
    name = top
    for word in rest:
        name = f"{name}.{word}"
        module = subject.program.modules.get(name)
        if not _only_holds(module):
            return name
    return name


def _only_holds(module: Any) -> bool:
    """Whether a module is a list of larger modules and does nothing itself."""
    word = type(module).__name__
    if word == "Sequential":
        return all(any(True for _ in child.children()) for child in module.children())
    return word in ("ModuleList", "ModuleDict")


def summary(subject: Subject, scope: str = "") -> Table:
    """One row for each module right below a scope."""
    rows = [_row(name, lines, subject) for name, lines in parts(subject, scope).items()]
    notes = [f'open("{rows[0].cells[0]}") shows the steps of one module'] if rows else []
    total = sum(np.size(x.value) for x in subject.parameters)
    notes.append(f"{total} parameters; one evaluation takes {subject.digits.number(subject.flops)} operations")
    return Table("summary", "Modules" if not scope else f"Modules of {scope}", _COLUMNS, rows, notes, subject.digits)


def _norm(x: Any) -> float:
    if x is None or isinstance(x, (tuple, Parts)):
        return float("nan")
    return float(np.sqrt(np.sum(np.square(np.abs(np.asarray(x)).astype(np.float64)))))


def _row(name: str, lines: Sequence[Line], subject: Subject) -> Row:
    out = lines[-1]
    read = {o.line for line in lines for o in line.operands}
    own = [x for x in subject.parameters if x in read]
    count = sum(int(np.prod(x.shape, dtype=np.int64)) for x in own)
    gradient = (
        float(np.sqrt(sum(_norm(subject.adjoints.get(x)) ** 2 for x in own if x in subject.adjoints))) if own else None
    )
    saved = sum({s.key: s.nbytes for line in lines for s in saved_by(line)}.values())
    module = subject.program.modules.get(name)
    kind = type(module).__name__ if module is not None else ""
    shape = " × ".join(map(str, out.shape)) or "number"
    shape = f"{shape} {dtype_of(out.value)}" if not isinstance(out.value, tuple) else shape
    signal = _norm(subject.adjoints.get(out)) if out in subject.adjoints else None
    cells = (name, kind, len(lines), shape, _norm(out.value), signal, count, gradient, cost_of(lines).flops, saved)
    return Row(cells)
