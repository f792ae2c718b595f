"""Architectures: a model as the modules its samples pass, and one attention as the tree of its heads.

Knows modules, shapes and counts. Knows no weight.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from wengert.errors import ArgumentError
from wengert.explain.drawings.graph import INPUT, MODULE, OPERATION, RESULT, Edge, Graph, Node, graph_of, modules_in
from wengert.nn import Module
from wengert.trace import trace


def architecture(model: Module, x: Any, opened: Collection[str] = ()) -> Graph:
    """The modules that a sample passes, with shapes and numbers of parameters; equal blocks in a row are one box.

    Args:
        model: Called with `x`; nothing of it is changed.
        x: A batch, one sample will do.
        opened: Paths of modules whose inside is shown.

    Returns:
        The graph.

    Raises:
        ArgumentError: There is no module of a name.

    Example:
        >>> model = wg.nn.Sequential(wg.nn.Linear(4, 4), wg.nn.Linear(4, 4), wg.nn.Linear(4, 4))
        >>> [node.title for node in architecture(model, np.ones((1, 4), "float32")).nodes]
        ['v₋₆', '0 … 2', 'y']
    """
    recorded = trace(model, x)
    tops = {path.partition(".")[0] for path in modules_in(recorded)}
    shut = {path for path in tops if path not in {o.partition(".")[0] for o in opened}}
    wanted = [*opened, *_lists(recorded, shut)]
    return folded(graph_of(recorded, lambda v: (v.made, _shape(v.value)), wanted, title=type(model).__name__))


def _lists(recorded: Any, shut: set[str]) -> list[str]:
    """Modules that only hold others, such as `blocks`: they are opened, so that what they hold can be seen."""
    known = modules_in(recorded)
    held = {path for path in known if "." in path and path.partition(".")[2].split(".")[0].isdigit()}
    return sorted({path.partition(".")[0] for path in held} & shut)


def _shape(value: Any) -> str:
    return " × ".join(map(str, getattr(value, "shape", ()))) or "scalar"


def folded(graph: Graph) -> Graph:
    """The same graph with runs of equal modules, each of which feeds only the next, as one box.

    Args:
        graph: Boxes and arrows.

    Returns:
        The smaller graph.

    Example:
        >>> chain = [Node(f"module {k}", str(k), ("gives 4",), "module") for k in range(3)]
        >>> links = [Edge("module 0", "module 1"), Edge("module 1", "module 2")]
        >>> folded(Graph(tuple(chain), tuple(links))).nodes[0].text
        ('gives 4', '3 times')
    """
    into: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    out: dict[str, list[str]] = {node.id: [] for node in graph.nodes}
    for edge in graph.edges:
        into[edge.target].append(edge.source)
        out[edge.source].append(edge.target)
    runs: dict[str, list[Node]] = {}
    home: dict[str, str] = {}
    for node in graph.nodes:
        before = into[node.id][0] if len(into[node.id]) == 1 else None
        same = before is not None and node.kind == MODULE and graph.node(before).kind == MODULE
        if same and before is not None and graph.node(before).text == node.text and out[before] == [node.id]:
            home[node.id] = home[before]
            runs[home[before]].append(node)
        else:
            home[node.id] = node.id
            runs[node.id] = [node]
    nodes = [_one(run) for run in runs.values()]
    edges = {
        (home[e.source], home[e.target]): replace(e, source=home[e.source], target=home[e.target])
        for e in graph.edges
        if home[e.source] != home[e.target]
    }
    return Graph(tuple(nodes), tuple(edges.values()), graph.title)


def _one(run: list[Node]) -> Node:
    if len(run) == 1:
        return run[0]
    title = f"{run[0].title} … {run[-1].title}"
    return replace(run[0], title=title, text=(*run[0].text, f"{len(run)} times"), steps=sum(n.steps for n in run))


def attention_tree(heads: int, tokens: int, dim: int) -> Graph:
    """Multi-head attention as the tree of its heads, with the shape of everything.

    Args:
        heads: Heads h.
        tokens: Tokens n.
        dim: Width d, a multiple of h.

    Returns:
        The graph.

    Raises:
        ArgumentError: The width is no multiple of the heads.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS, fig. 2.

    Example:
        >>> graph = attention_tree(2, 5, 8)
        >>> graph.node("weights 0").text, len(graph.nodes)
        (('softmax(q kᵀ / √4)', '5 × 5'), 12)
    """
    if heads < 1 or dim % heads:
        raise ArgumentError("attention_tree: the width is no multiple of the heads", given=f"{dim} and {heads}")
    width = dim // heads
    nodes = [Node("x", "x", (f"{tokens} × {dim}",), INPUT)]
    edges = []
    for h in range(heads):
        for letter in "qkv":
            nodes.append(Node(f"{letter} {h}", f"{letter}, head {h}", (f"{tokens} × {width}",), OPERATION))
            edges.append(Edge("x", f"{letter} {h}"))
        text = (f"softmax(q kᵀ / √{width})", f"{tokens} × {tokens}")
        nodes.append(Node(f"weights {h}", f"attention, head {h}", text, OPERATION))
        nodes.append(Node(f"head {h}", f"head {h}", ("weights · v", f"{tokens} × {width}"), OPERATION))
        edges += [Edge(f"q {h}", f"weights {h}"), Edge(f"k {h}", f"weights {h}")]
        edges += [Edge(f"weights {h}", f"head {h}"), Edge(f"v {h}", f"head {h}"), Edge(f"head {h}", "y")]
    nodes.append(Node("y", "heads side by side, projected", (f"{tokens} × {dim}",), RESULT))
    return Graph(tuple(nodes), tuple(edges), "multi-head attention")
