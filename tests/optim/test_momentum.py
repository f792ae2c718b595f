"""The links of momentum by their formulas, step by step."""

import numpy as np

from wengert import optim


def run(link, gradients):
    state, out = link.init(np.zeros(1)), []
    for g in gradients:
        g, state = link.step(np.array([g]), state, None)
        out.append(float(g[0]))
    return out


def test_the_classical_velocity():
    np.testing.assert_allclose(run(optim.momentum(0.5), [1, 1, 4]), [1, 1.5, 4.75])


def test_looking_ahead():
    np.testing.assert_allclose(run(optim.nesterov(0.5), [1, 1]), [1.5, 1.75])


def test_the_averaging_form_is_a_chain():
    link = optim.chain(optim.scale(0.1), optim.momentum(0.9))
    np.testing.assert_allclose(run(link, [1, 1]), [0.1, 0.19])


def test_dampening_spares_the_first_gradient():
    np.testing.assert_allclose(run(optim.damped_momentum(0.9, 0.5), [1, 1]), [1, 1.4])
