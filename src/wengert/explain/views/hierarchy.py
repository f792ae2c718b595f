"""Hierarchy: what is a local derivative, a Jacobian, a delta and a parameter gradient, in this network's numbers.

Knows the roles of quantities. A local derivative knows nothing of the loss; a gradient of the loss always does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.explain.digits import indexed
from wengert.explain.entry import LOCAL, Entry
from wengert.explain.layers import layers
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.explain.views.jacobians import jacobian_formula, shown

_COLUMNS = (
    Column("quantity", "symbol"),
    Column("kind"),
    Column("formula", "formula"),
    Column("shape"),
    Column("depends on the loss"),
    Column("what it is for"),
    Column("value", "value"),
)
_KINDS = {
    "local": ("local derivative", "no", "a factor: how one stage reacts to one thing it reads"),
    "jacobian": ("layer Jacobian", "no", "understanding: how a layer hands changes on; never formed"),
    "delta": ("delta", "yes", "the signal that is handed back: sensitivity of the loss to a pre-activation"),
    "gradient": ("gradient", "yes", "handed back to the layer before"),
    "parameter": ("parameter gradient", "yes", "what the optimizer uses"),
}


def hierarchy(subject: Subject, entries: Sequence[Entry]) -> Table:
    """Every quantity of the backward pass with its kind; the Jacobians of the layers among them."""
    rows = []
    for layer in layers(subject):
        formula, value = jacobian_formula(layer, subject), shown(layer.jacobian(), layer)
        rows.append(Row(_said(indexed("J", layer.index), "jacobian", formula, value), f"Layer {layer.index}", True))
    for e in entries:
        if e.role == "contribution":
            continue
        trained = e.line is not None and subject.roles.get(e.line) == "parameter"
        kind = "local" if e.phase == LOCAL else "parameter" if trained else "delta" if e.role == "delta" else "gradient"
        rows.append(
            Row(_said(e.symbol, kind, e.formula(), e.value), f"Layer {e.layer}" if e.layer else "Objective", entry=e)
        )
    rows.sort(key=lambda row: (-_number(row.section), [*_KINDS].index(_kind(row))))
    notes = ["∂z/∂W is local and knows nothing of the loss; ∂ℒ/∂W is a gradient and always depends on it"]
    return Table("hierarchy", "Jacobian, delta, gradient", _COLUMNS, rows, notes, subject.digits)


def _number(section: str) -> int:
    return int(section.removeprefix("Layer ")) if section.startswith("Layer ") else 10**6


def _kind(row: Row) -> str:
    return next(key for key, (word, *_) in _KINDS.items() if word == row.cells[1])


def _said(symbol: str, kind: str, formula: str, value: Any) -> tuple[Any, ...]:
    word, depends, purpose = _KINDS[kind]
    shape = " × ".join(map(str, np.shape(value))) or "number"
    return (symbol, word, formula, shape, depends, purpose, value)
