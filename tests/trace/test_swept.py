"""Sweeps that keep every number, against the transforms."""

import numpy as np

import wengert as wg
from wengert.trace.swept import adjoints, like, tangents


def f(x, y):
    return wg.sum(wg.tanh(x * y) + wg.exp(x))


X, Y = np.array([0.5, -0.25]), np.array([1.5, 2.0])


def test_adjoints_of_inputs_are_the_gradient():
    tr = wg.trace(f, X, Y)
    found = adjoints(tr.lines, [(tr.lines[-1], np.float64(1.0))])
    for line, g in zip(tr.lines[:2], wg.grad(f, (0, 1))(X, Y), strict=True):
        assert np.allclose(found[line], g, rtol=1e-14)
    assert set(found) == set(tr.lines)


def test_a_sweep_may_start_anywhere_and_twice_at_one_place():
    tr = wg.trace(f, X, Y)
    middle = tr.lines[2]
    found = adjoints(tr.lines, [(middle, np.ones(2)), (middle, np.ones(2))])
    assert np.allclose(found[tr.lines[0]], 2 * Y)


def test_tangents_of_outputs_are_the_jvp():
    tr = wg.trace(f, X, Y)
    found = tangents(tr.lines, {tr.lines[0]: np.ones(2), tr.lines[1]: np.zeros(2)})
    assert np.allclose(found[tr.lines[-1]], wg.jvp(f, (X, Y), (np.ones(2), np.zeros(2)))[1], rtol=1e-14)


def test_sweeps_end_at_captured_tensors_even_inside_a_larger_graph():
    w = wg.tensor(2.0, requires_grad=True)
    v = w * w
    tr = wg.trace(lambda x: v * x, 3.0)
    found = adjoints(tr.lines, [(tr.lines[-1], np.float64(1.0))])
    assert {line.name: float(g) for line, g in found.items()} == {"v₁": 1.0, "v₀": 3.0, "v₋₁": 4.0}


def test_a_seed_takes_shape_and_dtype():
    assert like(1, np.zeros((2, 1), np.float32)).dtype == np.float32
    assert like(2.0, np.float64(0.0)) == 2.0
