"""Lines know their names and whether sweeps pass through them."""

import numpy as np

import wengert as wg


def test_names_count_inputs_up_to_zero_and_steps_from_one():
    tr = wg.trace(lambda a, b, c: a * b + c, 1.0, 2.0, 3.0)
    assert [line.name for line in tr.lines] == ["v₋₂", "v₋₁", "v₀", "v₁", "v₂"]


def test_lines_tell_what_can_be_differentiated():
    tr = wg.trace(lambda x, n: (x > 0) * x, 2.0, np.arange(3))
    x, n = tr.lines[:2]
    assert (x.tracked, x.floating, n.tracked, n.floating) == (True, True, False, False)
    comparison = tr.lines[2]
    assert (comparison.primitive.name, comparison.tracked) == ("greater", False)
    assert tr.lines[3].tracked


def test_lines_show_themselves():
    tr = wg.trace(lambda x: wg.sin(x), 1.0)
    assert [repr(line) for line in tr.lines] == ["<v₀ = x>", "<v₁ = sin>"]
    assert (tr.lines[0].params, tr.lines[0].primitive) == ({}, None)
