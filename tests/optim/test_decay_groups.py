"""Groups by role: scales, shifts, tables and positions are no weights, whatever their names end in."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError


class Words(nn.Module):
    """A table, a normalization, a map, and the table once more as the last map."""

    def __init__(self, tied):
        super().__init__()
        self.table = nn.Embedding(5, 3)
        self.norm = nn.LayerNorm((2, 3))
        self.map = nn.Linear(3, 3)
        self.head = nn.Linear(3, 5, bias=False)
        if tied:
            self.head.weight = self.table.weight


def test_only_maps_decay():
    net = Words(tied=False)
    decaying, still = optim.decay_groups(net, 0.1, lr=0.5)
    assert [id(p) for p in decaying["params"]] == [id(net.map.weight), id(net.head.weight)]
    assert len(still["params"]) == 4
    assert (decaying["weight_decay"], still["weight_decay"], still["lr"]) == (0.1, 0.0, 0.5)


def test_a_table_that_is_also_a_map_is_a_weight_and_appears_once():
    net = Words(tied=True)
    weights = optim.weights_of(net)
    assert [id(p) for p in weights] == [id(net.table.weight), id(net.map.weight)]


def test_a_step_shrinks_weights_and_nothing_else():
    net = Words(tied=False)
    before = {n: p.numpy() for n, p in net.named_parameters()}
    optimizer = optim.AdamW(optim.decay_groups(net, 0.5), lr=0.1)
    sum((0 * p).sum() for p in net.parameters()).backward()
    optimizer.step()
    for name, p in net.named_parameters():
        factor = 0.95 if name in ("map.weight", "head.weight") else 1.0
        np.testing.assert_allclose(p.numpy(), factor * before[name], rtol=1e-6)


def test_other_roles_can_decay_too():
    decaying, still = optim.decay_groups(Words(tied=False), 0.1, roles=("weight", "embedding"))
    assert (len(decaying["params"]), len(still["params"])) == (3, 3)


def test_a_model_without_parameters_is_refused():
    with pytest.raises(ArgumentError, match="no parameters"):
        optim.decay_groups(wg.nn.ReLU())
