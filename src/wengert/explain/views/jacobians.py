"""Jacobians: of each layer, and the same gradients by two routes; for a function, in each of its arguments.

Knows products of Jacobians. The backward pass never forms them: they are shown for understanding.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import GraphError
from wengert.explain.digits import indexed
from wengert.explain.layers import Layer, chain, layers
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.explain.verify import wide
from wengert.trace.lines import Line
from wengert.trace.swept import adjoints

_COLUMNS = (Column("quantity", "symbol"), Column("formula", "formula"), Column("value", "value"), Column("shape"))
_ROUTES = (Column("by Jacobian products", "value"), Column("by the chain rule", "value"))
_DIFFERENCE = Column("largest difference", "value")
_NOTE = "Jacobians are conceptual: the backward pass applies them as vector-Jacobian products and never forms them"


def jacobians(subject: Subject) -> Table:
    """Layer by layer, their product, and both routes to every gradient; for a plain function, in its arguments."""
    if not layers(subject):
        return of_function(subject)
    found = layers(subject)
    rows = [_layer(layer, subject) for layer in found]
    try:
        rows += _routes(chain(subject), subject)
    except GraphError:
        return Table(
            "jacobians", "Jacobians of the layers", [*_COLUMNS, *_ROUTES, _DIFFERENCE], rows, [_NOTE], subject.digits
        )
    largest = max((row.cells[-1] for row in rows if row.cells[-1] is not None), default=0.0)
    notes = [_NOTE, f"both routes agree: largest difference {subject.digits.number(largest)}"]
    return Table("jacobians", "Jacobian view", [*_COLUMNS, *_ROUTES, _DIFFERENCE], rows, notes, subject.digits)


def jacobian_formula(layer: Layer, subject: Subject) -> str:
    """diag(∂a₁/∂z₁) · W₁; for single numbers without diag."""
    affine = layer.map.affine
    w = (
        subject.symbols[affine.weight]
        if affine is not None
        else f"∂{subject.symbols[layer.z]}/∂{subject.symbols[layer.x]}"
    )
    if layer.activation is None:
        return w
    slope = f"∂{subject.symbols[layer.out]}/∂{subject.symbols[layer.z]}"
    if affine is not None and affine.form == "scalar":
        return f"{slope} · {w}"
    return f"diag({slope}) · {w}" if layer.activation.diagonal(layer.z) else f"{slope} · {w}"


def shown(j: np.ndarray, layer: Layer) -> Any:
    """One Jacobian as a matrix, those of a batch one for each sample."""
    return j if layer.samples else j[0]


def _layer(layer: Layer, subject: Subject) -> Row:
    j = layer.jacobian()
    inner = subject.symbols.get(layer.x, layer.x.name)
    left = f"∂{subject.symbols[layer.out]}/∂{inner} = {jacobian_formula(layer, subject)}"
    cells = (indexed("J", layer.index), left, shown(j, layer), _shape(shown(j, layer)), None, None, None)
    return Row(cells, "Jacobians of the layers", True)


def _shape(x: Any) -> str:
    return " × ".join(map(str, np.shape(x))) or "number"


def _routes(found: list[Layer], subject: Subject) -> list[Row]:
    """The whole Jacobian, and each gradient from Jacobian products beside the one the sweep found."""
    product = found[0].jacobian()
    for layer in found[1:]:
        product = layer.jacobian() @ product
    names = " · ".join(indexed("J", layer.index) for layer in reversed(found))
    symbol = f"∂{subject.symbols[found[-1].out]}/∂{subject.symbols.get(found[0].x, found[0].x.name)}"
    whole = shown(product, found[0])
    rows = [Row((symbol, names, whole, _shape(whole), None, None, None), "Jacobians of the layers", True)]
    g = wide(subject.adjoint(found[-1].out)).reshape(product.shape[0], -1)
    for layer in reversed(found):
        rows += _parameters(layer, g, subject)
        g = np.einsum("boi,bo->bi", layer.jacobian(), g)
    return rows


def _parameters(layer: Layer, g: np.ndarray, subject: Subject) -> list[Row]:
    slope = layer.slope()
    delta = g * slope if slope.ndim == 2 else np.einsum("boi,bo->bi", slope, g)
    affine = layer.map.affine
    if affine is None:
        return []
    x = (
        wide(affine.x.value).reshape(delta.shape[0], -1)
        if delta.shape[0] > 1
        else np.reshape(wide(affine.x.value), (1, -1))
    )
    pairs = [(affine.weight, np.einsum("bo,bi->oi", delta, x))]
    if affine.bias is not None:
        pairs.append((affine.bias, delta.sum(0)))
    rows = []
    for line, value in pairs:
        own = subject.adjoint(line)
        by_product = np.reshape(value, np.shape(own))
        difference = float(np.max(np.abs(by_product - own), initial=0.0))
        symbol = f"∂{subject.end}/∂{subject.symbols[line]}"
        cells = (symbol, _route(layer, line, subject), None, _shape(own), by_product, own, difference)
        rows.append(Row(cells, "The same gradients by two routes"))
    return rows


def _route(layer: Layer, line: Line, subject: Subject) -> str:
    """∂ℒ/∂ŷ · J₃ · J₂ · ∂a₁/∂z₁, and the input for a weight."""
    last = chain(subject)[-1]
    names = [indexed("J", k) for k in range(last.index, layer.index, -1)]
    slope = [] if layer.activation is None else [f"∂{subject.symbols[layer.out]}/∂{subject.symbols[layer.z]}"]
    parts = [f"∂{subject.end}/∂{subject.symbols[last.out]}", *names, *slope]
    affine = layer.map.affine
    outer = affine is not None and line is affine.weight
    return " · ".join(parts) + (f" ⊗ {subject.symbols.get(layer.x, layer.x.name)}" if outer else "")


# --- plain functions -------------------------------------------------------------------------------------------------


def whole(subject: Subject, x: Line) -> np.ndarray:
    """The Jacobian of the results in one input, one sweep for each element of the results: (out…, in…)."""
    blocks = []
    for _, o in subject.trace.results:
        size = np.size(o.value)
        rows = np.zeros((size, *x.shape), dtype_of(x.value))
        for k in range(size if o.line is not None and o.tracked else 0):
            seed = np.zeros(size, dtype_of(o.value))
            seed[k] = 1
            found = adjoints(subject.trace.lines, [(o.line, seed.reshape(np.shape(o.value))[()])]).get(x)  # pyright: ignore[reportArgumentType] (o.line is no None here)
            rows[k] = 0 if found is None else found
        blocks.append(rows.reshape((*np.shape(o.value), *x.shape)))
    if len(blocks) == 1:
        return blocks[0]
    return np.concatenate([b.reshape(-1, *x.shape) for b in blocks])


def of_function(subject: Subject) -> Table:
    """The Jacobian of a function in each of its arguments."""
    end = subject.trace.results[0][0] if len(subject.trace.results) == 1 else "y"
    rows = []
    for line in [*subject.parameters, *subject.data]:
        value = whole(subject, line)
        rows.append(Row((f"∂{end}/∂{subject.symbols[line]}", "", value, _shape(value))))
    notes = ["one reverse sweep for each element of the result; forward mode takes one for each element of an argument"]
    return Table("jacobians", "Jacobians in the arguments", _COLUMNS, rows, notes, subject.digits)
