"""What a stage hands back: rows for affine maps in all three forms, for functions, tuples, and the rest."""

import numpy as np
import pytest

import wengert as wg
from wengert.explain.places import reached
from wengert.explain.pull import Pull, gradient_check


def affine(w, x, b):
    z = w @ x + b
    a = wg.tanh(z)
    return wg.name(wg.sum(a), "s")


def rows(w, x):
    z = x @ w.T
    a = wg.tanh(z)
    return wg.name(wg.sum(a), "s")


def scalar(w, x, b):
    z = w * x + b
    a = wg.tanh(z)
    return wg.name(a * 2, "s")


@pytest.mark.parametrize(
    ("f", "args", "formulas"),
    [
        (scalar, (0.5, 2.0, 0.1), ["δ₁ · ∂z/∂w = δ₁ · x", "δ₁ · ∂z/∂b = δ₁"]),
        (affine, (np.ones((3, 2)), np.ones(2), np.ones(3)), ["δ₁ · xᵀ", "δ₁ ⊙ ∂z/∂b = δ₁"]),
        (rows, (np.ones((3, 2)), np.ones((4, 2))), ["δ₁ᵀ · x"]),
    ],
)
def test_affine_maps(f, args, formulas):
    s = wg.explain(f, *args).subject
    stage = s.stages[0]
    found = [Pull(s, stage, s.line(n)).entries() for n in ("w", "b")[: len(formulas)]]
    assert [product.formula() for _, product in found] == formulas
    expected = wg.grad(f, 0)(*args)
    np.testing.assert_allclose(found[0][1].value, expected)
    assert all(e.check.agrees for pair in found for e in pair)
    assert found[0][1].reads == ("δ₁", "∂z/∂w")


def test_the_last_stage_has_one_row_and_others_two():
    s = wg.explain(lambda x: wg.exp(wg.sin(x)), 0.5).subject
    assert [len(Pull(s, stage, stage.operands[0]).entries()) for stage in s.stages] == [2, 1]


def test_what_is_no_diagonal_is_shown_as_a_matrix_while_it_is_small():
    f = lambda x: wg.sum(wg.cumulative_sum(x) ** 2)
    for n, count in ((3, 2), (40, 1)):
        s = wg.explain(f, np.ones(n)).subject
        assert len(Pull(s, s.stages[0], s.line("x")).entries()) == count


def test_one_of_several_paths_is_a_contribution():
    s = wg.explain(lambda x: wg.sin(x) * x, 2.0).subject
    x = s.line("x")
    assert len(reached(x, s)) == 2
    entry = Pull(s, s.stages[0], x).entries()[-1]
    assert (entry.role, entry.symbol) == ("contribution", "∂y/∂x|v₁")
    assert entry.value == pytest.approx(2 * np.cos(2.0))


def test_asking_differences_costs_no_more_than_it_may(monkeypatch):
    s = wg.explain(lambda x: wg.sum(x**2), np.ones(3)).subject
    assert gradient_check(s, s.line("x")).agrees
    s.__dict__["flops"] = 1e12
    assert gradient_check(s, s.line("x")) is None
