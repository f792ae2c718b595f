"""Links compose in the order they stand, on any container."""

import numpy as np

import wengert as wg
from wengert import optim


def test_order_matters():
    g, p = {"w": np.array([1.0])}, {"w": np.array([10.0])}
    before = optim.chain(optim.decayed(0.1), optim.scale(2.0))
    after = optim.chain(optim.scale(2.0), optim.decayed(0.1))
    assert before.step(g, before.init(p), p)[0]["w"] == 4
    assert after.step(g, after.init(p), p)[0]["w"] == 3


def test_a_rate_that_is_an_array_takes_the_dtype_of_the_gradient():
    g, _ = optim.scale(np.float64(0.5)).step(np.ones(2, "float32"), (), None)
    assert g.dtype == np.float32


def test_nothing_is_changed_in_place():
    p = np.ones(2)
    p.flags.writeable = False
    link = optim.chain(optim.decayed(0.1), optim.momentum(0.9), optim.scale(-0.1))
    change, _ = link.step(p, link.init(p), p)
    np.testing.assert_allclose(optim.moved(p, change), [0.89, 0.89])


def test_a_function_of_gradient_and_parameter_is_a_link():
    clip = optim.stateless(lambda g, p: wg.maximum(g, -1.0))
    assert clip.step(np.array([-3.0]), (), np.array([0.0]))[0].tolist() == [-1.0]
