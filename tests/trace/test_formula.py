"""Formulas come from running the rules, and say in our notation what the rules compute."""

import numpy as np
import pytest

import wengert as wg
from wengert.trace.columns import contributions
from wengert.trace.expression import write
from wengert.trace.formula import observe

A, B, U, W = np.arange(6.0).reshape(2, 3) + 1, np.ones((3, 4)), np.array([1.0, 2.0, 3.0]), np.array([4.0, 5.0])


def pulled(f, *args):
    """The contributions of the last step to each of its operands."""
    tr = wg.trace(f, *args)
    last = tr.lines[-1]
    terms = contributions(last, np.ones(last.shape), "g", {})
    return [None if term is None else write(term) for term, _ in terms]


@pytest.mark.parametrize(
    ("f", "args", "terms"),
    [
        (wg.sin, (1.0,), ["g · cos v₀"]),
        (wg.cos, (1.0,), ["g · (−sin v₀)"]),
        (wg.exp, (1.0,), ["g · v₁"]),
        (wg.log, (1.0,), ["g / v₀"]),
        (wg.add, (1.0, 2.0), ["g", "g"]),
        (wg.subtract, (1.0, 2.0), ["g", "−g"]),
        (wg.multiply, (1.0, 2.0), ["g · v₀", "g · v₋₁"]),
        (wg.divide, (1.0, 2.0), ["g / v₀", "g · (−v₁) / v₀"]),
        (wg.relu, (1.0,), ["g · (v₁ > 0)"]),
        (lambda x: x**3, (2.0,), ["g · 3 · v₀²", None]),
        (lambda x: x * x, (2.0,), ["g · v₀", "g · v₀"]),
        (wg.sum, (A,), ["spread g"]),
        (wg.matmul, (A, B), ["g @ v₀ᵀ", "v₋₁ᵀ @ g"]),  # F-25: the products of a layer and their adjoints
        (wg.matmul, (A, U), ["g ⊗ v₀", "v₋₁ᵀ @ g"]),
        (wg.matmul, (W, A), ["g @ v₀ᵀ", "v₋₁ ⊗ g"]),
        (wg.matmul, (U, U), ["g · v₀", "g · v₋₁"]),
        (wg.multiply, (A, 2.0), ["g · v₀", "Σ(g · v₋₁)"]),  # F-26: broadcasting is undone by sums
        (wg.add, (A, U), ["g", "Σ g"]),
    ],
)
def test_the_pullback_of_a_step_is_written_from_its_rule(f, args, terms):
    assert pulled(f, *args) == terms


def test_a_rule_that_is_changed_is_printed_as_changed(monkeypatch):
    before = wg.sin.partial
    try:
        wg.sin.partial = lambda x: 3 * wg.exp(x)
        assert pulled(wg.sin, 1.0) == ["g · 3 · exp v₀"]
    finally:
        wg.sin.partial = before


def test_what_only_serves_the_machine_is_left_out():
    def rule(scribe):
        g = scribe.name("g", np.ones((2, 1)))
        return wg.astype(wg.reshape(g, (2,)), np.float32), wg.broadcast_to(g, (2, 1)), None

    first, second, third = observe(rule)
    assert (write(first), write(second), third) == ("g", "g", None)
