"""Jacobians in both modes against JAX: containers, complex numbers, shapes, memory."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import wengert as wg
from wengert import tree
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ResourceError
from wengert.tensor import Tensor
from wengert.transforms import jacobians
from wengert.transforms.jacobians import memory_limit, readable

jax_numpy()  # in double precision
RNG = np.random.default_rng(0)
MODES = [wg.jacfwd, wg.jacrev, wg.jacobian]


def same(ours, theirs):
    a, b = tree.leaves(ours), jax.tree.leaves(theirs)
    assert len(a) == len(b)
    for x, y in zip(a, b, strict=True):
        assert np.shape(x) == y.shape
        np.testing.assert_allclose(np.asarray(x), y, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("mode", MODES)
class TestAgainstJax:
    @pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
    def test_any_shape_of_input_and_output(self, mode, shape):
        x = RNG.normal(size=shape)
        f = lambda xp: lambda x: xp.sin(x) * x.sum() + xp.stack([x.sum(), (x * x).sum()]).reshape((2,) + (1,) * x.ndim)
        same(mode(f(wg))(x), jax.jacobian(f(jnp))(x))

    def test_nests_and_argnums(self, mode):
        p = {"b": [RNG.normal(size=2)], "w": RNG.normal(size=(2, 3))}
        x, k = RNG.normal(size=3), 1.7
        f = lambda xp: lambda p, x, k: {"y": xp.tanh(p["w"] @ x + p["b"][0]), "z": (x.sum() * k, p["b"][0] ** 2)}
        same(mode(f(wg))(p, x, k), jax.jacobian(f(jnp))(p, x, k))
        same(mode(f(wg), argnums=(2, 0))(p, x, k), jax.jacobian(f(jnp), argnums=(2, 0))(p, x, k))
        same(mode(f(wg), argnums=1)(p, x, k=k), jax.jacobian(f(jnp), argnums=1)(p, x, k))
        same(mode(f(wg), argnums=-2)(p, x, k), jax.jacobian(f(jnp), argnums=1)(p, x, k))

    def test_holomorphic_functions(self, mode):
        z = RNG.normal(size=3) + 1j * RNG.normal(size=3)
        f = lambda xp: lambda z: xp.exp(z) * z.sum() + 1j * z**2
        same(mode(f(wg), holomorphic=True)(z), jax.jacfwd(f(jnp), holomorphic=True)(z))

    def test_complex_outputs_of_real_inputs(self, mode):
        x = RNG.normal(size=3)
        f = lambda xp: lambda x: xp.exp(1j * x) * x.sum()
        same(mode(f(wg))(x), jax.jacfwd(f(jnp))(x))

    @pytest.mark.parametrize("chunk_size", [1, 2, 5, 100])
    def test_chunks(self, mode, chunk_size):
        x = RNG.normal(size=(2, 3))
        f = lambda xp: lambda x: xp.cumulative_sum(x * x, axis=1) if xp is wg else xp.cumsum(x * x, axis=1)
        same(mode(f(wg), chunk_size=chunk_size)(x), jax.jacobian(f(jnp))(x))

    def test_higher_orders(self, mode):
        x = RNG.normal(size=2)
        f = lambda xp: lambda x: xp.sin(x) * (x * x).sum()
        ours, theirs = f(wg), f(jnp)
        for _ in range(3):
            ours, theirs = mode(ours), jax.jacobian(theirs)
        same(ours(x), theirs(x))

    def test_inside_other_programs(self, mode):
        x = RNG.normal(size=(4, 3))
        f = lambda xp: lambda x: xp.stack([xp.sin(x).sum(), (x**3).sum()])
        theirs = jax.vmap(jax.jacobian(f(jnp)))(x)
        same(wg.vmap(mode(f(wg)))(x), theirs)
        same(wg.compile(mode(f(wg)))(x[0]), theirs[0])
        same(jax.jit(mode(f(wg), chunk_size=2))(x[0]), theirs[0])
        loss = lambda jac: lambda x: (jac(x) ** 2).sum()
        same(wg.grad(loss(mode(f(wg))))(x[0]), jax.grad(loss(jax.jacobian(f(jnp))))(x[0]))

    def test_single_precision_stays_single(self, mode):
        x = RNG.normal(size=3).astype("float32")
        for f in (lambda x: wg.sin(x) * 2.0, lambda x: wg.exp(1j * x)):
            assert mode(f)(x).dtype == np.result_type(f(x).dtype, np.float32)
        assert "f64" not in wg.compile(mode(lambda x: wg.sin(x) * x.sum())).text(x)

    def test_outputs_that_nothing_moves_have_zeros(self, mode):
        out = mode(lambda x: (x * 1.0, wg.tensor(3.0), np.ones(2)))(np.ones(2))
        assert [np.asarray(o).tolist() for o in out] == [[[1, 0], [0, 1]], [0, 0], [[0, 0], [0, 0]]]

    def test_nothing_at_all(self, mode):
        assert mode(lambda x: x * 2.0)(np.ones(0)).shape == (0, 0)

    def test_tensors_give_tensors_whose_graph_goes_on(self, mode):
        w = wg.tensor([1.0, 2.0], requires_grad=True)
        out = mode(lambda x: x**3)(w)
        assert isinstance(out, Tensor)
        out.sum().backward()
        np.testing.assert_allclose(w.grad.numpy(), [6, 12])
        assert isinstance(mode(lambda x: x**3)(wg.tensor([1.0, 2.0])), Tensor)

    def test_the_function_is_evaluated_once(self, mode):
        calls = []

        def f(x):
            calls.append(1)
            return wg.sin(x), {"note": "handed through", "n": x.sum()}

        out, aux = mode(f, has_aux=True, chunk_size=1)(np.zeros(3))
        assert len(calls) == 1
        np.testing.assert_array_equal(out, np.eye(3))
        assert aux == {"note": "handed through", "n": 0}


def test_the_cheaper_mode_is_chosen():
    tall, wide = wg.jacobian(lambda x: wg.stack([x, x, x])), wg.jacobian(lambda x: x.sum())
    assert tall.memory(np.ones(2)).mode == "forward"
    assert wide.memory(np.ones(2)).mode == "reverse"


class TestMemory:
    def test_it_is_told(self):
        f = wg.jacobian(lambda x: (x * x).sum(), chunk_size=4)
        memory = f.memory(np.ones(10))
        assert (memory.inputs, memory.outputs, memory.sweeps, memory.mode) == (10, 1, 1, "reverse")
        assert memory.result == 80
        assert memory.working == (10 + 10 + 1) * 8
        assert str(memory) == "1 x 10 entries: 80 B, and at most 168 B for 1 reverse sweeps"

    def test_an_answer_that_cannot_fit_is_refused_before_it_is_taken(self):
        n = int(np.sqrt(memory_limit() / 8)) + 1000
        x = np.zeros(n)
        with pytest.raises(ResourceError, match="does not fit") as caught:
            wg.jacobian(lambda x: x * 2.0)(x)
        assert "products need no matrix" in str(caught.value)

    def test_chunks_are_advised_where_they_help(self, monkeypatch):
        monkeypatch.setattr(jacobians, "memory_limit", lambda: 100_000)
        f = lambda x: wg.sin(wg.sin(wg.sin(x)))
        with pytest.raises(ResourceError, match="does not fit") as caught:
            wg.jacobian(f)(np.ones(60))
        advised = int(str(caught.value).split("chunk_size=")[1].split()[0])
        monkeypatch.undo()
        x = RNG.normal(size=60)
        slope = np.cos(np.sin(np.sin(x))) * np.cos(np.sin(x)) * np.cos(x)
        np.testing.assert_allclose(wg.jacobian(f, chunk_size=advised)(x), np.diag(slope), atol=1e-14)

    def test_bytes_for_people(self):
        assert [readable(n) for n in (5, 2048, 3 * 2**30, 2**45)] == ["5 B", "2.0 KiB", "3.0 GiB", "32.0 TiB"]


class TestRefusals:
    def test_complex_inputs_need_the_word(self):
        with pytest.raises(DtypeError, match="holomorphic=True go together"):
            wg.jacobian(lambda z: z * z)(1j)
        with pytest.raises(DtypeError, match="holomorphic=True go together"):
            wg.jacobian(lambda z: z * z, holomorphic=True)(1.0)

    def test_argnums_must_be_there(self):
        with pytest.raises(ArgumentError, match="argnums names an argument that was not given"):
            wg.jacobian(lambda x: x, argnums=1)(1.0)

    def test_integers_have_none(self):
        with pytest.raises(DtypeError, match="must be a real or complex floating number"):
            wg.jacobian(lambda x: x)(1)

    def test_chunks_hold_at_least_one_sweep(self):
        with pytest.raises(ArgumentError, match="chunk_size counts sweeps"):
            wg.jacrev(lambda x: x, chunk_size=0)

    def test_aux_needs_a_pair(self):
        with pytest.raises(ArgumentError, match="jacobian: with has_aux=True the function returns a pair"):
            wg.jacrev(lambda x: x, has_aux=True)(1.0)
