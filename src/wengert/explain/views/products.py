"""Products: every operation of both passes with the shapes of its operands, its kind, and a line of code for it.

Knows dot, matrix-vector, matrix-matrix, Hadamard and outer products, and which of them commute. Kronecker products do
not occur.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.explain.digits import indexed
from wengert.explain.formula import leaf
from wengert.explain.passes import made, shown_in_backward
from wengert.explain.stage import Affine, Stage
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.trace.expression import write

DOT, MATVEC, MATMAT = "dot product", "matrix-vector product", "matrix-matrix product"
HADAMARD, OUTER, SCALED, TOTAL = "Hadamard product", "outer product", "product of numbers", "sum"
_COMMUTES = {DOT: "yes", HADAMARD: "yes", SCALED: "yes", OUTER: "no: transposed", MATVEC: "no", MATMAT: "no"}
_COLUMNS = (
    Column("quantity", "symbol"),
    Column("operation", "formula"),
    Column("operand shapes"),
    Column("kind"),
    Column("result shape"),
    Column("commutes"),
    Column("code"),
    Column("where"),
)


@dataclass(frozen=True)
class _Operation:
    symbol: str
    text: str
    operands: tuple[tuple[int, ...], ...]
    kind: str
    result: tuple[int, ...]
    code: str


def elementwise_kind(left: tuple[int, ...], right: tuple[int, ...], result: tuple[int, ...]) -> str:
    """What product `left * right` is: with a column and a row it is an outer product.

    Example:
        >>> elementwise_kind((3,), (3,), (3,)), elementwise_kind((3, 1), (1, 2), (3, 2)), elementwise_kind((), (), ())
        ('Hadamard product', 'outer product', 'product of numbers')
    """
    m, n, size = (int(np.prod(s, dtype=np.int64)) for s in (left, right, result))
    if size == 1:
        return SCALED
    return OUTER if min(m, n) > 1 and m * n == size else HADAMARD


def matrix_kind(left: tuple[int, ...], right: tuple[int, ...]) -> str:
    """What product `left @ right` is.

    Example:
        >>> matrix_kind((2, 2), (2, 2)), matrix_kind((2,), (2, 2)), matrix_kind((2,), (2,))
        ('matrix-matrix product', 'matrix-vector product', 'dot product')
    """
    vectors = (len(left) == 1) + (len(right) == 1)
    return (MATMAT, MATVEC, DOT)[vectors]


def map_kind(a: Affine) -> str:
    """What product an affine map is; with one row of weights a dot product."""
    if a.form == "row":
        return MATMAT
    return SCALED if a.form == "scalar" else DOT if a.weight.shape[0] == 1 else MATVEC


def products(subject: Subject) -> Table:
    """Forward, backward, and what each operation is."""
    rows = []
    for stage in subject.stages:
        rows += [_row(op, stage, "Forward") for op in _forward(stage, subject)]
    for stage in reversed(subject.stages):
        if stage.out in subject.adjoints and not stage.opens:
            rows += [_row(op, stage, "Backward") for op in _backward(stage, subject)]
    kinds = dict.fromkeys(row.cells[3] for row in rows if row.cells[3] in _COMMUTES)
    same = all(np.shape(subject.adjoint(x)) == x.shape for x in subject.parameters)
    notes = [f"products that occur: {', '.join(kinds) or 'none'}"]
    notes += ["every gradient has the shape of its parameter"] if same else []
    return Table("products", "Operations, shapes and kinds of products", _COLUMNS, rows, notes, subject.digits)


def shape_text(shape: tuple[int, ...]) -> str:
    """`3 × 2`, or `number`.

    Example:
        >>> shape_text((3, 2)), shape_text((4,)), shape_text(())
        ('3 × 2', '4', 'number')
    """
    return " × ".join(map(str, shape)) or "number"


def _row(op: _Operation, stage: Stage, section: str) -> Row:
    shapes = ", ".join(map(shape_text, op.operands))
    commutes = _COMMUTES.get(op.kind, "")
    cells = (op.symbol, op.text, shapes, op.kind, shape_text(op.result), commutes, op.code, stage.out.at)
    return Row(cells, section)


def _forward(stage: Stage, subject: Subject) -> list[_Operation]:
    symbol, out = subject.symbols[stage.out], stage.out.shape
    text = write(made(stage, subject))
    if stage.affine is not None:
        a = stage.affine
        left, right = (a.x.shape, a.weight.shape[::-1]) if a.form == "row" else (a.weight.shape, a.x.shape)
        bias = () if a.bias is None else (a.bias.shape,)
        return [_Operation(symbol, text, (left, right, *bias), map_kind(a), out, _map_code(a))]
    names = [line.primitive.name for line in stage.lines if line.primitive is not None]
    kind = names[0] if len(names) > 1 else "elementwise function" if stage.elementwise else names[0]
    shapes = tuple(x.shape for x in stage.operands)
    if names == ["multiply"] and len(shapes) == 2:
        kind = elementwise_kind(*shapes, out)
    if names == ["matmul"] and len(shapes) == 2:
        kind = matrix_kind(*shapes)
    if len(names) > 1:
        kind = "+".join(names) if len(names) < 4 else f"{len(names)} steps"
    if names == ["reshape", "reshape", "multiply"] and out == sum(shapes, ()):
        return [_Operation(symbol, text, shapes, OUTER, out, "wg.outer(...)")]
    return [_Operation(symbol, text, shapes, kind, out, _code(names))]


def _code(names: list[str]) -> str:
    return f"wg.{names[0]}(...)" if len(names) == 1 else ""


def _map_code(a: Affine) -> str:
    text = {"scalar": "w * x", "column": "W @ x", "row": "x @ W.T"}[a.form]
    return text if a.bias is None else f"{text} + b"


def _backward(stage: Stage, subject: Subject) -> list[_Operation]:
    return [_pull(stage, x, subject) for x in stage.operands if shown_in_backward(x, stage, subject)]


def _pull(stage: Stage, x: Any, subject: Subject) -> _Operation:
    g, symbol = subject.gradient_symbol(stage.out), subject.gradient_symbol(x)
    out, shape = stage.out.shape, x.shape
    if stage.affine is not None:
        return _pull_map(stage.affine, x, subject, g, symbol, out)
    local = f"∂{subject.symbols[stage.out]}/∂{subject.symbols.get(x, x.name)}"
    if stage.out is subject.result:
        return _Operation(symbol, symbol, (out, shape), "seed: derivative of the result", shape, "grad(loss)(output)")
    if stage.diagonal(x):
        return _Operation(
            symbol, f"{g} ⊙ {local}", (out, shape), elementwise_kind(out, shape, shape), shape, "g * slope"
        )
    text = write(leaf(f"({local})ᵀ · {g}"))
    return _Operation(symbol, text, (out,), "vector-Jacobian product", shape, "vjp(f, x)[1](g)")


def _pull_map(a: Affine, x: Any, subject: Subject, g: str, symbol: str, out: tuple[int, ...]) -> _Operation:
    w, v = subject.symbols[a.weight], subject.symbols.get(a.x, a.x.name)
    if x is a.bias:
        several = a.form == "row" and int(np.prod(out[:-1], dtype=np.int64)) > 1
        text, code = (f"Σ {g}", "delta.sum(0)") if several else (g, "delta")
        return _Operation(symbol, text, (out,), TOTAL if several else "copy", x.shape, code)
    if a.form == "row":
        return _pull_rows(a, x, g, symbol, out, (w, v))
    if x is a.weight:
        operands = (out, a.x.shape)
        if a.form == "scalar":
            return _Operation(symbol, f"{g} · {v}", operands, SCALED, x.shape, "delta * x")
        return _Operation(symbol, f"{g} · {v}ᵀ", operands, OUTER, x.shape, "np.outer(delta, x)")
    operands = (a.weight.shape[::-1], out)
    if a.form == "scalar":
        return _Operation(symbol, f"{w} · {g}", operands, SCALED, x.shape, "delta * w")
    return _Operation(symbol, f"{w}ᵀ · {g}", operands, MATVEC, x.shape, "W.T @ delta")


def _pull_rows(a: Affine, x: Any, g: str, symbol: str, out: tuple[int, ...], names: tuple[str, str]) -> _Operation:
    w, v = names
    if x is a.weight:
        return _Operation(symbol, f"{g}ᵀ · {v}", (out[::-1], a.x.shape), MATMAT, x.shape, "delta.T @ x")
    return _Operation(symbol, f"{g} · {w}", (out, a.weight.shape), MATMAT, x.shape, "delta @ W")


def linear_layer(subject: Subject) -> Table:
    """The operations of a linear layer in one box: z, δ, and the gradients of W, b and a, for every layer."""
    columns = [Column("layer", "step"), Column("quantity", "symbol"), Column("formula", "formula"), Column("shape")]
    rows = []
    for stage in subject.stages:
        if stage.affine is None:
            continue
        a, delta = stage.affine, indexed("δ", stage.layer)
        z = subject.symbols[stage.out]
        rows.append(
            Row((stage.layer, z, write(made(stage, subject)), shape_text(stage.out.shape)), f"Layer {stage.layer}")
        )
        for x in (a.weight, a.bias, a.x):
            if x is not None and x in subject.adjoints:
                op = _pull_map(
                    a, x, subject, delta, f"∂{subject.end}/∂{subject.symbols.get(x, x.name)}", stage.out.shape
                )
                rows.append(Row((stage.layer, op.symbol, op.text, shape_text(op.result)), f"Layer {stage.layer}"))
    return Table("linear", "Linear layers at a glance", columns, rows, (), subject.digits)
