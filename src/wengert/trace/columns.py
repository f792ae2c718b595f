"""The columns of the classic tables: the list, its tangents, its adjoints, each with formula and number.

Knows which rule contributes what to which variable, and in which order a reader wants to see it. Formulas come from
running the rules on named tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.primitive import Parts, pick
from wengert.tensor import value_of
from wengert.trace.contribution import fit
from wengert.trace.expression import MATRIX, Expression, applied, bracketed, literal, write
from wengert.trace.formula import Scribe, observe, simplified
from wengert.trace.lines import CAPTURED, STEP, Line, Operand
from wengert.trace.notation import DOT, MACRON, marked, padded, value, width
from wengert.trace.table import Column

Outputs = Sequence[tuple[str, Operand]]
Names = Callable[[Line], str]
_LONGEST = 90  # columns; a rule that says more is written as the Jacobian it stands for


def primal(lines: Sequence[Line], outputs: Outputs) -> Column:
    """The list itself: each variable, what it is made from, its value."""
    names = [line.name for line in lines] + [n for n, _ in outputs]
    longest = max(map(width, names), default=0)
    rows = [(f"{padded(line.name, longest)} = {made(line)}", value(line.value)) for line in lines]
    rows += [(f"{padded(n, longest)} = {write(_operand(o))}", value(o.value)) for n, o in outputs]
    return Column("primal", rows, 20)


def made(line: Line) -> str:
    """What a variable is made from, in the notation of its primitive."""
    if line.primitive is None:
        return line.origin or ("captured" if line.role == CAPTURED else "input")
    return write(applied(line.primitive, tuple(_operand(o) for o in line.operands), line.params, line.shape))


def _operand(o: Operand) -> Expression:
    return literal(o.value) if o.line is None else Expression(o.line.name, shape=o.line.shape)


def _own_name(line: Line) -> str:
    return line.name


def _saved(scribe: Scribe, line: Line, called: Names) -> tuple[Any, ...]:
    """What the step saved, as named tensors; numbers of the program stay numbers."""
    step = line.step
    assert step is not None
    return tuple(_named(scribe, line, o, v, called) for o, v in zip(step.primitive.origins, step.saved, strict=True))


def _named(scribe: Scribe, line: Line, origin: Any, x: Any, called: Names) -> Any:
    if origin is None or x is None:
        return x
    if origin == "out":
        return scribe.name(called(line), x)
    if origin == "args":
        return tuple(_named(scribe, line, k, part, called) for k, part in enumerate(x))
    if isinstance(origin, tuple):
        return scribe.name(f"{line.name}[{origin[1]}]", x)
    source = line.operands[origin].line
    return x if source is None else scribe.name(called(source), x)


def pulled(scribe: Scribe, line: Line, g: Any, called: Names) -> tuple[Any, ...]:
    """What an adjoint of `line` contributes to each of its operands, computed on tensors that the scribe knows by name.

    Args:
        scribe: Watches.
        line: The variable whose step is pulled back.
        g: Its adjoint: a named tensor, or `Parts` of such when it has several outputs.
        called: How each variable is written.

    Returns:
        One tensor for each operand, in its shape and dtype; None where nothing goes, and for tuples.
    """
    p = line.primitive
    assert p is not None
    if p is pick:
        return (Parts({line.params["index"]: g}),)
    saved = _saved(scribe, line, called)
    if p.joint_pullback is not None:
        given = tuple(g.get(k) for k in range(len(p.outputs))) if isinstance(g, Parts) else g
        found = p.joint_pullback(given, saved, line.params)
    else:
        if isinstance(g, Parts):
            g = tuple(g.get(k) for k in range(len(p.outputs)))
        pulls = p.complex_pullbacks if not isinstance(g, tuple) and dtype_of(line.value).kind == "c" else p.pullbacks
        found = [
            pull(g, saved, line.params) if pull is not None and o.tracked else None
            for o, pull in zip(line.operands, pulls, strict=True)
        ]
    return tuple(
        None if c is None or not o.tracked or isinstance(c, Parts) else fit(c, np.shape(o.value), dtype_of(o.value))
        for o, c in zip(line.operands, found, strict=True)
    )


def contributions(line: Line, g: Any, name: str, parts: Mapping[int, str]) -> tuple[tuple[Expression | None, Any], ...]:
    """What the adjoint of `line` contributes to each of its operands: as a formula, and as a raw value.

    Args:
        line: The variable whose step is pulled back.
        g: Its adjoint.
        name: How its adjoint is printed.
        parts: How the adjoints of its parts are printed, when it has several outputs.
    """

    def rule(scribe: Scribe) -> Any:
        if isinstance(g, Parts):
            named = Parts({k: scribe.name(parts.get(k, f"{name}[{k}]"), part) for k, part in g.items()})
        else:
            named = scribe.name(name, g)
        return pulled(scribe, line, named, _own_name)

    terms: list[Any] = []
    written = observe(lambda scribe: terms.extend(rule(scribe)) or tuple(terms))
    return tuple(zip(written, map(value_of, terms), strict=True))


def adjoint(lines: Sequence[Line], outputs: Outputs, adjoints: Mapping[Line, Any]) -> tuple[Column, dict[Line, str]]:
    """Adjoints from the last to the first, each in the place where its last contribution arrives.

    Returns:
        The column, and how each adjoint is printed.
    """
    names = {line: marked(line.name, MACRON) for line in lines if line in adjoints}
    parts = {
        (o.line, line.params["index"]): names[line] for line in names for o in line.operands if line.primitive is pick
    }
    terms: dict[Line, list[tuple[Line | None, Expression]]] = {line: [] for line in names}
    for label, o in outputs:
        if o.line in terms and o.tracked:
            terms[o.line].append((None, Expression(marked(label, MACRON))))
    for line in reversed(lines):
        if line not in names or line.role != STEP:
            continue
        if line.primitive is pick:
            found: tuple[Any, ...] = (Expression(names[line]),)
        else:
            own = {k: n for (whole, k), n in parts.items() if whole is line}
            found = tuple(term for term, _ in contributions(line, adjoints[line], names[line], own))
        for o, c in zip(line.operands, found, strict=True):
            if c is not None and o.line in terms:
                terms[o.line].append((line, c))
    rows = []
    ends = {o.line for _, o in outputs}
    for line in by_completion(lines, terms):
        text = _sum_of(line, terms[line], names, ends)
        rows.append((f"{names[line]} = {text}", _adjoint_value(adjoints[line])))
    unreached = [line for line in lines if line.role != STEP and line.tracked and line not in names]
    rows += [(f"{marked(line.name, MACRON)} = 0", value(np.zeros(line.shape)[()])) for line in unreached]
    return Column("adjoint (last to first)", rows, 33), names


def _adjoint_value(g: Any) -> str:
    return value(tuple(g[k] for k in sorted(g))) if isinstance(g, Parts) else value(g)


def by_completion(lines: Sequence[Line], terms: Mapping[Line, Sequence[tuple[Line | None, Any]]]) -> list[Line]:
    """The variables in the order in which their last contribution arrives; those without any come last.

    Args:
        lines: The whole list.
        terms: For each variable who contributes to its adjoint, and what; None is the seed.
    """
    missing = {line: len(found) for line, found in terms.items()}
    order = []
    for user in [None, *reversed(lines)]:
        touched = [o.line for o in user.operands] if user is not None else list(terms)
        for line in dict.fromkeys(touched):
            if line is None or line not in missing or not missing[line]:
                continue
            missing[line] -= sum(source is user for source, _ in terms[line])
            if not missing[line]:
                order.append(line)
    return order + [line for line in terms if not terms[line]]


def _sum_of(
    line: Line, terms: list[tuple[Line | None, Expression]], names: Mapping[Line, str], ends: set[Line | None]
) -> str:
    """The contributions to one adjoint, added up."""
    if isinstance(line.value, tuple):
        return "(" + ", ".join(write(c) for _, c in terms) + ")"
    texts = [_term(line, user, c, names, len(terms) > 1) for user, c in terms]
    user = terms[0][0]
    # The rule in its general form, once, where a reader meets it first: at the arguments of the last step.
    if len(terms) == 1 and user in ends and user is not None and not texts[0].startswith("(∂"):
        return f"{names[user]} · ∂{user.name}/∂{line.name} = {texts[0]}"
    return " + ".join(texts)


def _term(line: Line, user: Line | None, c: Expression, names: Mapping[Line, str], several: bool) -> str:
    """One contribution; a bare adjoint is shown with the partial derivative it was multiplied by."""
    if user is None:
        return c.text
    g = names[user]
    if c.text == g:
        return f"{g} · 1"
    if c.symbol == "−" and len(c.args) == 1 and c.args[0].text == g:
        return f"{g} · (−1)"
    text = bracketed(c, MATRIX) if several else write(c)
    return text if width(text) <= _LONGEST else f"(∂{user.name}/∂{line.name})ᵀ {g}"


def tangent(
    lines: Sequence[Line], outputs: Outputs, seeds: Mapping[Line, Any], tangents: Mapping[Line, Any]
) -> tuple[Column, dict[Line, str]]:
    """Tangents from the first to the last, beside the variables they belong to.

    Returns:
        The column, and how each tangent is printed.
    """
    names = {line: marked(line.name, DOT) for line in lines if line in tangents}
    rows = []
    for line in lines:
        if line not in names:
            rows.append(("", ""))
        elif line.role != STEP:
            text = (
                marked(line.origin, DOT)
                if line in seeds and line.origin[:1].isalpha()
                else "seed"
                if line in seeds
                else "0"
            )
            rows.append((f"{names[line]} = {text}", value(tangents[line])))
        else:
            t = tangents[line]
            rows.append((f"{names[line]} = {_pushed(line, names, tangents)}", "" if isinstance(t, tuple) else value(t)))
    for label, o in outputs:
        moves = o.line in names and o.tracked
        text, t = (
            (names[o.line], tangents[o.line])
            if moves and o.line is not None
            else ("0", np.zeros(np.shape(o.value))[()])
        )
        rows.append((f"{marked(label, DOT)} = {text}", value(t)))
    return Column("tangent (first to last)", rows, 33), names


def _pushed(line: Line, names: Mapping[Line, str], tangents: Mapping[Line, Any]) -> str:
    """The pushforward of one step, as a formula over the tangents of its operands."""
    p = line.primitive
    assert p is not None
    moving = [o.tracked and o.line in names for o in line.operands]
    if p is pick:
        whole = line.operands[0].line
        return f"{names[whole]}[{line.params['index']}]" if whole in names and whole is not None else "0"

    def rule(scribe: Scribe) -> Any:
        arriving = [
            scribe.name(names[o.line], tangents[o.line]) if m and o.line is not None else None
            for o, m in zip(line.operands, moving, strict=True)
        ]
        saved = _saved(scribe, line, _own_name)
        if p.joint_pushforward is not None:
            return p.joint_pushforward(tuple(arriving), saved, line.params)
        out = None
        for t, push in zip(arriving, p.pushforwards, strict=False):
            if t is not None and push is not None:
                c = push(t, saved, line.params)
                out = c if out is None or c is None else out + c
        return out

    found = observe(rule)
    if isinstance(found, tuple):
        return "(" + ", ".join("0" if part is None else write(part) for part in found) + ")"
    text = "0" if found is None else write(simplified(found))
    if width(text) <= _LONGEST:
        return text
    pairs = [(o.line, names[o.line]) for o, m in zip(line.operands, moving, strict=True) if m and o.line is not None]
    return " + ".join(f"(∂{line.name}/∂{source.name}) {t}" for source, t in pairs)
