"""Numbers are written with the digits asked for, and a minus sign is never lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengert.explain.digits import Digits, indexed


@given(st.floats(-1e300, 1e300, allow_subnormal=False), st.integers(1, 12))
def test_a_written_number_is_the_number_to_its_digits(x, significant):
    text = Digits(significant).number(x)
    assert text.startswith("−") == (x < 0)
    above = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    head, _, power = text.replace("−", "-").partition("·10")
    read = float(f"{head}e{power.translate(above) or 0}")
    assert read == pytest.approx(x, rel=0.6 * 10 ** (1 - significant), abs=1e-320)


def test_what_is_no_number_and_what_is_none():
    d = Digits()
    assert [d.number(x) for x in (np.nan, np.inf, -np.inf, -0.0, True, -3)] == ["nan", "∞", "−∞", "0", "1", "−3"]
    assert d.number(1 - 2j) == "1 − 2i"


def test_small_arrays_in_full_and_large_ones_in_words():
    d = Digits(4, full=4)
    assert d.value(np.array([[-1.5, 2.0], [0.0, 1.0]])) == "[[−1.5, 2], [0, 1]]"
    assert d.value(np.array([[7.0]])) == "7"
    text = d.value(np.array([0.0, 0.0, 3.0, -4.0, 0.0]))
    assert text == "(5,), norm 5, −4 to 3, 60 % zero"
    assert d.summary(np.ones(6, bool)) == "(6,), 6 of 6 true"
    assert d.value((np.float64(1), np.zeros(1))) == "(1, 0)"


def test_indices_below_the_line():
    assert indexed("W", 10) == "W₁₀"
