"""Wengert: record a program as a list of elementary steps; everything else reads that list.

Data's way: array -> tensor -> primitive -> ops -> trace -> transforms -> compile -> nn, losses -> optim -> data -> train.
"""

from wengert import data, losses, nn, ops, optim, random
from wengert.compile import compile
from wengert.ops import *  # noqa: F403 (the operations are the library's own words; ops.__all__ is curated)
from wengert.random import manual_seed
from wengert.tensor import Tensor, tensor
from wengert.trace import Trace, Variable, find_nonfinite, name, straight_line, trace
from wengert.transforms import (
    enable_grad,
    grad,
    gradcheck,
    gradients,
    hessian,
    hvp,
    is_grad_enabled,
    jacfwd,
    jacobian,
    jacrev,
    jvp,
    linearize,
    no_grad,
    set_grad_enabled,
    subdifferential,
    value_and_grad,
    vjp,
    vmap,
)

__version__ = "0.1.0"
__all__ = [
    "Tensor",
    "Trace",
    "Variable",
    "compile",
    "data",
    "enable_grad",
    "find_nonfinite",
    "grad",
    "gradcheck",
    "gradients",
    "hessian",
    "hvp",
    "is_grad_enabled",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linearize",
    "losses",
    "manual_seed",
    "name",
    "nn",
    "no_grad",
    "ops",
    "optim",
    "random",
    "set_grad_enabled",
    "straight_line",
    "subdifferential",
    "tensor",
    "trace",
    "value_and_grad",
    "vjp",
    "vmap",
    *ops.__all__,
]
