"""Drawings: computational graphs, networks and architectures, as SVG, PNG and DOT.

Knows traces and modules. Needs no system package.
"""

from wengert.explain.drawings.architecture import architecture, attention_tree, folded
from wengert.explain.drawings.drawing import Drawing
from wengert.explain.drawings.graph import (
    Edge,
    Graph,
    Node,
    graph_of,
    modules_in,
    values,
    with_adjoints,
    with_tangents,
)
from wengert.explain.drawings.layout import Picture, place
from wengert.explain.drawings.network import network

__all__ = [
    "Drawing",
    "Edge",
    "Graph",
    "Node",
    "Picture",
    "architecture",
    "attention_tree",
    "folded",
    "graph_of",
    "modules_in",
    "network",
    "place",
    "values",
    "with_adjoints",
    "with_tangents",
]
