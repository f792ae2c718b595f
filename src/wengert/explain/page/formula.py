r"""Formulas for the page: LaTeX in which every quantity is a place, so that symbols or numbers can be put in.

Knows how operations are set as mathematics. Knows no list: which quantity stands at which place is told by its mark.
"""

from __future__ import annotations

from wengert.explain.forms.latex import math
from wengert.trace.expression import ATOM, COMPARISON, MATRIX, POWER, PREFIX, PRODUCT, SUM, Expression

LONGEST = 400  # characters of LaTeX; a longer formula is not written out
_INFIX = {
    "+": (SUM, "+"), "−": (SUM, "-"), "@": (MATRIX, r"\,"), "·": (PRODUCT, r"\cdot"), "⊗": (PRODUCT, r"\otimes"),
    "⊙": (PRODUCT, r"\odot"), "∗": (PRODUCT, r"\ast"), "==": (COMPARISON, "="), "≠": (COMPARISON, r"\ne"),
    "<": (COMPARISON, "<"), ">": (COMPARISON, ">"), "≤": (COMPARISON, r"\le"), "≥": (COMPARISON, r"\ge"),
}  # fmt: skip
_NAMED = {name: rf"\{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "max", "min")} | {
    "σ": r"\sigma",
    "Σ": r"\sum",
    "Π": r"\prod",
    "spread": "",
    "log1p": r"\operatorname{log1p}",
}
_AROUND = {"√": (r"\sqrt{", "}"), "∛": (r"\sqrt[3]{", "}"), "|·|": (r"\left|", r"\right|"),
           "‖·‖": (r"\left\Vert ", r"\right\Vert "), "⌊·⌋": (r"\lfloor ", r"\rfloor "),
           "⌈·⌉": (r"\lceil ", r"\rceil ")}  # fmt: skip


def value_mark(k: int) -> str:
    """The place of the value of quantity `k`."""
    return f"⟦{k}⟧"


def adjoint_mark(k: int) -> str:
    """The place of the derivative of the result by quantity `k`."""
    return f"⟦d{k}⟧"


def template(e: Expression, level: int = COMPARISON) -> str:
    r"""An expression over marks as LaTeX.

    Args:
        e: The expression; its names are marks.
        level: How tightly the place binds where it stands. A mark gets `!` where a negative number wants brackets.

    Returns:
        LaTeX with marks.

    Example:
        >>> half = Expression(kind="divide", symbol="/", args=(Expression("⟦0⟧"), Expression("2")))
        >>> print(template(Expression(kind="multiply", symbol="·", args=(half, Expression("⟦d1⟧")))))
        \frac{⟦0⟧}{2} \cdot ⟦d1!⟧
    """
    text, own = _set(e, level)
    return text if own >= level else rf"\left({text}\right)"


def _set(e: Expression, level: int) -> tuple[str, int]:
    if e.text:
        return _name(e.text, level)
    if len(e.args) == 2 and not e.options:
        if e.symbol == "^":
            return f"{template(e.args[0], ATOM)}^{{{template(e.args[1])}}}", POWER
        if e.symbol == "/":
            return rf"\frac{{{template(e.args[0])}}}{{{template(e.args[1])}}}", POWER
        if e.symbol in _INFIX:
            return _infix(e)
    if e.kind == "affine" and len(e.args) == 3:
        x, weight, bias = e.args
        return rf"{template(x, PRODUCT)} \, {template(weight, ATOM)}^{{\top}} + {template(bias, SUM)}", SUM
    if e.kind == "where" and len(e.args) == 3:
        condition, x, y = map(template, e.args)
        return rf"\begin{{cases}}{x} & {condition}\\{y} & \text{{else}}\end{{cases}}", ATOM
    if len(e.args) == 1:
        return _one(e, e.args[0])
    return _call(e)


def _name(text: str, level: int) -> tuple[str, int]:
    if text.startswith("⟦"):
        return (text.replace("⟧", "!⟧") if level > SUM else text), ATOM
    return math(text), SUM if text.startswith("−") or " " in text else ATOM


def _infix(e: Expression) -> tuple[str, int]:
    level, sign = _INFIX[e.symbol]
    left, right = e.args
    tighter = PREFIX if e.symbol == "@" else level + 1
    if level == PRODUCT:
        tighter = PRODUCT
    if e.symbol == "+" and right.symbol in "+−" and not right.text and len(right.args) == 2:
        tighter = SUM
    return f"{template(left, level)} {sign} {template(right, tighter)}", level


def _one(e: Expression, x: Expression) -> tuple[str, int]:
    options = dict(e.options)
    if e.symbol == "−":
        return f"-{template(x, PREFIX)}", SUM
    if e.symbol == "sq":
        return f"{template(x, ATOM)}^{{2}}", POWER
    if e.symbol == "1/":
        return rf"\frac{{1}}{{{template(x)}}}", POWER
    if e.symbol == "ᵀ" or e.kind in ("permute_dims", "matrix_transpose"):
        return rf"{template(x, ATOM)}^{{\top}}", POWER
    if e.kind == "pick":
        return f"{template(x, ATOM)}_{{[{options.get('index', '')}]}}", ATOM
    if e.symbol in _AROUND:
        before, after = _AROUND[e.symbol]
        return f"{before}{template(x)}{after}", ATOM
    if e.symbol == "spread" or e.kind in ("reshape", "astype", "broadcast_to"):
        return _set(x, COMPARISON)
    if e.kind in ("sum", "sum_to", "prod"):
        return f"{_NAMED[e.symbol]} {template(x, PRODUCT)}", PREFIX
    if e.symbol in _NAMED:
        return rf"{_NAMED[e.symbol]}\!\left({template(x)}\right)", ATOM
    if e.symbol.endswith("(·)"):
        name = e.symbol.removesuffix("(·)")
        return rf"{_NAMED.get(name) or math(name)}\!\left({template(x)}\right)", ATOM
    if len(e.symbol) > 1 and "·" in e.symbol:
        before, after = e.symbol.split("·", 1)
        return f"{math(before)}{template(x)}{math(after)}", ATOM
    return _call(e)


def _call(e: Expression) -> tuple[str, int]:
    name = (e.kind or e.symbol).replace("_", r"\_")
    return rf"\operatorname{{{name}}}\!\left({', '.join(map(template, e.args))}\right)", ATOM
