"""The oracle for operations: jax.grad, jvp and Hessians of the same function, eagerly and compiled.

Knows how to compare two spellings of one function. Knows no operation.
"""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.tensor import value_of


def _close(got, want, what, rtol=1e-9):
    np.testing.assert_allclose(np.asarray(value_of(got)), np.asarray(want), rtol=rtol, atol=rtol, err_msg=what)


def _parts(out):
    return list(out) if isinstance(out, (tuple, list)) else [out]


@pytest.fixture(scope="session")
def same_as_jax():
    """check(ours, theirs, *arrays): values, gradients, tangents and second order agree; compiled too when asked."""
    jnp = jax_numpy()
    import jax

    def scalar(function, sin, xs):
        total = 0.0
        for k, part in enumerate(_parts(function(*xs))):
            weights = np.cos(np.arange(np.size(value_of(part)) if not hasattr(part, "size") else part.size) + k)
            total = total + (sin(part) * weights.reshape(part.shape)).sum()
        return total

    def check(ours, theirs, *xs, compiled=False, second=True):
        places = tuple(range(len(xs)))
        f = lambda *a: scalar(ours, wg.sin, a)
        g = lambda *a: scalar(theirs, jnp.sin, a)
        rng = np.random.default_rng(0)
        vs = tuple(rng.uniform(0.5, 1, x.shape) for x in xs)

        def oracle(*xs):
            first = jax.grad(g, places)
            tangent = jax.jvp(g, xs, vs)[1]
            hvp = jax.jvp(first, xs, vs)[1] if second else ()
            return _parts(theirs(*xs)), first(*xs), tangent, hvp, wg.grad(f, places)(*xs) if compiled else first(*xs)

        values, gradient, tangent, hvp, on_xla = jax.jit(oracle)(*xs)
        for a, b in zip(_parts(ours(*map(wg.tensor, xs))), values, strict=True):
            assert a.shape == b.shape
            _close(a, b, "value")
        for a, b, c in zip(wg.grad(f, places)(*xs), gradient, on_xla, strict=True):
            _close(a, b, "gradient")
            _close(c, b, "compiled gradient")
        _close(wg.jvp(f, xs, vs)[1], tangent, "tangent")
        for a, b in zip(wg.jvp(wg.grad(f, places), xs, vs)[1] if second else (), hvp, strict=True):
            _close(a, b, "Hessian-vector product")

    return check


@pytest.fixture(scope="session")
def stays_single():
    """check(f, *arrays): with float32 arguments no float64 appears, in NumPy's answers or in the compiled program."""
    jax_numpy()
    import jax

    def check(f, *xs):
        xs = [np.asarray(x, np.float32) for x in xs]
        total = lambda *a: sum((part * part).sum() for part in _parts(f(*a)))
        places = tuple(range(len(xs)))
        hvp = lambda *a: wg.jvp(wg.grad(total, places), a, a)[1]
        for out in (*_parts(f(*map(wg.tensor, xs))), *wg.grad(total, places)(*xs), *hvp(*xs)):
            assert out.dtype == np.float32
        assert "f64" not in str(jax.make_jaxpr(hvp)(*xs))

    return check
