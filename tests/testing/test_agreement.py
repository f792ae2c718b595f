import numpy as np
import pytest

from wengert.errors import ContractError, GradientError
from wengert.testing.agreement import agree, finite, inner


def test_equal_numbers_agree():
    agree("jvp of `f`", [np.ones(2), np.zeros((0, 3))], [np.ones(2), np.zeros((0, 3))], "here")


def test_the_worst_entry_is_named():
    got, want = np.array([[1.0, 2.0], [3.0, 4.004]]), np.array([[1.0, 2.0], [3.0000001, 4.0]])
    with pytest.raises(GradientError) as caught:
        agree("vjp of `skewed`", [got], [want], "sample 1")
    text = str(caught.value)
    assert "vjp of `skewed`: disagrees with finite differences" in text
    assert "4.004 at entry [1, 1]" in text
    assert "4 (relative error 0.001" in text
    assert "sample 1" in text


def test_a_shape_that_differs_is_named_before_any_number():
    with pytest.raises(ContractError, match=r"wrong shape\n  given     \(2,\)\n  expected  \(1,\)"):
        agree("value of `f`", [np.ones(2)], [np.ones(1)], "here", error=ContractError)


def test_nan_never_agrees():
    with pytest.raises(GradientError, match="nan at entry"):
        agree("jvp of `f`", [np.array([np.nan])], [np.array([1.0])], "here")


def test_the_part_is_named_when_there_are_several():
    with pytest.raises(GradientError, match="part 1"):
        agree("jvp of `f`", [np.ones(1), np.ones(1)], [np.ones(1), np.zeros(1)], "here")


def test_infinity_and_nan_are_not_finite():
    finite("value", [np.ones(2)], "here")
    with pytest.raises(ContractError, match=r"inf at entry \[1\]"):
        finite("value", [np.array([1.0, np.inf])], "here")


def test_the_inner_product_is_real_and_hermitian():
    assert inner([np.array([1 + 2j])], [np.array([3 - 1j])]) == 1.0
    assert inner([np.array([2.0]), np.array(3.0)], [np.array([5.0]), np.array(7.0)]) == 31.0
