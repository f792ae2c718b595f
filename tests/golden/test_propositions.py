"""Propositions about differentiation, on programs and points that Hypothesis draws.

P-04 to P-07, P-42, P-46; D-12 to D-14, D-36 to D-40.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import wengert as wg
from wengert.primitive import PRIMITIVES

UNARY = [wg.sin, wg.exp, wg.tanh, wg.sigmoid, wg.square, lambda x: x * 0.5 + 1]
floats = st.floats(-1.5, 1.5, allow_subnormal=False)


def vectors(n):
    return arrays(np.float64, n, elements=floats)


@st.composite
def programs(draw):
    """A map from R³ to R³: layers of matrices and elementary functions, with a value used twice."""
    layers = draw(st.lists(st.tuples(arrays(np.float64, (3, 3), elements=floats), st.sampled_from(UNARY)), min_size=1,
                           max_size=4))  # fmt: skip

    def f(x):
        for W, act in layers:
            x = act(W @ x) + 0.1 * x
        return x

    return f, layers


@given(programs(), vectors(3), vectors(3), vectors(3))
def test_forward_and_reverse_mode_are_adjoint(program, x, v, u):
    # P-07.
    f, _ = program
    Jv, JTu = wg.jvp(f, (x,), (v,))[1], wg.vjp(f, x)[1](u)[0]
    assert u @ Jv == pytest.approx(JTu @ v, rel=1e-9, abs=1e-9 * (1 + np.abs(u) @ np.abs(Jv)))


@given(programs(), vectors(3), vectors(3))
def test_backpropagation_is_repeated_multiplication_by_transposed_jacobians(program, x, u):
    # P-04, P-05.
    f, layers = program
    points = [x]
    for W, act in layers:
        points.append(act(W @ points[-1]) + 0.1 * points[-1])
    g = u
    for (W, act), at in zip(reversed(layers), reversed(points[:-1]), strict=True):
        J = wg.jacobian(lambda x, W=W, act=act: act(W @ x) + 0.1 * x)(at)
        g = J.T @ g
    found = wg.vjp(f, x)[1](u)[0]
    np.testing.assert_allclose(found, g, rtol=1e-9, atol=1e-9 * (1 + np.max(np.abs(g))))


@given(programs(), vectors(3), vectors(3), vectors(3))
def test_hessian_products_are_linear_and_symmetric(program, x, u, v):
    # P-06.
    f, _ = program
    loss = lambda x: (f(x) ** 2).sum()
    H = lambda t: wg.hvp(loss, (x,), (t,))
    scale = 1e-8 * (1 + np.max(np.abs(wg.hessian(loss)(x))))
    np.testing.assert_allclose(wg.grad(lambda x: (wg.grad(loss)(x) * u).sum())(x), H(u), rtol=1e-9, atol=scale)
    np.testing.assert_allclose(H(2 * u + v), 2 * H(u) + H(v), rtol=1e-9, atol=scale)
    assert u @ H(v) == pytest.approx(v @ H(u), rel=1e-9, abs=scale * 9)


@given(programs(), vectors(3))
def test_values_do_not_depend_on_being_recorded(program, x):
    # P-42.
    f, _ = program
    leaf = wg.tensor(x, requires_grad=True)
    recorded = f(leaf)
    with wg.no_grad():
        unrecorded = f(leaf)
    assert recorded.requires_grad
    assert not unrecorded.requires_grad
    np.testing.assert_array_equal(recorded.numpy(), unrecorded.numpy())
    np.testing.assert_array_equal(recorded.numpy(), f(x))


def count_rules(monkeypatch, run):
    """How many pullbacks and pushforwards of the products in a program `run` calls."""
    calls = {"pull": 0, "push": 0}
    p = PRIMITIVES["multiply"]

    def counted(kind, rule):
        def call(*args):
            calls[kind] += 1
            return rule(*args)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(p, "pullbacks", tuple(counted("pull", r) for r in p.pullbacks))
        patch.setattr(p, "pushforwards", tuple(counted("push", r) for r in p.pushforwards))
        run()
    return calls


def product(*xs):
    out = xs[0]
    for x in xs[1:]:
        out = out * x
    return out


@pytest.mark.parametrize("n", [2, 8, 32])
def test_one_reverse_sweep_serves_all_inputs_and_forward_mode_needs_one_each(monkeypatch, n):
    # P-46, D-12, D-13: the reverse sweep visits each of the n-1 products once, whatever the number of inputs.
    xs = [1.0 + 0.01 * k for k in range(n)]
    reverse = count_rules(monkeypatch, lambda: wg.grad(product, argnums=range(n))(*xs))
    assert reverse == {"pull": 2 * (n - 1), "push": 0}

    def forward():
        for k in range(n):
            wg.jvp(product, xs, [float(j == k) for j in range(n)])

    sweeps = count_rules(monkeypatch, forward)
    assert sweeps["pull"] == 0
    assert sweeps["push"] == n * 2 * (n - 1)


def test_branches_that_cannot_matter_are_not_visited(monkeypatch):
    # D-14: structural zeros; the result that nobody asked about is computed but never swept.
    def two(x):
        aside = x * x * x * x
        return x * 2.0, aside

    calls = count_rules(monkeypatch, lambda: wg.grad(lambda x: two(x)[0])(3.0))
    assert calls["pull"] == 1


def test_a_jacobian_has_as_many_entries_as_inputs_times_outputs_and_a_vjp_does_not():
    # D-38, D-40: the product is computed without the matrix.
    rng = np.random.default_rng(0)
    W, x, u = rng.normal(size=(40, 30)), rng.normal(size=30), rng.normal(size=40)
    f = lambda x: wg.tanh(W @ x)
    J = wg.jacobian(f)(x)
    assert J.shape == (40, 30)
    (product_,) = wg.vjp(f, x)[1](u)
    assert product_.shape == (30,)
    np.testing.assert_allclose(product_, J.T @ u, rtol=1e-12)
    # D-36: the Jacobian of a layer is diag(slope) W.
    np.testing.assert_allclose(J, (1 - np.tanh(W @ x) ** 2)[:, None] * W, rtol=1e-12, atol=1e-14)
