"""grad, value_and_grad and vjp: results against JAX, how often the function runs, and what is alive afterwards."""

import gc
import weakref

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, GraphError, ShapeError
from wengert.tensor import Tensor, value_of
from wengert.transforms.reverse import split_aux, zeros_like

jax = pytest.importorskip("jax")
jnp = jax_numpy()

X, W = np.array([0.3, -0.7, 1.1]), np.array([[0.2, 0.5, -0.4], [1.0, -0.3, 0.6]])


def loss(xp, x, w):
    return xp.sum(xp.tanh(w @ x) ** 2) + xp.sum(xp.exp(0.5 * x) * x)


def ours(x, w):
    return loss(wg, x, w)


def theirs(x, w):
    return loss(jnp, x, w)


@pytest.fixture
def no_collector():
    """What dies inside the test dies because nobody holds it, and not because cycles were searched."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


class Watch:
    """Weak references to the steps of intermediate tensors."""

    def __init__(self):
        self.references = []

    def __call__(self, t):
        self.references.append(weakref.ref(t.step))
        return t

    @property
    def alive(self):
        return sum(r() is not None for r in self.references)


# --- grad and value_and_grad ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("argnums", [0, 1, (0,), (0, 1), (1, 0), -1])
def test_gradients_agree_with_jax(argnums):
    value, found = wg.value_and_grad(ours, argnums)(X, W)
    wanted_value, wanted = jax.value_and_grad(theirs, argnums)(X, W)
    assert float(value) == pytest.approx(float(wanted_value), rel=1e-14)
    assert type(found) is (tuple if isinstance(argnums, tuple) else np.ndarray)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-12), found, wanted)
    jax.tree.map(lambda a, b: np.testing.assert_array_equal(a, b), wg.grad(ours, argnums)(X, W), found)


def test_the_hessian_is_that_of_jax_and_symmetric():
    rows = [wg.grad(lambda x, k=k: wg.grad(ours)(x, W)[k])(X) for k in range(3)]
    np.testing.assert_allclose(rows, jax.hessian(theirs)(X, W), rtol=1e-11)


def test_float32_stays_float32():
    value, (gx, gw) = wg.value_and_grad(ours, (0, 1))(X.astype("f4"), W.astype("f4"))
    assert {value.dtype, gx.dtype, gw.dtype} == {np.dtype("float32")}


def test_the_gradient_of_a_complex_modulus_points_outward():
    assert wg.grad(lambda z: wg.real(z * wg.conj(z)))(3 + 4j) == 6 + 8j


def test_the_function_runs_once_and_keeps_its_name_and_keywords():
    calls = []

    def f(x, *, k=1.0):
        """Documented."""
        calls.append(k)
        return k * x * x

    for transform in (wg.grad, wg.value_and_grad):
        g = transform(f)
        assert (g.__name__, g.__doc__) == ("f", "Documented.")
        calls.clear()
        g(3.0, k=2.0)
        assert calls == [2.0]
    assert wg.grad(f)(3.0, k=2.0) == 12.0


def test_aux_is_handed_through_without_a_graph():
    def f(x):
        y = wg.sin(x)
        return wg.sum(y), {"y": y, "note": "text", "list": [x, 3]}

    (value, aux), g = wg.value_and_grad(f, has_aux=True)(X)
    assert float(value) == pytest.approx(np.sin(X).sum())
    np.testing.assert_allclose(g, np.cos(X), rtol=1e-15)
    assert type(aux["y"]) is np.ndarray
    np.testing.assert_allclose(aux["y"], np.sin(X))
    assert aux["note"] == "text"
    assert aux["list"][0].tolist() == X.tolist()
    assert aux["list"][1] == 3
    g2, aux2 = wg.grad(f, has_aux=True)(X)
    assert g2.tolist() == g.tolist()
    assert aux2["note"] == "text"


def test_aux_inside_another_gradient_can_be_differentiated():
    def inner(y):
        return y * y, y * y * y

    def outer(x):
        g, aux = wg.grad(inner, has_aux=True)(x)
        return g + aux  # 2x + x³

    assert wg.grad(outer)(2.0) == 14.0


@pytest.mark.parametrize("out", [1.0, (1.0,), (1.0, 2.0, 3.0), [1.0, 2.0]])
def test_has_aux_wants_a_pair(out):
    with pytest.raises(ArgumentError, match="grad: with has_aux=True the function returns a pair"):
        split_aux(out, True, "grad")
    assert split_aux(out, False, "grad") == (out, None)
    with pytest.raises(ArgumentError, match="vjp: with has_aux=True"):
        wg.vjp(lambda x: x, 1.0, has_aux=True)


def test_only_one_real_number_has_a_gradient():
    with pytest.raises(GraphError, match="must return one real number"):
        wg.grad(lambda x: x * x)(X)
    with pytest.raises(GraphError, match="must return one real number"):
        wg.grad(lambda x: None)(X)
    with pytest.raises(DtypeError):
        wg.grad(lambda x: x)(np.arange(3))


def test_recording_is_as_before_after_an_error():
    for raising in (lambda x: 1 / 0, lambda x: x * x):
        with wg.no_grad(), pytest.raises((ZeroDivisionError, GraphError)):
            wg.grad(raising)(X)
    assert wg.is_grad_enabled()


def test_an_input_without_influence_has_a_gradient_of_zeros_in_its_shape():
    gx, gw = wg.grad(lambda x, w: wg.sum(x), (0, 1))(X, W.astype("f4"))
    assert gx.tolist() == [1.0] * 3
    assert (gw.shape, gw.dtype, gw.any()) == ((2, 3), np.float32, False)
    zero = zeros_like(Tensor(np.ones((2, 3), "c8")))
    assert (zero.shape, zero.dtype, zero.any()) == ((2, 3), np.complex64, False)
    assert type(zeros_like(Tensor(1.0))) is np.float64


def test_gradients_can_be_written_to_by_their_owner_and_inputs_stay_as_they_were():
    x, w = X.copy(), W.copy()
    wg.grad(ours, (0, 1))(x, w)
    x[0], w[0, 0] = 1.0, 2.0
    g = wg.grad(lambda x: wg.sum(x * x))(X)
    g += 1.0
    assert g.tolist() == (2 * X + 1.0).tolist()


def test_our_gradient_inside_jit_is_that_of_jax():
    found = jax.jit(lambda x, w: wg.grad(ours, (0, 1))(x, w))(X, W)
    wanted = jax.grad(theirs, (0, 1))(X, W)
    for a, b in zip(found, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


# --- vjp -----------------------------------------------------------------------------------------------------------


def two(xp, x, w):
    return {"a": xp.tanh(w @ x), "b": [xp.sum(x * x), x * 2.0]}


def test_one_evaluation_can_be_pulled_back_many_times():
    calls = []

    def f(x, w):
        calls.append(1)
        return two(wg, x, w)

    out, pull = wg.vjp(f, X, W)
    wanted_out, wanted_pull = jax.vjp(lambda x, w: two(jnp, x, w), X, W)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-13), out, wanted_out)
    rng = np.random.default_rng(0)
    for _ in range(3):
        g = {"a": rng.standard_normal(2), "b": [np.float64(rng.standard_normal()), rng.standard_normal(3)]}
        first, again = pull(g), pull(g)
        jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-12), first, wanted_pull(g))
        jax.tree.map(np.testing.assert_array_equal, first, again)
    assert calls == [1]


def test_an_adjoint_of_another_shape_is_refused():
    _, pull = wg.vjp(lambda x: x * x, X)
    for wrong in (np.ones(2), 1.0, np.ones((3, 1)), Tensor(np.ones(4))):
        with pytest.raises(ShapeError, match="vjp: an adjoint has the shape of its output") as caught:
            pull(wrong)
        assert f"given     {np.shape(value_of(wrong))}" in str(caught.value)
        assert "expected  (3,)" in str(caught.value)


@pytest.mark.parametrize("wrong", [1.0, (1.0,), (1.0, 2.0, 3.0), {"a": 1.0, "b": 2.0}, ((1.0, 2.0),)])
def test_an_adjoint_in_other_containers_is_refused(wrong):
    _, pull = wg.vjp(lambda x: (x, x * x), 3.0)
    with pytest.raises(ArgumentError, match="vjp: an adjoint has the containers of its output"):
        pull(wrong)
    assert pull((1.0, 2.0)) == pull([1.0, 2.0]) == (13.0,)


def test_a_python_number_is_an_adjoint_in_the_dtype_of_the_output():
    _, pull = wg.vjp(lambda x: wg.sum(x), X.astype("f4"))
    (g,) = pull(2)
    assert g.dtype == np.float32
    assert g.tolist() == [2.0] * 3


def test_an_output_that_is_used_twice_or_is_an_input_or_a_constant():
    def f(x):
        y = x * 3.0
        return y, y, x, 7.0

    out, pull = wg.vjp(f, 2.0)
    assert out == (6.0, 6.0, 2.0, 7.0)
    assert pull((1.0, 10.0, 100.0, np.float64(1000.0))) == (133.0,)
    assert pull((1.0, 10.0, 100.0, 1000.0)) == (133.0,)


def test_the_vjp_has_aux_too():
    out, pull, aux = wg.vjp(lambda x: (x * x, [x + 1.0, "text"]), 3.0, has_aux=True)
    assert (out, pull(1.0), aux) == (9.0, (6.0,), [4.0, "text"])


def test_the_pullback_is_linear_and_its_seed_can_be_differentiated():
    _, pull = wg.vjp(lambda x: wg.sin(x), 0.4)
    assert wg.grad(lambda g: pull(g)[0] * 3.0)(2.0) == pytest.approx(3 * np.cos(0.4), rel=1e-15)
    seed = wg.tensor(2.0, requires_grad=True)
    pull(seed)[0].backward()
    assert float(seed.grad) == pytest.approx(np.cos(0.4), rel=1e-15)


def test_under_no_grad_a_tracked_seed_gives_a_constant():
    _, pull = wg.vjp(lambda x: wg.sin(x), wg.tensor(0.4))
    seed = wg.tensor(2.0, requires_grad=True)
    with wg.no_grad():
        (g,) = pull(seed)
    assert g.step is None
    assert float(g) == pytest.approx(2 * np.cos(0.4), rel=1e-15)


# --- captured tensors ----------------------------------------------------------------------------------------------


def test_captured_parameters_receive_gradients_through_a_gradient():
    w = wg.tensor(2.0, requires_grad=True)
    g = wg.grad(lambda x: wg.sin(w * x))(0.5)  # w cos(w x)
    assert float(g) == pytest.approx(2 * np.cos(1.0), rel=1e-15)
    g.backward()
    assert float(w.grad) == pytest.approx(np.cos(1.0) - np.sin(1.0), rel=1e-14)


def test_captured_parameters_receive_gradients_through_the_value_and_the_vjp():
    w = wg.tensor(2.0, requires_grad=True)
    value, _ = wg.value_and_grad(lambda x: w * x * x)(3.0)
    value.backward()
    assert float(w.grad) == 9.0
    w.grad = None
    out, pull = wg.vjp(lambda x: w * x * x, 3.0)
    (out + pull(1.0)[0]).backward()
    assert float(w.grad) == 9.0 + 6.0


def test_a_captured_parameter_without_part_in_the_gradient_leaves_it_constant():
    w = wg.tensor(2.0, requires_grad=True)
    g = wg.grad(lambda x: x * x + w)(3.0)
    assert float(g) == 6.0
    assert w.grad is None


# --- nothing is kept alive -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [0.5, Tensor(0.5)], ids=["raw", "tensor"])
@pytest.mark.parametrize(
    "transform",
    [
        lambda f, x: wg.grad(f)(x),
        lambda f, x: wg.value_and_grad(f)(x),
        lambda f, x: wg.value_and_grad(lambda x: (f(x), x * x), has_aux=True)(x),
        lambda f, x: wg.grad(wg.grad(f))(x),
        lambda f, x: wg.grad(lambda x: x * wg.vjp(f, x)[1](x)[0])(x),
    ],
    ids=["grad", "value_and_grad", "aux", "grad of grad", "vjp in grad"],
)
def test_when_the_call_returns_every_step_is_gone(no_collector, transform, given):
    watch = Watch()
    out = transform(lambda x: watch(wg.exp(watch(watch(wg.sin(x)) * x))), given)
    assert len(watch.references) == 3
    assert watch.alive == 0
    assert out is not None


def test_the_list_of_a_vjp_lives_as_long_as_its_pullback(no_collector):
    watch = Watch()
    out, pull = wg.vjp(lambda x: watch(wg.exp(watch(wg.sin(x)))), 0.5)
    pull(1.0)
    assert watch.alive == 2
    del pull
    assert watch.alive == 0
    assert float(out) == pytest.approx(np.exp(np.sin(0.5)))


def test_an_open_gradient_lives_as_long_as_its_result(no_collector):
    w, watch = wg.tensor(2.0, requires_grad=True), Watch()
    g = wg.grad(lambda x: watch(wg.sin(watch(w * x))))(0.5)
    assert watch.alive > 0
    del g
    assert watch.alive == 0
    g = wg.grad(lambda x: watch(wg.sin(watch(w * x))))(0.5)
    g.backward()
    del g
    assert watch.alive == 0


def test_arrays_that_the_function_made_are_freed(no_collector):
    alive = []

    def f(x):
        y = wg.exp(x)
        alive.append(weakref.ref(y.value))
        return wg.sum(y * y)

    wg.grad(f)(X)
    assert alive[0]() is None
