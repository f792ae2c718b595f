"""Second order: a Hessian-vector product as a second backward pass, over the scalar ∇f · u.

Knows the four parts: forward, first backward pass, the scalar, second backward pass. The list of the gradient is
recorded like any other; the matrix is formed only where it is tiny and shown for comparison.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.errors import GraphError, ShapeError
from wengert.explain.subject import Subject
from wengert.explain.table import Check, Column, Row, Table
from wengert.explain.verify import agreement, wide
from wengert.ops import vecdot
from wengert.tensor import value_of
from wengert.trace import Trace, trace
from wengert.trace.columns import made
from wengert.trace.lines import STEP, Line
from wengert.trace.replay import Slice
from wengert.transforms import grad

_TINY = 12  # parameters whose Hessian is written out
_LONG = 60  # steps of the gradient's list that are shown
_FIRST = "Forward and first backward pass, recorded"
_GRADIENT = "First backward pass: the gradient"
_NOTES = ("H is never formed: the second sweep runs over the list of the first, at the price of about two gradients",)
_COLUMNS = (
    Column("step", "step"),
    Column("quantity", "symbol"),
    Column("formula", "formula"),
    Column("value", "value"),
    Column("check", "check"),
)


def second_order(subject: Subject, u: Any) -> Table:
    """The product of the Hessian with u, step by step.

    Args:
        subject: What is explained.
        u: A direction: one array for each parameter, or one flat array for all; the gradient itself when None.

    Raises:
        ShapeError: u fits neither way.
        GraphError: A parameter is complex.
    """
    lines = subject.parameters
    if any(np.asarray(line.value).dtype.kind == "c" for line in lines):
        raise GraphError("second_order: of real parameters only", given="complex parameters")
    values = [line.value for line in lines]
    gradient = [subject.adjoint(line) for line in lines]
    u = gradient if u is None else directions(lines, u)
    f = _function(subject, lines)
    with np.errstate(all="ignore"):
        products, recorded, s = _product(f, values, u)
        checks = _checks(f, values, u, products) if _followed(subject) else [None] * len(lines)
        curvature = _curvature(f, values, u, products, gradient)
    names = [subject.symbols[line] for line in lines]
    rows = [*_steps(recorded), *_listing(names, "∂" + subject.end + "/∂{}", gradient, _GRADIENT)]
    rows += _listing(names, "u[{}]", u, "Direction u, held constant")
    rows.append(Row((None, "s", f"∇{subject.end} · u", s, None), "The scalar s = gradient · u"))
    for n, product, check in zip(names, products, checks, strict=True):
        rows.append(Row((None, f"(Hu)[{n}]", f"∂s/∂{n}", product, check), "Second backward pass: ∂s/∂θ = H u"))
    rows += curvature
    title = "Hessian-vector product by a second backward pass"
    return Table("second_order", title, _COLUMNS, rows, _NOTES, subject.digits)


def _steps(recorded: Trace) -> list[Row]:
    """The list of the gradient and of the scalar, or its length where it would fill pages."""
    lines = [line for line in recorded.lines if line.role == STEP]
    if len(lines) > _LONG:
        return [Row((None, f"{len(lines)} steps", "forward and first backward pass as one list", None, None), _FIRST)]
    shown = [None if isinstance(line.value, tuple) else line.value for line in lines]
    cells = [(k + 1, line.name, made(line), x, None) for k, (line, x) in enumerate(zip(lines, shown, strict=True))]
    return [Row(cell, _FIRST) for cell in cells]


def _followed(subject: Subject) -> bool:
    """Whether sweeps follow every value; what is detached moves in differences and not in a sweep."""
    read = [o for line in subject.trace.lines for o in line.operands if o.line is not None and o.line.floating]
    return all(o.tracked or not (o.line is not None and o.line.tracked) for o in read)


def _listing(names: Sequence[str], form: str, values: Sequence[Any], section: str) -> list[Row]:
    return [Row((None, form.format(n), "", x, None), section) for n, x in zip(names, values, strict=True)]


def directions(lines: Sequence[Line], u: Any) -> list[Any]:
    """u as one array for each parameter.

    Raises:
        ShapeError: The sizes do not fit.
    """
    sizes = [int(np.prod(line.shape, dtype=np.int64)) for line in lines]
    parts = [np.asarray(value_of(d)) for d in u] if isinstance(u, (list, tuple)) and len(u) == len(lines) else None
    if parts is not None and all(p.size == n for p, n in zip(parts, sizes, strict=True)):
        return [
            p.reshape(line.shape).astype(np.asarray(line.value).dtype)[()] for p, line in zip(parts, lines, strict=True)
        ]
    flat = np.ravel(np.asarray(u, np.float64)) if parts is None else np.zeros(0)
    if flat.size != sum(sizes):
        raise ShapeError(
            "second_order: u has one number for each parameter", given=f"{np.shape(u)}", expected=sum(sizes)
        )
    cuts = np.split(flat, np.cumsum(sizes)[:-1])
    return [c.reshape(line.shape).astype(np.asarray(line.value).dtype)[()] for c, line in zip(cuts, lines, strict=True)]


def _function(subject: Subject, lines: Sequence[Line]) -> Callable[..., Any]:
    """The result as a function of the parameters; all else keeps its recorded value."""
    results = [o for _, o in subject.trace.results if o.line is subject.result]
    return Slice(subject.trace.lines, lines, results[:1], lambda values: values[0])


def _product(f: Callable[..., Any], values: Sequence[Any], u: Sequence[Any]) -> tuple[list[Any], Trace, Any]:
    every = range(len(values))

    def scalar(*theta: Any) -> Any:
        g = grad(lambda *x: _number(f(*x)), every)(*theta)
        terms = [vecdot(part.reshape(-1), np.reshape(d, -1)) for part, d in zip(_listed(g), u, strict=True)]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    recorded = trace(scalar, *values)
    products = [value_of(p) for p in _listed(grad(scalar, every)(*values))]
    return products, recorded, recorded.results[0][1].value


def _listed(g: Any) -> list[Any]:
    return list(g) if isinstance(g, tuple) else [g]


def _number(x: Any) -> Any:
    return x if np.shape(x) == () else x.reshape(())


def _gradient_at(f: Callable[..., Any], values: Sequence[Any]) -> list[Any]:
    return [wide(value_of(g)) for g in _listed(grad(lambda *x: _number(f(*x)), range(len(values)))(*values))]


def _checks(f: Callable[..., Any], values: Sequence[Any], u: Sequence[Any], found: Sequence[Any]) -> list[Check]:
    """The change of the gradient along u, to either side."""
    scale = max([1e-12, *(float(np.max(np.abs(d), initial=0.0)) for d in u)])
    if not np.isfinite(scale):
        return [Check(None, None) for _ in found]
    narrow = any(np.asarray(v).dtype.itemsize < 8 for v in values)
    h = (1e-3 if narrow else 1e-6) / scale
    along = lambda v, d, t: v + np.asarray(t * d, np.asarray(v).dtype)
    moved = lambda t: _gradient_at(f, [along(v, d, t) for v, d in zip(values, u, strict=True)])
    with np.errstate(all="ignore"):
        before, middle, after = moved(-h), moved(0.0), moved(h)
    checks = []
    size = max([0.0, *(float(np.max(np.abs(mid), initial=0.0)) for mid in middle)]) / h * (1e7 if narrow else 1.0)
    for low, mid, high, claimed in zip(before, middle, after, found, strict=True):
        left, right = (mid - low) / h, (high - mid) / h
        checks.append(Check(((left + right) / 2)[()], agreement(claimed, left, right, size, narrow)))
    return checks


def _flat(parts: Sequence[Any]) -> np.ndarray:
    return np.concatenate([np.ravel(wide(p)) for p in parts])


def _curvature(
    f: Callable[..., Any],
    values: Sequence[Any],
    u: Sequence[Any],
    products: Sequence[Any],
    gradient: Sequence[Any],
) -> list[Row]:
    """uᵀHu, the curvature along the gradient, and H itself where it is tiny."""
    section, flat, g = "Curvature", _flat(u), _flat(gradient)
    rows = [Row((None, "uᵀHu", "u · (Hu)", np.float64(flat @ _flat(products)), None), section)]
    if np.any(g):
        along = _flat(_product(f, values, gradient)[0])
        rows.append(
            Row((None, "gᵀHg/gᵀg", "curvature along the gradient", np.float64(g @ along / (g @ g)), None), section)
        )
    if 0 < flat.size <= _TINY:
        columns = [_flat(_product(f, values, _split(unit, values))[0]) for unit in np.eye(flat.size)]
        rows.append(Row((None, "H", "one product for each unit direction", np.stack(columns, -1), None), section))
    return rows


def _split(flat: np.ndarray, values: Sequence[Any]) -> list[Any]:
    cuts = np.split(flat, np.cumsum([np.size(v) for v in values])[:-1])
    return [c.reshape(np.shape(v)).astype(np.asarray(v).dtype)[()] for c, v in zip(cuts, values, strict=True)]
