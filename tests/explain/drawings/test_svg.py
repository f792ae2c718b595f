"""SVG: well-formed, complete, and safe whatever stands in the boxes."""

from xml.etree import ElementTree

import wengert as wg
from wengert.explain.drawings import Edge, Graph, Node, graph_of, place
from wengert.explain.drawings.svg import svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def parsed(graph):
    return ElementTree.fromstring(svg(place(graph)))


def test_every_box_and_arrow_is_an_element():
    graph = graph_of(wg.trace(lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2), 2.0, 5.0), title="classic")
    root = parsed(graph)
    groups = root.findall(f"{NAMESPACE}g")
    assert [g.get("data-node") for g in groups] == [n.id for n in graph.nodes]
    texts = [[t.text for t in g.findall(f"{NAMESPACE}text")] for g in groups]
    assert ["v₃", "sin v₀", "= −0.958924"] in texts
    arrows = [(p.get("data-from"), p.get("data-to")) for p in root.findall(f"{NAMESPACE}path")]
    assert arrows == [(e.source, e.target) for e in graph.edges]
    assert root.get("aria-label") == "classic"


def test_signs_that_mean_something_to_xml_are_only_text():
    nodes = (Node('a"<&>', "<script>alert(1)</script>", ("a & b",), "input"), Node("b", "b", (), "result"))
    root = parsed(Graph(nodes, (Edge('a"<&>', "b", "x < y", "penalty"),), '"<title>"'))
    assert root.find(f"{NAMESPACE}g/{NAMESPACE}text").text == "<script>alert(1)</script>"
    assert root.find(f"{NAMESPACE}g").get("data-node") == 'a"<&>'
    assert root.find(f"{NAMESPACE}path").get("class") == "penalty-branch"
    assert "x < y" in [t.text for t in root.findall(f"{NAMESPACE}text")]


def test_it_asks_for_nothing_from_outside():
    text = svg(place(graph_of(wg.trace(lambda x: wg.sin(x), 1.0))))
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
