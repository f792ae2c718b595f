"""Layouts: nothing overlaps, arrows go down and begin and end at their boxes, and 3,000 boxes are no trouble."""

import itertools
import time

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.explain.drawings import Edge, Graph, Node, graph_of, place
from wengert.explain.drawings.layout import labels


def overlapping(picture):
    boxes = list(picture.boxes.values())
    return [
        (a.node.id, b.node.id)
        for a, b in itertools.combinations(boxes, 2)
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


def pictures():
    yield graph_of(wg.trace(lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2), 2.0, 5.0))
    net = nn.mlp("8-8-8", 4, 2)
    yield graph_of(wg.trace(lambda x: net(x).sum(), np.ones((3, 4), "float32")))
    yield graph_of(wg.trace(lambda x: wg.exp(x) + (x + wg.sin(wg.cos(wg.tanh(x)))), 1.0))


@pytest.mark.parametrize("graph", list(pictures()))
def test_nothing_overlaps_and_everything_is_inside(graph):
    picture = place(graph)
    assert overlapping(picture) == []
    for box in picture.boxes.values():
        assert box.x >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height


@pytest.mark.parametrize("graph", list(pictures()))
def test_arrows_go_down_from_box_to_box(graph):
    picture = place(graph)
    for edge, path in zip(graph.edges, picture.paths, strict=True):
        source, target = picture.boxes[edge.source], picture.boxes[edge.target]
        assert path[0] == (source.middle, source.y + source.height)
        assert path[-1] == (target.middle, target.y)
        assert [y for _, y in path] == sorted(y for _, y in path)


def test_what_is_given_stands_just_above_its_use():
    net = nn.mlp("4-4-4", 4, 1)
    graph = graph_of(wg.trace(lambda x: net(x).sum(), np.ones((3, 4), "float32")))
    picture = place(graph)
    last = [n.id for n in graph.nodes if n.text and n.text[0] == "net.6.bias"]
    first = [n.id for n in graph.nodes if n.text and n.text[0] == "net.0.bias"]
    assert picture.boxes[last[0]].y > picture.boxes[first[0]].y


def test_an_arrow_that_goes_back_is_drawn_back():
    nodes = tuple(Node(k, k, (), "operation") for k in "abc")
    picture = place(Graph(nodes, (Edge("a", "b"), Edge("b", "c"), Edge("c", "a"))))
    back = picture.paths[2]
    assert back[0][1] > back[-1][1]


def test_three_thousand_boxes():
    rng = np.random.default_rng(0)
    nodes = tuple(Node(str(k), f"v{k}", ("tanh",), "operation") for k in range(3000))
    edges = tuple(Edge(str(max(0, k - int(rng.integers(1, 4)))), str(k)) for k in range(1, 3000))
    start = time.process_time()
    picture = place(Graph(nodes, edges))
    assert time.process_time() - start < 10
    assert len(picture.boxes) == 3000


def test_texts_of_arrows_take_turns():
    nodes = tuple(Node(k, k, (), "operation") for k in "abcd")
    picture = place(Graph(nodes, tuple(Edge(k, "d", f"w{k}") for k in "abc")))
    heights = {round(y, 3) for (_, y), _ in labels(picture)}
    assert len(heights) == 3
