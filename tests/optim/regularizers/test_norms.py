"""Penalties by a norm: values and slopes by their formulas, at zero, to second order, and as decay of an optimizer."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn, optim
from wengert.errors import ArgumentError
from wengert.optim.regularizers import L1, L2, ElasticNet, Lp

W = np.array([-2.0, 0.0, 0.5, 3.0])


@pytest.mark.parametrize("p", [0.5, 1.0, 1.5, 2.0, 3.0])
def test_the_slope_is_lambda_sign_times_a_power_and_zero_at_zero(p):
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(W == 0, 0.0, 0.1 * np.sign(W) * np.abs(W) ** (p - 1))
    found = wg.grad(Lp(0.1, p).of)(W)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    np.testing.assert_allclose(wg.compile(wg.grad(Lp(0.1, p).of))(W), expected, rtol=1e-12)
    assert Lp(0.1, p).of(W.astype("float32")).dtype == np.float32


def test_special_cases_agree():
    np.testing.assert_allclose(Lp(0.3, 1.0).of(W), L1(0.3).of(W))
    np.testing.assert_allclose(Lp(0.3, 2.0).of(W), L2(0.3).of(W))
    np.testing.assert_allclose(ElasticNet(0.3, 0.2).of(W), L1(0.3).of(W) + L2(0.2).of(W))
    np.testing.assert_allclose(L2.tikhonov(0.3).of(W), 0.3 * (W**2).sum())
    np.testing.assert_allclose(wg.jvp(wg.grad(L2(0.3).of), (W,), (W,))[1], 0.3 * W)
    assert list(ElasticNet(0.3, 0.2).terms([W])) == ["L1(0.3)", "L2(0.2)"]


def test_half_the_square_is_the_coupled_decay_of_every_optimizer():
    for make in (optim.SGD, optim.Adam, optim.RMSprop):
        ends = []
        for penalty in (None, L2(0.3)):
            w = nn.Parameter(W)
            optimizer = make([w], lr=0.01, **({} if penalty else {"weight_decay": 0.3}))
            for _ in range(5):
                optimizer.zero_grad()
                loss = (wg.sin(w) ** 2).sum()
                (loss + penalty([w]) if penalty else loss).backward()
                optimizer.step()
            ends.append(w.numpy())
        np.testing.assert_allclose(ends[1], ends[0], rtol=1e-12)


def test_noise_on_the_inputs_of_a_linear_map_is_such_a_penalty():
    # Bishop (1995), Neural Comput. 7(1): exact for linear maps; the noise takes the values ±σ, all 8 of them.
    rng, sigma = np.random.default_rng(0), 0.3
    x, y, w = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)
    signs = np.array(np.meshgrid(*[[-1, 1]] * 3)).reshape(3, -1).T * sigma
    noisy = np.mean([((x + e) @ w - y) ** 2 / 2 for e in signs])
    np.testing.assert_allclose(noisy, ((x @ w - y) ** 2 / 2).mean() + float(L2(sigma**2).of(w)))


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="the strength is out of range"):
        L1(-1.0)
    with pytest.raises(ArgumentError, match="p is out of range"):
        Lp(0.1, 0.0)
