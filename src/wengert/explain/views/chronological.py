"""Chronological: forward, local derivatives, backward with the Jacobian of each layer, update, in one numbered table.

Knows which steps are computed on the way and which, the Jacobians, are there for understanding.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.explain.digits import indexed
from wengert.explain.entry import BACKWARD, JACOBIAN, LOCAL, UPDATE, Entry, numbered, sources_of
from wengert.explain.formula import leaf, operation
from wengert.explain.layers import Layer, layers
from wengert.explain.stage import ACTIVATION, LOSS, STEP
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.explain.views.jacobians import jacobian_formula, shown
from wengert.explain.views.steps import known

_COLUMNS = (Column("step", "step"), Column("quantity", "symbol"), Column("formula", "formula"))
_MORE = (Column("numbers", "formula"), Column("value", "value"), Column("Jacobian role"))
_LAST = (Column("value comes from", "steps"),)
_CONCEPTUAL = "conceptual: not formed in the backward pass"


def chronological(subject: Subject, before: Sequence[Entry], after: Sequence[Entry], lr: float | None) -> Table:
    """The whole story in the order of time.

    Args:
        subject: What is explained.
        before: Entries of the forward pass.
        after: Entries of the backward pass.
        lr: The learning rate η of the update; None for no update.
    """
    first = [e for e in before if e.role not in ("parameter", "target", "constant", "result")]
    local = [e for e in after if _is_local(e, subject)]
    back = _backward(subject, [e for e in after if e not in local])
    update = [] if lr is None else _update(subject, lr)
    parts = (("Forward", first), ("Local derivatives", local), ("Backward", back), ("Update", update))
    entries = [e for _, part in parts for e in part]
    steps, by_name = numbered(entries), {e.symbol: e for e in [*before, *after, *entries]}
    values = known([*before, *after, *entries])
    rows = []
    for section, part in parts:
        for e in part:
            sources = sources_of(e, steps, by_name)
            cells = (
                len(rows) + 1,
                e.symbol,
                e.formula(),
                e.numbers(values, subject.digits),
                e.value,
                _role(e, subject),
                sources,
            )
            rows.append(Row(cells, section, e.conceptual, e))
    columns = [*_COLUMNS, *_MORE, *_LAST]
    notes = ["the backward pass applies vector-Jacobian products; the J rows say what they are products with"]
    return Table(
        "chronological", "Forward, backward and update in the order of time", columns, rows, notes, subject.digits
    )


def _is_local(e: Entry, subject: Subject) -> bool:
    """A derivative of the loss in what it compares, or of an activation in its pre-activation."""
    stage = subject.maker.get(e.source) if e.source is not None else None
    if stage is None:
        return False
    last = stage.kind == LOSS or (stage.kind == STEP and stage.out is subject.result)  # in a function it is any step
    return last if e.phase == BACKWARD else stage.kind == ACTIVATION and e.phase == LOCAL


def _role(e: Entry, subject: Subject) -> str:
    if e.phase == JACOBIAN:
        return _CONCEPTUAL
    if e.phase == LOCAL:
        return "factor of the layer's Jacobian"
    if e.phase != BACKWARD:
        return ""
    if e.line is not None and subject.roles.get(e.line) == "parameter":
        return "from δ and the input, without J"
    return "seed" if e.line is subject.output else "vector-Jacobian product"


def _backward(subject: Subject, entries: Sequence[Entry]) -> list[Entry]:
    """Deltas and gradients, each delta followed by the Jacobian of its layer; the factors of affine maps left out."""
    by_z = {layer.z: layer for layer in layers(subject)}
    found: list[Entry] = []
    for e in entries:
        stage = subject.maker.get(e.source) if e.source is not None else None
        if e.phase == LOCAL and stage is not None and stage.affine is not None:
            continue
        found.append(e)
        if e.role == "delta" and e.line in by_z:
            found.append(_jacobian(by_z[e.line], subject))
    return found


def _jacobian(layer: Layer, subject: Subject) -> Entry:
    value = shown(layer.jacobian(), layer)
    affine = layer.map.affine
    formulas = (leaf(jacobian_formula(layer, subject)),)
    if affine is not None and affine.form == "scalar" and layer.activation is not None:
        slope = leaf(f"∂{subject.symbols[layer.out]}/∂{subject.symbols[layer.z]}")
        formulas = (operation("·", slope, subject.named(affine.weight)),)
    symbol = indexed("J", layer.index)
    return Entry(symbol, value, JACOBIAN, "jacobian", formulas, layer=layer.index, line=layer.out, conceptual=True)


def _update(subject: Subject, lr: float) -> list[Entry]:
    """The learning rate, and every parameter after the step."""
    found = [Entry("η", np.float64(lr), UPDATE, "constant")]
    for line in subject.parameters:
        g = leaf(f"∂{subject.end}/∂{subject.symbols[line]}", line.shape)
        step = operation("·", leaf("η"), g, shape=line.shape)
        formula = operation("−", subject.named(line), step, shape=line.shape)
        value: Any = line.value - lr * subject.adjoint(line)
        found.append(Entry(f"{subject.symbols[line]}⁺", value, UPDATE, "parameter", (formula,), line=line))
    return found
