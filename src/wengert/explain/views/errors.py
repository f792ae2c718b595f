"""Error form: the same backward pass told with errors E = y − ŷ, which are the deltas with the other sign, and + η.

Knows the older notation: HI and HO for what enters and leaves an activation, error of a layer, W += η · error · inputᵀ.
"""

from __future__ import annotations

from typing import Any

from wengert.explain.digits import indexed
from wengert.explain.layers import Layer, chain
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.explain.views.products import map_kind, shape_text

_COLUMNS = (
    Column("quantity", "symbol"),
    Column("formula", "formula"),
    Column("kind of product"),
    Column("shape"),
    Column("value", "value"),
)


def error_form(subject: Subject, lr: float) -> Table:
    """Forward with HI and HO, errors backward, updates with + η.

    Args:
        subject: What is explained.
        lr: η.

    Raises:
        GraphError: The program is no chain of layers.
    """
    found = chain(subject)
    rows = [row for layer in found for row in _forward(layer, layer is found[-1], subject)]
    first = -subject.adjoint(found[-1].out)
    rows.append(Row(("E", f"−∂{subject.end}/∂ŷ", "", shape_text(found[-1].out.shape), first), "Errors"))
    for layer, behind in zip(reversed(found), [None, *reversed(found[1:])], strict=True):
        rows.append(_error(layer, behind, subject))
    for layer in found:
        rows += _updates(layer, subject, lr)
    notes = ["error = −δ and W + η · error · inputᵀ = W − η · ∂/∂W: plain gradient descent in the other sign"]
    if found[0].samples:
        notes.append("samples are rows here: errorᵀ · input for error · inputᵀ")
    return Table("error_form", "Errors and updates with + η", _COLUMNS, rows, notes, subject.digits)


def _names(layer: Layer, last: bool) -> tuple[str, str]:
    return indexed("HI", layer.index), "Ŷ" if last else indexed("HO", layer.index)


def _forward(layer: Layer, last: bool, subject: Subject) -> list[Row]:
    hi, ho = _names(layer, last)
    affine = layer.map.affine
    entering = "X" if layer.index == 1 else indexed("HO", layer.index - 1)
    k = layer.index
    formula = f"{indexed('W', k)} · {entering} + {indexed('B', k)}"
    kind = "" if affine is None else map_kind(affine)
    rows = [Row((hi, formula, kind, shape_text(layer.z.shape), layer.z.value), "Forward")]
    kind = "elementwise function" if layer.activation is not None else "copy"
    rows.append(
        Row(
            (
                ho,
                f"φ({hi})" if layer.activation is not None else hi,
                kind,
                shape_text(layer.out.shape),
                layer.out.value,
            ),
            "Forward",
        )
    )
    return rows


def _error(layer: Layer, behind: Layer | None, subject: Subject) -> Row:
    k = layer.index
    slope = f" ⊙ φ′({indexed('HI', k)})" if layer.activation is not None else ""
    source = "E" if behind is None else f"({indexed('W', behind.index)}ᵀ · {indexed('error', behind.index)})"
    kind = "Hadamard product" if behind is None else "matrix-vector product, then Hadamard product"
    value: Any = -subject.adjoint(layer.z)
    return Row((indexed("error", k), f"{source}{slope}", kind, shape_text(layer.z.shape), value), "Errors")


def _updates(layer: Layer, subject: Subject, lr: float) -> list[Row]:
    affine, k = layer.map.affine, layer.index
    if affine is None:
        return []
    entering = "X" if k == 1 else indexed("HO", k - 1)
    error = indexed("error", k)
    pairs = [(affine.weight, "W", f"{error} · {entering}ᵀ", "outer product")]
    pairs += [] if affine.bias is None else [(affine.bias, "B", error, "")]
    rows = []
    for line, letter, step, kind in pairs:
        value: Any = line.value - lr * subject.adjoint(line)
        name = indexed(letter, k)
        rows.append(Row((f"{name}⁺", f"{name} + η · {step}", kind, shape_text(line.shape), value), "Updates"))
    return rows
