"""Expressions: operations on names and numbers, written as people write them.

Knows symbols and how tightly they bind. Knows no tensor, no rule and the formula of no particular operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.primitive import Primitive
from wengert.trace.notation import number, superscript

# How tightly a piece of text binds.
COMPARISON, SUM, MATRIX, PRODUCT, PREFIX, POWER, ATOM = range(7)
_INFIX = (
    {"+": SUM, "−": SUM, "@": MATRIX} | dict.fromkeys("·/⊗⊙∗", PRODUCT) | dict.fromkeys(["==", *"≠<>≤≥"], COMPARISON)
)


@dataclass(frozen=True, slots=True)
class Expression:
    """A name, a number, or an operation applied to expressions.

    Args:
        text: The name or the number; empty for an operation.
        kind: The name of the operation.
        symbol: How people write the operation.
        args: What it is applied to.
        options: Its static arguments, as far as they differ from their defaults.
        shape: The shape of its value.
    """

    text: str = ""
    kind: str = ""
    symbol: str = ""
    args: tuple[Expression, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    shape: tuple[int, ...] | None = None


def literal(x: Any) -> Expression:
    """A raw constant: a number as it is, an array by its shape.

    Example:
        >>> write(literal(-1.0)), write(literal(np.ones((2, 3))))
        ('−1', 'constant(2, 3)')
    """
    shape = np.shape(x)
    return Expression(number(np.asarray(x)[()]) if shape == () else f"constant{shape}", shape=shape)


def applied(
    primitive: Primitive, args: tuple[Expression, ...], params: dict[str, Any], shape: tuple[int, ...] | None = None
) -> Expression:
    """An operation applied to expressions.

    Example:
        >>> import wengert as wg
        >>> write(applied(wg.sin, (Expression("x"),), {}))
        'sin x'
    """
    options = tuple((k, v) for k, v in params.items() if k not in primitive.defaults or v is not primitive.defaults[k])
    # A true minus sign; and a comparison that cannot be taken for a definition.
    symbol = {"-": "−", "=": "=="}.get(primitive.symbol, primitive.symbol)
    return Expression("", primitive.name, symbol, args, options, shape)


def write(expression: Expression) -> str:
    """An expression as text.

    Example:
        >>> total = Expression(kind="add", symbol="+", args=(Expression("u"), Expression("−1")))
        >>> write(Expression(kind="multiply", symbol="·", args=(Expression("w"), total)))
        'w · (u + (−1))'
    """
    return _write(expression)[0]


def bracketed(expression: Expression, level: int) -> str:
    """An expression as text, in brackets where it binds less tightly than `level`."""
    text, own = _write(expression)
    return text if own >= level else f"({text})"


def _write(e: Expression) -> tuple[str, int]:
    if e.text:
        loose = e.text.startswith("−") or (" " in e.text and not e.text.startswith("["))
        return e.text, SUM if loose else ATOM
    if len(e.args) == 2 and not e.options:
        if e.symbol == "^":
            return _power(*e.args)
        if e.symbol in _INFIX:
            return _infix(e.symbol, *e.args)
    if len(e.args) == 1 and (one := _one_argument(e, e.args[0])) is not None:
        return one
    options = [f"{k}={_option(v)}" for k, v in e.options]
    return f"{e.kind}({', '.join([*map(write, e.args), *options])})", ATOM


def _infix(symbol: str, left: Expression, right: Expression) -> tuple[str, int]:
    level = _INFIX[symbol]
    # On the right an equal operation needs no brackets where it is associative; a leading minus always does.
    tighter = PREFIX if symbol in "/@" else PRODUCT if level == PRODUCT else SUM + 1 if level == SUM else level + 1
    if symbol == "+" and right.symbol == "+":
        tighter = SUM
    return f"{bracketed(left, level)} {symbol} {bracketed(right, tighter)}", level


def _power(base: Expression, exponent: Expression) -> tuple[str, int]:
    digits = exponent.text.replace("−", "-")
    if digits.lstrip("-").isdigit():
        return bracketed(base, ATOM) + superscript(int(digits)), POWER
    return f"{bracketed(base, ATOM)}^{bracketed(exponent, ATOM)}", POWER


def _one_argument(e: Expression, x: Expression) -> tuple[str, int] | None:
    """`−x`, `x²`, `1 / x`, `xᵀ`, `x[0]`, `√x`, `|x|`, `sin x`; None where options must be shown."""
    if e.symbol == "−":
        return f"−{bracketed(x, PREFIX)}", SUM
    if e.symbol == "sq":
        return _power(x, Expression("2"))
    if e.symbol == "1/":
        return _infix("/", Expression("1"), x)
    if _is_transpose(e):
        return f"{bracketed(x, ATOM)}ᵀ", POWER
    if e.kind == "pick":
        return f"{bracketed(x, ATOM)}[{dict(e.options)['index']}]", ATOM
    if e.options:
        return None
    if len(e.symbol) > 1 and "·" in e.symbol:
        return e.symbol.replace("·", write(x)), ATOM
    text = bracketed(x, POWER)
    gap = "" if e.symbol in "√∛" or text.startswith("(") else " "
    return f"{e.symbol}{gap}{text}", PREFIX


def _option(x: Any) -> str:
    text = getattr(x, "__name__", None) or str(x)
    return text if len(text) <= 24 else f"<{type(x).__name__}>"


def _is_transpose(e: Expression) -> bool:
    """Whether a permutation only exchanges the last two axes."""
    axes = dict(e.options).get("axes") if e.kind == "permute_dims" else None
    if axes is None or len(axes) < 2:
        return False
    rank = len(axes)
    return tuple(a % rank for a in axes) == (*range(rank - 2), rank - 1, rank - 2)
