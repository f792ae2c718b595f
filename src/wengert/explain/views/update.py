"""Update: each parameter as a function of the learning rate, the step taken, and the forward pass after it.

Knows plain gradient descent, what it predicts to first order, and how to say in words what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.explain.digits import Digits
from wengert.explain.entry import Entry
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.trace.lines import Line
from wengert.trace.replay import evaluate


def update(subject: Subject, lr: float | None) -> Table:
    """Each parameter as an affine function of η; for a given η the step and the new value.

    Args:
        subject: What is explained.
        lr: η; None leaves it open.
    """
    columns = [Column("parameter", "symbol"), Column("value", "value"), Column("gradient", "value")]
    columns.append(Column("as a function of η", "formula"))
    if lr is not None:
        columns += [Column("step", "value"), Column("new value", "value"), Column("reading")]
    rows = [_row(line, subject, lr) for line in subject.parameters]
    notes = [] if lr is None else reading(subject, lr)
    title = "Update θ − η · ∂ℒ/∂θ" if lr is None else f"Update θ − η · ∂ℒ/∂θ with η = {subject.digits.number(lr)}"
    return Table("update", title.replace("ℒ", subject.end), columns, rows, notes, subject.digits)


def _row(line: Line, subject: Subject, lr: float | None) -> Row:
    g = subject.adjoint(line)
    symbol = subject.symbols[line]
    cells: tuple[Any, ...] = (symbol, line.value, g, affine_in_rate(line.value, g, subject.digits))
    if lr is not None:
        cells += (-lr * g, line.value - lr * g, _direction(g))
    return Row(cells)


def affine_in_rate(x: Any, g: Any, digits: Digits) -> str:
    """`1.5 + 0.025859 η` for one number, for each element of a small array.

    Example:
        >>> affine_in_rate(1.5, -0.25, Digits(3)), affine_in_rate(np.array([1.0, 2.0]), np.array([0.5, 0.0]), Digits(3))
        ('1.5 + 0.25 η', '[1 − 0.5 η, 2]')
    """
    if np.size(x) == 1:
        x, g = np.reshape(x, ())[()], np.reshape(g, ())[()]
        if g == 0:
            return digits.number(x)
        return f"{digits.number(x)} {'−' if g > 0 else '+'} {digits.number(abs(g))} η"
    if np.size(x) > digits.full:
        return ""
    return "[" + ", ".join(affine_in_rate(a, b, digits) for a, b in zip(x, g, strict=True)) + "]"


def _direction(g: Any) -> str:
    up, down = int(np.sum(np.asarray(g) < 0)), int(np.sum(np.asarray(g) > 0))
    if np.size(g) == 1:
        return "raised: its gradient is negative" if up else "lowered: its gradient is positive" if down else "unmoved"
    still = np.size(g) - up - down
    parts = [(up, "raised"), (down, "lowered"), (still, "unmoved")]
    return ", ".join(f"{n} {word}" for n, word in parts if n)


def squared_norm(subject: Subject) -> float:
    """‖gradient‖² over all parameters."""
    return float(
        sum(np.sum(np.square(np.abs(np.asarray(subject.adjoint(x))).astype(np.float64))) for x in subject.parameters)
    )


def after(subject: Subject, lr: float) -> dict[Line, Any]:
    """The values of the list with every parameter moved one step of plain gradient descent."""
    moved = {line: (line.value - lr * subject.adjoint(line)) for line in subject.parameters}
    with np.errstate(all="ignore"):
        return evaluate(subject.trace.lines, moved, boxed=False)


def verification(subject: Subject, entries: Sequence[Entry], lr: float) -> Table:
    """The forward pass before and after the step, and the change of the result beside its prediction.

    Args:
        subject: What is explained.
        entries: Of the forward pass.
        lr: η.
    """
    values = after(subject, lr)
    columns = [Column("quantity", "symbol"), Column("before", "value"), Column("after", "value")]
    columns.append(Column("change", "value"))
    rows = []
    for e in entries:
        if e.line is not None and e.line in values and e.role != "result":
            new = values[e.line]
            rows.append(Row((e.symbol, e.value, new, _change(e.value, new) if e.line.floating else None), entry=e))
    rows += [Row((what, None, value, None), "Change of the result") for what, value in facts(subject, lr, values)]
    title = f"Forward pass after the step with η = {subject.digits.number(lr)}"
    return Table("verification", title, columns, rows, reading(subject, lr, values), subject.digits)


def _change(old: Any, new: Any) -> Any:
    """The difference, part by part where a step has several outputs."""
    return tuple(map(_change, old, new)) if isinstance(old, tuple) else new - old


def facts(subject: Subject, lr: float, values: dict[Line, Any]) -> list[tuple[str, Any]]:
    """The decrease of the result, in percent, what the first order predicted, and their ratio."""
    old = float(np.sum(subject.result.value))
    new = float(np.sum(values.get(subject.result, subject.result.value)))
    predicted = lr * squared_norm(subject)
    found = [("decrease", old - new), ("decrease in percent", 100 * (old - new) / old if old else np.nan)]
    return [
        *found,
        ("η · ‖gradient‖²", predicted),
        ("decrease / prediction", (old - new) / predicted if predicted else np.nan),
    ]


def reading(subject: Subject, lr: float, values: dict[Line, Any] | None = None) -> list[str]:
    """What the update does, in words: signs, who moves most and least, and what becomes of the result."""
    number = Digits(4).number
    gradients = [(subject.symbols[x], np.asarray(subject.adjoint(x))) for x in subject.parameters]
    up = sum(int(np.sum(g < 0)) for _, g in gradients)
    down = sum(int(np.sum(g > 0)) for _, g in gradients)
    total = sum(g.size for _, g in gradients)
    sizes = sorted(((float(np.max(np.abs(g), initial=0.0)), name) for name, g in gradients), reverse=True)
    ranking = ", ".join(f"{name} {number(lr * size)}" for size, name in sizes[:6])
    old = float(np.sum(subject.result.value))
    values = after(subject, lr) if values is None else values
    found = dict(facts(subject, lr, values))
    word = "falls" if found["decrease"] > 0 else "rises" if found["decrease"] < 0 else "stays"
    percent = number(abs(found["decrease in percent"]))
    lines = [
        f"{up} of {total} numbers are raised, because their gradients are negative; {down} are lowered",
        f"largest steps: {ranking}",
        f"{subject.end} {word} from {subject.digits.number(old)} to {subject.digits.number(old - found['decrease'])},"
        f" by {percent} %; the first order predicted a decrease of {number(found['η · ‖gradient‖²'])},"
        f" the step gave {number(found['decrease'])}",
    ]
    if word == "rises":
        lines.append("the step was too long: the first order holds near the old parameters only")
    return lines
