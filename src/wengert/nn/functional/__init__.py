"""Layers as functions: what modules compute, with parameters as arguments.

Knows operations. Keeps no parameter and no state but that of the random generator it is given.
"""

from wengert.nn.functional.attention import scaled_dot_product_attention
from wengert.nn.functional.dropout import dropout, stochastic_depth
from wengert.nn.functional.linear import linear
from wengert.nn.functional.normalization import layer_norm
from wengert.nn.functional.shape import flatten
from wengert.ops import gelu, log_softmax, relu, sigmoid, silu, softmax, softplus, tanh

__all__ = [
    "dropout",
    "flatten",
    "gelu",
    "layer_norm",
    "linear",
    "log_softmax",
    "relu",
    "scaled_dot_product_attention",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "stochastic_depth",
    "tanh",
]
