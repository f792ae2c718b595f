"""Transforms: functions of functions, each made of sweeps over the list that the function writes.

Knows sweeps. Knows no network, no loss, no optimizer.
"""

from wengert.transforms.checkpoint import checkpoint
from wengert.transforms.cond import cond
from wengert.transforms.custom import custom_jvp, custom_vjp
from wengert.transforms.dynamic import gradients
from wengert.transforms.forward import jvp, linearize
from wengert.transforms.gradcheck import gradcheck
from wengert.transforms.implicit import fixed_point, root
from wengert.transforms.jacobians import Jacobian, jacfwd, jacobian, jacrev
from wengert.transforms.recording import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from wengert.transforms.reverse import grad, value_and_grad, vjp
from wengert.transforms.scan import fori_loop, scan
from wengert.transforms.second import hessian, hvp
from wengert.transforms.subdifferential import subdifferential
from wengert.transforms.vmap import vmap
from wengert.transforms.while_loop import while_loop

__all__ = [
    "Jacobian",
    "checkpoint",
    "cond",
    "custom_jvp",
    "custom_vjp",
    "enable_grad",
    "fixed_point",
    "fori_loop",
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
    "no_grad",
    "root",
    "scan",
    "set_grad_enabled",
    "subdifferential",
    "value_and_grad",
    "vjp",
    "vmap",
    "while_loop",
]
