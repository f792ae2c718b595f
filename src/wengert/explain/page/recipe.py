"""Recipes: what a step and its rules compute, as instructions that a browser can follow again on other numbers.

Knows how to watch a rule and to write down each operation in order. Whether a browser knows an operation is asked of
`OPERATIONS`; the script of the page has one function for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.explain.page.values import listed
from wengert.primitive import pick
from wengert.step import Step, observed
from wengert.tensor import Tensor
from wengert.trace.formula import Scribe

_ONE = (
    "absolute alias astype bounded_log cos cosh erf exp expm1 gelu hardsigmoid held leaky log log1p log_sigmoid "
    "logical_not modulus ndtr negative positive real_part real_sign reciprocal relu scaled_elu sigmoid silu sin sinh "
    "softplus sqrt square stop_gradient tan tanh"
)
_TWO = (
    "add copysign divide equal gap gated greater greater_equal heaviside less less_equal logical_and logical_or "
    "maximum minimum multiply not_equal power rectified shielded subtract where xlogy"
)
_SHAPES = "broadcast_to expand_dims permute_dims reshape squeeze sum_to"
_TOTALS = "log_softmax logsumexp max mean min prod softmax sum"
_PRODUCTS = "affine matmul vecdot"
_LOSSES = (
    "at_index huber indexed_cross_entropy log_cosh logistic_cross_entropy mean_square probability_cross_entropy "
    "softmax_cross_entropy"
)
OPERATIONS = frozenset(" ".join((_ONE, _TWO, _SHAPES, _TOTALS, _PRODUCTS, _LOSSES)).split())
_LARGEST = 4096  # elements of a constant

Instruction = list[Any]


class Unknown(Exception):
    """An operation that the script of the page does not know; the message is its name."""


def argument(x: Any) -> Any:
    """A constant of a recipe: a number as it is, an array with its shape.

    Raises:
        Unknown: It cannot be told.

    Example:
        >>> argument(2.0), argument(np.array([1.0, 2.0]))
        (2.0, {'shape': [2], 'data': [1.0, 2.0]})
    """
    array = np.asarray(x)
    if array.dtype.kind not in "fiub" or array.size > _LARGEST:
        raise Unknown(f"a constant of shape {array.shape} and dtype {array.dtype}")
    elements = listed(array)
    return elements[0] if array.ndim == 0 else {"shape": list(array.shape), "data": elements}


def options_of(params: dict[str, Any]) -> dict[str, Any]:
    """The static arguments of a step for JSON.

    Raises:
        Unknown: One of them has no form there.

    Example:
        >>> options_of({"axis": (0, 1), "dtype": np.dtype("float32"), "threshold": np.inf})
        {'axis': [0, 1], 'dtype': 'float32', 'threshold': 'inf'}
    """
    found = {}
    for name, x in params.items():
        if isinstance(x, np.dtype) or (isinstance(x, type) and issubclass(x, np.generic)):
            found[name] = str(np.dtype(x))
        elif isinstance(x, (tuple, list)) and all(isinstance(part, (int, np.integer)) for part in x):
            found[name] = [int(part) for part in x]
        elif isinstance(x, float):
            found[name] = listed(x)[0]
        elif x is None or isinstance(x, (bool, int, str)):
            found[name] = x
        else:
            raise Unknown(f"{name}={x!r}")
    return found


def instruction(step: Step, args: Sequence[Any], out: Any) -> Instruction:
    """One operation: its name, arguments, options, and whether its result is rounded to single precision.

    Raises:
        Unknown: The script does not know the operation.
    """
    name = step.primitive.name
    if name not in OPERATIONS or isinstance(out, tuple):
        raise Unknown(name)
    return [name, list(args), options_of(step.params), int(dtype_of(out) == np.float32)]


class Writer(Scribe):
    """Watches a rule and writes down its operations.

    Attributes:
        code: The instructions, in order; the result of number k is called `t` and k.
    """

    def __init__(self) -> None:
        super().__init__()
        self.code: list[Instruction] = []
        self.called: dict[Step, str] = {}
        self.known: dict[int, str] = {}

    def name(self, text: str, x: Any) -> Any:
        """A tensor with the value of `x` that goes by the name `text`."""
        x = np.asarray(x)[()] if isinstance(x, (int, float, complex)) else x
        step = Step(pick, (), {}, (), np.shape(x), dtype_of(x))
        self.called[step] = text
        return Tensor(x, step)

    def __call__(self, step: Step, args: Sequence[Any], out: Any) -> None:
        """Write one instruction."""
        self.code.append(instruction(step, [self.place(a) for a in args], out))
        self.called[step] = f"t{len(self.code) - 1}"
        self.alive.append(step)
        if isinstance(step.kept, Tensor):
            self.known[id(step.kept)] = self.called[step]

    def place(self, x: Any) -> Any:
        """What a value is called, or the value itself when it is a constant."""
        if not isinstance(x, Tensor):
            return argument(x)
        if x.step is None:
            return self.known[id(x)] if id(x) in self.known else argument(x.value)
        return self.called[x.step] if x.step in self.called else argument(x.value)


def recipe(rule: Callable[[Scribe], Sequence[Any]]) -> dict[str, Any]:
    """What a rule does, and which results it gives.

    Args:
        rule: Computes with tensors made by `writer.name`.

    Returns:
        `code`, the instructions, and `out`, a place or a constant for each result; None where nothing is given.

    Raises:
        Unknown: The rule applies an operation that the script does not know.

    Example:
        >>> recipe(lambda s: (s.name("d1", 3.0) * s.name("v0", 2.0),))
        {'code': [['multiply', ['d1', 'v0'], {}, 0]], 'out': ['t0']}
    """
    writer = Writer()
    with observed(writer), np.errstate(all="ignore"):
        out = rule(writer)
        places = [None if x is None else writer.place(x) for x in out]
    return {"code": writer.code, "out": places}
