"""Transforms: functions of functions, each made of sweeps over the list that the function writes.

Knows sweeps. Knows no network, no loss, no optimizer.
"""

from wengert.transforms.forward import jvp, linearize
from wengert.transforms.gradcheck import gradcheck
from wengert.transforms.reverse import grad, value_and_grad, vjp
from wengert.transforms.subdifferential import subdifferential

__all__ = ["grad", "gradcheck", "jvp", "linearize", "subdifferential", "value_and_grad", "vjp"]
