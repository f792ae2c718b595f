"""checkpoint changes what is saved and nothing else."""

import jax
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ConcretizationError
from wengert.tensor import tensor
from wengert.transforms.checkpoint import checkpoint
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad
from wengert.transforms.scan import scan
from wengert.transforms.vmap import vmap

jnp = jax_numpy()
W = np.random.default_rng(0).normal(size=(4, 4)) / 2
X = np.random.default_rng(1).normal(size=4)


def deep(w, x, wrap=lambda f: f, depth=5):
    for _ in range(depth):
        x = wrap(lambda x: ops.sin(ops.tanh(w @ x)))(x)
    return (x * x).sum()


def saved_bytes(out):
    """Bytes of distinct arrays that the list of `out` keeps alive."""
    found, stack, seen = {}, [out.step], set()
    while stack:
        step = stack.pop()
        if step is None or step in seen:
            continue
        seen.add(step)
        stack += step.inputs
        for value in (a for s in step.saved for a in (s if isinstance(s, tuple) else (s,))):
            if isinstance(value, np.ndarray):
                base = value if value.base is None else value.base
                found[id(base)] = base.nbytes
    return sum(found.values())


def test_same_derivatives_of_both_orders():
    plain = grad(deep, (0, 1))
    for f in (grad(lambda w, x: deep(w, x, checkpoint), (0, 1)), checkpoint(plain)):
        for got, want in zip(f(W, X), plain(W, X), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-12)
    kept = grad(lambda w: deep(w, X, checkpoint))
    want = jvp(grad(lambda w: deep(w, X)), (W,), (np.ones_like(W),))[1]
    np.testing.assert_allclose(jvp(kept, (W,), (np.ones_like(W),))[1], want, rtol=1e-11)
    np.testing.assert_allclose(grad(lambda w: (kept(w)).sum())(W), want, rtol=1e-11)
    np.testing.assert_allclose(jax.jit(grad(lambda w: kept(w).sum()))(jnp.asarray(W)), want, rtol=1e-11)


def test_only_arguments_are_saved():
    f = lambda x: ops.sin(ops.tanh(ops.exp(ops.cos(x) * x) * x))
    x = tensor(np.linspace(0, 1, 1000), requires_grad=True)
    assert saved_bytes(checkpoint(f)(x)) == 8000
    assert saved_bytes(f(x)) >= 4 * 8000


def test_in_a_scan_only_carries_are_saved():
    w, xs = tensor(0.3, requires_grad=True), np.ones(500)
    body = lambda c, x: (ops.sin(ops.tanh(ops.exp(-c * w) * c)) + x, None)
    plain, kept = (scan(b, np.zeros(20), xs)[0].sum() for b in (body, checkpoint(body)))
    assert saved_bytes(kept) < 1.1 * 500 * 20 * 8
    assert saved_bytes(plain) > 3 * saved_bytes(kept)
    assert grad(lambda w: scan(checkpoint(lambda c, x: (ops.sin(c * w) + x, None)), 0.1, xs)[0])(0.3) == pytest.approx(
        grad(lambda w: scan(lambda c, x: (ops.sin(c * w) + x, None), 0.1, xs)[0])(0.3), rel=1e-12
    )


def test_compiled_the_second_evaluation_is_not_merged_with_the_first():
    f = grad(checkpoint(lambda x: ops.sin(ops.sin(x))))
    text = jax.jit(f).lower(1.0).as_text()
    assert "optimization_barrier" in text
    assert float(jax.jit(f)(1.0)) == pytest.approx(np.cos(np.sin(1.0)) * np.cos(1.0))


def test_tensors_from_outside_and_nests():
    f = lambda w: checkpoint(lambda p: {"y": ops.sin(w * p["x"])})({"x": 2.0})["y"]
    assert grad(f)(0.3) == pytest.approx(2 * np.cos(0.6))


def test_batches():
    xs = np.linspace(0, 1, 5)
    f = checkpoint(lambda x: ops.sin(ops.sin(x)))
    np.testing.assert_allclose(vmap(grad(f))(xs), np.cos(np.sin(xs)) * np.cos(xs))
    np.testing.assert_allclose(grad(lambda x: vmap(f)(x).sum())(xs), np.cos(np.sin(xs)) * np.cos(xs))


def test_decisions_are_refused():
    with pytest.raises(ConcretizationError, match="not known"):
        checkpoint(lambda x: x if x > 0 else -x)(1.0)
