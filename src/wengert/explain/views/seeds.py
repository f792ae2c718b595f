"""Seeds: which objective sends which first signal back.

Only the seed differs between objectives; the rest of the backward pass is the same.

Knows losses from the registry and their facts. Knows no network.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.losses import HalfSquaredLoss, IdentityObjective, L1Loss, LogSquaredLoss, Loss
from wengert.trace.lines import Line
from wengert.trace.swept import adjoints, like
from wengert.transforms import value_and_grad

_SHOWN = 12  # quantities whose derivatives get a column of their own


def default_losses() -> list[Loss]:
    """The four objectives of the classic table."""
    return [IdentityObjective("sum"), HalfSquaredLoss(reduction="sum"), L1Loss("sum"), LogSquaredLoss(reduction="sum")]


def seeds(subject: Subject, losses: Sequence[Callable[..., Any]] | None, target: Any) -> Table:
    """One row for each loss: its value, its seed, and what the same backward pass makes of it.

    Args:
        subject: What is explained; of a network its output is compared, of a function its result.
        losses: Loss objects or functions of output and target; the four of the classic table when None.
        target: What is compared with; the network's own target, or 0, when None.
    """
    out = subject.output or subject.result
    if target is None:
        own = [line.value for line in subject.inputs if subject.roles[line] == "target"]
        target = own[0] if own and np.shape(own[0]) == out.shape else np.zeros(out.shape)[()]
    shown = _reached(subject, out)
    columns = [Column("objective", "symbol"), Column("formula", "formula"), Column("seed formula", "formula")]
    columns += [Column("value", "value"), Column(f"∂ℒ/∂{subject.symbols.get(out, out.name)}", "value")]
    columns += [Column(f"∂ℒ/∂{subject.symbols.get(x, x.name)}", "value") for x in shown]
    chosen = default_losses() if losses is None else losses
    rows = [_row(loss, out, target, shown, subject) for loss in chosen]
    notes = ["the forward graph and every rule of the backward pass are the same; only the seed differs"]
    return Table("seeds", "Objective and first signal", columns, rows, notes, subject.digits)


def _reached(subject: Subject, out: Line) -> list[Line]:
    found = adjoints(subject.trace.lines, [(out, like(1.0, out.value))])
    names = [*(stage.out for stage in reversed(subject.stages)), *subject.parameters, *subject.data]
    return [x for x in dict.fromkeys(names) if x in found and x is not out][:_SHOWN]


def _minus(text: str) -> str:
    """A true minus sign, but no longer hyphens within words."""
    return text.replace(" - ", " − ").replace("(-", "(−") if not text.startswith("-") else "−" + _minus(text[1:])


def _row(loss: Callable[..., Any], out: Line, target: Any, shown: Sequence[Line], subject: Subject) -> Row:
    facts = getattr(loss, "facts", None)
    alone = isinstance(loss, IdentityObjective)
    given = () if alone else (target,)
    value, seed = value_and_grad(lambda o: loss(o, *given))(out.value)
    found = adjoints(subject.trace.lines, [(out, like(seed, out.value))])
    word = getattr(loss, "name", "") or getattr(loss, "__name__", type(loss).__name__)
    formula, own = (_minus(facts.formula), _minus(facts.seed)) if facts is not None else ("", "")
    return Row((word, formula, own, value, seed, *(found.get(x, np.zeros(x.shape)[()]) for x in shown)))
