"""vmap: one example's program on a whole batch, in every order with the other transforms."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ConcretizationError, ShapeError
from wengert.kinds import linear
from wengert.primitive import PRIMITIVES
from wengert.tensor import Tensor
from wengert.transforms.vmap import mapped

jax_numpy()  # in double precision
X = np.random.default_rng(0).normal(size=(4, 3))


def f(x, y):
    return wg.sin(x) * y + (x * x).sum()


class TestAxes:
    @pytest.mark.parametrize(
        ("in_axes", "out_axes"),
        [(0, 0), ((0, None), 0), ((None, 0), -1), ((1, 0), 1), ((-1, None), 0), ((0, 1), -1)],
    )
    def test_every_form_agrees_with_jax(self, in_axes, out_axes):
        rng = np.random.default_rng(1)
        per = in_axes if isinstance(in_axes, tuple) else (in_axes, in_axes)
        args = [rng.normal(size=(3,) if a is None else np.insert([3], a % 2, 4)) for a in per]
        ours = wg.vmap(f, in_axes, out_axes)(*args)
        theirs = jax.vmap(lambda x, y: jax.numpy.sin(x) * y + (x * x).sum(), in_axes, out_axes)(*args)
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)

    def test_nests_go_in_and_come_out(self):
        g = lambda batch, k: {"s": batch["x"] * k, "t": (batch["y"].sum(), None)}
        out = wg.vmap(g, ({"y": None, "x": 0}, None), {"s": 1, "t": 0})({"x": X, "y": np.ones(2)}, 2.0)
        np.testing.assert_array_equal(out["s"], 2 * X.T)
        np.testing.assert_array_equal(out["t"][0], [2, 2, 2, 2])
        assert out["t"][1] is None

    def test_a_result_that_is_the_same_for_all_may_go_without_a_batch_axis(self):
        same, each = wg.vmap(lambda x, k: (k * 2, x * k), (0, None), (None, 0))(X, 3.0)
        assert np.shape(same) == ()
        np.testing.assert_array_equal(each, 3 * X)
        with pytest.raises(ArgumentError, match="differs from example to example"):
            wg.vmap(lambda x: x, out_axes=None)(X)

    def test_what_does_not_fit_is_told(self):
        with pytest.raises(ShapeError, match="no such axis"):
            wg.vmap(lambda x: x.sum(), out_axes=1)(X)
        with pytest.raises(ShapeError, match="batch sizes differ"):
            wg.vmap(f)(X, X[:2])
        with pytest.raises(ArgumentError, match="a result is no array"):
            wg.vmap(lambda x: (x, "name"))(X)

    @pytest.mark.parametrize("size", [0, 1])
    def test_batches_of_none_and_of_one(self, size):
        looped = lambda x: wg.searchsorted(wg.sort(x), x).sum() + wg.cumulative_sum(x)[-1] + x.reshape((-1,)).sum()
        out = wg.vmap(looped)(X[:size])
        assert out.shape == (size,)
        assert wg.vmap(wg.grad(lambda x: (x**3).sum()))(X[:size]).shape == (size, 3)

    def test_named_arguments_are_the_same_for_every_example(self):
        np.testing.assert_array_equal(wg.vmap(lambda x, k: x * k)(X, k=np.arange(3)), X * np.arange(3))


class TestTransforms:
    def test_nested(self):
        outer = wg.vmap(wg.vmap(lambda a, b: a * b + a, (None, 0)), (0, None))(np.arange(3.0), np.arange(4.0))
        np.testing.assert_array_equal(outer, np.arange(3.0)[:, None] * np.arange(4.0) + np.arange(3.0)[:, None])

    def test_of_derivatives(self):
        g = lambda x: (wg.sin(x) * x).sum() ** 2
        h = lambda x: (jax.numpy.sin(x) * x).sum() ** 2
        np.testing.assert_allclose(wg.vmap(wg.grad(g))(X), jax.vmap(jax.grad(h))(X), rtol=1e-10)
        np.testing.assert_allclose(wg.vmap(wg.hessian(g))(X), jax.vmap(jax.hessian(h))(X), rtol=1e-10)
        tangent = wg.vmap(lambda x: wg.jvp(g, (x,), (x,))[1])(X)
        np.testing.assert_allclose(tangent, jax.vmap(lambda x: jax.jvp(h, (x,), (x,))[1])(X), rtol=1e-10)

    def test_derivatives_of_it(self):
        g = lambda x: (wg.vmap(lambda r: wg.sort(r) @ wg.cumulative_sum(r) / (1 + r[0] ** 2))(x) ** 2).sum()
        h = lambda x: (jax.vmap(lambda r: jax.numpy.sort(r) @ jax.numpy.cumsum(r) / (1 + r[0] ** 2))(x) ** 2).sum()
        np.testing.assert_allclose(wg.grad(g)(X), jax.grad(h)(X), rtol=1e-9)
        v = np.ones_like(X)
        ours, theirs = wg.hvp(g, (X,), (v,)), jax.jvp(jax.grad(h), (X,), (v,))[1]
        np.testing.assert_allclose(ours, theirs, rtol=1e-8)

    def test_captured_parameters_get_gradients(self):
        w = wg.tensor(np.ones(3), requires_grad=True)
        wg.vmap(lambda x: (x * w).sum())(X).sum().backward()
        np.testing.assert_allclose(w.grad.numpy(), X.sum(0), rtol=1e-12)

    def test_tensors_stay_tensors_and_their_graph_goes_on(self):
        x = wg.tensor(X, requires_grad=True)
        out = wg.vmap(lambda r: (r * r).sum())(x)
        assert isinstance(out, Tensor)
        out.sum().backward()
        np.testing.assert_allclose(x.grad.numpy(), 2 * X)

    def test_compiled(self):
        g = wg.vmap(wg.grad(lambda x, k: (wg.cumulative_prod(x) ** k).sum()), (0, None))
        np.testing.assert_allclose(wg.compile(g)(X, 2.0), g(X, 2.0), rtol=1e-10)

    def test_no_grad_inside_and_outside(self):
        x = wg.tensor(X, requires_grad=True)

        def g(r):
            with wg.no_grad():
                k = r.sum()
            return (r * k).sum()

        wg.vmap(g)(x).sum().backward()
        np.testing.assert_allclose(x.grad.numpy(), np.broadcast_to(X.sum(1, keepdims=True), X.shape))
        with wg.no_grad():
            assert not wg.vmap(lambda r: r * r)(x).requires_grad


def test_decisions_on_values_are_refused():
    for decide in (lambda x: x if x[0] > 0 else -x, lambda x: x * float(x[0])):
        with pytest.raises(ConcretizationError):
            wg.vmap(decide)(X)


def test_random_numbers_are_the_same_for_every_example():
    generator = wg.random.Generator(0)
    out = wg.vmap(lambda x: x * 0 + generator.normal((3,), dtype="float64"))(X)
    once = wg.random.Generator(0).normal((3,), dtype="float64").numpy()
    np.testing.assert_array_equal(out, np.broadcast_to(once, (4, 3)))


class TestFallback:
    @pytest.fixture
    def halved(self):
        @linear()
        def halved(x):
            calls.append(type(x).__name__)
            return x / 2

        calls = []
        halved.adjoint = lambda g: halved(g)
        yield halved, calls
        del PRIMITIVES["halved"]

    def test_a_primitive_without_a_batch_rule_is_mapped(self, halved):
        p, calls = halved
        np.testing.assert_array_equal(wg.vmap(p)(X), X / 2)
        assert len(calls) == 1 + len(X)
        np.testing.assert_array_equal(wg.grad(lambda x: (wg.vmap(p)(x) ** 2).sum())(X), X / 2)
        np.testing.assert_array_equal(wg.vmap(wg.vmap(p))(X), X / 2)

    def test_on_jax_arrays_nothing_is_looped(self, halved):
        p, calls = halved
        np.testing.assert_array_equal(wg.compile(wg.vmap(p))(X), X / 2)
        assert len(calls) <= 2
        assert mapped(p) is mapped(p)
        assert f"mapped_{p.name}" not in PRIMITIVES
