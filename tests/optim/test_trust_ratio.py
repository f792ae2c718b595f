"""The trust ratio: its norms, its bounds, and what it does where a norm is zero."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim


def test_it_is_optaxs(optax_agrees):
    optax = pytest.importorskip("optax")
    ours = optim.chain(optim.scale_by_trust_ratio(0.1, 1e-3), optim.scale(-0.1))
    optax_agrees(ours, optax.chain(optax.scale_by_trust_ratio(0.0, 0.1, 1e-3), optax.scale(-0.1)))


@pytest.mark.parametrize("link", [optim.scale_by_trust_ratio(0.1), optim.scale_by_separate_norms(0.1)])
@pytest.mark.parametrize(("g", "p"), [([0.0, 0.0], [3.0, 4.0]), ([3.0, 4.0], [0.0, 0.0])])
def test_a_norm_of_zero_gives_the_ratio_1(link, g, p):
    np.testing.assert_array_equal(link.step(np.array(g), (), np.array(p))[0], g)


def test_ratio_and_norm_are_clipped():
    g, p = np.array([0.3, 0.4]), np.array([30.0, 40.0])
    assert float(optim.scale_by_trust_ratio(max_ratio=10.0).step(g, (), p)[0][0]) == pytest.approx(3.0)
    assert float(optim.scale_by_trust_ratio(norm_bounds=(0.0, 10.0)).step(g, (), p)[0][0]) == pytest.approx(6.0)


def test_separate_norms_are_added():
    # ‖g‖ = 5, λ‖θ‖ = 5, so the ratio is 10 / 10; jointly ‖g + λθ‖ = 0 for this θ.
    g, p = np.array([3.0, 4.0]), np.array([-6.0, -8.0])
    np.testing.assert_allclose(optim.scale_by_separate_norms(1.0, 0.5).step(g, (), p)[0], [0.0, 0.0], atol=1e-15)
    np.testing.assert_allclose(optim.scale_by_separate_norms(1.0, 0.25).step(g, (), p)[0], g / 2 * 10 / 7.5)


def test_the_slope_at_zero_is_no_nan():
    link = optim.scale_by_trust_ratio()
    slope = wg.grad(lambda g: link.step(g, (), np.array([3.0, 4.0]))[0].sum())(np.zeros(2))
    assert np.isfinite(slope).all()
