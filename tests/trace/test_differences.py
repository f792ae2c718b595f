"""The list moved a little agrees with right sweeps, and disagrees with wrong ones."""

import numpy as np
import pytest

import wengert as wg
from wengert.trace.differences import Verdict, summary


def last(table):
    return str(table).splitlines()[-1].strip().split("checked against differences: ")[1]


def test_a_wrong_rule_is_named():
    before = wg.sin.partial
    try:
        wg.sin.partial = lambda x: 1.01 * wg.cos(x)
        tr = wg.trace(lambda x: 2 * wg.sin(x), 0.5)
        text = last(tr.adjoint())
        assert text.startswith("2 of 3 agree; v̄₀ is 1.772")
        assert "the differences say 1.755165" in text
        assert last(tr.tangent(1.0)).startswith("1 of 3 agree; v̇₁ is")
    finally:
        wg.sin.partial = before


def test_an_error_of_one_in_ten_thousand_is_noticed():
    before = wg.exp.partial
    try:
        wg.exp.partial = lambda out: out * 1.0001
        assert "1 of 2 agree" in last(wg.trace(lambda x: wg.exp(x), 1.0).adjoint())
    finally:
        wg.exp.partial = before


@pytest.mark.parametrize(
    "f", [lambda x: wg.relu(x), lambda x: abs(x), lambda x: wg.maximum(x, 2 * x)], ids=["relu", "abs", "maximum"]
)
def test_at_a_kink_any_slope_between_both_sides_agrees(f):
    assert "all" in last(wg.trace(f, 0.0).adjoint())


def test_what_is_not_finite_is_not_compared():
    assert last(wg.trace(lambda x: wg.sqrt(x) + x, 0.0).adjoint()) == "2 of 3 agree; not finite: v̄₀"


def test_errors_of_two_elements_do_not_cancel():
    before = wg.flip.adjoint
    try:
        wg.flip.adjoint = lambda g, axis: g  # right in sum, wrong in every place
        tr = wg.trace(lambda x: (wg.flip(x) * np.array([1.0, 2.0, 4.0])).sum(), np.ones(3))
        assert last(tr.adjoint()).startswith("3 of 4 agree; v̄₀ is")
    finally:
        wg.flip.adjoint = before


def test_complex_variables_are_compared_too():
    tr = wg.trace(lambda z: wg.sum(wg.real(z * wg.conj(z))), np.array([3 + 4j]))
    assert "agree" in last(tr.adjoint())
    assert tr["z"].adjoint.tolist() == [6 + 8j]


def test_the_summary_counts_and_names():
    right, wrong, unknown = (
        Verdict(n, 1.0, m, a) for n, m, a in [("a", 1.0, True), ("b", 2.0, False), ("c", 0.0, None)]
    )
    assert summary([right, right], 2) == "checked against differences: all 2 agree"
    assert summary([right, wrong, unknown], 4) == (
        "checked against differences: 1 of 3 agree; b is 1, the differences say 2; not finite: c; 1 not tried"
    )
    assert summary([right], 9) == "checked against differences: all 1 tried agree, of 9"
