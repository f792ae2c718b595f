"""Places: where a stage stands in the story: its heading, the order of what it reads, who reads what it makes.

Knows layers and modules. Knows no derivative.
"""

from __future__ import annotations

from typing import Any

from wengert.explain.stage import ACTIVATION, AFFINE, LOSS, PENALTY, TOTAL, Stage
from wengert.explain.subject import Subject
from wengert.trace.lines import Line

_MANY = 30  # stages beyond which headings name modules


def order(stage: Stage, subject: Subject, backward: bool = False) -> tuple[Line, ...]:
    """The operands of a stage as people read them: x, W, b on the way forward, W, b, x on the way back."""
    if stage.affine is None:
        weights = [x for x in stage.operands if stage.kind == AFFINE and subject.roles.get(x) == "parameter"]
        return (*weights, *(x for x in stage.operands if x not in weights)) if backward else stage.operands
    a = stage.affine
    parts = (a.weight, a.bias, a.x) if backward else (a.x, a.weight, a.bias)
    return tuple(line for line in parts if line is not None)


def title(layer: int, subject: Subject) -> str:
    """The heading of a layer: `Layer 3: sigmoid`."""
    if not layer:
        return ""
    ends = [s.out.primitive for s in subject.stages if s.layer == layer and s.kind == ACTIVATION]
    name = ends[-1].name if ends and ends[-1] is not None else "linear"
    inside = next(s.scope for s in subject.stages if s.layer == layer)
    where = f" ({inside.removeprefix('model.')})" if len(subject.stages) > _MANY else ""
    return f"Layer {layer}: {name}{where}"


def section(stage: Stage, subject: Subject) -> str:
    """The heading of a stage: its layer, that of the output for the loss, else its module."""
    output = subject.output
    if stage.kind in (LOSS, TOTAL) and output is not None and output in subject.maker:
        made = subject.maker[output]
        return title(made.layer, subject) or made.scope
    return "Penalty" if stage.kind == PENALTY else title(stage.layer, subject) or stage.scope.removeprefix("model.")


def facts_of(stage: Stage, subject: Subject, line: Line) -> dict[str, Any]:
    """What every entry of a stage says of where it stands."""
    return {"section": section(stage, subject), "layer": stage.layer, "scope": stage.scope, "line": line}


def reached(x: Line, subject: Subject) -> list[Stage]:
    """The stages through which the result depends on a line, the last one first."""
    found = [s for s in subject.users.get(x, []) if s.out in subject.adjoints and x in s.tracked and not s.opens]
    return found[::-1]
