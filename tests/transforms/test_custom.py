"""Stated rules take the place of sweeps, in both modes, to any order, under every transform."""

import jax
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, GraphError, ShapeError
from wengert.transforms.custom import custom_jvp, custom_vjp
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad
from wengert.transforms.scan import scan
from wengert.transforms.vmap import vmap

jnp = jax_numpy()


@custom_jvp
def twice_as_steep(x, y):
    """sin(x) y, with a slope in x that is deliberately double."""
    return ops.sin(x) * y


@twice_as_steep.defjvp
def _(primals, tangents):
    (x, y), (dx, dy) = primals, tangents
    return twice_as_steep(x, y), 2 * ops.cos(x) * y * dx + ops.sin(x) * dy


@custom_vjp
def thrice_as_steep(pair):
    """The same, stated backwards, with a slope in x that is threefold."""
    return {"out": ops.sin(pair[0]) * pair[1]}


def backward(kept, g):
    cosine, sine, y, note = kept
    assert note == "a word"
    return ((3 * cosine * y * g["out"], sine * g["out"]),)


thrice_as_steep.defvjp(lambda p: (thrice_as_steep(p), (ops.cos(p[0]), ops.sin(p[0]), p[1], "a word")), backward)


def thrice(x, y):
    return thrice_as_steep((x, y))["out"]


@pytest.mark.parametrize(("f", "factor"), [(twice_as_steep, 2), (thrice, 3)])
def test_the_rule_is_used_everywhere(f, factor):
    x, y, first = 1.0, 2.0, factor * np.cos(1.0) * 2.0
    second = -factor * np.sin(1.0) * 2.0
    pushed = first + 3.0 * np.sin(1.0)
    assert f(x, y) == np.sin(1.0) * 2.0
    assert grad(f)(x, y) == pytest.approx(first)
    assert float(jax.jit(grad(f))(x, y)) == pytest.approx(first)
    assert jvp(f, (x, y), (1.0, 3.0))[1] == pytest.approx(pushed)
    assert grad(grad(f))(x, y) == pytest.approx(second)
    assert float(jax.jit(grad(grad(f)))(x, y)) == pytest.approx(second)
    assert jvp(grad(f), (x, y), (1.0, 0.0))[1] == pytest.approx(second)
    assert grad(lambda x: jvp(f, (x, y), (1.0, 0.0))[1])(x) == pytest.approx(second)


@pytest.mark.parametrize(("f", "factor"), [(twice_as_steep, 2), (thrice, 3)])
def test_in_batches_and_loops(f, factor):
    xs, ys = np.linspace(0, 1, 4), np.arange(4.0)
    np.testing.assert_allclose(vmap(grad(f))(xs, ys), factor * np.cos(xs) * ys)
    np.testing.assert_allclose(grad(lambda x: vmap(f)(x, ys).sum())(xs), factor * np.cos(xs) * ys)
    np.testing.assert_allclose(grad(lambda y: vmap(lambda x: f(x, y))(xs).sum())(2.0), np.sin(xs).sum())

    def looped(w):
        return scan(lambda c, _: (f(c, w), None), 1.0, length=3)[0]

    def unrolled(w):
        c = 1.0
        for _ in range(3):
            c = f(c, w)
        return c

    assert grad(looped)(2.0) == pytest.approx(grad(unrolled)(2.0), rel=1e-12)
    assert float(jax.jit(grad(looped))(2.0)) == pytest.approx(grad(unrolled)(2.0), rel=1e-12)
    assert grad(grad(looped))(2.0) == pytest.approx(grad(grad(unrolled))(2.0), rel=1e-12)


def test_arguments_that_are_not_differentiated():
    @custom_jvp
    def plain(x):
        return x

    def powers(name, x, n):
        return x**n if name == "power" else x

    f = custom_vjp(powers, nondiff_argnums=(0, 2))
    f.defvjp(lambda name, x, n: (powers(name, x, n), x), lambda name, n, x, g: (10 * n * g,))
    assert f("power", 3.0, 2) == 9.0
    assert grad(lambda x: f("power", x, 2))(3.0) == 20.0
    h = custom_jvp(powers, nondiff_argnums=(0, 2))
    h.defjvp(lambda name, n, primals, tangents: (powers(name, primals[0], n), 7 * tangents[0]))
    assert grad(lambda x: h("power", x, 2))(3.0) == 7.0
    assert plain.__name__ == "plain"


def test_none_is_zero():
    f = custom_vjp(lambda x, y: x * y)
    f.defvjp(lambda x, y: (x * y, y), lambda y, g: (y * g, None))
    assert grad(f, (0, 1))(2.0, 3.0) == (3.0, 0.0)


def test_values_may_be_decided_on_while_they_are_known():
    f = custom_jvp(lambda x: x if x > 0 else -x)
    f.defjvp(lambda p, t: (f(p[0]), t[0] * 5.0))
    assert (f(-2.0), grad(f)(-2.0)) == (2.0, 5.0)


def test_float32_stays_float32():
    x = np.float32(1.0)
    for f in (twice_as_steep, thrice):
        assert grad(f)(x, x).dtype == np.float32
        assert "f64" not in str(jax.make_jaxpr(grad(f))(x, x))


def test_refusals():
    bare = custom_vjp(lambda x: x)
    with pytest.raises(GraphError, match="its derivative was not stated"):
        bare(1.0)
    with pytest.raises(GraphError, match="its derivative was not stated"):
        custom_jvp(lambda x: x)(1.0)

    def leaky(w):
        f = custom_vjp(lambda x: x * w)
        f.defvjp(lambda x: (x * w, None), lambda kept, g: (g,))
        return f(w * 1.0)

    with pytest.raises(GraphError, match="reads a tensor from outside"):
        grad(leaky)(2.0)
    f = custom_vjp(lambda x, y: x * y)
    f.defvjp(lambda x, y: (x * y, None), lambda kept, g: (g,))
    with pytest.raises(ArgumentError, match="one adjoint for each differentiated argument"):
        grad(f)(1.0, 2.0)
    f.defvjp(lambda x, y: (x * y, None), lambda kept, g: (g * np.ones(2), g))
    with pytest.raises(ShapeError, match="an adjoint has the shape of its argument"):
        grad(f)(1.0, 2.0)
    f.defvjp(lambda x, y: x * y, lambda kept, g: (g, g))
    with pytest.raises(ArgumentError, match="the forward rule returns a pair"):
        grad(f)(1.0, 2.0)
    with pytest.raises(ArgumentError, match="an argument is no number"):
        twice_as_steep("x", 1.0)
    crooked = custom_jvp(lambda x: x)
    crooked.defjvp(lambda p, t: (p[0], (t[0], t[0])))
    with pytest.raises(ArgumentError, match="differs from the result in its containers"):
        grad(crooked)(1.0)
