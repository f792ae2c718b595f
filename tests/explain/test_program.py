"""Programs are recorded under the names people use."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import ArgumentError
from wengert.explain.program import of_function, of_model, statement_of


class Two(nn.Module):
    def __init__(self):
        super().__init__()
        self.map = nn.Linear(2, 1)

    def forward(self, left, right):
        return self.map(left + right)


def test_data_by_the_names_of_forward_and_the_target_as_y():
    x = np.ones((1, 2), "float32")
    program = of_model(Two(), (x, x), x[:, :1], losses.MSELoss(), [])
    names = {line.origin for line in program.trace.lines if line.origin}
    assert {"left", "right", "y"} <= names
    assert program.network
    assert "model.map" in program.modules
    assert program.trace.lines[-1].name == "ℒ"


def test_penalties_have_numbers_when_there_are_several():
    x = np.ones((1, 2), "float32")
    two = [wg.optim.regularizers.L1(0.1), wg.optim.regularizers.L2(0.1)]
    program = of_model(Two(), (x, x), x[:, :1], losses.MSELoss(), two)
    assert program.penalties == ["Ω₁", "Ω₂"]
    assert {"ŷ", "ℒ₀", "Ω₁", "Ω₂", "ℒ"} <= {line.label for line in program.trace.lines}


def test_a_loss_is_something_to_call():
    with pytest.raises(ArgumentError, match="loss"):
        of_model(Two(), (), None, 3.0, [])
    with pytest.raises(ArgumentError, match="penalty"):
        of_model(Two(), (), None, losses.MSELoss(), ["L2"])


def test_a_function_of_a_module_is_a_network():
    model, x = nn.Linear(2, 1), np.ones((1, 2), "float32")
    program = of_function(lambda model, x: wg.sum(model(x)), (model, x))
    assert program.network
    assert program.inputs == {"x"}


def test_statements_by_line():
    def f(x):
        y = 2 * x
        return y + 1

    program = of_function(f, (1.0,))
    steps = [line for line in program.trace.lines if line.role == "step"]
    assert [statement_of(program, line).target for line in steps] == ["y", ""]
