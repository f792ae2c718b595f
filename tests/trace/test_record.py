"""Recording sees every step, recognises every variable, and changes nothing."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.step import mode, observed
from wengert.trace.lines import ARGUMENT, CAPTURED, CONSTANT


def test_values_and_source_lines_are_kept_with_the_steps():
    tr = wg.trace(lambda x: wg.sin(x) * 2, 1.0)
    value, at = tr.lines[-1].step.kept
    assert value == tr["v2"].value == 2 * np.sin(1.0)
    assert at == tr["v2"].line
    assert at.startswith("test_record.py:")


def test_inputs_are_arguments_then_captured_leaves():
    w = wg.tensor(2.0, requires_grad=True)
    data = np.arange(3.0)
    tr = wg.trace(lambda x: (w * x + data + np.ones(3)).sum(), np.ones(3))
    assert [(line.name, line.role) for line in tr.lines[:2]] == [("v₋₁", ARGUMENT), ("v₀", CAPTURED)]
    assert [(line.name, line.role) for line in tr.constants] == [("data", CONSTANT), ("c₂", CONSTANT)]


def test_integers_and_words_are_handed_through():
    def f(x, count, how):
        assert (type(count), how) == (int, "sum")
        return x * count

    tr = wg.trace(f, 2.0, 3, how="sum")
    assert [v.name for v in tr] == ["v₀", "v₁"]
    assert tr.outputs["y"].value == 6.0


def test_integer_arrays_are_variables_without_adjoint():
    tr = wg.trace(lambda x, n: (x * (n + 1)).sum(), np.ones(3), np.arange(3))
    assert [v.name for v in tr.inputs] == ["v₋₁", "v₀"]
    assert float(tr.replay(np.ones(3), np.array([1, 1, 1]))) == 6.0
    assert "v̄₀" not in str(tr.adjoint())


def test_nothing_recorded_is_an_error_that_says_how():
    with pytest.raises(ArgumentError, match=r"write 2\.0 for 2"):
        wg.trace(lambda a, b: a + b, 2, 5)


def test_steps_inside_no_grad_and_behind_detach_are_seen_but_not_followed():
    def f(x):
        with wg.no_grad():
            c = x * 3
        return c * x.detach() + x

    tr = wg.trace(f, 2.0)
    tr.adjoint()
    assert float(tr["x"].adjoint) == 1.0
    assert float(tr.replay(3.0)) == 30.0


def test_equal_truth_values_are_told_apart():
    tr = wg.trace(lambda x, y: wg.where(x > 0, x, y) + wg.where(y > 0, y, x), 1.0, 2.0)
    first, second = (v for v in tr if v.entry.primitive is not None and v.entry.primitive.name == "where")
    assert first.inputs[0].name != second.inputs[0].name


def test_inputs_of_nested_transforms_are_the_outer_variables():
    tr = wg.trace(lambda x: x * wg.grad(lambda y: x * y)(x), 3.0)
    tr.adjoint()
    assert (tr.outputs["y"].value, tr["x"].adjoint) == (9.0, 6.0)
    assert [v.name for v in tr.inputs] == ["v₀"]


def test_outputs_of_operations_with_several_are_lines_of_their_own():
    tr = wg.trace(lambda a: wg.slogdet(a)[1], np.diag([2.0, 3.0]))
    assert "slogdet v₀" in str(tr)
    assert float(tr.outputs["y"].value) == pytest.approx(np.log(6.0))
    assert np.allclose(tr["v0"].adjoint, np.diag([1 / 2, 1 / 3]))


def test_recording_changes_no_gradient_no_parameter_and_no_random_state():  # F-27
    w = wg.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    grad, value = w.grad, w.value
    wg.manual_seed(3)
    expected = wg.random.uniform((2,)).tolist()
    wg.manual_seed(3)

    def step(x):
        loss = (w * x * wg.random.uniform((2,), dtype="float64")).sum()
        loss.backward()
        w.value = w.value - w.grad.value
        return loss

    wg.trace(step, np.ones(2))
    assert w.value is value
    assert w.grad is grad
    assert grad.tolist() == [2.0, 4.0]
    assert wg.random.uniform((2,)).tolist() == expected


def test_the_state_is_restored_when_the_function_fails():
    def broken(x):
        assert mode.observer is not None
        raise KeyError(x)

    with pytest.raises(KeyError):
        wg.trace(broken, 1.0)
    assert mode.observer is None


def test_an_outer_observer_sees_the_steps_too():
    seen = []
    with observed(lambda step, args, out: seen.append(step.primitive.name)):
        wg.trace(lambda x: wg.exp(wg.sin(x)), 1.0)
    assert seen == ["sin", "exp"]


def test_compiled_functions_are_traced_as_the_functions_they_are():
    compiled = wg.compile(lambda x: wg.sin(x) * 2)
    assert str(wg.trace(compiled, 1.0)) == str(wg.trace(lambda x: wg.sin(x) * 2, 1.0))


def test_a_module_is_traced_with_its_parameters():
    model = wg.nn.Sequential(wg.nn.Linear(3, 2), wg.nn.Tanh())
    tr = wg.trace(model, np.ones((4, 3), np.float32))
    assert [v.entry.origin for v in tr.inputs][1:] == ["0.weight", "0.bias"]
    tr.adjoint(np.ones((4, 2)))
    assert tr["0.weight"].adjoint.shape == (2, 3)
    assert tr["0.weight"].adjoint.dtype == np.float32
