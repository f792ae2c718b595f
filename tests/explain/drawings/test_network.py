"""Networks: every weight on its arrow, every bias in its unit, before and after an update."""

import numpy as np
import pytest

from wengert import nn
from wengert.errors import ArgumentError
from wengert.explain.drawings import network

MODEL = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1, bias=False))
STATE = {
    "0.weight": np.arange(6.0).reshape(3, 2) / 4,
    "0.bias": np.array([0.5, -0.5, 1.0]),
    "2.weight": np.array([[1.0, -2.0, 0.125]]),
}
MODEL.load_state_dict(STATE)


def test_weights_stand_on_arrows_and_biases_in_units():
    graph = network(MODEL)
    texts = {(e.source, e.target): e.text for e in graph.edges}
    assert texts["a0.1", "a1.2"] == "1.25"
    assert texts["a1.1", "a2.0"] == "−2"
    assert len(texts) == 9
    assert graph.node("a1.1").text == ("b = −0.5",)
    assert graph.node("a2.0").text == ()
    assert [n.title for n in graph.nodes] == ["x[0]", "x[1]", "a₁[0]", "a₁[1]", "a₁[2]", "a₂"]


def test_an_update_shows_both_numbers():
    after = {name: a + 0.1 for name, a in STATE.items()}
    graph = network(MODEL, after)
    assert graph.edges[0].text == "0 → 0.1"
    assert graph.node("a1.0").text == ("b = 0.5 → 0.6",)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (nn.Tanh(), "no affine map"),
        (nn.Sequential(nn.Linear(2, 3), nn.Linear(2, 1)), "does not follow"),
        (nn.Linear(40, 2), "too many units"),
    ],
)
def test_what_is_no_row_of_maps_is_refused(model, says):
    with pytest.raises(ArgumentError, match=says):
        network(model)


def test_a_state_that_lacks_a_parameter_is_refused():
    with pytest.raises(ArgumentError, match="lacks a parameter"):
        network(MODEL, {"0.weight": STATE["0.weight"]})
