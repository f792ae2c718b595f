"""Wengert: record a program as a list of elementary steps; everything else reads that list.

Data's way: array -> tensor -> primitive -> ops -> trace -> transforms -> compile -> nn, losses -> optim -> data ->
train -> explain. The rooms from `nn` on are opened when they are first named (`wg.nn`, `from wengert import nn`): a
program that only differentiates does not wait for them.
"""

import importlib
import types
import typing

from wengert import ops, random
from wengert.compile import compile, shard
from wengert.ops import *  # noqa: F403 (the operations are the library's own words; ops.__all__ is curated)
from wengert.random import manual_seed
from wengert.tensor import Tensor, tensor
from wengert.trace import Trace, Variable, find_nonfinite, graph_nodes, graph_path, name, straight_line, trace
from wengert.transforms import (
    checkpoint,
    cond,
    custom_jvp,
    custom_vjp,
    enable_grad,
    fixed_point,
    fori_loop,
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
    root,
    scan,
    set_grad_enabled,
    subdifferential,
    value_and_grad,
    vjp,
    vmap,
    while_loop,
)

if typing.TYPE_CHECKING:
    from wengert import data, losses, nn, optim, train
    from wengert.explain import explain as explain

__version__ = "0.1.0"
__all__ = [
    "Tensor",
    "Trace",
    "Variable",
    "checkpoint",
    "compile",
    "cond",
    "custom_jvp",
    "custom_vjp",
    "data",
    "enable_grad",
    "explain",
    "find_nonfinite",
    "fixed_point",
    "fori_loop",
    "grad",
    "gradcheck",
    "gradients",
    "graph_nodes",
    "graph_path",
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
    "root",
    "scan",
    "set_grad_enabled",
    "shard",
    "straight_line",
    "subdifferential",
    "tensor",
    "trace",
    "train",
    "value_and_grad",
    "vjp",
    "vmap",
    "while_loop",
    *ops.__all__,
]

_ROOMS = frozenset(["data", "explain", "losses", "nn", "optim", "train"])


def __getattr__(name: str) -> types.ModuleType:
    """Open a room at its first mention; Python finds it as an attribute from then on."""
    if name in _ROOMS:
        return importlib.import_module(f"wengert.{name}")
    raise AttributeError(f"module 'wengert' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
