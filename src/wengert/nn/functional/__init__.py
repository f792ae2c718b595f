"""Layers as functions: what modules compute, with parameters as arguments.

Knows operations. Keeps no parameter and no state but that of the random generator it is given.
"""

from wengert.nn.functional.attention import scaled_dot_product_attention
from wengert.nn.functional.batchnorm import batch_norm, instance_norm
from wengert.nn.functional.dropout import (
    alpha_dropout,
    dropout,
    dropout1d,
    dropout2d,
    dropout3d,
    feature_alpha_dropout,
    gaussian_noise,
    keep_dropout,
    stochastic_depth,
)
from wengert.nn.functional.exponential import celu, elu, selu
from wengert.nn.functional.gated import geglu, glu, swiglu
from wengert.nn.functional.hard import hardshrink, hardsigmoid, hardswish, softshrink
from wengert.nn.functional.linear import linear
from wengert.nn.functional.normalization import group_norm, layer_norm, local_response_norm, rms_norm
from wengert.nn.functional.normalized import log_softmax, softmax, softmin
from wengert.nn.functional.position import rotary, sinusoidal_positions, sinusoidal_positions_2d
from wengert.nn.functional.rectifier import hardtanh, leaky_relu, prelu, relu6, threshold
from wengert.nn.functional.shape import flatten
from wengert.nn.functional.smooth import mish, softplus, softsign, tanhshrink
from wengert.nn.functional.step import unit_step
from wengert.ops import gelu, relu, sigmoid, silu, tanh
from wengert.ops import log_sigmoid as logsigmoid

__all__ = [
    "alpha_dropout",
    "batch_norm",
    "celu",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "elu",
    "feature_alpha_dropout",
    "flatten",
    "gaussian_noise",
    "geglu",
    "gelu",
    "glu",
    "group_norm",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "instance_norm",
    "keep_dropout",
    "layer_norm",
    "leaky_relu",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "mish",
    "prelu",
    "relu",
    "relu6",
    "rms_norm",
    "rotary",
    "scaled_dot_product_attention",
    "selu",
    "sigmoid",
    "silu",
    "sinusoidal_positions",
    "sinusoidal_positions_2d",
    "softmax",
    "softmin",
    "softplus",
    "softshrink",
    "softsign",
    "stochastic_depth",
    "swiglu",
    "tanh",
    "tanhshrink",
    "threshold",
    "unit_step",
]
