"""Roles: layers say what their parameters are for; where they do not, the shape does."""

import numpy as np

from wengert import nn
from wengert.nn.role import named_roles, roles


def roles_in(module):
    return {name: role for name, _, role in named_roles(module)}


def test_layers_of_the_library_state_them():
    net = nn.Sequential(nn.Linear(4, 1), nn.LayerNorm((2, 2)), nn.BatchNorm1d(3), nn.Embedding(3, 2))
    assert roles_in(net) == {
        "0.weight": "weight",
        "0.bias": "bias",
        "1.weight": "scale",
        "1.bias": "shift",
        "2.weight": "scale",
        "2.bias": "shift",
        "3.weight": "embedding",
    }


def test_biases_of_attention_are_biases_though_they_have_three_axes():
    found = roles_in(nn.MultiheadAttention(4, 2, add_bias_kv=True))
    assert (found["bias_k"], found["in_proj_weight"], found["in_proj_bias"]) == ("bias", "weight", "bias")


class Own(nn.Module):
    parameter_roles = roles(place="position")

    def __init__(self):
        super().__init__()
        self.place = nn.Parameter(np.zeros((1, 3, 4)))
        self.map = nn.Parameter(np.zeros((1, 4)))
        self.gain = nn.Parameter(np.zeros(4))


def test_a_layer_of_ones_own_says_what_the_shape_does_not():
    assert roles_in(Own()) == {"place": "position", "map": "weight", "gain": "bias"}


def test_a_shared_parameter_is_a_weight_if_it_is_one_anywhere():
    net = nn.Sequential(nn.Embedding(3, 2), nn.Linear(2, 3, bias=False))
    net[1].weight = net[0].weight
    assert roles_in(net) == {"0.weight": "weight"}
