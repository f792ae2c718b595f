"""scan agrees with jax.lax.scan and with the loop written out, to second order, eager and compiled."""

import builtins

import jax
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ConcretizationError, DtypeError, ShapeError
from wengert.tensor import tensor
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad, value_and_grad
from wengert.transforms.scan import fori_loop, scan
from wengert.transforms.vmap import vmap

jnp = jax_numpy()
RNG = np.random.default_rng(0)
ARGS = (RNG.normal(size=(3, 3)) * 0.5, RNG.normal(size=(3, 2)), RNG.normal(size=3), RNG.normal(size=(7, 2)))
TANGENTS = tuple(RNG.normal(size=a.shape) for a in ARGS)


def recurrent(w, u, h, xs, loop=scan, tanh=ops.tanh, reverse=False):
    def body(h, x):
        h = tanh(w @ h + u @ x)
        return h, (h * h).sum()

    h, ys = loop(body, h, xs, reverse=reverse)
    return (h.sum() * ys).sum() + ys[2]


def in_jax(*args, reverse=False):
    return recurrent(*args, loop=jax.lax.scan, tanh=jnp.tanh, reverse=reverse)


def close(a, b, tol=1e-11):
    for x, y in zip(jax.tree.leaves(a), jax.tree.leaves(b), strict=True):
        np.testing.assert_allclose(np.asarray(x), np.asarray(y), rtol=tol, atol=tol)


ours, theirs = grad(recurrent, (0, 1, 2, 3)), jax.grad(in_jax, (0, 1, 2, 3))


@pytest.mark.parametrize("reverse", [False, True])
def test_first_order_as_jax(reverse):
    f = lambda *a: recurrent(*a, reverse=reverse)
    g = lambda *a: in_jax(*a, reverse=reverse)
    close(value_and_grad(f, (0, 1, 2, 3))(*ARGS), jax.value_and_grad(g, (0, 1, 2, 3))(*ARGS))
    close(jvp(f, ARGS, TANGENTS), jax.jvp(g, ARGS, TANGENTS))


def test_second_order_as_jax_in_every_nesting():
    close(jvp(ours, ARGS, TANGENTS), jax.jvp(theirs, ARGS, TANGENTS))
    inner = lambda gradient: lambda *a: builtins.sum((g * t).sum() for g, t in zip(gradient(*a), TANGENTS, strict=True))
    close(grad(inner(ours), (0, 1, 2, 3))(*ARGS), jax.grad(inner(theirs), (0, 1, 2, 3))(*ARGS))
    pushed = lambda *a: jvp(recurrent, a, TANGENTS)[1]
    close(grad(pushed, (0, 1, 2, 3))(*ARGS), jax.jvp(theirs, ARGS, TANGENTS)[1])


def test_compiled_as_eager():
    args = tuple(map(jnp.asarray, ARGS))
    close(jax.jit(ours)(*args), theirs(*ARGS))
    close(jax.jit(lambda a, t: jvp(ours, a, t)[1])(args, TANGENTS), jax.jvp(theirs, ARGS, TANGENTS)[1])


def test_compiled_it_is_one_loop_and_holds_no_float64():
    args = [a.astype("float32") for a in ARGS]
    text = str(jax.make_jaxpr(ours)(*args))
    assert text.count(" scan[") == 2  # one forward, one back
    assert "f64" not in text
    assert all(g.dtype == np.float32 for g in ours(*args))


def test_as_the_loop_written_out():
    def unrolled(body, carry, xs, reverse):
        ys = []
        for x in list(xs)[:: -1 if reverse else 1]:
            carry, y = body(carry, x)
            ys.append(y)
        return carry, ops.stack(ys)

    written = lambda w, u, h: recurrent(w, u, h, ARGS[3], loop=unrolled)
    close(ours(*ARGS)[:3], grad(written, (0, 1, 2))(*ARGS[:3]))


def test_parameters_from_outside_and_nests():
    w = {"a": 0.3, "b": np.array([0.1, 0.2])}

    def f(w):
        def body(carry, x):
            s = ops.sin(carry["s"] * w["a"]) + (w["b"] * x["p"]).sum()
            return {"s": s, "n": carry["n"] + 1}, {"double": 2.0 * s}

        carry, ys = scan(body, {"s": 0.5, "n": 0}, {"p": np.ones((5, 2))})
        assert set(ys) == {"double"}
        return carry["s"] + ys["double"].sum() * carry["n"]

    def reference(w):
        s, total = 0.5, 0.0
        for _ in range(5):
            s = jnp.sin(s * w["a"]) + (w["b"] * np.ones(2)).sum()
            total = total + 2 * s
        return s + total * 5

    close(grad(f)(w), jax.grad(reference)(w))
    close(jax.jit(grad(f))(w), jax.grad(reference)(w))


def test_scans_nest():
    def inner(c, w, loop, sin):
        return loop(lambda c, x: (sin(c * w + x), None), c, np.arange(3.0))[0]

    def outer(w, loop=scan, sin=ops.sin):
        return loop(lambda c, x: (inner(c, w, loop, sin) * x, c), 0.4, np.arange(1.0, 5.0))[0]

    def reference(w):
        return outer(w, jax.lax.scan, jnp.sin)

    close(grad(outer)(0.7), jax.grad(reference)(0.7))
    close(grad(grad(outer))(0.7), jax.grad(jax.grad(reference))(0.7))
    close(jax.jit(grad(grad(outer)))(0.7), jax.grad(jax.grad(reference))(0.7))


def test_a_gradient_inside_the_body():
    def descend(w, loop, gradient):
        return loop(lambda x, _: (x - 0.1 * gradient(lambda x: (w * x - 1.0) ** 4)(x), None), 0.3, None, length=6)[0]

    got = value_and_grad(lambda w: descend(w, scan, grad))(2.0)
    close(got, jax.value_and_grad(lambda w: descend(w, jax.lax.scan, jax.grad))(2.0))


def test_ten_thousand_turns():
    xs = np.full(10_000, 0.1)
    f = lambda w, loop, sin: loop(lambda c, x: (sin(w * c) + x, None), 0.5, xs)[0]
    got = value_and_grad(lambda w: f(w, scan, ops.sin))(0.3)
    close(got, jax.value_and_grad(lambda w: f(w, jax.lax.scan, jnp.sin))(0.3))


def test_each_turn_saves_exactly_what_the_steps_of_the_body_save():
    w, xs = tensor(0.3, requires_grad=True), np.full(1000, 0.1)
    out = scan(lambda c, x: (ops.tanh(w * c) + x, None), 0.5, xs)[0]
    (loop,) = (s for s, _ in out.grad_fn.next_functions)
    stacks = [v for v in loop.saved if not isinstance(v, tuple)]
    # The product saves its carry, tanh its output; w is an argument already.
    assert [s.shape for s in stacks] == [(1000,), (1000,)]


def test_batches():
    rows = RNG.normal(size=(4, 3))
    f = lambda h: recurrent(ARGS[0], ARGS[1], h, ARGS[3])
    close(vmap(f)(rows), np.stack([f(row) for row in rows]))
    close(vmap(grad(f))(rows), np.stack([grad(f)(row) for row in rows]))
    xs = RNG.normal(size=(4, 7, 2))
    by_input = lambda x: recurrent(*ARGS[:3], x)
    close(vmap(grad(by_input))(xs), np.stack([grad(by_input)(x) for x in xs]))
    shared = lambda w: vmap(lambda x: recurrent(w, *ARGS[1:3], x))(xs).sum()
    close(grad(shared)(ARGS[0]), np.sum([ours(*ARGS[:3], x)[0] for x in xs], axis=0))


def test_numbers_take_the_dtype_around_them():
    carry, _ = scan(lambda c, x: (c + x, None), 0.0, np.ones(3, "float32"))
    assert carry.dtype == np.float32
    assert scan(lambda c, x: (c + x, None), 0, np.ones(3))[0] == 3.0


def test_empty_loops():
    carry, ys = scan(lambda c, x: (c + x, c * x), 2.0, np.ones((0, 2)).sum(1))
    assert carry == 2.0
    assert ys.shape == (0,)
    assert grad(lambda c: scan(lambda c, _: (c * c, None), c, length=0)[0])(3.0) == 1.0


def test_fori_loop():
    f = lambda x: fori_loop(1, 5, lambda i, c: c * x + i, 1.0)
    g = lambda x: jax.lax.fori_loop(1, 5, lambda i, c: c * x + i, 1.0)
    close(value_and_grad(f)(0.7), jax.value_and_grad(g)(0.7))
    with pytest.raises(ArgumentError, match="bounds must be integers"):
        fori_loop(0, 2.5, lambda i, c: c, 1.0)


def test_refusals():
    xs = np.ones(3)
    with pytest.raises(ShapeError, match="scan: the carry changes its shape"):
        scan(lambda c, x: (c * np.ones(2), None), 1.0, xs)
    with pytest.raises(DtypeError, match="scan: the carry changes its dtype"):
        scan(lambda c, x: (c * 1.5, None), np.int64(1), xs)
    with pytest.raises(ArgumentError, match="scan: the carry changes its containers"):
        scan(lambda c, x: ((c, c), None), 1.0, xs)
    with pytest.raises(ArgumentError, match="scan: the body returns a pair"):
        scan(lambda c, x: c, 1.0, xs)
    with pytest.raises(ArgumentError, match="number of turns is unknown"):
        scan(lambda c, x: (c, None), 1.0)
    with pytest.raises(ShapeError, match="differ in their first axis"):
        scan(lambda c, x: (c, None), 1.0, (np.ones(3), np.ones(4)))
    with pytest.raises(ArgumentError, match="the carry holds what is no array"):
        scan(lambda c, x: (c, None), "one", xs)
    with pytest.raises(ConcretizationError, match="not known while"):
        scan(lambda c, x: (c if c > x else x, None), 1.0, xs)
