"""Proximal maps against their definition and scikit-learn's lasso; exact zeros; constraints held."""

import numpy as np
import pytest
from scipy.optimize import minimize

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError
from wengert.optim.regularizers import L1, L2, ElasticNet, GroupLasso

X = np.random.default_rng(0).normal(size=(2, 3))


@pytest.mark.parametrize(
    ("prox", "penalty"),
    [
        (optim.soft_threshold(0.7), L1(0.7)),
        (optim.shrinkage(0.7), L2(0.7)),
        (optim.elastic_shrinkage(0.3, 0.7), ElasticNet(0.3, 0.7)),
        (optim.group_shrinkage(0.4), GroupLasso(0.4)),
        (optim.group_shrinkage(0.4, axes=(0,)), GroupLasso(0.4, axes=(0,))),
    ],
)
def test_a_map_minimises_its_penalty_plus_half_the_squared_distance(prox, penalty):
    rate = 0.5
    cost = lambda z: rate * float(penalty.of(z.reshape(X.shape))) + ((z - X.ravel()) ** 2).sum() / 2
    best = minimize(cost, X.ravel(), method="Powell", options={"xtol": 1e-9, "ftol": 1e-13}).x
    np.testing.assert_allclose(prox(X, rate), best.reshape(X.shape), atol=1e-5)


def test_lasso_by_proximal_descent_is_scikit_learns_with_its_exact_zeros():
    from sklearn.linear_model import Lasso

    rng = np.random.default_rng(0)
    a = rng.normal(size=(40, 6))
    b = a @ np.array([2.0, 0, 0, -1.0, 0, 0]) + 0.1 * rng.normal(size=40)
    w = nn.Parameter(np.zeros(6))
    optimizer = optim.proximal(optim.SGD([w], lr=0.3), optim.soft_threshold(0.2))

    def step():
        (((wg.matmul(a, w) - b) ** 2).mean() / 2).backward()
        optimizer.step()
        optimizer.zero_grad()

    run = wg.compile(step, state=optimizer)
    for _ in range(300):
        run()
    expected = Lasso(alpha=0.2, fit_intercept=False, tol=1e-12).fit(a, b).coef_
    np.testing.assert_allclose(w.numpy(), expected, atol=1e-8)
    assert (w.numpy() == 0).tolist() == (expected == 0).tolist()


def test_a_subgradient_step_oscillates_where_a_proximal_one_lands():
    w, z = nn.Parameter([0.05]), nn.Parameter([0.05])
    plain, near = optim.SGD([w], lr=0.1), optim.proximal(optim.SGD([z], lr=0.1), optim.soft_threshold(1.0))
    seen = []
    for _ in range(4):
        plain.zero_grad()
        abs(w).sum().backward()
        plain.step()
        seen.append(w.item())
        (0 * z).sum().backward()
        near.step()
    np.testing.assert_allclose(seen, [-0.05, 0.05, -0.05, 0.05])
    assert z.item() == 0


def test_subgradient_descent_with_diminishing_steps_converges():
    w = nn.Parameter([2.0, -3.0])
    optimizer = optim.SGD([w], lr=0.5 * optim.diminishing(0.75))
    for _ in range(2000):
        optimizer.zero_grad()
        (abs(w) * np.array([1.0, 2.0])).sum().backward()
        optimizer.step()
    assert np.abs(w.numpy()).max() < 5e-3


@pytest.mark.parametrize(
    ("prox", "holds"),
    [
        (optim.box(-0.5, 0.5), lambda w: (np.abs(w) <= 0.5 + 1e-12).all()),
        (optim.nonnegative(), lambda w: (w >= 0).all()),
        (optim.max_norm(0.5), lambda w: (np.linalg.norm(w, axis=1) <= 0.5 + 1e-12).all()),
        (optim.max_norm(0.5, axes=(0, 1)), lambda w: np.linalg.norm(w) <= 0.5 + 1e-12),
    ],
)
def test_constraints_hold_after_every_step_of_any_method(prox, holds):
    w = nn.Parameter(X)
    optimizer = optim.proximal(optim.Adam([w], lr=0.3), prox)
    for _ in range(5):
        optimizer.zero_grad()
        ((w - 3 * X) ** 2).sum().backward()
        optimizer.step()
        assert holds(w.numpy())
        np.testing.assert_allclose(prox(w.numpy(), 0.3), w.numpy(), rtol=1e-12)


def test_groups_keep_their_learning_rates():
    a, b = nn.Parameter([1.0]), nn.Parameter([1.0])
    optimizer = optim.SGD([{"params": a}, {"params": b, "lr": 0.1}], lr=0.5)
    optim.proximal(optimizer, optim.soft_threshold(1.0))
    (0 * a + 0 * b).sum().backward()
    optimizer.step()
    assert (a.item(), b.item()) == (0.5, 0.9)


def test_a_group_of_zeros_stays_and_has_no_nan():
    zero = np.zeros((2, 2), "float32")
    for prox in (optim.group_shrinkage(0.1), optim.max_norm(1.0)):
        out = prox(zero, np.float32(0.1))
        assert out.dtype == np.float32
        np.testing.assert_array_equal(out, zero)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="the strength is out of range"):
        optim.soft_threshold(-1.0)
    with pytest.raises(ArgumentError, match="low is above high"):
        optim.box(1.0, 0.0)
