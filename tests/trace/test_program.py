"""A recorded program gives what its function gives, on every kind of value, and can be cut in two."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ConcretizationError, ShapeError
from wengert.step import set_recording
from wengert.tensor import Tensor, tensor
from wengert.trace.program import record
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad, value_and_grad

jax_numpy()  # before the first compilation: 64-bit types are switched on when the library first touches JAX


def piecewise(x, scale):
    return {"y": ops.where(x > 0, ops.exp(x) * scale, x * x), "total": x.sum()}


X, Z = np.array([1.0, -2.0, 0.5]), np.array([-1.0, 2.0, -0.25])


def test_replay_on_other_values_takes_the_other_branch():
    program = record(piecewise, X, 3.0)
    out, wanted = program.call(Z, 2.0), piecewise(Z, 2.0)
    np.testing.assert_array_equal(out["y"], wanted["y"])
    assert out["total"] == wanted["total"]


def test_replay_inside_jit_and_on_tensors():
    program = record(piecewise, X, 3.0)
    np.testing.assert_allclose(jax.jit(program.call)(jnp.asarray(Z), 2.0)["y"], piecewise(Z, 2.0)["y"], rtol=1e-15)
    np.testing.assert_allclose(
        grad(lambda z: program.call(z, 2.0)["y"].sum())(Z), grad(lambda z: piecewise(z, 2.0)["y"].sum())(Z), rtol=1e-15
    )


def test_tensors_from_outside_are_captured_and_get_gradients():
    def through_a_program(w):
        program = record(lambda x: ops.tanh(w * x) + w, 1.0)
        assert len(program.captured) == 1
        return program.call(2.0)

    assert grad(through_a_program)(0.5) == grad(lambda w: ops.tanh(w * 2.0) + w)(0.5)


def test_captured_tensors_can_be_given_other_values():
    w = tensor(3.0, requires_grad=True)
    program = record(lambda x: w * x, 1.0)
    assert program.run([2.0], [10.0]) == [20.0]


def test_a_transform_inside_is_recorded_with_its_sweep():
    program = record(lambda x: grad(lambda y: ops.sin(y) * x)(x), 1.0)
    assert program.call(2.0) == pytest.approx(2 * np.cos(2.0), rel=1e-15)
    assert grad(program.call)(2.0) == pytest.approx(np.cos(2.0) - 2 * np.sin(2.0), rel=1e-15)
    inner = record(lambda x: value_and_grad(lambda y: ops.sin(y) * x)(3.0), 1.0)
    assert inner.call(2.0) == pytest.approx((2 * np.sin(3.0), 2 * np.cos(3.0)), rel=1e-15)
    pushed = record(lambda x: jvp(lambda y: ops.sin(y) * x, (x,), (1.0,))[1], 1.0)
    assert pushed.call(2.0) == pytest.approx(2 * np.cos(2.0), rel=1e-15)


def test_what_ran_without_recording_stays_constant_to_sweeps():
    def f(x):
        with set_recording(False):
            y = ops.sin(x)
        return x * y

    program = record(f, 1.0)
    assert program.call(2.0) == pytest.approx(2 * np.sin(2.0))
    assert grad(program.call)(2.0) == pytest.approx(np.sin(2.0))


def test_a_gradient_taken_without_recording_is_computed_again_and_stays_constant():
    def f(x):
        with set_recording(False):
            slope = grad(lambda y: y**3)(x)
            moved = jvp(lambda y: y**3, (x,), (1.0,))[1]
        return slope * x + moved

    program = record(f, 1.0)
    assert program.call(2.0) == f(2.0) == 36.0
    assert grad(program.call)(2.0) == 12.0


def test_detached_values_are_computed_again():
    program = record(lambda x: x.detach() * x, 1.0)
    assert (program.call(3.0), grad(program.call)(3.0)) == (9.0, 3.0)


def test_results_that_are_plain_numbers_are_arrays():
    assert record(lambda x: (x, 2.0), 1.0).call(3.0)[1].dtype == np.float64


def test_steps_that_the_result_does_not_need_are_left_out():
    program = record(lambda x: (ops.exp(x), ops.sin(x))[1], 1.0)
    assert [line.primitive.name for line in program.lines] == ["sin"]


def test_constants_are_folded():
    program = record(lambda x: x * ops.exp(tensor(1.0)), 1.0)
    assert len(program.lines) == 1
    assert program.call(2.0) == 2 * np.exp(1.0)


def test_programs_nest():
    def f(x):
        inner = record(lambda y: ops.sin(y) * x, 2.0)
        return inner.call(x) + inner.call(1.0)

    program = record(f, 0.3)
    assert program.call(0.7) == pytest.approx(0.7 * np.sin(0.7) + 0.7 * np.sin(1.0), rel=1e-15)


def test_integers_are_followed():
    program = record(lambda n, x: ops.where(n > 2, x, -x), 1, 3.0)
    assert (program.call(1, 3.0), program.call(5, 3.0)) == (-3.0, 3.0)


def test_split_hands_over_what_the_rest_needs():
    program = record(lambda x, g: (ops.sin(x), ops.cos(x) * g * x), 0.3, 1.0)
    early, rest, kept = program.split([1], first=1)
    y, *handed = early.run([0.7])
    assert y == np.sin(0.7)
    assert kept[0] == 0
    assert len(handed) == 2
    assert rest.run([*handed, 10.0])[0] == pytest.approx(np.cos(0.7) * 10 * 0.7)


def test_dependence_follows_only_what_sweeps_follow():
    program = record(lambda x, y: ops.where(x > 0, y, -y), 0.3, 1.0)
    assert program.outputs[0] in program.dependent([0])
    assert program.outputs[0] in program.dependent([1], differentiably=True)
    assert program.dependent([0], differentiably=True) == {0}


@pytest.mark.parametrize("decision", [bool, float, int, lambda x: x.item(), lambda x: x.numpy(), np.asarray])
def test_decisions_on_examples_are_refused(decision):
    with pytest.raises(ConcretizationError, match="not known while compiling or recording"):
        record(lambda x: decision(ops.exp(x)), 1.0)
    with pytest.raises(ConcretizationError, match="not known"):
        record(lambda x: record(lambda y: y * decision(x), 1.0).call(2.0), 1.0)


def test_constants_may_be_decided_on():
    w = tensor(3.0)
    assert record(lambda x: x if w > 0 else -x, 1.0).call(2.0) == 2.0
    assert isinstance(Tensor(1.0).item(), float)


def test_bad_calls_are_refused():
    program = record(piecewise, X, 3.0)
    with pytest.raises(ArgumentError, match="other containers"):
        program.call(X)
    with pytest.raises(ShapeError, match="another shape"):
        program.call(X[:2], 3.0)
    with pytest.raises(ArgumentError, match="no number, array or tensor"):
        record(lambda x, how: x, 1.0, "fast")
