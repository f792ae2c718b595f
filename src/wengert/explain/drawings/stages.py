"""The graph of what is explained: stages under the names people use, with values and gradients, branches told apart.

Knows subjects and stages. Knows no position and no picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.explain.drawings.graph import DATA, INPUT, OPERATION, PARAMETER, RESULT, Edge, Graph, Node
from wengert.explain.stage import PENALTY, Stage
from wengert.explain.subject import Subject
from wengert.trace.expression import write
from wengert.trace.lines import Line

_KINDS = {"input": INPUT, "parameter": PARAMETER, "target": DATA, "constant": DATA}


def graph_of_stages(subject: Subject, gradients: bool = True) -> Graph:
    """The graph of an explained program.

    Args:
        subject: What is explained.
        gradients: Whether boxes show ∂ℒ/∂ of what they hold.

    Returns:
        Inputs and stages in the order of evaluation. Arrows of what leads to a penalty are of the branch `penalty`,
        those of what leads to the rest of a loss with penalties of the branch `data`.

    Example:
        >>> from wengert.explain.drawings.stages import graph_of_stages
        >>> graph = graph_of_stages(wg.explain(lambda x1, x2: wg.log(x1) + x1 * x2, 2.0, 5.0).subject)
        >>> [node.title for node in graph.nodes]
        ['x₁', 'x₂', 'v₁', 'v₂', 'v₃']
    """
    ids = {line: f"n{k}" for k, line in enumerate([*subject.inputs, *(s.out for s in subject.stages)])}
    nodes = [_given(subject, line, ids[line], gradients) for line in subject.inputs]
    nodes += [_made(subject, stage, ids[stage.out], gradients) for stage in subject.stages]
    leads = _leads(subject)
    edges = {
        (ids[x], ids[stage.out]): Edge(ids[x], ids[stage.out], branch=leads.get(stage.out, ""))
        for stage in subject.stages
        for x in stage.operands
        if x in ids
    }
    return Graph(tuple(nodes), tuple(edges.values()), f"graph of {subject.end}")


def _given(subject: Subject, line: Line, id: str, gradients: bool) -> Node:
    text = (f"= {subject.digits.value(_short(line.value))}", *_gradient(subject, line, gradients))
    return Node(id, subject.symbols.get(line, line.name), text, _KINDS[subject.roles[line]])


def _made(subject: Subject, stage: Stage, id: str, gradients: bool) -> Node:
    line = stage.out
    text = (write(stage.made(subject.named)), f"= {subject.digits.value(_short(line.value))}")
    kind = RESULT if line is subject.result else OPERATION
    symbol = subject.symbols.get(line, line.name)
    return Node(id, symbol, (*text, *_gradient(subject, line, gradients)), kind, stage.scope, len(stage.lines))


def _gradient(subject: Subject, line: Line, gradients: bool) -> tuple[str, ...]:
    if not gradients or not (line.tracked and line.floating):
        return ()
    return (f"∂ {subject.digits.value(_short(subject.adjoint(line)))}",)


def _short(value: Any) -> Any:
    return value[0] if isinstance(value, tuple) else np.asarray(value)


def _leads(subject: Subject) -> dict[Line, str]:
    """The branch of each stage: `penalty` for what leads to one, else `data`; nothing where there are no penalties."""
    ends = [stage for stage in subject.stages if stage.kind == PENALTY]
    if not ends:
        return {}
    penalty: set[Line] = set()
    stack = list(ends)
    while stack:
        stage = stack.pop()
        penalty.add(stage.out)
        stack += [subject.maker[x] for x in stage.operands if x in subject.maker and x not in penalty]
    return {s.out: "penalty" if s.out in penalty else "data" for s in subject.stages if s.out is not subject.result}
