"""Columns: which formula stands beside which variable, and in which order."""

import numpy as np
import pytest

import wengert as wg
from wengert.trace.columns import made


def rows(column):
    return [text for text, _ in column.rows if text]


def test_an_adjoint_stands_where_its_last_contribution_arrives():
    tr = wg.trace(lambda x: x + wg.sin(x), 1.0)
    assert rows(tr.adjoint().columns[1])[:-1] == [
        "v̄₂ = ȳ",
        "v̄₁ = v̄₂ · ∂v₂/∂v₁ = v̄₂ · 1",
        "v̄₀ = v̄₂ · 1 + v̄₁ · cos v₀",
    ]


def test_an_input_without_influence_has_a_zero_adjoint():  # D-14
    table = wg.trace(lambda x, y: 2 * x, 1.0, 2.0).adjoint()
    assert rows(table.columns[1])[-2:] == ["v̄₀ = 0", "checked against differences: all 2 agree"]


def test_the_parts_of_a_tuple_meet_again_in_its_step():
    a = np.array([[2.0, 0.5], [0.1, 3.0]])
    table = wg.trace(lambda a: wg.slogdet(a)[1], a).adjoint()
    assert any("(inv v₀)ᵀ" in text for text in rows(table.columns[1]))
    assert str(table).count("agree") == 1


def test_a_result_used_inside_gets_both_contributions():
    def f(x):
        y = wg.sin(x)
        return y, y * 2

    tr = wg.trace(f, 1.0)
    assert "v̄₁ = ȳ1 + v̄₂ · 2" in rows(tr.adjoint((1.0, 10.0)).columns[1])
    assert float(tr["v1"].adjoint) == 21.0


def test_a_long_rule_is_written_as_the_jacobian_it_stands_for():
    table = wg.trace(lambda x: wg.cumulative_prod(x), np.array([1.0, 2.0, 3.0])).adjoint(np.ones(3))
    assert rows(table.columns[1])[1] == "v̄₀ = (∂v₁/∂v₀)ᵀ v̄₁"


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda x: wg.sum(x, axis=1), "sum(v₀, axis=1)"),
        (lambda x: wg.matrix_transpose(x), "v₀ᵀ"),
        (lambda x: x + 1, "v₀ + 1"),
        (lambda x: abs(x), "|v₀|"),
    ],
)
def test_steps_are_written_in_the_notation_of_their_primitive(f, text):
    assert made(wg.trace(f, np.ones((2, 3))).lines[-1]) == text


def test_tangents_of_captured_tensors_are_zero():
    w = wg.tensor(3.0, requires_grad=True)
    column = wg.trace(lambda x: w * x, 2.0).tangent(1.0).columns[1]
    assert rows(column)[:3] == ["v̇₋₁ = ẋ", "v̇₀ = 0", "v̇₁ = v̇₀ · v₋₁ + v̇₋₁ · v₀"]
