"""Penalties, decay, priors, early stopping and interpolation: what the same idea gives in each of its forms.

GV-080, GV-082 to GV-084, GV-087 to GV-089, GV-093, GV-095.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.optim.regularizers import L1, L2, LayerWise, Lp


def descend(loss, start, lr, steps, **options):
    """Gradient descent of `loss`; gives the end."""
    w = nn.Parameter(np.array(start, "float64"))
    optimizer = optim.SGD([w], lr=lr, **options)

    for _ in range(steps):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
    return w.numpy()


def test_weight_decay_shrinks_by_a_factor_in_both_conventions(golden):
    g = golden("GV-084")
    w0, eta, lam = (g.inputs[k] for k in ("w0", "eta", "lam"))
    for name, penalty, coupled in [
        ("w after 1,10,100 steps, lambda/2 convention", L2(lam), lam),
        ("w after 1,10,100 steps, lambda convention (factor 1-2 eta lambda)", L2.tikhonov(lam), 2 * lam),
    ]:
        loss = lambda w, penalty=penalty: penalty([w])
        g.check(name, [float(descend(loss, w0, eta, k)) for k in (1, 10, 100)])
        g.check(name, [float(descend(lambda w: 0 * w, w0, eta, k, weight_decay=coupled)) for k in (1, 10, 100)])
    g.check("update with dE/dw=0.2, one step", descend(lambda w: 0.2 * w, w0, eta, 1, weight_decay=lam))


def test_penalties_and_their_gradients(golden):
    g = golden("GV-087")
    w, lam = np.array(g.inputs["w"]), g.inputs["lam"]
    for p in g.inputs["p"]:
        penalty = Lp(lam, p)
        g.check(f"p={p:g}: penalty", penalty.of(w))
        g.check(f"p={p:g}: gradient", wg.grad(penalty.of)(w))
    g.check("L1 subgradient interval at w=0", list(wg.subdifferential(L1(lam).of, 0.0)), rtol=1e-6)
    name = "L1 subgradient steps from w=0.05, eta=0.1, lambda=1, 4 steps"
    g.check(name, [float(descend(lambda w: L1(1.0)([w]), 0.05, 0.1, k)) for k in range(5)])
    g.check("soft threshold (proximal) of w with eta*lambda=0.6", optim.soft_threshold(6.0)(w, 0.1))


def test_the_penalty_moves_the_minimum_and_adds_to_every_curvature(golden):
    g = golden("GV-088")
    h, centre = np.array(g.inputs["curvature"]), np.array(g.inputs["unregularised_minimum"])
    for lam in (0.5, 4.0):
        loss = lambda w, lam=lam: 0.5 * (h * (w - centre) ** 2).sum() + L2(lam)([w])
        g.check(f"lambda={lam:g}: minimiser", descend(loss, [0.0, 0.0], 0.1, 400), rtol=1e-9)
        curvature = np.diag(wg.hessian(loss)(np.zeros(2)))
        g.check(f"lambda={lam:g}: effective curvature", curvature)
    far = descend(lambda w: 0.5 * (h * (w - centre) ** 2).sum() + L2(1e6)([w]), [0.0, 0.0], 1e-6, 50)
    assert np.abs(far).max() < 1e-5


def test_ridge_regression_is_the_minimum_of_the_penalised_loss(golden):
    g = golden("GV-089")
    x, y, lam = np.array(g.inputs["X"]), np.array(g.inputs["y"]), g.inputs["lam"]
    loss = lambda w: ((wg.matmul(x, w) - y) ** 2).mean() / 2 + L2(lam)([w])
    name = "correct minimiser (X^T X + N lambda I) w = X^T y"
    g.check(name, descend(loss, [0.0, 0.0], 0.3, 300), rtol=1e-9)
    np.testing.assert_allclose(wg.grad(loss)(np.array(g.values[name])), 0.0, atol=1e-14)
    printed = np.linalg.solve(x.T @ x + lam * np.eye(2), x.T @ y)
    g.check("objective gradient at printed solution", wg.grad(loss)(printed))


@pytest.mark.parametrize("lam", [0.1, 1.0, 10.0])
def test_tikhonov_and_the_gaussian_prior_are_one(golden, lam):
    g = golden("GV-080")
    a, b = np.array(g.inputs["A"]), np.array(g.inputs["b"])
    loss = lambda x: ((wg.matmul(a, x) - b) ** 2).sum() + L2.tikhonov(lam)([x])
    found = descend(loss, [0.0, 0.0], 0.02, 500)
    g.check(f"lambda={'1/10' if lam == 0.1 else f'{lam:g}'}: x", found, rtol=1e-9)
    if lam == 0.1:
        prior = golden("GV-083")
        noise, spread = prior.inputs["noise_var"], prior.inputs["prior_var"]
        energy = lambda x: ((wg.matmul(a, x) - b) ** 2).sum() / (2 * noise) + L2(1 / spread)([x])
        prior.check("x_MAP", found, rtol=1e-9)
        np.testing.assert_allclose(wg.grad(energy)(np.array(prior.values["x_MAP"])), 0.0, atol=1e-12)
        prior.check("posterior covariance", np.linalg.inv(wg.hessian(energy)(found)), rtol=1e-9)


def test_steps_from_zero_filter_each_singular_direction(golden):
    g = golden("GV-082")
    sigma, eta, k = np.array(g.inputs["sigma"]), g.inputs["eta"], g.inputs["k"]
    stopped = descend(lambda x: ((sigma * x - 1.0) ** 2).sum() / 2, np.zeros(4), eta, k)
    g.check("early-stopping phi (eta=0.01,k=100)", sigma * stopped, rtol=1e-10)
    matched = 1 / (eta * k)
    g.check("1/(eta k) = matched lambda", matched)
    ridge = sigma * sigma / (sigma**2 + matched)
    g.check("Tikhonov phi at matched lambda=1", ridge)
    slope = wg.grad(lambda x: ((sigma * x - 1.0) ** 2).sum() / 2 + L2(matched)([x]))(ridge / sigma)
    np.testing.assert_allclose(slope, 0.0, atol=1e-12)


def test_layers_have_penalties_of_their_own_as_they_have_priors(golden):
    g = golden("GV-093")
    net = nn.Sequential(nn.Linear(2, 1, bias=False, dtype="float64"), nn.Linear(1, 1, bias=False, dtype="float64"))
    net.load_state_dict({"0.weight": [g.inputs["W1"]], "1.weight": [g.inputs["W2"]]})
    penalty = LayerWise({"0": L2(g.inputs["alpha1"]), "1": L2(g.inputs["alpha2"])})
    g.check("-log p up to a constant", penalty(net))
    penalty(net).backward()
    g.check("gradient = alpha * w", [*net[0].weight.grad.numpy()[0], *net[1].weight.grad.numpy()[0]])


def test_layer_wise_penalties_follow_a_rescaling_of_hidden_units_and_one_strength_does_not():
    w1, w2, c = np.array([[1.0, -2.0]]), np.array([[0.5]]), 2.0
    sizes = lambda a, b, l1, l2: float(L2(l1).of(a) + L2(l2).of(b))
    np.testing.assert_allclose(sizes(c * w1, w2 / c, 0.3 / c**2, 0.7 * c**2), sizes(w1, w2, 0.3, 0.7))
    assert sizes(c * w1, w2 / c, 0.3, 0.3) != sizes(w1, w2, 0.3, 0.3)


def test_descent_from_zero_finds_the_interpolant_of_least_norm(golden):
    g = golden("GV-095")
    x, y, eta = np.array(g.inputs["X"]), np.array(g.inputs["y"]), g.inputs["eta"]
    loss = lambda w: ((wg.matmul(x, w) - y) ** 2).sum() / 2
    g.check("gradient descent from 0", descend(loss, np.zeros(3), eta, 200), atol=1e-12)
    g.check("gradient descent from (1,0,0)", descend(loss, [1.0, 0.0, 0.0], eta, 200), atol=1e-12)
