"""Reasons: a compilation is explained by what differs from the one before."""

import numpy as np

from wengert.compile.reasons import Recompile, difference, facts, kind
from wengert.compile.signature import sort


def test_facts_name_arguments_state_and_gradients():
    form, inputs, _ = sort(({"x": np.ones(2)}, "relu"), {"k": 3})
    assert facts(form, inputs, [np.float32(1)], {0: None}) == {
        "argument 0.x": "float64[2]",
        "argument 1": "'relu'",
        "argument k": "a Python int",
        "state 0": "float32[]",
        "gradient of state 0": "None",
    }


def test_differences_are_told_and_the_rest_is_counted():
    before = {f"state {k}": "float32[1]" for k in range(6)} | {"argument x": "float32[2]"}
    after = {f"state {k}": "float32[9]" for k in range(6)}
    assert difference(before, after, "") == (
        "state 0: float32[1] -> float32[9]; state 1: float32[1] -> float32[9]; state 2: float32[1] -> float32[9]; "
        "state 3: float32[1] -> float32[9]; and 3 more"
    )
    assert difference(after, after, "something else") == "something else"


def test_numbers_of_python_are_told_from_arrays():
    assert [kind(v) for v in (1.0, 2, 3j)] == ["a Python float", "a Python int", "a Python number"]
    assert kind(np.zeros((2, 0), np.int8)) == "int8[2, 0]"


def test_a_compilation_reads_as_one_line():
    assert str(Recompile("first call", 0.256)) == "first call (0.26 s)"
