"""Expressions are bracketed where they must be and nowhere else."""

import numpy as np
import pytest

import wengert as wg
from wengert.trace.expression import Expression, applied, bracketed, literal, write

X, Y, Z = (Expression(n, shape=()) for n in "xyz")


def of(p, *args, **params):
    return applied(p, args, params)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (of(wg.add, X, of(wg.multiply, Y, Z)), "x + y · z"),
        (of(wg.multiply, X, of(wg.add, Y, Z)), "x · (y + z)"),
        (of(wg.subtract, X, of(wg.subtract, Y, Z)), "x − (y − z)"),
        (of(wg.subtract, of(wg.subtract, X, Y), Z), "x − y − z"),
        (of(wg.divide, X, of(wg.multiply, Y, Z)), "x / (y · z)"),
        (of(wg.multiply, X, of(wg.negative, Y)), "x · (−y)"),
        (of(wg.multiply, X, literal(-1.0)), "x · (−1)"),
        (of(wg.multiply, X, of(wg.matmul, Y, Z)), "x · (y @ z)"),
        (of(wg.power, X, literal(2)), "x²"),
        (of(wg.power, of(wg.add, X, Y), Z), "(x + y)^z"),
        (of(wg.square, X), "x²"),
        (of(wg.sin, of(wg.cos, X)), "sin(cos x)"),
        (of(wg.multiply, of(wg.sin, X), Y), "sin x · y"),
        (of(wg.sqrt, of(wg.add, X, Y)), "√(x + y)"),
        (of(wg.reciprocal, X), "1 / x"),
        (of(wg.equal, X, of(wg.add, Y, Z)), "x == y + z"),
        (of(wg.sum, X, axis=1, keepdims=False), "sum(x, axis=1)"),
        (of(wg.sum, X, axis=None, keepdims=False), "Σ x"),
        (of(wg.permute_dims, X, axes=(0, 2, 1)), "xᵀ"),
        (of(wg.permute_dims, X, axes=(2, 0, 1)), "permute_dims(x, axes=(2, 0, 1))"),
        (of(wg.where, X, Y, literal(0.0)), "where(x, y, 0)"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_operations_are_written_as_people_write_them(expression, text):
    assert write(expression) == text


def test_constants_are_numbers_or_shapes():
    assert write(literal(np.ones((2, 3)))) == "constant(2, 3)"
    assert write(of(wg.multiply, X, literal(1j))) == "x · (0 + 1i)"


def test_brackets_appear_only_below_the_wanted_level():
    total = of(wg.add, X, Y)
    assert (bracketed(total, 0), bracketed(total, 6)) == ("x + y", "(x + y)")
