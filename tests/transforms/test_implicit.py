"""Solutions of equations and their derivatives, against closed forms and finite differences."""

import jax
import numpy as np
import pytest

from wengert import ops
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ConvergenceError, DtypeError, ShapeError
from wengert.tensor import tensor
from wengert.transforms.forward import jvp
from wengert.transforms.implicit import fixed_point, root
from wengert.transforms.reverse import grad
from wengert.transforms.vmap import vmap

jnp = jax_numpy()


def by_iteration(a):
    return fixed_point(lambda x, a: 0.5 * (x + a / x), 1.0, a)


def by_newton(a):
    return root(lambda x, a: x * x - a, 1.0, a)


@pytest.mark.parametrize("f", [by_iteration, by_newton])
def test_the_square_root_and_its_derivatives(f):
    assert f(4.0) == pytest.approx(2.0, rel=1e-12)
    assert grad(f)(4.0) == pytest.approx(0.25, rel=1e-10)
    assert jvp(f, (4.0,), (3.0,))[1] == pytest.approx(0.75, rel=1e-10)
    for second in (grad(grad(f)), lambda a: jvp(grad(f), (a,), (1.0,))[1], grad(lambda a: jvp(f, (a,), (1.0,))[1])):
        assert second(4.0) == pytest.approx(-1 / 32, rel=1e-9)
    assert grad(grad(grad(f)))(4.0) == pytest.approx(3 / 8 * 4**-2.5, rel=1e-8)
    assert float(jax.jit(grad(grad(f)))(4.0)) == pytest.approx(-1 / 32, rel=1e-9)
    np.testing.assert_allclose(vmap(grad(f))(np.array([1.0, 4.0, 9.0])), [0.5, 0.25, 1 / 6], rtol=1e-9)


A = np.array([[3.0, 1.0], [1.0, 2.0]])


def system(x, b):
    return {"u": A @ x["u"] + x["v"] ** 3 - b["b"], "v": x["v"] - 0.1 * x["u"].sum()}


def contraction(x, b):
    return {"u": x["u"] - 0.2 * (A @ x["u"] + x["v"] ** 3 - b["b"]), "v": 0.1 * x["u"].sum()}


@pytest.mark.parametrize(("solve", "f"), [(root, system), (fixed_point, contraction)])
def test_systems_in_nests(solve, f):
    start = {"u": np.zeros(2), "v": np.zeros(())[()]}
    b = np.array([1.0, 2.0])
    cost = lambda b: (solve(f, start, {"b": b})["u"] ** 2).sum()
    x = solve(f, start, {"b": b})
    np.testing.assert_allclose(system(x, {"b": b})["u"], np.zeros(2), atol=1e-10)
    differences = [(cost(b + 1e-5 * d) - cost(b - 1e-5 * d)) / 2e-5 for d in np.eye(2)]
    np.testing.assert_allclose(grad(cost)(b), differences, rtol=1e-7)
    np.testing.assert_allclose(jax.jit(grad(cost))(jnp.asarray(b)), grad(cost)(b), rtol=1e-9)
    twice = [(grad(cost)(b + 1e-5 * d) - grad(cost)(b - 1e-5 * d)) / 2e-5 for d in np.eye(2)]
    np.testing.assert_allclose([jvp(grad(cost), (b,), (d,))[1] for d in np.eye(2)], twice, rtol=1e-6)


def test_tensors_from_outside():
    def f(a):
        return fixed_point(lambda x: 0.5 * (x + a / x), 1.0)

    assert grad(f)(4.0) == pytest.approx(0.25)


def test_where_the_search_began_has_no_derivative():
    assert grad(lambda x0: root(lambda x: x * x - 2.0, x0))(1.0) == 0.0


def test_the_steps_are_not_recorded():
    a = tensor(4.0, requires_grad=True)
    (step,) = (s for s, _ in by_iteration(a).grad_fn.next_functions)
    assert [s is None or not s.inputs for s in step.inputs] == [True, True]


def test_newton_halves_steps_that_lead_away():
    assert root(lambda x: ops.tanh(x), 3.0) == pytest.approx(0.0, abs=1e-12)


def test_float32_stays_float32():
    one, two = np.float32(1.0), np.float32(2.0)
    for solve, f in ((fixed_point, lambda x, a: 0.5 * (x + a / x)), (root, lambda x, a: x * x - a)):
        gradient = grad(lambda a, solve=solve, f=f: solve(f, one, a))
        assert gradient(two).dtype == np.float32
        assert gradient(two) == pytest.approx(0.5 / np.sqrt(2.0), rel=1e-5)


def test_what_does_not_settle():
    with pytest.raises(ConvergenceError, match="fixed_point: did not settle"):
        fixed_point(lambda x, a: a * x + 1.0, 0.0, 2.0)
    with pytest.raises(ConvergenceError, match="root: did not settle"):
        root(lambda x: x * x + 1.0, 0.5)
    assert np.isnan(jax.jit(lambda a: fixed_point(lambda x, a: a * x + 1.0, 0.0, a))(2.0))


def test_refusals():
    with pytest.raises(DtypeError, match="fixed_point: the unknowns must be floating"):
        fixed_point(lambda x: x, 1)
    with pytest.raises(ShapeError, match="root: the function returns another shape"):
        root(lambda x: x * np.ones(2), 1.0)
    with pytest.raises(ArgumentError, match="root: the function returns other containers"):
        root(lambda x: (x, x), 1.0)
    with pytest.raises(ArgumentError, match="root: too many unknowns"):
        root(lambda x: x, np.ones(5000))
