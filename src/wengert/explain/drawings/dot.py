"""A graph in the DOT language, for those who have Graphviz and want to lay it out themselves.

Knows the syntax. Needs no Graphviz.
"""

from __future__ import annotations

from wengert.explain.drawings.graph import Graph

_SHAPES = {"input": "ellipse", "parameter": "ellipse", "data": "ellipse", "result": "doubleoctagon"}


def dot(graph: Graph) -> str:
    r"""The graph as DOT.

    Args:
        graph: Boxes and arrows.

    Returns:
        The text.

    References:
        Gansner, Koutsofios & North (2015), Drawing graphs with dot.

    Example:
        >>> from wengert.explain.drawings import graph_of
        >>> print(dot(graph_of(wg.trace(lambda x: wg.sin(x), 1.0))))
        digraph "graph" {
          node [fontname="monospace"];
          "v0" [label="v₀\nx\n= 1", shape=ellipse];
          "v1" [label="v₁\nsin v₀\n= 0.841471", shape=box];
          "result y" [label="y\n= 0.841471", shape=doubleoctagon];
          "v0" -> "v1";
          "v1" -> "result y";
        }
    """
    lines = [f"digraph {_quoted(graph.title or 'graph')} {{", '  node [fontname="monospace"];']
    for node in graph.nodes:
        label = _quoted("\n".join((node.title, *node.text)))
        lines.append(f"  {_quoted(node.id)} [label={label}, shape={_SHAPES.get(node.kind, 'box')}];")
    for edge in graph.edges:
        facts = [f"label={_quoted(edge.text)}"] if edge.text else []
        facts += [f"class={_quoted(edge.branch)}"] if edge.branch else []
        options = f" [{', '.join(facts)}]" if facts else ""
        lines.append(f"  {_quoted(edge.source)} -> {_quoted(edge.target)}{options};")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
