"""Equations: the four equations of backpropagation, layer by layer, with this network's numbers.

Knows δ_L, δ_l, ∂/∂b and ∂/∂W. Both sides are shown: what the sweep found, and what the equation gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.explain.digits import indexed
from wengert.explain.entry import Entry
from wengert.explain.layers import Layer, chain
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.explain.verify import wide

_COLUMNS = (
    Column("equation"),
    Column("quantity", "symbol"),
    Column("formula", "formula"),
    Column("by the sweep", "value"),
    Column("by the equation", "value"),
    Column("largest difference", "value"),
)


def equations(subject: Subject, entries: Sequence[Entry]) -> Table:
    """BP1 to BP4 for every layer, from the output to the input.

    Raises:
        GraphError: The program is no chain of layers.
    """
    found = chain(subject)
    by_name = {e.symbol: e for e in entries}
    rows: list[Row] = []
    delta = np.zeros(())
    for layer, behind in zip(reversed(found), [None, *reversed(found[1:])], strict=True):
        rows_of, delta = _delta(layer, behind, delta, subject)
        rows.append(Row(rows_of, f"Layer {layer.index}", entry=by_name.get(indexed("δ", layer.index))))
        rows += _parameters(layer, delta, subject)
    notes = ["BP1 δ = ∂ℒ/∂a ⊙ φ′(z) at the output; BP2 the deltas before it; BP3 and BP4 the gradients of b and W"]
    if found[0].samples:
        notes.append("samples are rows here: δ · W for Wᵀ · δ, δᵀ · a for δ · aᵀ, and a sum over samples for b")
    return Table("equations", "The four equations of backpropagation", _COLUMNS, rows, notes, subject.digits)


def _back(layer: Layer, g: np.ndarray) -> np.ndarray:
    slope = layer.slope()
    return g * slope if slope.ndim == 2 else np.einsum("boi,bo->bi", slope, g)


def _delta(
    layer: Layer, behind: Layer | None, delta: np.ndarray, subject: Subject
) -> tuple[tuple[Any, ...], np.ndarray]:
    symbol, out = indexed("δ", layer.index), subject.symbols[layer.out]
    slope = f" ⊙ φ′({subject.symbols[layer.z]})" if layer.activation is not None else ""
    if behind is None:
        count = layer.count
        g = (
            wide(subject.adjoint(layer.out)).reshape(count, -1)
            if np.ndim(layer.out.value)
            else np.full((1, 1), wide(subject.adjoint(layer.out)))
        )
        name, formula = "BP1", f"∂{subject.end}/∂{out}{slope}"
    else:
        g = np.einsum("boi,bo->bi", behind.weight(), delta)
        w = indexed("W", behind.index) if behind.map.affine is None else subject.symbols[behind.map.affine.weight]
        product = f"{indexed('δ', behind.index)} · {w}" if layer.samples else f"{w}ᵀ · {indexed('δ', behind.index)}"
        name, formula = "BP2", f"({product}){slope}" if slope else product
    new = _back(layer, g)
    return _compared(name, symbol, formula, subject.adjoint(layer.z), new), new


def _compared(name: str, symbol: str, formula: str, swept: Any, value: np.ndarray) -> tuple[Any, ...]:
    by_equation = value.reshape(np.shape(swept))[()]
    return (name, symbol, formula, swept, by_equation, float(np.max(np.abs(swept - by_equation), initial=0.0)))


def _parameters(layer: Layer, delta: np.ndarray, subject: Subject) -> list[Row]:
    affine = layer.map.affine
    if affine is None:
        return []
    section, symbol = f"Layer {layer.index}", indexed("δ", layer.index)
    a = subject.symbols.get(affine.x, affine.x.name)
    x = np.reshape(wide(affine.x.value), (delta.shape[0], -1))
    rows = []
    if affine.bias is not None:
        formula = f"Σ {symbol}" if layer.samples and delta.shape[0] > 1 else symbol
        name = f"∂{subject.end}/∂{subject.symbols[affine.bias]}"
        rows.append(Row(_compared("BP3", name, formula, subject.adjoint(affine.bias), delta.sum(0)), section))
    formula = f"{symbol}ᵀ · {a}" if layer.samples else f"{symbol} · {a}ᵀ"
    name = f"∂{subject.end}/∂{subject.symbols[affine.weight]}"
    value = np.einsum("bo,bi->oi", delta, x)
    rows.append(Row(_compared("BP4", name, formula, subject.adjoint(affine.weight), value), section))
    return rows
