"""Passes: the steps of the forward and of the backward pass as entries, in the order in which people tell them.

Knows the order, inputs where they are first needed, and sums where several paths meet. What one stage hands back is
told by `pull`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wengert.explain.entry import BACKWARD, FORWARD, LONGEST, Entry
from wengert.explain.formula import leaf, operation, plus, transposed
from wengert.explain.places import facts_of, order, reached, section
from wengert.explain.pull import Pull, gradient_check
from wengert.explain.stage import ACTIVATION, AFFINE, LOSS, PENALTY, TOTAL, Affine, Stage
from wengert.explain.subject import INPUT, TARGET, Subject
from wengert.trace.expression import Expression, write
from wengert.trace.lines import Line

_ROLES = {AFFINE: "pre-activation", ACTIVATION: "activation", LOSS: "loss", PENALTY: "penalty", TOTAL: "loss"}


# --- forward ---------------------------------------------------------------------------------------------------------


def forward(subject: Subject, stages: Sequence[Stage]) -> list[Entry]:
    """Inputs where they are first needed, and every stage.

    Args:
        subject: What is explained.
        stages: All of its stages, or those of one part.
    """
    seen: set[Line] = set()
    here = {stage.out for stage in stages}
    entries: list[Entry] = []
    if not subject.program.network and not any(s.target for s in subject.program.statements):
        own = [line for line in subject.inputs if line in subject.users or line.index <= 0]
        entries += [_given(line, subject, "") for line in own]
        seen.update(own)
    for stage in stages:
        heading = section(stage, subject)
        for x in order(stage, subject):
            if x not in here and x not in seen:
                seen.add(x)
                entries.append(_given(x, subject, heading))
        role = "output" if stage.out is subject.output else _ROLES.get(stage.kind, "step")
        formula = made(stage, subject)
        facts = facts_of(stage, subject, stage.out)
        aliases = (f"z{stage.layer}", f"a{stage.layer}") if stage.layer and not _followed(stage, subject) else ()
        if stage.kind == ACTIVATION:
            aliases = (f"a{stage.layer}",)
        symbol = subject.symbols[stage.out]
        words = _one_term(formula, subject) if stage.kind == LOSS else ""
        entry = Entry(symbol, stage.out.value, FORWARD, role, (formula,), aliases=aliases, words=words)
        entries.append(replace(entry, **facts))
    return [*entries, *_named_result(entries, subject)]


def _named_result(entries: Sequence[Entry], subject: Subject) -> list[Entry]:
    """`y = v₅`, where the result has a name of its own."""
    ends = [o for _, o in subject.trace.results if o.line is not None and o.tracked]
    if (
        len(ends) != 1
        or not entries
        or entries[-1].line is not ends[0].line
        or subject.end in {e.symbol for e in entries}
    ):
        return []
    formula = subject.named(subject.result)
    return [Entry(subject.end, subject.result.value, FORWARD, "result", (formula,), line=subject.result)]


def _followed(stage: Stage, subject: Subject) -> bool:
    return any(s.layer == stage.layer and s is not stage for s in subject.stages)


def _given(line: Line, subject: Subject, heading: str) -> Entry:
    aliases = (line.origin, line.name) if line.origin else (line.name,)
    return Entry(
        subject.symbols[line],
        line.value,
        FORWARD,
        subject.roles.get(line, "input"),
        section=heading,
        line=line,
        aliases=aliases,
    )


def made(stage: Stage, subject: Subject) -> Expression:
    """What a stage computes, in people's notation."""
    if stage.affine is not None:
        return affine(stage.affine, subject)
    found = stage.made(subject.named)
    if len(write(found)) > LONGEST and stage.kind == LOSS:
        loss = subject.program.loss
        word = getattr(loss, "name", "") or getattr(loss, "__name__", "loss")
        return leaf(f"{word}({', '.join(subject.symbols.get(x, x.name) for x in stage.operands)})")
    return found


def _one_term(formula: Expression, subject: Subject) -> str:
    """What the loss says of itself, where its formula names a function and not what it computes."""
    facts = getattr(subject.program.loss, "facts", None)
    if facts is None or "_" not in write(formula):
        return ""
    return f"one term, of o = ŷ: {facts.formula}"


def affine(parts: Affine, subject: Subject) -> Expression:
    """W · x + b for one sample, x · Wᵀ + b for samples in rows."""
    w, x = subject.named(parts.weight), subject.named(parts.x)
    product = operation("·", x, transposed(w)) if parts.form == "row" else operation("·", w, x)
    return product if parts.bias is None else plus(product, subject.named(parts.bias))


# --- backward --------------------------------------------------------------------------------------------------------


def backward(subject: Subject, stages: Sequence[Stage]) -> list[Entry]:
    """From the result to the inputs: local derivatives, what they hand on, sums where several paths meet.

    Args:
        subject: What is explained.
        stages: All of its stages, or those of one part.
    """
    inside = set(stages)
    entries = [_from_outside(s, subject) for s in reversed(stages) if _left_open(s, inside, subject)]
    left = {x: [s for s in reached(x, subject) if s in inside] for stage in stages for x in stage.operands}
    for stage in reversed(stages):
        if stage.out not in subject.adjoints or stage.opens:
            continue
        for x in order(stage, subject, backward=True):
            if not shown_in_backward(x, stage, subject):
                continue
            entries += Pull(subject, stage, x).entries()
            left[x].remove(stage)
            if not left[x] and len(reached(x, subject)) > 1:
                entries.append(_sum(x, stage, subject, entries, inside))
    return entries


def _left_open(stage: Stage, inside: set[Stage], subject: Subject) -> bool:
    """Whether the signal of a stage comes from outside the part."""
    readers = subject.users.get(stage.out, [])
    return stage.out in subject.adjoints and any(s not in inside for s in readers)


def _from_outside(stage: Stage, subject: Subject) -> Entry:
    symbol = subject.gradient_symbol(stage.out)
    entry = Entry(symbol, subject.adjoint(stage.out), BACKWARD, "gradient", words="handed back from behind this part")
    return replace(entry, **facts_of(stage, subject, stage.out))


def shown_in_backward(x: Line, stage: Stage, subject: Subject) -> bool:
    """Whether the backward pass tells of an operand: not of data, which nobody changes."""
    if isinstance(x.value, tuple):
        return False
    return x in stage.tracked and x in subject.adjoints and subject.roles.get(x) not in (INPUT, TARGET)


def _sum(x: Line, stage: Stage, subject: Subject, entries: Sequence[Entry], inside: set[Stage]) -> Entry:
    """The gradient of a quantity that several stages read."""
    parts = [e for e in entries if e.line is x and e.role == "contribution"]
    symbol = subject.gradient_symbol(x)
    terms = [leaf(e.symbol, x.shape) for e in parts]
    aliases = (f"∂{subject.end}/∂{subject.symbols.get(x, x.name)}",)
    check = gradient_check(subject, x)
    role = "delta" if subject.delta_symbol(x) else "gradient"
    entry = Entry(symbol, subject.adjoint(x), BACKWARD, role, (plus(*terms),), aliases=aliases, check=check)
    words = "" if inside.issuperset(reached(x, subject)) else "the rest comes from behind this part"
    return replace(entry, words=words, **facts_of(stage, subject, x))
