"""The operations: primitives by family, and what is composed of them.

Knows mathematics: each primitive with its rules, its source and its samples. Knows no sweep, no network.
"""

import wengert.ops.operators
from wengert.ops.arithmetic import (
    abs,
    add,
    cbrt,
    copysign,
    divide,
    hypot,
    multiply,
    negative,
    positive,
    power,
    reciprocal,
    sqrt,
    square,
    subtract,
)
from wengert.ops.comparison import equal, greater, greater_equal, less, less_equal, not_equal
from wengert.ops.dtype import astype, conj
from wengert.ops.elementwise import exp, exp2, expm1, log, log1p, log2, log10
from wengert.ops.linalg import matmul, matrix_transpose
from wengert.ops.reduction import mean, sum
from wengert.ops.selection import maximum, minimum, relu, where
from wengert.ops.shape import broadcast_to, permute_dims, reshape
from wengert.ops.trigonometric import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    sin,
    sinh,
    tan,
    tanh,
)

__all__ = [
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "astype",
    "atan",
    "atan2",
    "atanh",
    "broadcast_to",
    "cbrt",
    "conj",
    "copysign",
    "cos",
    "cosh",
    "divide",
    "equal",
    "exp",
    "exp2",
    "expm1",
    "greater",
    "greater_equal",
    "hypot",
    "less",
    "less_equal",
    "log",
    "log10",
    "log1p",
    "log2",
    "matmul",
    "matrix_transpose",
    "maximum",
    "mean",
    "minimum",
    "multiply",
    "negative",
    "not_equal",
    "permute_dims",
    "positive",
    "power",
    "reciprocal",
    "relu",
    "reshape",
    "sin",
    "sinh",
    "sqrt",
    "square",
    "subtract",
    "sum",
    "tan",
    "tanh",
    "where",
]
