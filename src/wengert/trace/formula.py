"""Formulas: what a rule does, as an expression over the names of the list.

Knows how to run a rule on named tensors, to watch which operations it applies, and to leave out what only serves the
machine. Knows the derivative of no operation: what is printed is what was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.primitive import Parts, pick
from wengert.step import Step, observed
from wengert.tensor import Tensor
from wengert.trace.expression import Expression, applied, literal


class Scribe:
    """Watches operations on named tensors and remembers the expression of every result."""

    def __init__(self) -> None:
        self.of_step: dict[Step, Expression] = {}
        self.of_tensor: dict[int, Expression] = {}
        self.alive: list[Any] = []  # tensors are told apart by identity, so none may be freed and its place taken

    def name(self, text: str, x: Any) -> Any:
        """A tensor with the value of `x` that goes by the name `text`."""
        x = np.asarray(x)[()] if isinstance(x, (int, float, complex)) else x
        step = Step(pick, (), {}, (), np.shape(x), dtype_of(x))
        self.of_step[step] = Expression(text, shape=np.shape(x))
        return Tensor(x, step)

    def __call__(self, step: Step, args: Sequence[Any], out: Any) -> None:
        """Remember what a step was made from."""
        made = applied(step.primitive, tuple(self.find(a) for a in args), step.params, step.shape)
        self.of_step[step] = made
        self.alive.append(step)
        if isinstance(step.kept, Tensor):
            self.of_tensor[id(step.kept)] = made

    def find(self, x: Any) -> Expression:
        """The expression of a value that a rule made or was given."""
        if not isinstance(x, Tensor):
            return literal(x)
        if x.step is None:
            return self.of_tensor.get(id(x)) or literal(x.value)
        found = self.of_step.get(x.step)
        if found is None:
            found = self.find(Tensor(x.value, x.step.inputs[0])) if x.step.inputs else literal(x.value)
            self.of_step[x.step] = found
        return found


def observe(rule: Callable[[Scribe], Any]) -> Any:
    """Run `rule(scribe)` under observation.

    Args:
        rule: Computes with tensors made by `scribe.name`.

    Returns:
        The expressions of what it returned, in its containers, simplified; None stays None.

    Example:
        >>> import wengert as wg
        >>> from wengert.trace.expression import write
        >>> write(observe(lambda s: s.name("g", 3.0) * (1 / s.name("x", 2.0))))
        'g / x'
    """
    scribe = Scribe()
    with observed(scribe), np.errstate(all="ignore"):
        out = rule(scribe)
    return _expressions(scribe, out)


def _expressions(scribe: Scribe, out: Any) -> Any:
    if isinstance(out, (tuple, list)):
        return tuple(_expressions(scribe, part) for part in out)
    if isinstance(out, Parts):
        return Parts({k: _expressions(scribe, part) for k, part in out.items()})
    return None if out is None else simplified(scribe.find(out))


def simplified(e: Expression) -> Expression:
    """The same value without what only serves the machine: casts, guards against 0 · ∞, axes of size one."""
    if e.text:
        return e
    if e.symbol == "·" and len(e.args) == 2:
        return _product(e, *map(_bare, e.args))
    if e.kind == "sum_to":
        return _sum(e, _bare(e.args[0]))
    args = tuple(simplified(a) for a in e.args)
    if e.kind in ("astype", "positive") or (e.kind == "reshape" and _only_units(e.shape, e.args[0].shape)):
        return args[0]
    if e.kind == "broadcast_to":
        return args[0] if args[0].shape == e.shape else replace(e, symbol="spread", args=args, options=())
    if e.kind == "power" and args[1].text == "1":
        return args[0]
    if e.symbol == "+" and len(args) == 2 and args[1].symbol == "−" and len(args[1].args) == 1:
        return replace(e, kind="subtract", symbol="−", args=(args[0], args[1].args[0]))
    return replace(e, args=args)


def _bare(e: Expression) -> Expression:
    """Simplified, but still with its own shape where that says row or column."""
    out = simplified(e)
    return replace(out, shape=e.shape)


def _product(e: Expression, left: Expression, right: Expression) -> Expression:
    if left.shape is not None and right.shape is not None and _is_outer(left.shape, right.shape):
        return Expression("", "outer", "⊗", (left, right), (), e.shape)
    if right.symbol == "1/":
        return replace(e, kind="divide", symbol="/", args=(left, right.args[0]))
    if right.symbol == "/" and right.args[0].text == "1":
        return replace(e, kind="divide", symbol="/", args=(left, right.args[1]))
    if left.text == "1" and right.shape == e.shape:
        return right
    if left.text and left == right:
        return replace(e, kind="square", symbol="sq", args=(left,))
    return replace(e, kind="multiply", args=(left, right))


def _sum(e: Expression, x: Expression) -> Expression:
    """A sum over broadcast axes; over the first axis of column · matrix it is a product with the transpose."""
    if e.args[0].shape == e.shape:
        return x
    column, matrix = x.args if x.symbol in ("·", "⊗") and len(x.args) == 2 else (x, x)
    shape = matrix.shape or ()
    if len(shape) == 2 and column.shape == (shape[0], 1) and e.shape == shape[1:]:
        transpose = Expression("", "permute_dims", "ᵀ", (matrix,), (("axes", (1, 0)),))
        return Expression("", "matmul", "@", (transpose, replace(column, shape=shape[:1])), (), e.shape)
    return replace(e, symbol="Σ", args=(x,), options=())


def _is_outer(left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    return len(left) == 2 and left[1] == 1 and right[-1:] > (1,) and (len(right) == 1 or right[:-1] == (1,))


def _only_units(a: tuple[int, ...] | None, b: tuple[int, ...] | None) -> bool:
    """Whether two shapes differ by axes of size one only."""
    return a is not None and b is not None and [n for n in a if n != 1] == [n for n in b if n != 1]
