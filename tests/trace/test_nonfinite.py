"""The first bad number that does harm is named: forward or backward, eager or compiled, functions or training steps."""

import numpy as np
import pytest

import wengert as wg

X = np.array([3.0, 0.0])


def test_a_forward_step_is_named_with_its_operands_and_its_line():
    found = wg.find_nonfinite(lambda x: wg.sum(wg.log(x - 1.0)), np.array([3.0, 1.0, 4.0]))
    assert (found.phase, found.name, found.primitive, found.reaches) == ("forward", "v₂", "log", True)
    assert found.made == "v₂ = log v₁"
    assert found.line.startswith("test_nonfinite.py:")
    assert found.facts[0].startswith("v₁: shape (3,), float64, 0 to 3 = v₀ − 1 at test_nonfinite.py:")
    assert found.place == "element (1,): 0 give −∞"
    assert found.path == ("v₂", "v₃")
    assert "an operand is 0" in found.hint
    assert str(found).startswith("not finite in the forward pass: v₂, and it reaches the loss\n  made      v₂ = log v₁")


def test_the_first_of_several_is_named():
    found = wg.find_nonfinite(lambda x: wg.exp(1 / x) * wg.log(-1.0 + 0 * x), 0.0)
    assert found.primitive == "divide"


def test_a_bad_number_that_is_thrown_away_does_no_harm():
    found = wg.find_nonfinite(lambda x: wg.sum(wg.where(x > 0, wg.log(x), 0.0)), X)
    assert not found
    assert (found.phase, found.primitive, found.reaches) == ("forward", "log", False)
    assert "does not reach the loss" in str(found)


def test_harmless_numbers_do_not_hide_the_harmful_one():
    def f(x):
        masked = wg.where(x > 0, wg.log(x), 0.0)
        return wg.sum(masked + 1 / (x - 3.0))

    found = wg.find_nonfinite(f, X)
    assert (found.primitive, found.reaches, found.harmless) == ("divide", True, ("v₂",))


def test_a_backward_step_is_named_when_the_forward_pass_is_finite():
    found = wg.find_nonfinite(lambda x: wg.sum(wg.sqrt(x * x)), X)
    assert (found.phase, found.name, found.primitive, found.reaches) == ("backward", "v̄₁", "sqrt", True)
    assert found.made == "v̄₂ · 0.5 / v₂, the pullback of v₂ = √v₁"
    assert found.path == ("v̄₁", "v̄₀")
    assert "an operand is 0" in found.hint


def test_an_overflow_is_recognised():
    found = wg.find_nonfinite(lambda x: wg.exp(1000 * x), 2.0)
    assert (found.primitive, found.place) == ("exp", "element (): 2000 give ∞")
    assert "overflows" in found.hint


def test_a_negative_operand_is_recognised():
    assert "negative" in wg.find_nonfinite(lambda x: wg.log(x), -2.0).hint


def test_bad_data_are_recognised():
    found = wg.find_nonfinite(lambda x: wg.sum(x * x), np.array([1.0, np.nan]))
    assert (found.name, found.made, found.primitive, found.reaches) == ("v₀", "x", "", True)
    assert "1 of 2 not finite" in found.facts[0]
    data = np.array([np.inf, 1.0])
    assert wg.find_nonfinite(lambda x: wg.sum(x * data), 1.0).name == "data"


def test_a_finite_function_gives_nothing():
    found = wg.find_nonfinite(lambda x: wg.sum(wg.exp(x)), X)
    assert not found
    assert str(found) == "every number is finite, forward and backward"


@pytest.mark.parametrize("compiled", [False, True])
def test_a_training_step_is_searched_and_left_unchanged(compiled):
    w = wg.tensor([1.0, -2.0], requires_grad=True)

    def step(x):
        loss = wg.log(w * x).sum()
        loss.backward()
        w.value = w.value - w.grad.value
        w.grad = None
        return {"count": 1}

    run = wg.compile(step, state=[w]) if compiled else step
    found = wg.find_nonfinite(run, np.ones(2))
    assert (found.phase, found.primitive, found.reaches) == ("forward", "log", True)
    assert (w.tolist(), w.grad) == ([1.0, -2.0], None)


def test_a_bad_gradient_of_a_parameter_is_found_in_a_training_step():
    model = wg.nn.Linear(2, 1)
    model.bias.value = np.zeros(1, np.float32)
    model.weight.value = np.zeros((1, 2), np.float32)

    def step(x):
        loss = wg.sqrt((model(x) ** 2).sum())
        loss.backward()
        return loss

    found = wg.find_nonfinite(step, np.ones((3, 2), np.float32))
    assert (found.phase, found.primitive, found.reaches) == ("backward", "sqrt", True)
    assert model.weight.grad is None


def test_a_bad_seed_is_told_from_a_bad_rule():
    def step(x):
        y = x * 2
        y.backward(np.array([np.inf, 1.0]))

    found = wg.find_nonfinite(step, np.ones(2))
    assert (found.phase, found.name, found.primitive) == ("backward", "v̄₁", "")
    assert "the adjoint that the sweep starts from" in found.hint
