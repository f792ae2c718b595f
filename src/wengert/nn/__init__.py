"""Networks: modules, layers by family, initial values, whole models. Names and layouts are PyTorch's.

Knows operations and random numbers. Knows no loss, no optimizer and no data.
"""

from wengert.nn import functional, init, models
from wengert.nn.activation import (
    CELU,
    ELU,
    GEGLU,
    GELU,
    GLU,
    SELU,
    Hardshrink,
    Hardsigmoid,
    Hardswish,
    Hardtanh,
    Heaviside,
    Identity,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    Mish,
    PReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    SiLU,
    Softmax,
    Softmin,
    Softplus,
    Softshrink,
    Softsign,
    SwiGLU,
    Tanh,
    Tanhshrink,
    Threshold,
)
from wengert.nn.attention import MultiheadAttention
from wengert.nn.batchnorm import BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d
from wengert.nn.containers import ModuleList, Sequential
from wengert.nn.linear import Linear
from wengert.nn.models import mlp
from wengert.nn.module import Module
from wengert.nn.normalization import GroupNorm, LayerNorm, LocalResponseNorm, RMSNorm
from wengert.nn.parameter import Buffer, Parameter
from wengert.nn.regularization import Dropout, StochasticDepth
from wengert.nn.shape import Flatten
from wengert.nn.transformer import Transformer
from wengert.nn.transformer_decoder import TransformerDecoder, TransformerDecoderLayer
from wengert.nn.transformer_encoder import TransformerEncoder, TransformerEncoderLayer

__all__ = [
    "CELU",
    "ELU",
    "GEGLU",
    "GELU",
    "GLU",
    "SELU",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Buffer",
    "Dropout",
    "Flatten",
    "GroupNorm",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "Heaviside",
    "Identity",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "LayerNorm",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "Module",
    "ModuleList",
    "MultiheadAttention",
    "PReLU",
    "Parameter",
    "RMSNorm",
    "ReLU",
    "ReLU6",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "StochasticDepth",
    "SwiGLU",
    "Tanh",
    "Tanhshrink",
    "Threshold",
    "Transformer",
    "TransformerDecoder",
    "TransformerDecoderLayer",
    "TransformerEncoder",
    "TransformerEncoderLayer",
    "functional",
    "init",
    "mlp",
    "models",
]
