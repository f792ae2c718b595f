"""Where the boxes of a graph go: layer by layer, from what is given to what comes of it.

Knows sizes of text and a layered layout. Knows no file format.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wengert.explain.drawings.graph import Graph, Node

CHARACTER, LINE, PADDING, GAP, RISE = 7.0, 16.0, 10.0, 26.0, 46.0  # pixels

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A placed box.

    Args:
        node: What it shows.
        x: Left edge.
        y: Upper edge.
        width: Width.
        height: Height.
    """

    node: Node
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """The horizontal place of its centre."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Picture:
    """A graph with a place for everything.

    Args:
        graph: What is drawn.
        boxes: By the name of the node.
        paths: The corners of every arrow, in the order of the edges.
        width: Of the whole.
        height: Of the whole.
    """

    graph: Graph
    boxes: Mapping[str, Box]
    paths: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def labels(picture: Picture) -> list[tuple[Point, str]]:
    """Where the texts of arrows go: on the first piece of each, at places that take turns, so that they can be read.

    Example:
        >>> from wengert.explain.drawings import Edge
        >>> graph = Graph((Node("a", "a", (), "input"), Node("b", "b", (), "result")), (Edge("a", "b", "0.5"),))
        >>> [text for _, text in labels(place(graph))]
        ['0.5']
    """
    found, turns = [], {}
    for edge, ((x, y), (u, v), *_) in zip(picture.graph.edges, picture.paths, strict=True):
        if edge.text:
            turn = turns[edge.target] = turns.get(edge.target, -1) + 1
            share = (0.3, 0.5, 0.7)[turn % 3]
            found.append(((x + (u - x) * share, y + (v - y) * share), edge.text))
    return found


def size_of(node: Node) -> tuple[float, float]:
    """Width and height that the text of a box needs.

    Example:
        >>> size_of(Node("a", "v₁", ("log v₀", "= 0.693147"), "operation"))
        (90.0, 68.0)
    """
    longest = max(map(len, (node.title, *node.text)))
    return max(longest, 3) * CHARACTER + 2 * PADDING, (1 + len(node.text)) * LINE + 2 * PADDING


def place(graph: Graph) -> Picture:
    """Give every box and every arrow its place.

    Args:
        graph: Boxes and arrows.

    Returns:
        The picture.

    References:
        Sugiyama, Tagawa & Toda (1981), IEEE Trans. Syst. Man Cybern. 11(2), 109-125; by igraph.

    Example:
        >>> from wengert.explain.drawings import graph_of
        >>> picture = place(graph_of(wg.trace(lambda x: wg.sin(2 * x), 1.0)))
        >>> picture.boxes["v0"].y < picture.boxes["v1"].y < picture.boxes["v2"].y
        True
    """
    import igraph

    count = len(graph.nodes)
    layers = _layers(graph)
    chains = _chains(graph, layers)
    links = [pair for chain in chains for pair in itertools.pairwise(chain)]
    laid = igraph.Graph(n=len(layers), edges=links, directed=True).layout_sugiyama(layers=layers)
    sizes = [size_of(node) for node in graph.nodes] + [(6.0, 0.0)] * (len(layers) - count)
    rise = RISE * (2.5 if any(edge.text for edge in graph.edges) else 1)
    centres, tops, heights = _rows(layers, [laid[k][0] for k in range(len(layers))], sizes, rise)
    left = min((centres[k] - sizes[k][0] / 2 for k in centres), default=0.0) - GAP
    boxes = {}
    for k, node in enumerate(graph.nodes):
        width, height = sizes[k]
        top = tops[layers[k]] + (heights[layers[k]] - height) / 2
        boxes[node.id] = Box(node, centres[k] - width / 2 - left, top, width, height)
    corner = lambda k: (centres[k] - left, tops[layers[k]] + heights[layers[k]] / 2)
    paths = tuple(
        _path(boxes[edge.source], boxes[edge.target], [corner(k) for k in chain[1:-1]], chain[0] > chain[-1])
        for edge, chain in zip(graph.edges, chains, strict=True)
    )
    width = max((box.x + box.width for box in boxes.values()), default=0.0) + GAP
    height = max((box.y + box.height for box in boxes.values()), default=0.0) + GAP
    return Picture(graph, boxes, paths, width, height)


def _layers(graph: Graph) -> list[int]:
    """The layer of every box: one below the lowest of those it is made from; what is given stands just above its use.

    The boxes are in the order of the list, so an arrow against it can only come of closing modules; it does not count.
    """
    index = {node.id: k for k, node in enumerate(graph.nodes)}
    downward = [tuple(sorted((index[edge.source], index[edge.target]))) for edge in graph.edges]
    layers = [0] * len(index)
    for source, target in sorted(downward, key=lambda pair: pair[1]):
        layers[target] = max(layers[target], layers[source] + 1)
    made = {target for _, target in downward}
    for k in range(len(index)):
        uses = [layers[target] for source, target in downward if source == k] if k not in made else []
        if uses:
            layers[k] = min(uses) - 1
    return layers


def _chains(graph: Graph, layers: list[int]) -> list[list[int]]:
    """Every arrow as a chain from box to box with a corner in each layer between; corners are added to `layers`."""
    index = {node.id: k for k, node in enumerate(graph.nodes)}
    chains = []
    for edge in graph.edges:
        source, target = sorted((index[edge.source], index[edge.target]), key=lambda k: (layers[k], k))
        chain = [source]
        for layer in range(layers[source] + 1, layers[target]):
            layers.append(layer)
            chain.append(len(layers) - 1)
        chain.append(target)
        chains.append(chain if index[edge.source] == source else chain[::-1])
    return chains


def _rows(
    layers: Sequence[int], wish: Sequence[float], sizes: Sequence[tuple[float, float]], rise: float
) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
    """Centres across, and tops and heights of layers; within a layer nothing overlaps."""
    members: dict[int, list[int]] = {}
    for k, layer in enumerate(layers):
        members.setdefault(layer, []).append(k)
    centres: dict[int, float] = {}
    tops: dict[int, float] = {}
    heights: dict[int, float] = {}
    typical = max((width for width, _ in sizes), default=0.0) + GAP
    y = GAP
    for layer in sorted(members):
        heights[layer] = max(sizes[k][1] for k in members[layer])
        tops[layer] = y
        y += heights[layer] + rise
        edge = float("-inf")
        for k in sorted(members[layer], key=lambda k: wish[k]):
            half = sizes[k][0] / 2
            centres[k] = max(wish[k] * typical, edge + half + GAP / 2)
            edge = centres[k] + half
    return centres, tops, heights


def _path(source: Box, target: Box, corners: Sequence[Point], upward: bool) -> tuple[Point, ...]:
    """From the lower edge of one box through the corners to the upper edge of the other; or back up."""
    if upward and source.y > target.y:
        return (source.middle, source.y), *corners, (target.middle, target.y + target.height)
    return (source.middle, source.y + source.height), *corners, (target.middle, target.y)
