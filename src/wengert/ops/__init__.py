"""The operations: primitives by family, and what is composed of them.

Knows mathematics: each primitive with its rules, its source and its samples. Knows no sweep, no network.
"""

import wengert.ops.operators
from wengert.ops.arithmetic import add, divide, multiply, negative, power, reciprocal, sqrt, square, subtract
from wengert.ops.comparison import equal, greater, greater_equal, less, less_equal, not_equal
from wengert.ops.dtype import astype, conj
from wengert.ops.elementwise import cos, exp, log, sin, tanh
from wengert.ops.linalg import matmul, matrix_transpose
from wengert.ops.reduction import mean, sum
from wengert.ops.selection import maximum, minimum, relu, where
from wengert.ops.shape import broadcast_to, permute_dims, reshape

__all__ = [
    "add",
    "astype",
    "broadcast_to",
    "conj",
    "cos",
    "divide",
    "equal",
    "exp",
    "greater",
    "greater_equal",
    "less",
    "less_equal",
    "log",
    "matmul",
    "matrix_transpose",
    "maximum",
    "mean",
    "minimum",
    "multiply",
    "negative",
    "not_equal",
    "permute_dims",
    "power",
    "reciprocal",
    "relu",
    "reshape",
    "sin",
    "sqrt",
    "square",
    "subtract",
    "sum",
    "tanh",
    "where",
]
