"""jvp and linearize: results against JAX and differences, how often the function runs, and what is alive afterwards."""

import gc
import weakref

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.tensor import Tensor, value_of
from wengert.transforms.forward import pushed
from wengert.transforms.lift import Lifted
from wengert.transforms.reverse import Linearized

jax = pytest.importorskip("jax")
jnp = jax_numpy()

X, W = np.array([0.3, -0.7, 1.1]), np.array([[0.2, 0.5, -0.4], [1.0, -0.3, 0.6]])
DX, DW = np.array([1.0, -2.0, 0.5]), np.array([[0.1, 0.2, 0.3], [-1.0, 0.4, 2.0]])


def f(xp, x, w):
    return {"a": xp.tanh(w @ x), "b": [xp.sum(x * x), xp.exp(0.5 * x) / (1.0 + x * x)]}


def close(found, wanted, rtol=1e-12):
    jax.tree.map(lambda a, b: np.testing.assert_allclose(value_of(a), b, rtol=rtol, atol=1e-14), found, wanted)


# --- values --------------------------------------------------------------------------------------------------------


def test_results_and_tangents_agree_with_jax():
    found = wg.jvp(lambda x, w: f(wg, x, w), (X, W), (DX, DW))
    close(found, jax.jvp(lambda x, w: f(jnp, x, w), (X, W), (DX, DW)))
    assert type(found[1]["b"]) is list


def test_tangents_agree_with_differences():
    h = 1e-6
    above, below = f(np, X + h * DX, W), f(np, X - h * DX, W)
    _, moved = wg.jvp(lambda x: f(wg, x, W), (X,), (DX,))
    slope = lambda up, down: (up - down) / (2 * h)
    close(moved, jax.tree.map(slope, above, below), 1e-8)


def test_pushing_and_pulling_are_adjoint():
    g = lambda x, w: wg.tanh(w @ x) * wg.sum(x)
    _, moved = wg.jvp(g, (X, W), (DX, DW))
    v = np.array([2.0, -3.0])
    ax, aw = wg.vjp(g, X, W)[1](v)
    assert moved @ v == pytest.approx(ax @ DX + np.sum(aw * DW), rel=1e-14)


def test_second_derivatives_in_every_order_of_modes_agree_with_jax():
    joined = lambda out: out["b"][1] * out["a"][0]
    g = lambda x: wg.sum(joined(f(wg, x, W)))
    h = lambda x: jnp.sum(joined(f(jnp, x, W)))
    wanted = jax.jvp(jax.grad(h), (X,), (DX,))[1]
    close(wg.jvp(wg.grad(g), (X,), (DX,))[1], wanted, 1e-11)
    close(wg.grad(lambda x: wg.jvp(g, (x,), (DX,))[1])(X), wanted, 1e-11)
    twice = wg.jvp(lambda x: wg.jvp(g, (x,), (DX,))[1], (X,), (DX,))[1]
    assert float(twice) == pytest.approx(float(wanted @ DX), rel=1e-11)


def test_complex_tangents_are_multiplied_by_the_complex_derivative():
    z, dz = 0.5 + 2j, 1 - 1j
    value, moved = wg.jvp(lambda z: wg.exp(z) * z, (z,), (dz,))
    assert complex(value) == pytest.approx(np.exp(z) * z, rel=1e-15)
    assert complex(moved) == pytest.approx(np.exp(z) * (z + 1) * dz, rel=1e-15)


def test_float32_stays_float32():
    x, dx = X.astype("f4"), DX.astype("f4")
    value, moved = wg.jvp(lambda x: wg.sum(wg.tanh(x) / 3.0), (x,), (dx,))
    assert (value.dtype, moved.dtype) == (np.float32, np.float32)
    assert wg.linearize(lambda x: x * 2.0, np.float32(1))[1](1.0).dtype == np.float32


def test_our_tangent_inside_jit_is_that_of_jax():
    found = jax.jit(lambda x, dx: wg.jvp(lambda x: f(wg, x, W), (x,), (dx,)))(X, DX)
    close(found, jax.jvp(lambda x: f(jnp, x, W), (X,), (DX,)))


def test_containers_of_inputs_are_those_of_tangents():
    value, moved = wg.jvp(lambda p: p["a"] * p["b"][0], ({"a": 3.0, "b": (5.0,)},), ({"a": 1.0, "b": (10.0,)},))
    assert (value, moved) == (15.0, 35.0)


def test_outputs_that_do_not_move_have_tangents_of_zeros():
    def g(x):
        return x, 7.0, np.ones(2, "f4"), wg.stop_gradient(x), x > 0

    value, moved = wg.jvp(g, (3.0,), (2.0,))
    assert moved[0] == 2.0
    assert moved[1] == moved[3] == 0.0
    assert moved[2].tolist() == [0.0, 0.0]
    assert moved[2].dtype == np.float32
    assert bool(value[4])


# --- one evaluation ------------------------------------------------------------------------------------------------


def test_a_function_is_linearized_with_one_evaluation_however_often_it_is_pushed():
    calls = []

    def g(x, w):
        calls.append(1)
        return f(wg, x, w)

    value, push = wg.linearize(g, X, W)
    wanted_value, wanted_push = jax.linearize(lambda x, w: f(jnp, x, w), X, W)
    close(value, wanted_value)
    for k in range(3):
        close(push(k * DX, DW), wanted_push(k * DX, DW))
        close(push(k * DX, DW), wanted_push(k * DX, DW))
    assert calls == [1]


def test_a_jvp_evaluates_once():
    calls = []
    wg.jvp(lambda x: (calls.append(1), x * x)[1], (3.0,), (1.0,))
    assert calls == [1]


def test_the_linear_part_is_linear_and_can_be_differentiated_in_its_direction():
    _, push = wg.linearize(lambda x: wg.sum(wg.sin(x)), X)
    np.testing.assert_allclose(push(2 * DX + X), 2 * push(DX) + push(X), rtol=1e-14)
    np.testing.assert_allclose(wg.grad(push)(DX), np.cos(X), rtol=1e-15)
    assert wg.grad(lambda t: push(t) ** 2.0)(DX) == pytest.approx(2 * (np.cos(X) @ DX) * np.cos(X), rel=1e-14)


def test_a_direction_that_is_missing_is_a_zero():
    lifted = Lifted((2.0, 5.0), (0, 1), "test")
    out = lifted.args[0] * lifted.args[1]
    linear = Linearized(lifted, [out])
    assert pushed(linear, [1.0, None]) == [5.0]
    assert pushed(linear, [None, 1.0]) == [2.0]
    assert pushed(linear, [None, None]) == [0.0]


# --- errors --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [1.0, np.ones(2), np.ones((3, 1)), np.ones((1, 3)), Tensor(np.ones(4))])
def test_a_tangent_of_another_shape_is_refused(wrong):
    with pytest.raises(ShapeError, match="jvp: a tangent has the shape of its primal") as caught:
        wg.jvp(lambda x: x, (X,), (wrong,))
    assert f"given     {np.shape(value_of(wrong))}" in str(caught.value)
    assert "expected  (3,)" in str(caught.value)


@pytest.mark.parametrize("tangents", [(), (1.0, 1.0), ({"a": 1.0},), ((1.0,),)])
def test_tangents_in_other_containers_are_refused(tangents):
    with pytest.raises(ArgumentError, match="linearize: structures differ"):
        wg.jvp(lambda x: x, (3.0,), tangents)


def test_recording_is_as_before_after_an_error():
    with wg.no_grad(), pytest.raises(ZeroDivisionError):
        wg.jvp(lambda x: 1 / 0, (1.0,), (1.0,))
    assert wg.is_grad_enabled()


# --- tracked tensors -----------------------------------------------------------------------------------------------


def test_captured_parameters_receive_gradients_through_a_tangent():
    w = wg.tensor(2.0, requires_grad=True)
    _, moved = wg.jvp(lambda x: wg.sin(w * x), (0.5,), (3.0,))  # 3 w cos(w x)
    assert float(moved) == pytest.approx(6 * np.cos(1.0), rel=1e-15)
    moved.backward()
    assert float(w.grad) == pytest.approx(3 * (np.cos(1.0) - np.sin(1.0)), rel=1e-14)


def test_a_tracked_direction_receives_a_gradient():
    t = wg.tensor(3.0, requires_grad=True)
    value, moved = wg.jvp(lambda x: x * x, (5.0,), (t,))
    assert type(value) is np.float64
    moved.backward()
    assert float(t.grad) == 10.0


def test_under_no_grad_tangents_are_right_and_constant():
    w = wg.tensor(2.0, requires_grad=True)
    with wg.no_grad():
        value, moved = wg.jvp(lambda x: w * x * x, (3.0,), (1.0,))
    assert (float(value), float(moved)) == (18.0, 12.0)
    assert all(getattr(t, "step", None) is None for t in (value, moved))


# --- nothing is kept alive -----------------------------------------------------------------------------------------


@pytest.fixture
def watched():
    """A function whose intermediate steps are referred to weakly; no search for cycles while it is in use."""
    references = []

    def note(t):
        references.append(weakref.ref(t.step))
        return t

    def g(x):
        return note(wg.exp(note(wg.sin(x)) * x))

    g.alive = lambda: sum(r() is not None for r in references)
    g.references = references
    gc.collect()
    gc.disable()
    yield g
    gc.enable()


@pytest.mark.parametrize(
    "call",
    [
        lambda g, x: wg.jvp(g, (x,), (1.0,)),
        lambda g, x: wg.jvp(lambda x: wg.jvp(g, (x,), (1.0,))[1], (x,), (1.0,)),
        lambda g, x: wg.jvp(wg.grad(g), (x,), (1.0,)),
        lambda g, x: wg.grad(lambda x: wg.jvp(g, (x,), (1.0,))[1])(x),
        lambda g, x: wg.linearize(g, x)[0],
    ],
    ids=["jvp", "jvp of jvp", "jvp of grad", "grad of jvp", "the value of linearize"],
)
def test_when_the_call_returns_every_step_is_gone(watched, call):
    for x in (0.5, Tensor(0.5)):
        out = call(watched, x)
        assert watched.alive() == 0
        assert out is not None
    assert len(watched.references) == 4


def test_the_list_of_a_linearization_lives_as_long_as_its_push(watched):
    value, push = wg.linearize(watched, 0.5)
    push(1.0)
    assert watched.alive() == 2
    del push
    assert watched.alive() == 0
    assert float(value) > 0
