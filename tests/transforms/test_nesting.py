"""Transforms inside transforms: every pair, orders 1 to 4, with variables of outer ones captured by inner ones.

The oracle is JAX, or a closed form. Perturbation confusion would show here: an inner derivative that also counts how
the outer variable moves.
"""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.tensor import value_of

jax = pytest.importorskip("jax")
jnp = jax_numpy()

# Each takes a function of one number to its derivative.
DERIVATIVES = {
    "grad": lambda f: wg.grad(f),
    "value_and_grad": lambda f: lambda x: wg.value_and_grad(f)(x)[1],
    "jvp": lambda f: lambda x: wg.jvp(f, (x,), (1.0,))[1],
    "vjp": lambda f: lambda x: wg.vjp(f, x)[1](1.0)[0],
    "linearize": lambda f: lambda x: wg.linearize(f, x)[1](1.0),
    "jacfwd": lambda f: wg.jacfwd(f),
    "jacrev": lambda f: wg.jacrev(f),
    "hvp": lambda f: lambda x: wg.jvp(f, (x,), (2.0,))[1] / 2,
}

# Each takes a function to the same function by another road.
ROADS = {
    "vmap": lambda f: lambda x: wg.vmap(f)(wg.reshape(x * np.ones(2), (2,)))[1],
    "checkpoint": lambda f: wg.checkpoint(f),
    "compile": lambda f: wg.compile(f),
}


def f(x):
    return wg.sin(x) * wg.exp(0.5 * x) + wg.log(x) * x


def oracle(x):
    """F and its first four derivatives."""
    orders = [lambda x: jnp.sin(x) * jnp.exp(0.5 * x) + jnp.log(x) * x]
    for _ in range(4):
        orders.append(jax.grad(orders[-1]))
    return [g(x) for g in orders]


def nested(names, table=DERIVATIVES):
    g = f
    for name in reversed(names):
        g = table[name](g)
    return g


WANTED = [float(w) for w in jax.jit(oracle)(0.7)]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_every_sequence_of_derivatives_up_to_order_three(order):
    for names in itertools.product(DERIVATIVES, repeat=order):
        found = float(value_of(nested(names)(0.7)))
        assert found == pytest.approx(WANTED[order], rel=1e-11), names


def test_sequences_of_order_four():
    rng = np.random.default_rng(0)
    table = list(DERIVATIVES)
    for names in [[name] * 4 for name in table] + [rng.choice(table, 4) for _ in range(40)]:
        assert float(value_of(nested(names)(0.7))) == pytest.approx(WANTED[4], rel=1e-10), names


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_another_road_at_any_level_of_a_second_derivative(road, place):
    for pair in itertools.product(DERIVATIVES, repeat=2):
        names = [*pair[:place], road, *pair[place:]]
        if road == "compile" and pair[0] != pair[1]:
            continue  # a compilation takes a second: one for each kind is enough
        found = nested(names, DERIVATIVES | ROADS)(0.7)
        assert float(value_of(found)) == pytest.approx(WANTED[2], rel=1e-11), names


PAIRS = list(itertools.product(DERIVATIVES, repeat=2))


@pytest.mark.parametrize(("outer", "inner"), PAIRS, ids=lambda n: n)
def test_perturbations_are_not_confused(outer, inner):
    D, d = DERIVATIVES[outer], DERIVATIVES[inner]
    # d/dx [x · d/dy (x·y)] = 2x, and not 2x + x.
    assert float(value_of(D(lambda x: x * d(lambda y: x * y)(x))(3.0))) == 6.0
    # d/dx [x · d/dy (x + y)] at y = 1: the classic; 1 and not 2.
    assert float(value_of(D(lambda x: x * d(lambda y: x + y)(1.0))(1.0))) == 1.0
    # The inner function does not read its own variable at all.
    assert float(value_of(D(lambda x: x + d(lambda y: x * x)(2.0))(3.0))) == 1.0
    # The inner point depends on the outer variable: d/dx (2·x²) = 4x.
    assert float(value_of(D(lambda x: d(lambda y: y * y)(x * x))(3.0))) == 12.0
    # The outer variable only scales: d/dx cos(2)·x.
    assert float(value_of(D(lambda x: d(lambda y: x * wg.sin(y))(2.0))(5.0))) == pytest.approx(np.cos(2), rel=1e-15)


def test_three_levels_with_captures():
    def program(a, b, c):
        return a(lambda x: x * b(lambda y: y * x * c(lambda z: x * y * z * z)(y))(x))

    wanted = float(jax.jit(program(jax.grad, jax.grad, jax.grad))(1.3))
    for names in itertools.product(["grad", "jvp", "vjp", "linearize"], repeat=3):
        found = program(*(DERIVATIVES[n] for n in names))(1.3)
        assert float(value_of(found)) == pytest.approx(wanted, rel=1e-13), names


def loss(x, w):
    return wg.sum(wg.tanh(w @ x) ** 2) + wg.sum(wg.exp(0.1 * x) * x)


def jax_loss(x, w):
    return jnp.sum(jnp.tanh(w @ x) ** 2) + jnp.sum(jnp.exp(0.1 * x) * x)


X = np.array([0.3, -0.2, 0.5])
V = np.array([1.0, 0.5, -2.0])
W = np.array([[0.1, 0.7, -0.3], [0.4, -0.6, 0.2]])
HESSIAN = jax.jit(jax.hessian(jax_loss))(X, W)


def close(found, wanted):
    np.testing.assert_allclose(np.asarray(value_of(found)), np.asarray(wanted), rtol=1e-10, atol=1e-13)


HESSIANS = {
    "hessian": wg.hessian,
    "jacfwd of grad": lambda f: wg.jacfwd(wg.grad(f)),
    "jacrev of grad": lambda f: wg.jacrev(wg.grad(f)),
    "jacfwd of jacfwd": lambda f: wg.jacfwd(wg.jacfwd(f)),
    "jacrev of jacfwd": lambda f: wg.jacrev(wg.jacfwd(f)),
    "jacobian of jacobian": lambda f: wg.jacobian(wg.jacobian(f)),
    "vmap of hvp": lambda f: lambda x: wg.vmap(lambda v: wg.hvp(f, (x,), (v,)))(np.eye(3)),
    "vmap of jvp of grad": lambda f: lambda x: wg.vmap(lambda v: wg.jvp(wg.grad(f), (x,), (v,))[1])(np.eye(3)),
    "compiled": lambda f: wg.compile(wg.hessian(f)),
    "of compiled": lambda f: wg.hessian(wg.compile(f)),
    "of checkpointed": lambda f: wg.hessian(wg.checkpoint(f)),
}


@pytest.mark.parametrize("name", HESSIANS)
def test_every_road_to_a_hessian(name):
    close(HESSIANS[name](lambda x: loss(x, W))(X), HESSIAN)


@pytest.mark.parametrize("name", ["hessian", "jacrev of grad", "jacfwd of jacfwd"])
def test_third_and_fourth_order_of_vector_functions(name):
    third = wg.jacfwd(HESSIANS[name](lambda x: loss(x, W)))
    wanted, wanted_along = jax.jit(lambda x: jax.jvp(lambda x: jax.jacfwd(jax.hessian(jax_loss))(x, W), (x,), (V,)))(X)
    close(third(X), wanted)
    close(wg.jvp(third, (X,), (V,))[1], wanted_along)


@pytest.mark.parametrize("order", ["forward-over-reverse", "reverse-over-reverse"])
def test_products_with_hessians_can_be_differentiated(order):
    product = lambda x: wg.hvp(lambda x: loss(x, W), (x,), (V,), order=order)
    wanted = lambda x: jax.jvp(lambda x: jax.grad(jax_loss)(x, W), (x,), (V,))[1]
    close(product(X), HESSIAN @ V)
    close(wg.jacobian(product)(X), jax.jit(jax.jacobian(wanted))(X))
    close(wg.grad(lambda x: wg.sum(product(x) ** 2))(X), jax.jit(jax.grad(lambda x: jnp.sum(wanted(x) ** 2)))(X))


def test_mixed_derivatives_by_two_arguments():
    mixed = wg.jacfwd(wg.grad(loss, argnums=1), argnums=0)
    close(mixed(X, W), jax.jit(jax.jacfwd(jax.grad(jax_loss, argnums=1), argnums=0))(X, W))
    close(wg.jacrev(wg.grad(loss), argnums=1)(X, W), jax.jit(jax.jacrev(jax.grad(jax_loss), argnums=1))(X, W))


def test_a_gradient_step_can_be_differentiated_by_what_made_it():
    # An inner optimisation inside an outer one: the gradient flows through ten gradients.
    def end(rate, grad, loss):
        x = X
        for _ in range(10):
            x = x - rate * grad(loss)(x, W)
        return (x**2).sum()

    close(wg.grad(lambda r: end(r, wg.grad, loss))(0.1), jax.grad(lambda r: end(r, jax.grad, jax_loss))(0.1))
    close(
        wg.jvp(lambda r: end(r, wg.grad, loss), (0.1,), (1.0,))[1], jax.grad(lambda r: end(r, jax.grad, jax_loss))(0.1)
    )


def test_gradients_of_one_example_each():
    batch = np.stack([X, 2 * X, -X])
    close(
        wg.vmap(wg.grad(loss), in_axes=(0, None))(batch, W), jax.vmap(jax.grad(jax_loss), in_axes=(0, None))(batch, W)
    )
    total = lambda w: wg.sum(wg.vmap(wg.grad(loss), in_axes=(0, None))(batch, w) ** 2)
    wanted = lambda w: jnp.sum(jax.vmap(jax.grad(jax_loss), in_axes=(0, None))(batch, w) ** 2)
    close(wg.grad(total)(W), jax.grad(wanted)(W))


def test_vmap_of_vmap_under_grad():
    table = lambda a, b: wg.vmap(lambda x: wg.vmap(lambda y: wg.sin(x) * y * y)(b))(a)
    a, b = np.array([0.1, 0.2]), np.array([1.0, 2.0, 3.0])
    close(wg.grad(lambda a: wg.sum(table(a, b)))(a), np.cos(a) * (b * b).sum())
    close(wg.grad(lambda b: wg.sum(table(a, b)))(b), 2 * b * np.sin(a).sum())


def test_transforms_inside_the_dynamic_graph_and_around_it():
    w = wg.tensor(0.7, requires_grad=True)
    inner = wg.grad(f)(w)
    inner.backward()
    close(w.grad, WANTED[2])
    outer = wg.grad(lambda x: wg.gradients(f(x), x, create_graph=True))
    close(outer(0.7), WANTED[2])


def test_no_grad_outside_does_not_stop_a_transform_and_inside_makes_constants():
    with wg.no_grad():
        close(wg.grad(wg.grad(f))(0.7), WANTED[2])

    def held(x):
        with wg.no_grad():
            c = wg.sin(x)
        return c * x

    close(wg.grad(held)(0.7), np.sin(0.7))


def test_linearize_is_swept_many_times_and_differentiated_each_time():
    def program(x):
        y, push = wg.linearize(f, x)
        return y + push(1.0) * push(x)

    # y + f'(x)² x, whose derivative is f' + 2 x f' f'' + f'².
    wanted = WANTED[1] + 2 * 0.7 * WANTED[1] * WANTED[2] + WANTED[1] ** 2
    close(wg.grad(program)(0.7), wanted)
    close(DERIVATIVES["jvp"](program)(0.7), wanted)


def test_a_tangent_that_is_itself_a_variable():
    # d/dt of the derivative of f along t·x.
    along = lambda t: wg.jvp(f, (0.7,), (t * 0.7,))[1]
    close(wg.grad(along)(2.0), 0.7 * WANTED[1])
    back = lambda t: wg.vjp(f, 0.7)[1](t * t)[0]
    close(wg.grad(back)(3.0), 6 * WANTED[1])


def test_under_one_program_of_xla():
    # The sweeps run on tracers: derivatives of any order inside one compiled program, of ours or by jax.jit.
    for wrap in (wg.compile, jax.jit):
        for order in (1, 2, 3):
            close(wrap(nested(["grad"] * order))(0.7), WANTED[order])
    close(wg.compile(wg.hessian(lambda x: loss(x, W)))(X), HESSIAN)
