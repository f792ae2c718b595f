"""Networks: modules, layers by family, initial values, whole models. Names and layouts are PyTorch's.

Knows operations and random numbers. Knows no loss, no optimizer and no data.
"""

from wengert.nn import functional, init, models
from wengert.nn.activation import GELU, Identity, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh
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

__all__ = [
    "GELU",
    "BatchNorm1d",
    "BatchNorm2d",
    "BatchNorm3d",
    "Buffer",
    "Dropout",
    "Flatten",
    "GroupNorm",
    "Identity",
    "InstanceNorm1d",
    "InstanceNorm2d",
    "InstanceNorm3d",
    "LayerNorm",
    "Linear",
    "LocalResponseNorm",
    "LogSoftmax",
    "Module",
    "ModuleList",
    "MultiheadAttention",
    "Parameter",
    "RMSNorm",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softplus",
    "StochasticDepth",
    "Tanh",
    "functional",
    "init",
    "mlp",
    "models",
]
