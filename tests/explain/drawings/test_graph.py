"""Graphs: every step and dependency of a trace is there, modules close and open, branches are told apart."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ArgumentError
from wengert.explain.drawings import Edge, Graph, Node, graph_of, modules_in, with_adjoints, with_tangents

X = np.ones((4, 2), "float32")


def model():
    return nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Tanh(), nn.Linear(3, 1)))


def classic():
    return wg.trace(lambda x1, x2: wg.log(x1) + x1 * x2 - wg.sin(x2), 2.0, 5.0)


def test_the_classic_graph_has_its_boxes_arrows_and_numbers():  # F-33, GV-030, GV-032
    tr = classic()
    tr.adjoint()
    graph = graph_of(tr, with_adjoints)
    arrows = {(e.source, e.target) for e in graph.edges}
    assert arrows == {
        ("v-1", "v1"), ("v-1", "v2"), ("v0", "v2"), ("v0", "v3"), ("v1", "v4"), ("v2", "v4"), ("v4", "v5"),
        ("v3", "v5"), ("v5", "result y"),
    }  # fmt: skip
    assert graph.node("v-1").text[-1] == "∂ 5.5"
    assert graph.node("v0").text[-1] == "∂ 1.716338"
    tr.tangent(1.0, 0.0)
    assert graph_of(tr, with_tangents).node("v5").text[-1] == "˙ 5.5"


def test_modules_close_and_open():
    net = model()
    tr = wg.trace(lambda x: net(x).sum(), X)
    assert modules_in(tr) == ["net", "net.0", "net.1", "net.1.0", "net.1.1"]
    closed = graph_of(tr, opened=[])
    assert [n.title for n in closed.nodes] == ["v₋₄", "net", tr.lines[-1].name, "y"]
    assert closed.node("module net").text == ("3 steps", "gives 4 × 1", "13 parameters")
    half = graph_of(tr, opened=["net"])
    assert {"module net.0", "module net.1"} <= {n.id for n in half.nodes}
    whole = graph_of(tr, opened=["net.1"])
    assert "module net.0" in {n.id for n in whole.nodes}
    assert [n.scope for n in whole.nodes if n.title.startswith("net.1")] == ["net.1", "net.1"]


def test_every_step_is_in_exactly_one_box():
    net = model()
    tr = wg.trace(lambda x: net(x).sum(), X)
    steps = sum(line.role == "step" for line in tr.lines)
    for opened in ([], ["net"], ["net.1"], modules_in(tr)):
        graph = graph_of(tr, opened=opened)
        assert sum(n.steps for n in graph.nodes if n.kind in ("operation", "module")) == steps


def test_branches_of_data_and_penalty_meet_in_the_sum():  # F-15, E-32
    net = nn.Linear(2, 1)

    def cost(x):
        data = wg.name(wg.losses.mse_loss(net(x), np.zeros((4, 1), "float32")), "data")
        return data + wg.name((net.weight**2).sum(), "penalty")

    graph = graph_of(wg.trace(cost, X), opened=["net"], branches=[("data", "data"), ("penalty", "penalty")])
    by_branch = {e.branch for e in graph.edges}
    assert {"data", "penalty"} <= by_branch
    weight = next(n.id for n in graph.nodes if "weight" in n.text[0])
    assert {e.branch for e in graph.edges if e.source == weight} == {"data", "penalty"}


def test_long_lists_are_closed_by_themselves():
    net = nn.Sequential(*(nn.Sequential(nn.Tanh(), nn.Tanh(), nn.Tanh()) for _ in range(30)))
    graph = graph_of(wg.trace(lambda x: net(x), X))
    assert len(graph.nodes) == 32


def test_a_name_that_is_none_is_refused():
    with pytest.raises(ArgumentError, match="no module of that name"):
        graph_of(classic(), opened=["head"])
    with pytest.raises(ArgumentError, match="an arrow without a box"):
        Graph((Node("a", "a", (), "input"),), (Edge("a", "b"),))
    with pytest.raises(ArgumentError, match="no such box"):
        graph_of(classic()).node("v9")
