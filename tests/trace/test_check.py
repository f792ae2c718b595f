"""The specification of the list catches every planted corruption."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import GraphError, MutationError
from wengert.trace import check
from wengert.trace.lines import Line, Operand


@pytest.fixture
def tr():
    return wg.trace(lambda x, y: wg.sin(x) * y + x, 1.0, 2.0)


def test_a_recorded_list_passes(tr):
    tr.check()


def test_reversed_lines_are_caught(tr):
    tr.lines[2:] = tr.lines[:1:-1]
    with pytest.raises(GraphError, match="check: v₃ reads v₂ before it is written"):
        tr.check()


def test_a_repeated_line_is_caught(tr):
    tr.lines.append(tr.lines[2])
    with pytest.raises(GraphError, match="check: v₁ is written twice"):
        tr.check()


def test_a_hidden_capture_is_caught():
    data = np.array([1.0, 2.0])
    tr = wg.trace(lambda x: x * data, 1.0)
    tr.constants.clear()
    with pytest.raises(GraphError, match="check: v₁ reads data, which is not declared"):
        tr.check()


def test_a_cycle_is_caught(tr):
    line = tr.lines[2]
    line.operands = (Operand(line, line.value, True),)
    with pytest.raises(GraphError, match="check: v₁ depends on itself"):
        tr.check()


def test_an_output_that_was_never_written_is_caught(tr):
    tr.results = [("y", Operand(Line("step", 1.0, tr.lines[-1].step), 1.0, True))]
    with pytest.raises(GraphError, match="was never written"):
        tr.check()


def test_a_value_of_another_shape_is_caught(tr):
    tr.lines[2].value = np.ones(3)
    with pytest.raises(GraphError, match="check: v₁ replays to another shape or dtype"):
        tr.check()


def test_an_array_changed_after_use_is_caught():
    data = np.array([1.0, 2.0])
    tr = wg.trace(lambda x: x * data, 1.0)
    tr.check()
    data[0] = 7.0
    with pytest.raises(MutationError, match="check: v₁ replays to another value"):
        tr.check()


def test_every_trace_of_the_tests_is_checked():
    assert check.wanted()
    with check.every_trace():
        pass
    assert check.wanted()
