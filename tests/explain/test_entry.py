"""An entry tells its formula in symbols and in numbers, and its sources as steps."""

import numpy as np

from wengert.explain.digits import Digits
from wengert.explain.entry import BACKWARD, FORWARD, LOCAL, Entry, numbered, sources_of
from wengert.explain.formula import leaf, operation

X = Entry("x", 2.0, FORWARD, "input")
W = Entry("w", -3.0, FORWARD, "parameter")
Z = Entry("z", -6.0, FORWARD, "pre-activation", (operation("·", leaf("w"), leaf("x")),))
SLOPE = Entry("∂z/∂w", 2.0, LOCAL, "local", (leaf("x"),))
G = Entry("∂ℒ/∂w", 1.0, BACKWARD, "gradient", (operation("·", leaf("δ"), leaf("x")),), reads=("δ", "∂z/∂w"))
ALL = [X, W, Z, SLOPE, G]


def test_symbols_and_numbers():
    known = {e.symbol: e.value for e in ALL}
    assert Z.equation() == "z = w · x"
    assert Z.numbers(known, Digits()) == "(−3) · 2"
    assert SLOPE.numbers(known, Digits()) == ""  # it says no more than the value
    assert Z.numbers({"w": np.ones(99), "x": 1.0}, Digits()) == ""
    assert X.numbers(known, Digits()) == ""


def test_sources_are_steps_and_what_a_step_hands_on():
    steps, by_name = numbered(ALL), {e.symbol: e for e in ALL}
    assert steps["∂ℒ/∂w"] == 5
    assert sources_of(Z, steps, by_name).forward == (1, 2)
    found = sources_of(G, steps, by_name)
    assert (found.forward, found.backward, found.origins) == ((), (4,), (1,))


def test_a_factor_without_a_number_is_seen_through():
    shown = [X, W, Z, G]
    found = sources_of(G, numbered(shown), {e.symbol: e for e in ALL})
    assert found.forward == (1,)


def test_a_formula_that_fills_a_page_is_left_out():
    long = Entry("y", 0.0, FORWARD, "step", (leaf("x" * 200), leaf("u")))
    assert long.formula() == "u"
    assert long.equation() == "y = u"
