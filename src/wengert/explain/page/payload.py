"""Payload: all that a page knows, as one nest of dicts and lists that becomes JSON.

Knows what the script of the page expects; `web/src` reads the same names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from wengert.explain.forms.latex import math
from wengert.explain.naming import pretty
from wengert.explain.page.live import live
from wengert.explain.page.quantities import Quantities, Reading, Term, modules_of
from wengert.explain.page.values import shown
from wengert.trace import Trace
from wengert.trace.lines import Line
from wengert.trace.notation import MACRON, marked, value


@dataclass(frozen=True)
class Node:
    """One quantity.

    Attributes:
        id: Its number; also its mark in formulas.
        name: What it is called; `tex` is the same in LaTeX.
        dname: What the derivative of the result by it is called; `dtex` in LaTeX.
        kind: `input`, `parameter`, `data` or `operation`.
        scope: The path of the module it was made in.
        op: The operation that made it, or where an input comes from.
        at: The user's source line.
        shape: Its shape in words.
        value: As `values.shown` gives it.
        adjoint: The same of the derivative; None where there is none.
        made: LaTeX with marks.
        reads: The numbers of the quantities it was made from.
        terms: What its derivative is the sum of.
        check: What finite differences say.
    """

    id: int
    name: str
    tex: str
    dname: str
    dtex: str
    kind: str
    scope: str
    op: str
    at: str
    shape: str
    value: dict[str, Any]
    adjoint: dict[str, Any] | None
    made: str
    reads: list[int]
    terms: list[dict[str, Any]]
    check: dict[str, Any] | None


@dataclass
class Payload:
    """A page as data.

    Attributes:
        title: The headline.
        summary: One sentence below it.
        nodes: The quantities, in the order of the forward pass.
        backward: Their numbers in the order of the backward pass.
        outputs: Names of the results, each with the number of its quantity.
        modules: Paths of modules, outer before inner.
        opened: Those that are open at first.
        live: Instructions to compute everything again; None where that cannot be done.
        why: Why not.
        curves: Curves of a run: `title`, `x`, and `lines` of name and numbers.
        tables: Further tables: `title`, `columns`, `rows`, `notes`.
    """

    title: str
    summary: str
    nodes: list[Node]
    backward: list[int]
    outputs: list[tuple[str, int]]
    modules: list[str]
    opened: list[str]
    live: dict[str, Any] | None
    why: str
    curves: list[dict[str, Any]] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Nested dicts, lists, strings and finite numbers."""
        return asdict(self)


_FLAT = 60  # quantities up to which every module is open at first


def payload_of(
    trace: Trace,
    title: str = "",
    reading: Reading | None = None,
    seed: Any = None,
    opened: Sequence[str] | None = None,
    curves: Sequence[Mapping[str, Any]] = (),
    tables: Sequence[Mapping[str, Any]] = (),
) -> Payload:
    r"""What a page shows of a recorded list.

    Args:
        trace: The list.
        title: The headline; made from the result when empty.
        reading: Names and kinds of its variables.
        seed: The adjoint of the result, where that is not one number.
        opened: Modules that are open at first; all in a short list, the outermost in a long one when None.
        curves: Curves of a run.
        tables: Further tables.

    Returns:
        The payload.

    Example:
        >>> p = payload_of(wg.trace(lambda x: wg.sin(x) * x, 2.0))
        >>> [n.name for n in p.nodes], p.backward, p.nodes[2].made
        (['v₀', 'v₁', 'v₂'], [2, 1, 0], '⟦1!⟧ \\cdot ⟦0!⟧')
    """
    q = Quantities(trace, reading or Reading(), seed)
    checks = q.checks()
    modules = modules_of(q.order)
    if opened is None:
        opened = modules if len(q.order) <= _FLAT else [path for path in modules if "." not in path]
    instructions, why = live(q)
    outputs = [(n, q.numbers[line]) for n, line in q.outputs()]
    return Payload(
        title=title or "Explanation",
        summary=_summary(q, checks),
        nodes=[_node(q, line, checks.get(line)) for line in q.order],
        backward=[q.numbers[line] for line in q.backward],
        outputs=outputs,
        modules=modules,
        opened=list(opened),
        live=instructions,
        why=why,
        curves=[dict(c) for c in curves],
        tables=[dict(t) for t in tables],
    )


def _summary(q: Quantities, checks: Mapping[Line, Any]) -> str:
    steps = sum(line.primitive is not None for line in q.order)
    parts = [f"{steps:,} step{'s' if steps != 1 else ''}"]
    parts += [f"{n} = {value(line.value)}" for n, line in q.outputs()[:3] if not isinstance(line.value, tuple)]
    good, tried = sum(v.agrees is True for v in checks.values()), len(checks)
    if tried:
        every = "all " if tried == len(q.adjoints) else f"{tried} of {len(q.adjoints):,} "
        said = "agree" if good == tried else f"tried, {good} agree"
        parts.append(f"{every}derivatives checked against finite differences: {said}")
    return " · ".join(parts)


def _node(q: Quantities, line: Line, verdict: Any) -> Node:
    name = q.reading.name(line)
    dname = q.reading.derivatives.get(line) or _derivative(name, q)
    g = q.adjoints.get(line)
    return Node(
        id=q.numbers[line],
        name=name,
        tex=math(name),
        dname=dname,
        dtex=_fraction(dname),
        kind=q.reading.kind(line),
        scope=line.scope,
        op=line.primitive.name if line.primitive is not None else _origin(line, name),
        at=line.at,
        shape=" × ".join(map(str, line.shape)) or "scalar",
        value=shown(line.value),
        adjoint=None if g is None else shown(tuple(g[k] for k in sorted(g)) if isinstance(g, dict) else g),
        made=q.made(line),
        reads=list(dict.fromkeys(q.numbers[o.line] for o in line.operands if o.line is not None)),
        terms=[_term(q, term) for term in q.terms.get(line, ())],
        check=None if verdict is None else _check(verdict),
    )


def _fraction(dname: str) -> str:
    r"""A derivative in LaTeX: ∂ℒ/∂W₁ as a fraction."""
    above, cut, below = dname.partition("/∂")
    return rf"\frac{{{math(above)}}}{{\partial {math(below)}}}" if cut and above.startswith("∂") else math(dname)


def _origin(line: Line, name: str) -> str:
    """What an input is called where it comes from, unless it already goes by that."""
    origin = pretty(line.origin)
    return "" if origin == name or line.origin.endswith(f".{name}") else origin


def _derivative(name: str, q: Quantities) -> str:
    """A bar over one plain letter; a fraction where the name is a word or wears a mark already."""
    letter = unicodedata.normalize("NFD", name)[:2]
    if (letter.isalpha() and letter.isascii() and len(letter) > 1) or unicodedata.combining(letter[-1:] or " "):
        return f"∂{q.outputs()[0][0]}/∂{name}"
    return marked(name, MACRON)


def _term(q: Quantities, term: Term) -> dict[str, Any]:
    whole = isinstance(term.value, (dict, tuple))
    return {
        "user": None if term.user is None else q.numbers[term.user],
        "formula": term.formula,
        "value": None if whole else shown(term.value),
    }


def _check(verdict: Any) -> dict[str, Any]:
    swept, moved = shown(verdict.swept)["data"][0], shown(verdict.moved)["data"][0]
    return {"swept": swept, "moved": moved, "agrees": verdict.agrees}
