"""Grouping: which lines of a list make one stage, and which layer a stage belongs to.

Knows modules, statements, affine maps and losses. Knows no formula.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from wengert.explain.program import Program, statement_of
from wengert.explain.stage import ACTIVATION, AFFINE, LOSS, PENALTY, STEP, TOTAL, Affine, Stage, users
from wengert.nn.activation.catalogue import NOTES
from wengert.primitive import pick
from wengert.trace.lines import STEP as MADE
from wengert.trace.lines import Line
from wengert.trace.replay import upstream

_LONGEST = 24  # lines in one portion; what is longer is shown line by line
_WHOLE = ("Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d")
_ACTIVATIONS = frozenset(
    [
        "relu",
        "sigmoid",
        "tanh",
        "gelu",
        "silu",
        "softmax",
        "log_softmax",
        "softplus",
        "elu",
        "selu",
        "leaky_relu",
        "mish",
    ]
)


def stages_of(program: Program) -> list[Stage]:
    """The list of a program in stages, in the order of evaluation; what no result depends on is left out."""
    tr = program.trace
    needed = upstream(o.line for _, o in tr.results if o.line is not None)
    lines = [line for line in tr.lines if line.role == MADE and line in needed]
    keys = _keys(program, lines)
    groups: list[list[Line]] = []
    last: Hashable = None
    for line in lines:
        key = keys.get(line)
        if key is not None and key == last and len(groups[-1]) < _LONGEST:
            groups[-1].append(line)
        else:
            groups.append([line])
        last = key
    results = {o.line for _, o in tr.results}
    stages = [stage for group in groups for stage in _closed(group, lines, results, keys)]
    for stage in stages:
        _recognise(stage, program, keys)
    _number(stages)
    return stages


def _keys(program: Program, lines: Sequence[Line]) -> dict[Line, Any]:
    """For each line what it belongs to: a part of the objective, a module, a statement."""
    keys: dict[Line, Any] = {}
    if program.output:
        keys |= _objective(program, lines)
    # Who names quantities thinks in statements; a formula without names is shown line by line.
    named = any(s.target for s in program.statements) or any(line.label for line in lines)
    for line in lines:
        if line in keys:
            continue
        if isinstance(line.value, tuple) or line.primitive is pick:
            keys[line] = ("tuple", id(line.operands[0].line if line.primitive is pick else line))
            continue
        module = program.modules.get(line.scope)
        if module is not None:
            word = type(module).__name__
            if word in NOTES or word in _WHOLE:
                keys[line] = (ACTIVATION if word in NOTES else AFFINE, line.scope)
            continue
        statement = statement_of(program, line)
        if statement is not None and named and not statement.repeated:
            keys[line] = ("statement", statement.first)
    return keys


def _objective(program: Program, lines: Sequence[Line]) -> dict[Line, Any]:
    """The lines of the loss, of each penalty and of their sum."""
    labelled = {line.label: line for line in lines if line.label}
    output = labelled.get(program.output)
    before = upstream([output]) if output is not None else {line for line in lines if line.scope}
    keys: dict[Line, Any] = {}
    data = labelled.get(program.data)
    if data is not None:
        keys |= {line: (LOSS, 0) for line in upstream([data]) - before if line.role == MADE and not line.scope}
    for k, label in enumerate(program.penalties):
        if label in labelled:
            new = upstream([labelled[label]]) - before - set(keys)
            keys |= {line: (PENALTY, k) for line in new if line.role == MADE}
    if program.penalties:
        keys |= {line: (TOTAL, 0) for line in lines if line not in keys and line not in before}
    return keys


def _closed(group: list[Line], lines: Sequence[Line], results: set[Any], keys: Mapping[Line, Any]) -> list[Stage]:
    """One stage, when only its last line is read outside; else one for each line."""
    scope = group[-1].scope
    if len(group) > 1:
        own = set(group)
        inner = own - {group[-1]}
        read = {o.line for line in lines if line not in own for o in line.operands} | results
        if inner & read:
            return [Stage([line], STEP, line.scope) for line in group]
    key = keys.get(group[-1])
    kind = key[0] if key is not None and key[0] in (LOSS, PENALTY, TOTAL, ACTIVATION) else STEP
    return [Stage(group, kind, scope)]


def _recognise(stage: Stage, program: Program, keys: Mapping[Line, Any]) -> None:
    """See an affine map or an activation where there is one."""
    if stage.kind != STEP:
        return
    stage.affine = affine_of(stage)
    key = keys.get(stage.out)
    if stage.affine is not None or (key is not None and key[0] == AFFINE):
        stage.kind = AFFINE
    elif len(stage.lines) == 1 and stage.out.primitive is not None and stage.out.primitive.name in _ACTIVATIONS:
        stage.kind = ACTIVATION if program.network or program.statements else STEP


def affine_of(stage: Stage) -> Affine | None:
    """The parts of an affine map: `affine`, `x @ W.T`, `W @ x + b` or `w * x + b`; None where it is none."""
    names = [line.primitive.name for line in stage.lines if line.primitive is not None]
    reads = [[o.line for o in line.operands] for line in stage.lines]
    if names == ["affine"] and None not in reads[0]:
        x, weight, bias = reads[0]
        return Affine(weight, x, bias, _form(weight, x))  # pyright: ignore[reportArgumentType] (None is excluded above)
    if names in (["permute_dims", "matmul"], ["matrix_transpose", "matmul"]):
        weight, x = reads[0][0], reads[1][0]
        if weight is not None and x is not None and reads[1][1] is stage.lines[0]:
            return Affine(weight, x, None, _form(weight, x))
    if len(names) == 2 and names[1] == "add" and names[0] in ("matmul", "multiply"):
        return _written_out(stage, names[0], reads)
    return None


def _form(weight: Line, x: Line) -> str:
    if np.size(weight.value) == 1 and np.size(x.value) == 1:
        return "scalar"
    return "column" if len(x.shape) == 1 else "row"


def _written_out(stage: Stage, product: str, reads: Sequence[Sequence[Line | None]]) -> Affine | None:
    weight, x = reads[0]
    others = [line for line in reads[1] if line is not stage.lines[0]]
    if weight is None or x is None or len(others) != 1 or others[0] is None:
        return None
    bias = others[0]
    if product == "multiply":
        scalars = weight.shape == x.shape == bias.shape == ()
        if scalars and (weight.role == MADE or x.origin[:1] in ("w", "W")):
            weight, x = x, weight
        return Affine(weight, x, bias, "scalar") if scalars else None
    fits = len(weight.shape) == 2 and len(x.shape) == 1 and bias.shape == stage.out.shape
    return Affine(weight, x, bias, "column") if fits else None


def _number(stages: Sequence[Stage]) -> None:
    """Layers are counted by affine maps; what follows one belongs to its layer as long as it reads nothing else."""
    made = {stage.out: stage for stage in stages}
    count = 0
    readers = users(stages)
    for stage in stages:
        if stage.kind == AFFINE:
            count += 1
            stage.layer = count
        elif stage.kind == ACTIVATION:
            before = [made[x] for x in stage.operands if x in made]
            if len(before) == 1 and before[0].kind == AFFINE and len(readers[before[0].out]) == 1:
                stage.layer = before[0].layer
