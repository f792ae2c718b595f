"""Activations as modules: functions applied to each element or along one axis.

Knows the operations behind the names, and what is known of each (`catalogue`). Derivatives are those of the operations.
"""

from wengert.nn.activation.exponential import CELU, ELU, SELU
from wengert.nn.activation.gated import GEGLU, GLU, SwiGLU
from wengert.nn.activation.hard import Hardshrink, Hardsigmoid, Hardswish, Softshrink
from wengert.nn.activation.normalized import LogSoftmax, Softmax, Softmax2d, Softmin
from wengert.nn.activation.plain import Heaviside, Identity
from wengert.nn.activation.rectifier import Hardtanh, LeakyReLU, PReLU, ReLU, ReLU6, RReLU, Threshold
from wengert.nn.activation.smooth import (
    GELU,
    LogSigmoid,
    Mish,
    Sigmoid,
    SiLU,
    Softplus,
    Softsign,
    Tanh,
    Tanhshrink,
)

__all__ = [
    "CELU",
    "ELU",
    "GEGLU",
    "GELU",
    "GLU",
    "SELU",
    "Hardshrink",
    "Hardsigmoid",
    "Hardswish",
    "Hardtanh",
    "Heaviside",
    "Identity",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "Mish",
    "PReLU",
    "RReLU",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmax2d",
    "Softmin",
    "Softplus",
    "Softshrink",
    "Softsign",
    "SwiGLU",
    "Tanh",
    "Tanhshrink",
    "Threshold",
]
