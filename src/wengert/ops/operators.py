"""The operators of Tensor: one table from Python's notation and method names to operations.

Knows which operation stands behind `+`, `@`, `x.sum()`. Holds no mathematics.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wengert.ops import (
    arithmetic,
    comparison,
    composite,
    dtype,
    elementwise,
    linalg,
    reduction,
    selection,
    shape,
    special,
    trigonometric,
)
from wengert.primitive import Primitive
from wengert.tensor import Tensor

BINARY: dict[str, Primitive] = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.divide,
    "pow": arithmetic.power,
    "matmul": linalg.matmul,
}
COMPARISONS: dict[str, Primitive] = {
    "eq": comparison.equal,
    "ne": comparison.not_equal,
    "lt": comparison.less,
    "le": comparison.less_equal,
    "gt": comparison.greater,
    "ge": comparison.greater_equal,
}
METHODS: dict[str, Callable[..., Any]] = {
    "exp": elementwise.exp,
    "log": elementwise.log,
    "sin": trigonometric.sin,
    "cos": trigonometric.cos,
    "tanh": trigonometric.tanh,
    "__abs__": arithmetic.abs,
    "__pos__": arithmetic.positive,
    "abs": arithmetic.abs,
    "reciprocal": arithmetic.reciprocal,
    "log1p": elementwise.log1p,
    "expm1": elementwise.expm1,
    "log2": elementwise.log2,
    "log10": elementwise.log10,
    "tan": trigonometric.tan,
    "asin": trigonometric.asin,
    "acos": trigonometric.acos,
    "atan": trigonometric.atan,
    "sinh": trigonometric.sinh,
    "cosh": trigonometric.cosh,
    "asinh": trigonometric.asinh,
    "acosh": trigonometric.acosh,
    "atanh": trigonometric.atanh,
    "sigmoid": composite.sigmoid,
    "softplus": composite.softplus,
    "log_sigmoid": composite.log_sigmoid,
    "softmax": composite.softmax,
    "log_softmax": composite.log_softmax,
    "gelu": composite.gelu,
    "silu": composite.silu,
    "erf": special.erf,
    "erfc": special.erfc,
    "erfinv": special.erfinv,
    "digamma": special.digamma,
    "lgamma": special.gammaln,
    "relu": selection.relu,
    "sqrt": arithmetic.sqrt,
    "square": arithmetic.square,
    "pow": arithmetic.power,
    "sum": reduction.sum,
    "mean": reduction.mean,
    "conj": dtype.conj,
    "astype": dtype.astype,
}


def _forward(operation: Primitive) -> Callable[[Tensor, Any], Any]:
    return lambda self, other: operation.binary(self, other)


def _reflected(operation: Primitive) -> Callable[[Tensor, Any], Any]:
    return lambda self, other: operation.binary(other, self)


def _method(operation: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Tensor, *args: Any, **params: Any) -> Any:
        return operation(self, *args, **params)

    method.__doc__ = operation.__doc__
    method.__name__ = operation.__name__
    return method


def install() -> None:
    """Put the table on Tensor."""
    for name, operation in BINARY.items():
        setattr(Tensor, f"__{name}__", _forward(operation))
        setattr(Tensor, f"__r{name}__", _reflected(operation))
    for name, operation in COMPARISONS.items():
        setattr(Tensor, f"__{name}__", _forward(operation))
    for name, operation in METHODS.items():
        setattr(Tensor, name, _method(operation))
    Tensor.__neg__ = lambda self: arithmetic.negative(self)


install()
