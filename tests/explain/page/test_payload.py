"""The payload: what the script of the page reads."""

import json

import numpy as np

import wengert as wg
from wengert import nn
from wengert.explain.page import payload_of


def test_it_becomes_json(network_payload, long_payload):
    for payload in (network_payload, long_payload):
        assert json.loads(json.dumps(payload.as_dict(), allow_nan=False))["nodes"]


def test_numbers_are_those_of_the_list(classic_payload):
    values = {node.name: node.value["data"][0] for node in classic_payload.nodes}
    assert values["v₅"] == float(np.log(2.0) + 10.0 - np.sin(5.0))
    adjoints = {node.name: node.adjoint["data"][0] for node in classic_payload.nodes}
    assert adjoints["v₋₁"] == 5.5
    assert adjoints["v₀"] == 2.0 - float(np.cos(5.0))
    assert all(node.check["agrees"] for node in classic_payload.nodes)
    assert "all derivatives checked against finite differences: agree" in classic_payload.summary


def test_every_step_names_its_line_of_code_and_what_it_reads(classic_payload):
    steps = [node for node in classic_payload.nodes if node.made]
    assert all(node.at.startswith("conftest.py:") for node in steps)
    assert [node.reads for node in steps] == [[0], [0, 1], [1], [2, 3], [5, 4]]


def test_long_lists_open_only_their_outermost_modules():
    model = nn.Sequential(*[nn.Sequential(nn.Linear(2, 2), nn.Tanh()) for _ in range(20)])
    payload = payload_of(wg.trace(lambda x: wg.sum(model(x)), np.ones((1, 2), "float32")))
    assert payload.opened == ["model"]
    assert len(payload.modules) == 61
    assert payload_of(wg.trace(wg.sin, 1.0)).opened == []


def test_words_and_marked_letters_have_their_derivative_as_a_fraction():
    def f(x):
        return wg.name(wg.name(wg.sin(x), "total") * 2.0, "ŷ") + 1.0

    nodes = payload_of(wg.trace(f, 1.0)).nodes
    assert [node.dname for node in nodes] == ["v̄₀", "∂y/∂total", "∂y/∂ŷ", "v̄₃"]
    assert nodes[1].dtex == r"\frac{\partial y}{\partial \mathrm{total}}"


def test_a_function_without_a_derivative_is_shown_as_well():
    payload = payload_of(wg.trace(lambda x: wg.floor(x), 2.5))
    assert payload.backward == []
    assert payload.nodes[0].adjoint is None
