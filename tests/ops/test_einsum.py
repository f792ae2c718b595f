"""einsum: every form of expression against NumPy and JAX, derivatives included, and what cannot be read."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ArgumentError, ShapeError

EXPRESSIONS = [
    ("ij,jk->ik", (3, 4), (4, 2)),
    ("ij,jk", (3, 4), (4, 2)),
    ("ii->i", (3, 3)),
    ("ii", (3, 3)),
    ("ij->", (2, 3)),
    ("ij->ji", (2, 3)),
    ("i", (3,)),
    ("...ij,...jk->...ik", (2, 3, 4), (4, 5)),
    ("iij,j->i", (2, 2, 3), (3,)),
    ("bij,bjk,k", (2, 3, 4), (2, 4, 3), (3,)),
    ("i,j", (2,), (3,)),
    ("ij,ij->ij", (1, 3), (2, 3)),
    ("...,...", (2, 1), (3,)),
    ("ijij->ji", (2, 3, 2, 3)),
    ("ab...,c->...ca", (2, 3, 4), (5,)),
    ("i...->...", (3, 2, 2)),
    (",ij->ji", (), (2, 3)),
    ("iii->i", (3, 3, 3)),
    ("ij,kj->", (2, 3), (4, 3)),
    ("ii,ii->i", (3, 3), (3, 3)),
    ("b i, b i -> b", (2, 3), (2, 3)),
]


def draw(shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=s) for s in shapes]


@pytest.mark.parametrize(("subscripts", "shapes"), [(e, s) for e, *s in EXPRESSIONS])
def test_values_and_gradients_are_those_of_the_definition(subscripts, shapes):
    """Linear in each operand: the gradient along any direction is the expression with it in the operand's place."""
    xs = draw(shapes)
    out = wg.einsum(subscripts, *xs)
    np.testing.assert_allclose(out, np.einsum(subscripts, *xs), atol=1e-14)
    w = np.random.default_rng(1).normal(size=np.shape(out))
    adjoints = wg.vjp(lambda *a: wg.einsum(subscripts, *a), *xs)[1](w)
    for k, (x, a) in enumerate(zip(xs, adjoints, strict=True)):
        v = np.random.default_rng(2).normal(size=x.shape)
        moved = np.einsum(subscripts, *xs[:k], v, *xs[k + 1 :])
        np.testing.assert_allclose(np.sum(a * v), np.sum(w * moved))
        directions = [np.zeros_like(y) for y in xs]
        directions[k] = v
        _, tangent = wg.jvp(lambda *a: wg.einsum(subscripts, *a), tuple(xs), tuple(directions))
        np.testing.assert_allclose(tangent, moved, atol=1e-14)


def test_agrees_with_jax_to_second_order(same_as_jax):
    chosen = [EXPRESSIONS[k] for k in (0, 8, 9, 11, 16)]
    xs = [x for _, *shapes in chosen for x in draw(shapes)]

    def every(einsum):
        def f(*xs):
            rest = list(xs)
            return [einsum(e, *(rest.pop(0) for _ in shapes)) for e, *shapes in chosen]

        return f

    same_as_jax(every(wg.einsum), every(jnp.einsum), *xs, compiled=True)


@given(st.data())
def test_random_expressions(data):
    sizes = {c: data.draw(st.integers(1, 3)) for c in "ijkl"}
    terms = data.draw(st.lists(st.lists(st.sampled_from("ijkl"), max_size=3).map("".join), min_size=1, max_size=3))
    present = sorted(set("".join(terms)))
    out = "".join(data.draw(st.permutations(present)))[: data.draw(st.integers(0, len(present)))]
    subscripts = ",".join(terms) + "->" + out
    xs = draw([tuple(sizes[c] for c in t) for t in terms])
    np.testing.assert_allclose(wg.einsum(subscripts, *xs), np.einsum(subscripts, *xs), atol=1e-12)
    f = lambda *a: wg.sum(wg.square(wg.einsum(subscripts, *a)))
    _, tangent = wg.jvp(f, tuple(xs), tuple(xs))
    gradients = wg.grad(f, argnums=tuple(range(len(xs))))(*xs)
    np.testing.assert_allclose(tangent, sum(np.sum(g * x) for g, x in zip(gradients, xs, strict=True)), atol=1e-12)
    # Homogeneous of degree 2 in each operand (Euler).
    np.testing.assert_allclose(tangent, 2 * len(xs) * f(*xs), atol=1e-12)


def test_complex_operands_have_hermitian_adjoints():
    rng = np.random.default_rng(0)
    x, y = (rng.normal(size=(2, 3)) + 1j * rng.normal(size=(2, 3)) for _ in range(2))
    _, pull = wg.vjp(lambda x, y: wg.einsum("ij,ij->i", x, y), x, y)
    g = np.array([1 + 1j, -2j])
    np.testing.assert_allclose(pull(g)[0], g[:, None] * y.conj())


def test_compiled_equals_eager():
    x, y = draw([(3, 4), (4, 3)])
    f = wg.grad(lambda x, y: wg.sum(wg.sin(wg.einsum("ij,ji->i", x, y))))
    np.testing.assert_allclose(jax.jit(f)(x, y), f(x, y), rtol=1e-12)


def test_stays_single(stays_single):
    stays_single(lambda x, y: wg.einsum("iij,j->i", x, y), np.ones((2, 2, 3)), np.ones(3))


@pytest.mark.parametrize(
    ("subscripts", "shapes", "error", "message"),
    [
        ("ij,jk->ik", [(2, 3)], ArgumentError, "cannot be read"),
        ("i1", [(2, 3)], ArgumentError, "cannot be read"),
        ("ij->ii", [(2, 2)], ArgumentError, "names a letter twice"),
        ("ij->k", [(2, 2)], ArgumentError, "names a letter twice"),
        ("ij", [(2,)], ShapeError, "an operand has not the axes"),
        ("...ij", [(2,)], ShapeError, "an operand has not the axes"),
        ("ij,jk->ik", [(2, 3), (4, 2)], ShapeError, "sizes of 'j' differ"),
    ],
)
def test_refusals(subscripts, shapes, error, message):
    with pytest.raises(error, match=message):
        wg.einsum(subscripts, *draw(shapes))
