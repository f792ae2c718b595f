"""Hessians and their products, expansions and steepest directions (GV-010 to GV-012, GV-071, GV-073; P-06)."""

import numpy as np

import wengert as wg


def check_products(g, f, at, u):
    """The four ways to a Hessian-vector product agree with the golden one."""
    H, Hu = wg.hessian(f)(at), g.values["Hu"]
    g.check("hessian", H)
    g.check("Hu", H @ u)
    g.check("Hu", wg.hvp(f, (at,), (u,)))
    g.check("Hu", wg.hvp(f, (at,), (u,), order="reverse-over-reverse"))
    g.check("Hu", wg.grad(lambda w: (wg.grad(f)(w) * u).sum())(at))
    np.testing.assert_allclose(u @ wg.hvp(f, (at,), (u,)), np.dot(u, Hu), atol=1e-12)
    return H


def test_an_indefinite_quadratic(golden):
    g = golden("GV-010")
    f = lambda w: w[0] ** 2 + 3 * w[0] * w[1] + 2 * w[1] ** 2
    w, u = np.array(g.inputs["w_chosen"]), np.array(g.inputs["u"])
    g.check("f(w_chosen)", f(w))
    g.check("grad(w_chosen)", wg.grad(f)(w))
    g.check("s(w)=grad.u", wg.jvp(f, (w,), (u,))[1])
    H = check_products(g, f, w, u)
    g.check("uT_H_u", u @ H @ u)
    g.check("eigenvalues", np.linalg.eigvalsh(H))
    g.check("det", np.linalg.det(H))
    g.check("trace", np.trace(H))


def test_a_linear_neuron(golden):
    g = golden("GV-011")
    x, y, w, u = (g.inputs[k] for k in "xywu")
    f = lambda w: 0.5 * (w * x - y) ** 2
    g.check("yhat", w * x)
    g.check("loss", f(w))
    g.check("grad", wg.grad(f)(w))
    g.check("s(w)", wg.jvp(f, (w,), (u,))[1])
    g.check("hessian", wg.grad(wg.grad(f))(w))
    g.check("Hu", wg.hvp(f, (w,), (u,)))


def test_a_deep_linear_network(golden):
    g = golden("GV-012")
    theta, u = np.array(g.inputs["theta"]), np.array(g.inputs["u"])
    x, y = g.inputs["x"], g.inputs["y"]

    def yhat(t):
        return t[4] * (t[2] * (t[0] * x + t[1]) + t[3]) + t[5]

    f = lambda t: 0.5 * (yhat(t) - y) ** 2
    g.check("yhat", yhat(theta))
    g.check("residual r", yhat(theta) - y)
    g.check("loss", f(theta))
    slope = wg.grad(yhat)(theta)
    g.check("dyhat_dtheta g", slope)
    gradient = wg.grad(f)(theta)
    g.check("grad", gradient)
    g.check("s(theta)=grad.u", wg.jvp(f, (theta,), (u,))[1])
    H = check_products(g, f, theta, u)
    g.check("uT_H_u", u @ H @ u)
    g.check("gauss_newton_matrix_ggT", np.outer(slope, slope))
    g.check("gauss_newton_u", wg.vjp(yhat, theta)[1](wg.jvp(yhat, (theta,), (u,))[1])[0])
    g.check("curvature_along_gradient gTHg/gTg", gradient @ H @ gradient / (gradient @ gradient))
    g.check("hessian_eigenvalues", np.linalg.eigvalsh(H), atol=1e-13)
    g.check("gauss_newton_eigenvalues", np.linalg.eigvalsh(np.outer(slope, slope)), atol=1e-13)
    g.check("trace_H", np.trace(H))


def test_the_first_order_change_and_the_steepest_direction(golden):
    g = golden("GV-071")
    E = lambda w: 0.5 * (3 * w[0] ** 2 + w[1] ** 2) + w[0] * w[1]
    w, eta = np.array(g.inputs["w"]), g.inputs["eta"]
    gradient = wg.grad(E)(w)
    g.check("grad", gradient)
    steepest = max(wg.jvp(E, (w,), (np.array([np.cos(t), np.sin(t)]),))[1] for t in np.linspace(0, 2 * np.pi, 1441))
    g.check("||grad|| = max directional derivative", np.linalg.norm(gradient))
    g.check("||grad|| = max directional derivative", steepest)
    g.check("predicted dE = -eta ||grad||^2", wg.jvp(E, (w,), (-eta * gradient,))[1])
    g.check("actual dE", E(w - eta * gradient) - E(w), rtol=1e-11)
    curvature = gradient @ wg.hvp(E, (w,), (gradient,))
    g.check("second-order prediction -eta g.g + eta^2/2 g.H.g", -eta * gradient @ gradient + eta**2 / 2 * curvature)


def test_the_second_order_expansion(golden):
    g = golden("GV-073")
    E = lambda w: w[0] ** 4 + w[0] * w[1] + (1 + w[1]) ** 2
    w, d = np.array(g.inputs["w_tilde"]), np.array(g.inputs["delta"])
    b, H = wg.grad(E)(w), wg.hessian(E)(w)
    g.check("b", b)
    g.check("H", H)
    g.check("E(w_tilde)", E(w))
    g.check("first-order value", E(w) + b @ d)
    g.check("second-order value", E(w) + b @ d + 0.5 * d @ H @ d)
    g.check("exact value", E(w + d))
