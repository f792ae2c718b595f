"""What is drawn: boxes and arrows made from a trace, with modules closed to one box or opened to their steps.

Knows traces and scopes. Knows no position and no picture.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from wengert.errors import ArgumentError
from wengert.trace import Trace, Variable
from wengert.trace.lines import ARGUMENT, CAPTURED, CONSTANT, STEP, Line
from wengert.trace.notation import value

INPUT, PARAMETER, DATA, OPERATION, MODULE, RESULT = "input", "parameter", "data", "operation", "module", "result"
_ROLES = {ARGUMENT: INPUT, CAPTURED: PARAMETER, CONSTANT: DATA, STEP: OPERATION}
_FULL = 60  # steps up to which everything is shown unless somebody says otherwise


@dataclass(frozen=True)
class Node:
    """A box.

    Args:
        id: Its name in the picture, unique.
        title: First line: the variable, or the path of a module.
        text: Further lines: formula, value, tangent, adjoint.
        kind: `input`, `parameter`, `data`, `operation`, `module` or `result`.
        scope: The module it belongs to; empty outside of modules.
        steps: How many steps of the list it stands for.
    """

    id: str
    title: str
    text: tuple[str, ...]
    kind: str
    scope: str = ""
    steps: int = 1


@dataclass(frozen=True)
class Edge:
    """An arrow.

    Args:
        source: The box it leaves.
        target: The box it enters.
        text: What stands on it.
        branch: Which part of the result it leads to, such as `data` or `penalty`; empty when that is not told apart.
    """

    source: str
    target: str
    text: str = ""
    branch: str = ""


@dataclass(frozen=True)
class Graph:
    """Boxes and arrows.

    Args:
        nodes: In the order of the list.
        edges: Each pair of boxes once.
        title: What it shows.

    Raises:
        ArgumentError: An arrow begins or ends at no box.

    Example:
        >>> Graph((Node("a", "a", (), "input"),), (), "one box").node("a").kind
        'input'
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    title: str = ""

    def __post_init__(self) -> None:
        known = {node.id for node in self.nodes}
        lost = [edge for edge in self.edges if edge.source not in known or edge.target not in known]
        if lost:
            raise ArgumentError("graph: an arrow without a box", given=f"{lost[0].source} to {lost[0].target}")

    def node(self, id: str) -> Node:
        """The box of that name.

        Raises:
            ArgumentError: There is none.
        """
        for node in self.nodes:
            if node.id == id:
                return node
        raise ArgumentError("graph: no such box", given=id, expected=", ".join(n.id for n in self.nodes)[:200])


Annotate = Callable[[Variable], Sequence[str]]


def values(variable: Variable) -> Sequence[str]:
    """What a variable is and its value, as lines of a box.

    Example:
        >>> values(wg.trace(lambda x: 2 * x, 3.0)["v1"])
        ('2 · v₀', '= 6')
    """
    return variable.made, f"= {_short(variable.value)}"


def with_adjoints(variable: Variable) -> Sequence[str]:
    """The same and its adjoint.

    Example:
        >>> with_adjoints(wg.trace(lambda x: 2 * x, 3.0)["x"])
        ('x', '= 3', '∂ 2')
    """
    return *values(variable), f"∂ {_short(variable.adjoint)}"


def with_tangents(variable: Variable) -> Sequence[str]:
    """The same and its tangent along the seeds of the last `tangent(...)`.

    Example:
        >>> tr = wg.trace(lambda x: 2 * x, 3.0)
        >>> _ = tr.tangent(1.0)
        >>> with_tangents(tr["v1"])
        ('2 · v₀', '= 6', '˙ 2')
    """
    return *values(variable), f"˙ {_short(variable.tangent)}"


def _short(x: object) -> str:
    if isinstance(x, tuple):
        return f"{len(x)} parts"
    array = np.asarray(x)
    if array.shape == ():
        return value(array[()])
    if array.size <= 4:
        return value(array)
    if array.dtype.kind not in "fiu":
        return f"{array.dtype} {array.shape}"
    return f"{array.shape}, norm {np.linalg.norm(array.astype(np.float64)):.3g}"


def graph_of(
    trace: Trace,
    annotate: Annotate = values,
    opened: Collection[str] | None = None,
    branches: Iterable[tuple[str, str]] = (),
    title: str = "",
) -> Graph:
    """The graph of a recorded program.

    Args:
        trace: The list.
        annotate: Gives the lines of a box: `values`, `with_adjoints`, `with_tangents`, or your own.
        opened: Paths of the modules whose inside is shown; modules inside of them stay closed. Everything is shown when
            None and the list is short, and only the outermost modules are opened when it is long.
        branches: Pairs (name of a variable, name of the branch): what leads to the variable is of that branch.
        title: What it shows.

    Returns:
        Boxes in the order of the list, and arrows.

    Raises:
        ArgumentError: There is no module, or no variable, of a name.

    Example:
        >>> graph = graph_of(wg.trace(lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2), 2.0, 5.0))
        >>> [node.title for node in graph.nodes], len(graph.edges)
        (['v₋₁', 'v₀', 'v₁', 'v₂', 'v₃', 'v₄', 'v₅', 'y'], 9)
    """
    boxes = _boxes(trace, _opened(trace, opened))
    members: dict[str, list[Line]] = {}
    for line, box in boxes.items():
        members.setdefault(box, []).append(line)
    # A module stands where its last step stands: all that it reads comes before.
    order = sorted(members, key=lambda box: max(line.index if line.role == STEP else 0 for line in members[box]))
    nodes = [_node(trace, box, members[box], annotate) for box in order]
    arrows: dict[tuple[str, str], Edge] = {}
    leads = _leads(trace, branches)
    for line, box in boxes.items():
        for operand in line.operands:
            if operand.line is not None and (source := boxes.get(operand.line)) not in (None, box):
                branch = "both" if len(leads.get(line, ())) > 1 else "".join(leads.get(line, ()))
                arrows.setdefault((source, box), Edge(source, box, branch=branch))
    for name, operand in trace.results:
        if operand.line is not None:
            nodes.append(Node(f"result {name}", name, (f"= {_short(operand.value)}",), RESULT))
            arrows[(boxes[operand.line], f"result {name}")] = Edge(boxes[operand.line], f"result {name}")
    return Graph(tuple(nodes), tuple(arrows.values()), title)


def modules_in(trace: Trace) -> list[str]:
    """The paths of all modules in which a step was made, and of those around them, outer before inner.

    Example:
        >>> model = wg.nn.Sequential(wg.nn.Linear(2, 2), wg.nn.Tanh())
        >>> modules_in(wg.trace(lambda x: model(x), np.ones((1, 2), "float32")))
        ['model', 'model.0', 'model.1']
    """
    found: dict[str, None] = {}
    for line in trace.lines:
        parts = line.scope.split(".") if line.scope else []
        for k in range(len(parts)):
            found.setdefault(".".join(parts[: k + 1]))
    return list(found)


def _opened(trace: Trace, opened: Collection[str] | None) -> set[str]:
    known = modules_in(trace)
    if opened is None:
        return set(known) if len(trace.lines) <= _FULL else {path for path in known if "." not in path}
    wrong = [path for path in opened if path not in known]
    if wrong:
        raise ArgumentError("graph: no module of that name", given=wrong[0], expected=", ".join(known)[:300])
    # To look into a module, those around it must be open too.
    return {path for path in known if any(o == path or o.startswith(f"{path}.") for o in opened)}


def _boxes(trace: Trace, opened: set[str]) -> dict[Line, str]:
    """The box of every line: its own, or that of the outermost closed module around it."""
    boxes: dict[Line, str] = {}
    users: dict[Line, set[str]] = {}
    for line in trace.lines:
        if line.role == STEP:
            boxes[line] = _closed(line.scope, opened) or f"v{line.index}"
            for operand in line.operands:
                if operand.line is not None:
                    users.setdefault(operand.line, set()).add(boxes[line])
    inputs: dict[Line, str] = {}
    for line in (*trace.lines, *trace.constants):
        if line.role != STEP:
            inside = users.get(line, set())
            own = f"c{line.index}" if line.role == CONSTANT else f"v{line.index}"
            # A parameter that only one closed module reads is inside of it.
            within = line.role != ARGUMENT and len(inside) == 1 and not next(iter(inside)).startswith("v")
            inputs[line] = next(iter(inside)) if within else own
    return inputs | boxes


def _closed(scope: str, opened: set[str]) -> str:
    parts = scope.split(".") if scope else []
    for k in range(len(parts)):
        path = ".".join(parts[: k + 1])
        if path not in opened:
            return f"module {path}"
    return ""


def _node(trace: Trace, box: str, lines: list[Line], annotate: Annotate) -> Node:
    if not box.startswith("module "):
        (line,) = lines
        return Node(box, line.name, tuple(annotate(Variable(trace, line))), _ROLES[line.role], line.scope)
    path = box.removeprefix("module ")
    steps = [line for line in lines if line.role == STEP]
    numbers = sum(int(np.size(line.value)) for line in lines if line.role == CAPTURED)
    shape = " × ".join(map(str, steps[-1].shape)) or "scalar"
    text = [f"{len(steps)} step{'s' if len(steps) != 1 else ''}", f"gives {shape}"]
    text += [f"{numbers:,} parameters"] if numbers else []
    return Node(box, path, tuple(text), MODULE, path.rpartition(".")[0], len(steps))


def _leads(trace: Trace, branches: Iterable[tuple[str, str]]) -> dict[Line, tuple[str, ...]]:
    """To which branches each line leads."""
    found: dict[Line, tuple[str, ...]] = {}
    for name, branch in branches:
        stack = [trace[name].entry]
        seen = set(stack)
        while stack:
            line = stack.pop()
            found[line] = (*found.get(line, ()), branch)
            fresh = [o.line for o in line.operands if o.line is not None and o.line not in seen]
            seen.update(fresh)
            stack.extend(fresh)
    return found
