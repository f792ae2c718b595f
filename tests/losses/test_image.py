"""Perceptual loss and total variation: features of a network, several maps, edges, constant images."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ShapeError

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 3, 4, 5))


def test_perceptual_loss_compares_what_a_network_sees():
    wg.manual_seed(0)
    layer = wg.nn.Linear(5, 2)
    loss = losses.PerceptualLoss(lambda x: wg.tanh(layer(x)))
    expected = np.mean((np.tanh(layer(X).numpy()) - np.tanh(layer(Y).numpy())) ** 2)
    assert float(loss(X, Y)) == pytest.approx(float(expected), rel=1e-6)
    assert np.isfinite(np.asarray(loss.seed(X, Y))).all()


def test_several_maps_are_added():
    maps = lambda x: (x.mean(axis=(1, 2)), x * x)
    found = losses.perceptual_loss(X, Y, maps)
    means, squares = (losses.mse_loss(a, b) for a, b in zip(maps(X), maps(Y), strict=True))
    assert found == pytest.approx(means + squares)
    assert losses.perceptual_loss(X, Y) == pytest.approx(losses.mse_loss(X, Y))


def test_total_variation_by_loops():
    one = X[0]
    still = sum(abs(one[i + 1, j] - one[i, j]) for i in range(3) for j in range(5))
    still += sum(abs(one[i, j + 1] - one[i, j]) for i in range(4) for j in range(4))
    assert losses.total_variation(one) == pytest.approx(still)
    down = lambda i, j: one[i + 1, j] - one[i, j] if i < 3 else 0.0
    right = lambda i, j: one[i, j + 1] - one[i, j] if j < 4 else 0.0
    slanted = sum(np.hypot(down(i, j), right(i, j)) for i in range(4) for j in range(5))
    assert losses.total_variation(one, isotropic=True) == pytest.approx(slanted)
    each = losses.total_variation(X, reduction="none")
    assert each.shape == (3,)
    assert each[0] == pytest.approx(still)


def test_constant_images_have_no_variation_and_no_slope():
    flat = np.ones((2, 3, 3))
    for isotropic in (False, True):
        f = lambda x, isotropic=isotropic: losses.total_variation(x, isotropic)
        assert f(flat) == 0
        assert not wg.grad(f)(flat).any()
        assert np.isfinite(wg.hessian(f)(flat)).all()


def test_nonsense_is_refused():
    with pytest.raises(ShapeError, match="needs images"):
        losses.total_variation(np.ones(3))
    with pytest.raises(ShapeError, match="different shapes"):
        losses.perceptual_loss(X, Y[:1])
