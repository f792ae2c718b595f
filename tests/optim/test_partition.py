"""Leaves by their kind: each gets its own link, whatever containers they lie in."""

import numpy as np

from wengert import optim


def test_each_leaf_has_the_state_of_its_link():
    method = optim.partitioned(lambda p: optim.momentum(0.5) if p.ndim == 2 else optim.scale(2.0))
    params = {"w": np.ones((2, 2)), "b": [np.ones(3)]}
    state = method.init(params)
    change, state = method.step(params, state, params)
    change, state = method.step(params, state, params)
    np.testing.assert_array_equal(change["w"], 1.5 * np.ones((2, 2)))
    np.testing.assert_array_equal(change["b"][0], 2 * np.ones(3))
    assert state[1] == ()
