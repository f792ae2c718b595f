"""Transforms: functions of functions, each made of sweeps over the list that the function writes.

Knows sweeps. Knows no network, no loss, no optimizer.
"""

from wengert.transforms.dynamic import gradients
from wengert.transforms.forward import jvp, linearize
from wengert.transforms.gradcheck import gradcheck
from wengert.transforms.recording import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from wengert.transforms.reverse import grad, value_and_grad, vjp
from wengert.transforms.subdifferential import subdifferential

__all__ = [
    "enable_grad",
    "grad",
    "gradcheck",
    "gradients",
    "is_grad_enabled",
    "jvp",
    "linearize",
    "no_grad",
    "set_grad_enabled",
    "subdifferential",
    "value_and_grad",
    "vjp",
]
