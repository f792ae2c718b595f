"""Graphs of explanations: quantities under their names, with gradients, and the branches of data and penalty."""

import numpy as np

import wengert as wg
from wengert import losses, nn
from wengert.explain.drawings import Drawing
from wengert.explain.drawings.stages import graph_of_stages
from wengert.optim.regularizers import L2

NET = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1), nn.Sigmoid()).to("float64")
X, Y = np.array([2.0, 1.0]), np.array([1.0])


def explained(**options):
    return wg.explain(NET, X, target=Y, loss=losses.HalfSquaredLoss(), **options)


def test_quantities_have_their_names_values_and_gradients():
    e = explained()
    graph = graph_of_stages(e.subject)
    titles = [n.title for n in graph.nodes]
    assert sorted(titles) == sorted(["x", "W₁", "b₁", "W₂", "b₂", "y", "z₁", "a₁", "z₂", "ŷ", "ℒ"])
    z1 = next(n for n in graph.nodes if n.title == "z₁")
    assert z1.text[-1] == f"∂ {e.subject.digits.value(np.asarray(e['delta1']))}"
    assert not any(edge.branch for edge in graph.edges)
    bare = graph_of_stages(e.subject, gradients=False)
    assert not any(line.startswith("∂") for n in bare.nodes for line in n.text)


def test_data_and_penalty_meet_at_the_weights():  # F-15, E-32
    graph = graph_of_stages(explained(penalties=[L2(0.1)]).subject)
    name = {n.id: n.title for n in graph.nodes}
    penalised = {name[e.source] for e in graph.edges if e.branch == "penalty"}
    reached = {name[e.source] for e in graph.edges if e.branch == "data"}
    assert penalised == {"W₁", "W₂"}
    assert {"W₁", "b₁", "W₂", "b₂", "x", "z₁", "a₁", "z₂", "ŷ"} <= reached


def test_it_can_be_drawn():
    drawing = Drawing(graph_of_stages(explained().subject))
    assert "ŷ" in drawing.svg()
    assert drawing.png()[:4] == b"\x89PNG"
