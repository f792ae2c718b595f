"""Initial values of parameters, each with its source.

Knows fans, gains and distributions. Functions that end in `_` rebind the value of a tensor and return the tensor.
"""

from wengert.nn.init.fans import GAINS, fans, gain
from wengert.nn.init.plain import constant_, normal_, ones_, trunc_normal_, uniform_, zeros_
from wengert.nn.init.scaled import (
    kaiming_normal_,
    kaiming_uniform_,
    lecun_normal_,
    lecun_uniform_,
    xavier_normal_,
    xavier_uniform_,
)
from wengert.nn.init.structured import dirac_, eye_, orthogonal_, sparse_

__all__ = [
    "GAINS",
    "constant_",
    "dirac_",
    "eye_",
    "fans",
    "gain",
    "kaiming_normal_",
    "kaiming_uniform_",
    "lecun_normal_",
    "lecun_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]
