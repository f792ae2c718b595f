"""Formulas in LaTeX with a mark for every quantity."""

import pytest

from wengert.explain.page.formula import adjoint_mark, template, value_mark
from wengert.primitive import PRIMITIVES
from wengert.trace.expression import Expression, applied, literal

X, Y, G = Expression(value_mark(0)), Expression(value_mark(1)), Expression(adjoint_mark(2))

ABOVE = applied(PRIMITIVES["greater"], (X, Y), {})


def made(name, *args):
    return template(applied(PRIMITIVES[name], args, {}))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (made("add", X, Y), "⟦0⟧ + ⟦1!⟧"),
        (made("subtract", X, applied(PRIMITIVES["add"], (X, Y), {})), r"⟦0⟧ - \left(⟦0⟧ + ⟦1!⟧\right)"),
        (made("add", X, applied(PRIMITIVES["subtract"], (X, Y), {})), "⟦0⟧ + ⟦0⟧ - ⟦1!⟧"),
        (made("multiply", X, literal(-1.0)), r"⟦0!⟧ \cdot \left(-1\right)"),
        (made("divide", X, Y), r"\frac{⟦0⟧}{⟦1⟧}"),
        (made("power", X, literal(2.0)), "⟦0!⟧^{2}"),
        (made("square", X), "⟦0!⟧^{2}"),
        (made("negative", X), "-⟦0!⟧"),
        (made("sqrt", X), r"\sqrt{⟦0⟧}"),
        (made("absolute", X), r"\left|⟦0⟧\right|"),
        (made("sin", X), r"\sin\!\left(⟦0⟧\right)"),
        (made("sigmoid", X), r"\sigma\!\left(⟦0⟧\right)"),
        (made("matmul", X, Y), r"⟦0!⟧ \, ⟦1!⟧"),
        (made("maximum", X, Y), r"\operatorname{maximum}\!\left(⟦0⟧, ⟦1⟧\right)"),
        (
            made("where", applied(PRIMITIVES["greater"], (X, Y), {}), X, Y),
            r"\begin{cases}⟦0⟧ & ⟦0⟧ > ⟦1⟧\\⟦1⟧ & \text{else}\end{cases}",
        ),
        (template(G), "⟦d2⟧"),
    ],
)
def test_operations_are_set_as_people_write_them(found, expected):
    assert found == expected


def test_an_affine_map_shows_its_transpose():
    e = Expression("", "affine", "affine", (X, Y, G))
    assert template(e) == r"⟦0!⟧ \, ⟦1!⟧^{\top} + ⟦d2⟧"
