"""The tester is tested: right claims pass, wrong ones do not, kinks and infinities are told apart."""

import numpy as np
import pytest

import wengert as wg
from wengert.explain.grouping import affine_of
from wengert.explain.stage import Stage
from wengert.explain.table import Check
from wengert.explain.verify import (
    Moved,
    agreement,
    check_affine,
    check_diagonal,
    check_gradient,
    check_jacobian,
    verdict,
    wide,
)


def recorded(f, *args):
    tr = wg.trace(f, *args)
    return tr, Stage([line for line in tr.lines if line.role == "step"])


def test_agreement():
    assert agreement(1.0, 1.0, 1.0, 0.0, False)
    assert not agreement(1.001, 1.0, 1.0, 0.0, False)
    assert agreement(1.001, 1.0, 1.0, 0.0, True)
    assert agreement(0.3, 0.0, 1.0, 0.0, False)  # a kink
    assert not agreement(1.3, 0.0, 1.0, 0.0, False)
    assert agreement(np.inf, 0.0, 1.0, 0.0, False) is None
    assert not agreement(np.array([1.0, 2.0]), np.array([1.0, 1.0]), np.array([1.0, 1.0]), 0.0, False)


@pytest.mark.parametrize(("factor", "good"), [(1.0, True), (1.01, False)])
def test_gradients_small_and_large(factor, good):
    for n in (3, 100):
        x = np.linspace(-1, 1, n)
        tr, _ = recorded(lambda x: wg.sum(x**3), x)
        check = check_gradient(tr.lines, tr.lines[0], tr.lines[-1], np.float64(1.0), factor * 3 * x**2)
        assert check.agrees is good
        assert check.along is (n == 100)


@pytest.mark.parametrize(("factor", "good"), [(1.0, True), (1.01, False)])
def test_diagonals_and_jacobians(factor, good):
    x = np.array([0.5, -1.0])
    _, stage = recorded(lambda x: wg.exp(2 * x), x)
    line = stage.operands[0]
    assert check_diagonal(stage, line, factor * 2 * np.exp(2 * x)).agrees is good
    assert check_jacobian(stage, line, factor * np.diag(2 * np.exp(2 * x))).agrees is good


@pytest.mark.parametrize(("factor", "good"), [(1.0, True), (1.01, False)])
def test_factors_of_an_affine_map(factor, good):
    w, x, b = np.arange(6.0).reshape(3, 2), np.array([0.5, -1.0]), np.ones(3)
    _, stage = recorded(lambda w, x, b: w @ x + b, w, x, b)
    parts = affine_of(stage)
    for line, value in ((parts.weight, x), (parts.x, w), (parts.bias, np.float64(1.0))):
        assert check_affine(stage, parts, line, factor * value).agrees is good


def test_what_is_too_large_is_not_tried():
    x = np.ones(100)
    _, stage = recorded(lambda x: wg.cumulative_sum(x), x)
    assert check_jacobian(stage, stage.operands[0], np.zeros((100, 100))) is None


def test_moving_is_in_double_precision():
    tr, _ = recorded(lambda x: x * x, np.float32(3.0))
    moved = Moved(tr.lines, tr.lines[0], tr.lines[-1])
    left, right = moved.slopes(1.0)
    assert (left + right) / 2 == pytest.approx(6.0, rel=1e-9)
    assert wide((np.float32(1), 2))[1] == 2


def test_one_sentence():
    good, bad = Check(1.0, True), Check(1.0, False)
    assert verdict([good, good]) == "checked against finite differences: all 2 agree"
    assert verdict([good, bad, None]) == "checked against finite differences: 1 of 2 agree, 1 not tried"


def test_a_small_kink_beside_large_slopes_is_a_kink():
    # Four equal maxima share a slope of 0.04, a quarter each; the differences say 0 to the left and 0.04 to the right.
    claimed, left, right = np.array([0.01, 1.0]), np.array([0.0, 1.0]), np.array([0.04, 1.0])
    assert agreement(claimed, left, right, 1.0, narrow=True)
    assert not agreement(np.array([0.05, 1.0]), left, right, 1.0, narrow=True)
