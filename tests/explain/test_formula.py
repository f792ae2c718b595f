"""Expressions in people's notation say the same and say it shorter."""

import pytest

from wengert.explain.formula import (
    function,
    leaf,
    leaves,
    numeral,
    operation,
    people,
    plus,
    put,
    times,
    transposed,
)
from wengert.trace.expression import Expression, write

x, y = leaf("x", (3,)), leaf("y", (3,))


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (operation("·", leaf("0.5"), operation("·", leaf("2"), x)), "x"),
        (operation("·", leaf("−1"), x), "−x"),
        (operation("·", operation("−", x), operation("−", y), shape=(3,)), "x ⊙ y"),
        (operation("/", x, leaf("1")), "x"),
        (operation("/", leaf("1"), leaf("4")), "0.25"),
        (operation("+", x, leaf("0")), "x"),
        (operation("+", x, x), "2 · x"),
        (operation(">", x, leaf("0")), "1[x > 0]"),
        (operation("·", leaf("0"), x), "0"),
        (Expression("", "sum", "Σ", (leaf("v", (1,)),), (), ()), "v"),
        (Expression("", "tanh", "tanh", (x,), (), (3,)), "tanh(x)"),
    ],
)
def test_simpler(expression, text):
    assert write(people(expression)) == text
    assert write(people(people(expression))) == text


def test_products_sums_and_turned_matrices():
    assert write(times(x, y)) == "x ⊙ y"
    assert write(times(leaf("s", ()), y)) == "s · y"
    assert write(plus(x, y, leaf("b"))) == "x + y + b"
    assert write(operation("·", transposed(leaf("W₂", (3, 2))), leaf("δ₂", (3,)))) == "W₂ᵀ · δ₂"
    assert write(function("φ′", x)) == "φ′(x)"


def test_names_and_numbers_in_an_expression():
    e = operation("·", leaf("w"), operation("+", leaf("1"), leaf("x")))
    assert leaves(e) == ["w", "x"]
    assert write(put(e, {"w": leaf("−2"), "x": leaf("[1, 2]")})) == "(−2) · (1 + [1, 2])"
    assert [numeral(leaf(t)) for t in ("2", "−0.5", "x", "1e−3")] == [2.0, -0.5, None, 1e-3]


def test_digits_are_cut_once():
    third = operation("/", leaf("1"), leaf("3"))
    product = operation("·", operation("·", leaf("0.5"), third), operation("·", leaf("2"), leaf("v")))
    assert write(people(product)) == "0.333333 · v"
