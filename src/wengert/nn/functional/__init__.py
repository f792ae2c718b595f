"""Layers as functions: what modules compute, with parameters as arguments.

Knows operations. Keeps no parameter and no state but that of the random generator it is given.
"""

from wengert.nn.functional.adaptive import (
    adaptive_avg_pool1d,
    adaptive_avg_pool2d,
    adaptive_avg_pool3d,
    adaptive_max_pool1d,
    adaptive_max_pool2d,
    adaptive_max_pool3d,
    global_avg_pool,
    global_max_pool,
)
from wengert.nn.functional.attention import scaled_dot_product_attention
from wengert.nn.functional.batchnorm import batch_norm, instance_norm
from wengert.nn.functional.bilinear import bilinear
from wengert.nn.functional.categorical import gumbel_softmax, one_hot
from wengert.nn.functional.convolution import (
    conv1d,
    conv2d,
    conv3d,
    conv_transpose1d,
    conv_transpose2d,
    conv_transpose3d,
)
from wengert.nn.functional.distance import cosine_similarity, normalize, pairwise_distance, pdist
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
from wengert.nn.functional.embedding import embedding
from wengert.nn.functional.embedding_bag import embedding_bag
from wengert.nn.functional.exponential import celu, elu, selu
from wengert.nn.functional.folding import fold, unfold
from wengert.nn.functional.fractional import fractional_max_pool2d, fractional_max_pool3d
from wengert.nn.functional.gated import geglu, glu, swiglu
from wengert.nn.functional.hard import hardshrink, hardsigmoid, hardswish, softshrink
from wengert.nn.functional.linear import linear
from wengert.nn.functional.lp_pooling import lp_pool1d, lp_pool2d, lp_pool3d
from wengert.nn.functional.normalization import group_norm, layer_norm, local_response_norm, rms_norm
from wengert.nn.functional.normalized import log_softmax, softmax, softmin
from wengert.nn.functional.padding import pad
from wengert.nn.functional.patches import patches
from wengert.nn.functional.pooling import avg_pool1d, avg_pool2d, avg_pool3d, max_pool1d, max_pool2d, max_pool3d
from wengert.nn.functional.position import rotary, sinusoidal_positions, sinusoidal_positions_2d
from wengert.nn.functional.rectifier import hardtanh, leaky_relu, prelu, relu6, rrelu, threshold
from wengert.nn.functional.recurrent import gru, gru_cell, lstm, lstm_cell, rnn, rnn_cell
from wengert.nn.functional.resampling import interpolate, pixel_shuffle, pixel_unshuffle
from wengert.nn.functional.resizing import resized_positions
from wengert.nn.functional.sampling import affine_grid, grid_sample
from wengert.nn.functional.shape import channel_shuffle, flatten
from wengert.nn.functional.smooth import mish, softplus, softsign, tanhshrink
from wengert.nn.functional.step import unit_step
from wengert.nn.functional.unpooling import max_unpool1d, max_unpool2d, max_unpool3d
from wengert.ops import gelu, relu, sigmoid, silu, tanh
from wengert.ops import log_sigmoid as logsigmoid

__all__ = [
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "affine_grid",
    "alpha_dropout",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "batch_norm",
    "bilinear",
    "celu",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "cosine_similarity",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "elu",
    "embedding",
    "embedding_bag",
    "feature_alpha_dropout",
    "flatten",
    "fold",
    "fractional_max_pool2d",
    "fractional_max_pool3d",
    "gaussian_noise",
    "geglu",
    "gelu",
    "global_avg_pool",
    "global_max_pool",
    "glu",
    "grid_sample",
    "group_norm",
    "gru",
    "gru_cell",
    "gumbel_softmax",
    "hardshrink",
    "hardsigmoid",
    "hardswish",
    "hardtanh",
    "instance_norm",
    "interpolate",
    "keep_dropout",
    "layer_norm",
    "leaky_relu",
    "linear",
    "local_response_norm",
    "log_softmax",
    "logsigmoid",
    "lp_pool1d",
    "lp_pool2d",
    "lp_pool3d",
    "lstm",
    "lstm_cell",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "max_unpool1d",
    "max_unpool2d",
    "max_unpool3d",
    "mish",
    "normalize",
    "one_hot",
    "pad",
    "pairwise_distance",
    "patches",
    "pdist",
    "pixel_shuffle",
    "pixel_unshuffle",
    "prelu",
    "relu",
    "relu6",
    "resized_positions",
    "rms_norm",
    "rnn",
    "rnn_cell",
    "rotary",
    "rrelu",
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
    "unfold",
    "unit_step",
]
