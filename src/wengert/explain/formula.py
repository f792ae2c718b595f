"""Formulas as people write them: products told apart, numbers folded, indicator brackets; and with numbers put in.

Knows how to rewrite expressions that were observed while rules ran. Knows the derivative of no operation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from wengert.trace.expression import Expression
from wengert.trace.notation import number

_COMPARISONS = ("==", "≠", "<", ">", "≤", "≥")
_HANDED_ON = ("broadcast_to", "reshape", "astype", "alias", "positive", "expand_dims", "squeeze")
_TOTALS = ("sum", "sum_to", "mean")


def leaf(symbol: str, shape: tuple[int, ...] | None = None) -> Expression:
    """A quantity by its symbol."""
    return Expression(symbol, shape=shape)


def operation(symbol: str, *args: Expression, shape: tuple[int, ...] | None = None) -> Expression:
    """An operation of people's notation on expressions.

    Example:
        >>> from wengert.trace.expression import write
        >>> write(operation("+", operation("·", leaf("W₁"), leaf("x")), leaf("b₁")))
        'W₁ · x + b₁'
    """
    return Expression("", symbol, symbol, args, (), shape)


def transposed(e: Expression) -> Expression:
    """The expression with ᵀ behind it."""
    shape = None if e.shape is None else e.shape[::-1]
    return Expression("", "permute_dims", "ᵀ", (e,), (("axes", (1, 0)),), shape)


def function(name: str, e: Expression) -> Expression:
    """A function of one expression, with brackets: φ′(z₁)."""
    return Expression("", name, name + "(·)", (e,), (), e.shape)


def plus(*terms: Expression) -> Expression:
    """A sum."""
    total, *rest = terms
    for term in rest:
        total = operation("+", total, term, shape=total.shape)
    return total


def times(*factors: Expression) -> Expression:
    """A product; Hadamard's ⊙ where two arrays meet."""
    total, *rest = factors
    for factor in rest:
        arrays = _size(total) != 1 and _size(factor) != 1
        shape = factor.shape if _size(total) == 1 else total.shape
        total = operation("⊙" if arrays else "·", total, factor, shape=shape)
    return total


def _size(e: Expression) -> int:
    return math.prod(e.shape) if e.shape is not None else 1


def numeral(e: Expression) -> float | None:
    """The number that an expression is; None when it is none.

    Example:
        >>> numeral(leaf("−0.5")), numeral(leaf("z₁"))
        (-0.5, None)
    """
    try:
        return float(e.text.replace("−", "-")) if e.text else None
    except ValueError:
        return None


def people(e: Expression) -> Expression:
    """The same value in people's notation: no casts and copies, numbers multiplied out, 1[x > 0] for a comparison.

    Example:
        >>> from wengert.trace.expression import write
        >>> half = operation("·", leaf("0.5"), operation("·", leaf("2"), leaf("v₇")))
        >>> write(people(half)), write(people(operation(">", leaf("z₁"), leaf("0"))))
        ('v₇', '1[z₁ > 0]')
    """
    return _rounded(_folded(e))


def _rounded(e: Expression) -> Expression:
    """Numbers as they are written: digits are cut once, when all of them are multiplied."""
    if e.text:
        n = numeral(e)
        return e if n is None else replace(e, text=number(n))
    return replace(e, args=tuple(_rounded(a) for a in e.args))


def _folded(e: Expression) -> Expression:
    if e.text:
        return e
    if e.kind == "indicator":
        return replace(e, args=tuple(replace(a, args=tuple(map(_folded, a.args))) for a in e.args))
    args = tuple(_folded(a) for a in e.args)
    if e.kind == "pick" and dict(e.options).get("index") == 0:
        return args[0]
    if (e.kind in _HANDED_ON or e.symbol == "spread") and args:
        return replace(args[0], shape=e.shape)
    if e.kind in _TOTALS and len(args) == 1 and (_size(args[0]) == 1 or numeral(args[0]) == 0):
        return replace(args[0], shape=e.shape)
    if e.symbol in _COMPARISONS:
        return Expression("", "indicator", "1[·]", (replace(e, args=args),), (), e.shape)
    if e.symbol in ("·", "⊙") and len(args) == 2:
        return _product(args, e.shape)
    if e.symbol == "−" and len(args) == 1:
        return _product((leaf("−1"), *args), e.shape)
    if e.symbol == "+" and len(args) == 2:
        return _sum(replace(e, args=args))
    if e.symbol == "/" and len(args) == 2:
        return _quotient(replace(e, args=args))
    if len(args) == 1 and not e.options and e.symbol[:1].isalpha() and e.symbol not in ("Σ", "sq", "ᵀ"):
        return replace(e, symbol=f"{e.symbol}(·)" if "·" not in e.symbol else e.symbol, args=args)
    return replace(e, args=args)


def _factors(e: Expression) -> tuple[Expression, ...]:
    if e.text or e.symbol not in ("·", "⊙") or len(e.args) != 2:
        return (leaf("−1"), *_factors(e.args[0])) if e.symbol == "−" and len(e.args) == 1 else (e,)
    return (*_factors(e.args[0]), *_factors(e.args[1]))


def _product(args: tuple[Expression, ...], shape: tuple[int, ...] | None) -> Expression:
    factors = [f for a in args for f in _factors(a)]
    coefficient = 1.0
    rest = []
    for f in factors:
        n = numeral(f)
        coefficient *= 1.0 if n is None else n
        rest += [f] if n is None else []
    if not rest or coefficient == 0:
        return replace(_constant(coefficient), shape=shape)
    product = rest[0] if len(rest) == 1 else times(*rest)
    if coefficient == -1:
        return Expression("", "negative", "−", (product,), (), shape)
    if coefficient == 1:
        return replace(product, shape=shape)
    return times(_constant(coefficient), *rest)


def _constant(x: float) -> Expression:
    """A number with all of its digits."""
    return leaf(repr(x).replace("-", "−"))


def _sum(e: Expression) -> Expression:
    """A sum without zeros, equal terms taken together."""
    terms = [a for a in e.args if numeral(a) != 0]
    if not terms:
        return replace(e.args[0], shape=e.shape)
    if len(terms) == 1:
        return replace(terms[0], shape=e.shape)
    return _product((leaf("2"), terms[0]), e.shape) if terms[0] == terms[1] else e


def _quotient(e: Expression) -> Expression:
    above, below = e.args
    n, d = numeral(above), numeral(below)
    if d == 1:
        return replace(above, shape=e.shape)
    if n is not None and d:
        return replace(_constant(n / d), shape=e.shape)
    return e


def leaves(e: Expression) -> list[str]:
    """The names in an expression, each once, in the order of reading; numbers are no names.

    Example:
        >>> leaves(operation("·", leaf("a"), operation("+", leaf("1"), leaf("a"))))
        ['a']
    """
    if e.text:
        return [] if numeral(e) is not None else [e.text]
    return list(dict.fromkeys(name for a in e.args for name in leaves(a)))


def put(e: Expression, found: Mapping[str, Expression]) -> Expression:
    """The expression with names replaced by expressions.

    Example:
        >>> from wengert.trace.expression import write
        >>> write(put(operation("·", leaf("w"), leaf("x")), {"x": leaf("−2")}))
        'w · (−2)'
    """
    if e.text:
        new = found.get(e.text)
        return e if new is None else replace(new, shape=e.shape if e.shape is not None else new.shape)
    args = tuple(put(a, found) for a in e.args)
    return args[0] if e.symbol == "ᵀ" and numeral(args[0]) is not None else replace(e, args=args)
