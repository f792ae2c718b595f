"""Jacobians of element-wise operations, expansions, sums, chains, neurons; products and their shapes.

GV-046 to GV-051, GV-122, GV-123, GV-126; propositions P-07 and P-37.
"""

import operator

import numpy as np
import pytest

import wengert as wg

JACOBIANS = [wg.jacobian, wg.jacfwd, wg.jacrev]


@pytest.mark.parametrize("jacobian", JACOBIANS)
@pytest.mark.parametrize(
    ("sign", "f"), [("+", operator.add), ("-", operator.sub), ("*", operator.mul), ("/", operator.truediv)]
)
def test_element_wise_operations_have_diagonal_jacobians(golden, jacobian, sign, f):
    g = golden("GV-046")
    w, x = np.array(g.inputs["w"]), np.array(g.inputs["x"])
    g.check(f"value of w {sign} x", f(w, x))
    J_w, J_x = jacobian(f, argnums=(0, 1))(w, x)
    g.check(f"J_w of {sign}", J_w)
    g.check(f"J_x of {sign}", J_x)


@pytest.mark.parametrize("jacobian", JACOBIANS)
def test_identity_expansion_and_sums(golden, jacobian):
    g = golden("GV-047")
    x, z = np.array(g.inputs["x"]), g.inputs["z"]
    g.check("d(x)/dx", jacobian(lambda x: x)(x))
    dx, dz = jacobian(lambda x, z: x + z, argnums=(0, 1))(x, z)
    g.check("d(x+z)/dx", dx)
    g.check("d(x+z)/dz", dz)
    dx, dz = jacobian(lambda x, z: x * z, argnums=(0, 1))(x, z)
    g.check("d(x*z)/dx", dx)
    g.check("d(x*z)/dz", dz)
    g.check("d sum(x)/dx", jacobian(lambda x: x.sum())(x))
    g.check("d/dx sum_i f_i(x), f_i=x_1*sin(x_i)", jacobian(lambda x: (x[0] * wg.sin(x)).sum())(x))


@pytest.mark.parametrize("x", [0.7, 2.0])
def test_chain_rules(golden, x):
    g = golden("GV-048")
    label = f"x={x:g}"
    g.check(f"{label}: d sin(x^2)", wg.grad(lambda x: wg.sin(x**2))(x))
    inner = lambda x: wg.stack([x**2, 3 * x])
    outer = lambda g: wg.stack([wg.log(g[0]), wg.sin(g[1])])
    df_dg, dg_dx = wg.jacobian(outer)(inner(x)), wg.jacobian(inner)(x)
    g.check(f"{label}: df/dg", df_dg)
    g.check(f"{label}: dg/dx", dg_dx)
    g.check(f"{label}: dy/dx", df_dg @ dg_dx)
    g.check(f"{label}: dy/dx", wg.jacobian(lambda x: outer(inner(x)))(x))
    u2 = lambda x, u1: wg.sin(x + u1)
    g.check(f"{label}: total derivative of u2=sin(x+u1), u1=x^2", wg.grad(lambda x: u2(x, x**2))(x))
    g.check(f"{label}: partial du2/dx holding u1", wg.grad(u2)(x, x**2))


@pytest.mark.parametrize(("label", "k"), [("active z=1.5", 0), ("inactive z=-0.5", 1), ("boundary z=0", 2)])
def test_a_relu_neuron(golden, label, k):
    g = golden("GV-049")
    c = g.inputs["cases"][k]
    w, x, b = np.array(c["w"]), np.array(c["x"]), c["b"]
    neuron = lambda w, b: wg.relu(w @ x + b)
    g.check(f"{label}: z", w @ x + b)
    value, (dw, db) = wg.value_and_grad(neuron, argnums=(0, 1))(w, b)
    g.check(f"{label}: activation", value)
    g.check(f"{label}: d/dw", dw)
    g.check(f"{label}: d/db", db)


def test_the_cost_of_a_relu_neuron_over_samples(golden):
    g = golden("GV-050")
    X, y, w = (np.array(g.inputs[k]) for k in ("X", "y", "w"))
    cost = lambda w, b: ((wg.relu(X @ w + b) - y) ** 2).mean()
    z = X @ w + g.inputs["b"]
    g.check("z_i", z)
    g.check("active mask", wg.vjp(wg.relu, z)[1](np.ones(4))[0])
    value, (dw, db) = wg.value_and_grad(cost, argnums=(0, 1))(w, g.inputs["b"])
    g.check("cost", value)
    g.check("dC/dw", dw)
    g.check("dC/db", db)


def test_a_dot_product_as_a_sum_of_products(golden):
    g = golden("GV-051")
    w, x, b = np.array(g.inputs["w"]), np.array(g.inputs["x"]), g.inputs["b"]
    u = lambda w: w * x
    g.check("u=w*x", u(w))
    g.check("du/dw = diag(x)", wg.jacobian(u)(w))
    g.check("dy/du = 1^T", wg.grad(lambda u: u.sum())(u(w)))
    y = lambda w, b: (w * x).sum() + b
    g.check("y=w.x+b", y(w, b))
    dw, db = wg.grad(y, argnums=(0, 1))(w, b)
    g.check("dy/dw = 1^T diag(x) = x^T", dw)
    g.check("dy/db", db)


def test_which_products_commute(golden):
    # P-37.
    g = golden("GV-122")
    a, b, A, B = (wg.tensor(g.inputs[k]) for k in "abAB")
    g.check("a@b = b@a", [a @ b, b @ a])
    g.check("outer(a,b)", wg.outer(a, b))
    g.check("outer(b,a) = outer(a,b)^T", wg.outer(b, a))
    np.testing.assert_array_equal(wg.outer(b, a), wg.matrix_transpose(wg.outer(a, b)))
    g.check("A@B", A @ B)
    g.check("B@A (different)", B @ A)
    v = wg.tensor([1.0, 2.0])
    g.check("A@(1,2) and (1,2)@A", [A @ v, v @ A])


def test_a_gradient_has_the_shape_of_its_parameter(golden):
    g = golden("GV-123")
    W, b, a, delta = (np.array(g.inputs[k]) for k in ("W", "b", "a", "delta"))
    layer = lambda W, b, a: W @ a + b
    z, pull = wg.vjp(layer, W, b, a)
    g.check("z = W a + b", z)
    dW, db, da = pull(delta)
    g.check("grad_W = delta a^T (3,2)", dW)
    g.check("grad_b = delta (3,)", db)
    g.check("grad_a = W^T delta (2,)", da)
    assert [d.shape for d in (dW, db, da)] == [W.shape, b.shape, a.shape]
    np.testing.assert_array_equal(dW, np.stack([d * a for d in delta]))
    _, pull = wg.vjp(lambda w: w @ a, np.array(g.inputs["single_w"]))
    g.check("single neuron grad_w = delta*a (2,)", pull(g.inputs["single_delta"])[0])


def test_jacobian_jvp_and_vjp(golden):
    # P-07: u·(J v) = (Jᵀ u)·v.
    g = golden("GV-126")
    x, v, u = (np.array(g.inputs[k]) for k in "xvu")
    F = lambda x: wg.stack([x[0] * x[1], wg.sin(x[0]), wg.exp(x[1])])
    g.check("F(x)", F(x))
    for jacobian in JACOBIANS:
        g.check("J (3x2)", jacobian(F)(x))
    Jv, JTu = wg.jvp(F, (x,), (v,))[1], wg.vjp(F, x)[1](u)[0]
    g.check("J v", Jv)
    g.check("J^T u", JTu)
    g.check("u^T J v (both modes agree)", u @ Jv)
    g.check("u^T J v (both modes agree)", JTu @ v)
    assert wg.jacobian(lambda x: F(x).sum())(x).shape == (2,)


def test_subgradients(golden):
    # D-45, D-46.
    g = golden("GV-070")
    x = np.array(g.inputs["x"])
    g.check("d|x| [low,high] at -2,0,3", np.stack(wg.subdifferential(abs, x), axis=1))
    g.check("dReLU [low,high] at -2,0,3", np.stack(wg.subdifferential(wg.relu, x), axis=1))
    low, high = wg.subdifferential(lambda x: 0.5 * x**2, x)
    g.check("d(0.5 x^2) at -2,0,3", low)
    g.check("d(0.5 x^2) at -2,0,3", high)
    convention = [wg.grad(wg.relu)(0.0), wg.grad(abs)(0.0)]
    g.check("convention used in gradient code for ReLU and |x| at 0", convention)
