"""The graph behind a tensor: the whole of it, and the single path that a loop over first parents sees."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import GraphError


@pytest.fixture
def loss():  # a data term and a penalty meet in an addition
    rng = np.random.default_rng(0)
    w = wg.tensor(rng.normal(size=3), requires_grad=True)
    data = ((w * rng.normal(size=3)).sum() - 1.0) * 0.5
    penalty = abs(w).sum() * 0.1
    return data + penalty


def names(nodes):
    return [node.name() for node in nodes]


def test_the_first_parents_never_see_the_penalty(loss):  # F-13, ERR-50
    path = names(wg.graph_path(loss))
    assert path == ["AddBackward0", "MulBackward0", "SubBackward0", "SumBackward0", "MulBackward0", "AccumulateGrad"]


def test_the_whole_graph_holds_both_branches_and_each_node_once(loss):
    nodes = wg.graph_nodes(loss)
    assert len(set(nodes)) == len(nodes) == 9
    assert names(nodes).count("AccumulateGrad") == 1
    assert "AbsBackward0" in names(nodes)


def test_the_graph_has_no_cycle(loss):  # F-34
    nodes = wg.graph_nodes(loss)
    place = {node: k for k, node in enumerate(nodes)}
    assert all(place[parent] > k for k, node in enumerate(nodes) for parent, _ in node.next_functions if parent)


def test_a_constant_has_no_graph():
    with pytest.raises(GraphError, match="graph_nodes: there is no graph behind this value"):
        wg.graph_nodes(wg.tensor(1.0))
    with pytest.raises(GraphError, match="graph_path: there is no graph behind this value"):
        wg.graph_path(3.0)
