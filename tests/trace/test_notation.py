"""Numbers and names as a reader sees them."""

import numpy as np
import pytest

from wengert.trace.notation import DOT, MACRON, marked, number, padded, plain, subscript, superscript, value, width


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (11.652071455223084, "11.652071"),
        (-0.9589242746631385, "−0.958924"),
        (1.7163378145367738, "1.716338"),
        (5.5, "5.5"),
        (10.0, "10"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e-9, "1e−09"),
        (123456789.0, "1.234568e+08"),
        (float("nan"), "nan"),
        (float("-inf"), "−∞"),
        (np.float32(0.1), "0.1"),
        (np.int64(-3), "−3"),
        (True, "True"),
        (1 - 2j, "1 − 2i"),
    ],
)
def test_a_number_shows_what_matters(x, text):
    assert number(x) == text


def test_small_arrays_are_written_out_and_large_ones_summed_up():
    assert value(np.array([[1.0, -2.5], [0.25, 4.0]])) == "[[1, −2.5], [0.25, 4]]"
    assert value(np.full((3, 4), -2.0)) == "(3, 4) norm 6.928, −2 to −2"
    assert value(np.array([True] * 9)) == "(9,) 9 of 9 true"
    assert value((1.0, np.ones(2))) == "(1, [1, 1])"


def test_marks_stand_over_the_first_letter_and_take_no_room():
    assert [marked("v₅", MACRON), marked("y", MACRON), marked("x1", DOT)] == ["v\u0304₅", "\u0233", "\u1e8b1"]
    assert [width(marked("v₅", MACRON)), width("v₋₁"), width("数")] == [2, 3, 2]
    assert padded("v\u0304", 3) == "v\u0304  "


def test_indices_can_be_typed():
    assert ("v" + subscript(-12), superscript(-2)) == ("v₋₁₂", "⁻²")
    assert plain("v₋₁₂") == "v-12"
