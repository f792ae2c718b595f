"""cond takes one branch, in values and in every sweep, and never lets the other leak."""

import jax
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.trace.program import record
from wengert.transforms.cond import cond
from wengert.transforms.forward import jvp
from wengert.transforms.reverse import grad
from wengert.transforms.scan import scan
from wengert.transforms.vmap import vmap

jnp = jax_numpy()
POINTS = [2.0, -3.0, 0.0]


def f(x):
    """x^1.5 to the right, x² to the left, whose slope at 0 is 0; the other branch is nan or infinite there."""
    return cond(x > 0, lambda x: ops.sqrt(x) * x, lambda x: x * x + 0.0 * ops.sin(x), x)


def in_jax(x):
    return jax.lax.cond(x > 0, lambda x: jnp.sqrt(x) * x, lambda x: x * x, x)


@pytest.mark.parametrize("x", POINTS)
def test_two_orders_eager_compiled_and_replayed(x):
    program = record(f, 1.0)
    first, second = jax.grad(in_jax)(x), jax.grad(jax.grad(in_jax))(x)
    for function in (f, program.call, jax.jit(f)):
        assert float(function(x)) == pytest.approx(float(in_jax(x)))
    for function in (grad(f), grad(program.call), jax.jit(grad(f)), lambda x: jvp(program.call, (x,), (1.0,))[1]):
        assert float(function(x)) == pytest.approx(float(first))
    for function in (grad(grad(f)), grad(grad(program.call)), jax.jit(grad(grad(f)))):
        assert float(function(x)) == pytest.approx(float(second))
    pushed = lambda x: jvp(grad(program.call), (x,), (1.0,))[1]
    assert float(pushed(x)) == pytest.approx(float(second))


def test_a_batch_takes_both_branches_and_nothing_leaks():
    xs = np.array([2.0, -3.0, 0.0, 1.0])
    log_or_line = lambda w: vmap(lambda x: cond(x > 0, lambda x: ops.log(x) * w, lambda x: x * w, x))(xs)
    np.testing.assert_allclose(log_or_line(2.0), [2 * np.log(2.0), -6.0, 0.0, 0.0])
    assert grad(lambda w: log_or_line(w).sum())(2.0) == pytest.approx(np.log(2.0) - 3.0)
    np.testing.assert_allclose(vmap(grad(f))(xs), [1.5 * np.sqrt(2.0), -6.0, 0.0, 1.5])
    np.testing.assert_allclose(jax.jit(vmap(grad(f)))(jnp.asarray(xs)), vmap(grad(f))(xs))
    np.testing.assert_allclose(vmap(lambda x: jvp(f, (x,), (1.0,))[1])(xs), vmap(grad(f))(xs))


def test_a_branch_nobody_takes_leaks_nothing():
    xs = np.array([-1.0, -2.0])
    total = lambda w: vmap(lambda x: cond(x > 0, lambda x: ops.sqrt(x - 5.0) * ops.log(w - 9.0), lambda x: x * w, x))(
        xs
    ).sum()
    assert grad(total)(2.0) == -3.0


def test_one_predicate_for_the_whole_batch():
    def chosen(flag, xs):
        return vmap(lambda x: cond(flag, ops.sin, lambda x: x * x, x))(xs)

    program = record(chosen, np.True_, np.ones(3))
    xs = np.arange(3.0)
    np.testing.assert_allclose(program.call(np.False_, xs), xs * xs)
    np.testing.assert_allclose(program.call(np.True_, xs), np.sin(xs))


def test_inside_a_loop_with_parameters_from_outside():
    xs = np.linspace(-1, 1, 6)

    def ours(w):
        branch = lambda c, x: cond(c > x, lambda c: ops.sin(c * w), lambda c: c + w * x, c)
        return scan(lambda c, x: (branch(c, x), None), 0.3, xs)[0]

    def theirs(w):
        branch = lambda c, x: jax.lax.cond(c > x, lambda c: jnp.sin(c * w), lambda c: c + w * x, c)
        return jax.lax.scan(lambda c, x: (branch(c, x), None), 0.3, xs)[0]

    for a, b in ((grad(ours), jax.grad(theirs)), (grad(grad(ours)), jax.grad(jax.grad(theirs)))):
        assert float(a(0.7)) == pytest.approx(float(b(0.7)), rel=1e-12)
        assert float(jax.jit(a)(0.7)) == pytest.approx(float(b(0.7)), rel=1e-12)


def test_only_the_chosen_branch_runs():
    seen = []
    cond(np.True_, lambda: seen.append("true"), lambda: seen.append("false"))
    assert seen == ["true"]


def test_float32_stays_float32():
    assert "f64" not in str(jax.make_jaxpr(grad(in_float32 := f))(np.float32(2.0)))
    assert grad(in_float32)(np.float32(2.0)).dtype == np.float32


def test_refusals():
    with pytest.raises(DtypeError, match="cond: the predicate must be a boolean"):
        cond(1, ops.sin, ops.cos, 1.0)
    with pytest.raises(ShapeError, match="cond: the predicate must be one boolean"):
        cond(np.array([True, False]), ops.sin, ops.cos, 1.0)
    with pytest.raises(ShapeError, match="cond: the branches return different shapes"):
        record(lambda x: cond(x > 0, lambda x: x, lambda x: x * np.ones(2), x), 1.0)
    with pytest.raises(DtypeError, match="cond: the branches return different dtypes"):
        record(lambda x: cond(x > 0, lambda x: x, lambda x: x > 1, x), 1.0)
    with pytest.raises(ArgumentError, match="cond: the branches return different containers"):
        record(lambda x: cond(x > 0, lambda x: x, lambda x: (x, x), x), 1.0)
