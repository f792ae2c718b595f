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
    cumulative,
    determinants,
    diagonals,
    dtype,
    elementwise,
    indexing,
    joining,
    linalg,
    matrices,
    methods,
    movement,
    norms,
    ordering,
    products,
    reduction,
    repeating,
    rounding,
    selection,
    shape,
    special,
    triangles,
    trigonometric,
    updating,
)
from wengert.primitive import Primitive
from wengert.tensor import Tensor

BINARY: dict[str, Primitive] = {
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "truediv": arithmetic.divide,
    "pow": arithmetic.power,
    "matmul": matrices.matmul,
    "floordiv": rounding.floor_divide,
    "mod": rounding.remainder,
    "and": comparison.bitwise_and,
    "or": comparison.bitwise_or,
    "xor": comparison.bitwise_xor,
    "lshift": comparison.bitwise_left_shift,
    "rshift": comparison.bitwise_right_shift,
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
    "norm": norms.vector_norm,
    "outer": products.outer,
    "inverse": linalg.inv,
    "det": determinants.det,
    "relu": selection.relu,
    "clip": selection.clip,
    "clamp": selection.clip,
    "sqrt": arithmetic.sqrt,
    "square": arithmetic.square,
    "pow": arithmetic.power,
    "sum": reduction.sum,
    "mean": reduction.mean,
    "conj": dtype.conj,
    "astype": dtype.astype,
    "all": reduction.all,
    "any": reduction.any,
    "prod": reduction.prod,
    "max": reduction.max,
    "amax": reduction.max,
    "min": reduction.min,
    "amin": reduction.min,
    "var": reduction.var,
    "std": reduction.std,
    "logsumexp": reduction.logsumexp,
    "count_nonzero": reduction.count_nonzero,
    "argmax": reduction.argmax,
    "argmin": reduction.argmin,
    "sort": ordering.sort,
    "argsort": ordering.argsort,
    "topk": ordering.top_k,
    "nonzero": ordering.nonzero,
    "median": ordering.median,
    "quantile": ordering.quantile,
    "cumsum": cumulative.cumulative_sum,
    "cumprod": cumulative.cumulative_prod,
    "cummax": cumulative.cumulative_max,
    "cummin": cumulative.cumulative_min,
    "logcumsumexp": cumulative.logcumsumexp,
    "diff": cumulative.diff,
    "reshape": methods.view,
    "view": methods.view,
    "view_as": methods.view_as,
    "reshape_as": methods.view_as,
    "permute": methods.permute,
    "transpose": methods.transpose,
    "swapaxes": shape.swapaxes,
    "moveaxis": shape.moveaxis,
    "movedim": shape.moveaxis,
    "expand": methods.expand,
    "expand_as": methods.expand_as,
    "broadcast_to": shape.broadcast_to,
    "unsqueeze": shape.expand_dims,
    "squeeze": shape.squeeze,
    "flatten": shape.flatten,
    "unflatten": shape.unflatten,
    "ravel": shape.ravel,
    "flip": movement.flip,
    "roll": movement.roll,
    "rot90": movement.rot90,
    "tile": repeating.tile,
    "repeat_interleave": repeating.repeat,
    "chunk": methods.chunk,
    "unbind": joining.unstack,
    "tril": triangles.tril,
    "triu": triangles.triu,
    "diag": triangles.diag,
    "diagonal": diagonals.diagonal,
    "trace": diagonals.trace,
    "take": indexing.take,
    "take_along_dim": indexing.take_along_axis,
    "take_along_axis": indexing.take_along_axis,
    "gather": methods.gather,
    "index_select": methods.index_select,
    "index_add": updating.index_add,
    "masked_fill": methods.masked_fill,
    "masked_select": indexing.getitem,
    "narrow": methods.narrow,
    "select": methods.select,
    "clone": methods.clone,
    "contiguous": methods.contiguous,
    "detach": dtype.stop_gradient,
    "to": methods.to,
    "dim": methods.dim,
    "numel": methods.numel,
    "floor": rounding.floor,
    "ceil": rounding.ceil,
    "trunc": rounding.trunc,
    "round": rounding.round,
    "sign": rounding.sign,
    "isnan": comparison.isnan,
    "isinf": comparison.isinf,
    "isfinite": comparison.isfinite,
    "isclose": comparison.isclose,
    "allclose": comparison.allclose,
    "logical_and": comparison.logical_and,
    "logical_or": comparison.logical_or,
    "logical_xor": comparison.logical_xor,
    "logical_not": comparison.logical_not,
    "eq": comparison.equal,
    "ne": comparison.not_equal,
    "lt": comparison.less,
    "le": comparison.less_equal,
    "gt": comparison.greater,
    "ge": comparison.greater_equal,
    "neg": arithmetic.negative,
    "add": arithmetic.add,
    "sub": arithmetic.subtract,
    "mul": arithmetic.multiply,
    "div": arithmetic.divide,
    "maximum": selection.maximum,
    "minimum": selection.minimum,
    "remainder": rounding.remainder,
    "floor_divide": rounding.floor_divide,
    "matmul": matrices.matmul,
    "__neg__": arithmetic.negative,
    "__invert__": comparison.bitwise_invert,
    "__round__": rounding.round,
    "__floor__": rounding.floor,
    "__ceil__": rounding.ceil,
    "__trunc__": rounding.trunc,
    "__getitem__": indexing.getitem,
    "__setitem__": methods.set_item,
    "__iter__": methods.rows,
    "__reversed__": methods.backwards,
    "__contains__": methods.contains,
}
PROPERTIES: dict[str, Callable[..., Any]] = {
    "T": methods.reversed_axes,
    "mT": matrices.matrix_transpose,
    "H": matrices.adjoint,
    "real": dtype.real,
    "imag": dtype.imag,
    "at": updating.Places,
}
# NumPy and the array API say `axis`; PyTorch says `dim`.
SYNONYMS = {"dim": "axis", "dims": "axis", "keepdim": "keepdims", "shifts": "shift"}


def _forward(operation: Primitive) -> Callable[[Tensor, Any], Any]:
    return lambda self, other: operation.apply(self, other)


def _reflected(operation: Primitive) -> Callable[[Tensor, Any], Any]:
    return lambda self, other: operation.apply(other, self)


def _method(operation: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Tensor, *args: Any, **params: Any) -> Any:
        return operation(self, *args, **(_renamed(params) if params else params))

    method.__doc__ = operation.__doc__
    method.__name__ = operation.__name__
    return method


def _renamed(params: dict[str, Any]) -> dict[str, Any]:
    """Keywords in the array API's words; lists of axes as tuples, because static parameters do not change."""
    return {
        SYNONYMS.get(k, k): tuple(v) if k in ("dim", "dims", "axis") and type(v) is list else v
        for k, v in params.items()
    }


def _without_example(text: str) -> str:
    """A docstring up to its example, which runs where its names are known and not as part of Tensor."""
    return text.partition("\n\n    Example:")[0]


def install() -> None:
    """Put the table on Tensor."""
    for name, operation in BINARY.items():
        setattr(Tensor, f"__{name}__", _forward(operation))
        setattr(Tensor, f"__r{name}__", _reflected(operation))
    for name, operation in COMPARISONS.items():
        setattr(Tensor, f"__{name}__", _forward(operation))
    for name, operation in METHODS.items():
        setattr(Tensor, name, _method(operation))
    for name, operation in PROPERTIES.items():
        setattr(Tensor, name, property(operation, doc=_without_example(operation.__doc__ or "")))


install()
