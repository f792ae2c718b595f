"""Activations at chosen points, their first and second derivatives, and softmax with its Jacobian.

GV-049, GV-052, GV-110 and GV-111.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import nn

NAMES = {
    "sigmoid": nn.Sigmoid(),
    "tanh": nn.Tanh(),
    "relu": nn.ReLU(),
    "leaky_relu alpha=0.01": nn.LeakyReLU(),
    "gelu (exact erf)": nn.GELU(),
    "linear c*x, c=1": nn.Identity(),
}


@pytest.mark.parametrize("name", NAMES)
def test_values_first_and_second_derivatives(golden, name):
    g = golden("GV-110")
    f, x = NAMES[name], np.asarray(g.inputs["x"])
    slope = wg.grad(lambda x: wg.sum(f(x)))
    g.check(f"{name}: value", f(x))
    g.check(f"{name}: derivative", slope(x))
    g.check(f"{name}: second derivative", wg.grad(lambda x: wg.sum(slope(x)))(x))


def test_far_out(golden):
    g = golden("GV-110")
    far = [nn.Sigmoid()(-1000.0), nn.Sigmoid()(1000.0), nn.Tanh()(50.0)]
    g.check("extreme arguments sigmoid(-1000), sigmoid(1000), tanh(50)", far)
    x, value = g.values["gelu minimum location and value"]
    assert float(nn.GELU()(x)) == pytest.approx(value, rel=1e-12)
    assert float(wg.grad(nn.GELU())(x)) == pytest.approx(0, abs=1e-12)


def test_a_relu_neuron_active_inactive_and_at_its_boundary(golden):
    g = golden("GV-049")
    names = ("active z=1.5", "inactive z=-0.5", "boundary z=0")
    for name, given in zip(names, g.inputs["cases"], strict=True):
        w, b, x = (np.asarray(given[k]) for k in ("w", "b", "x"))
        neuron = lambda w, b, x=x: wg.relu(wg.vecdot(w, x) + b)
        dw, db = wg.grad(neuron, argnums=(0, 1))(w, b)
        g.check(f"{name}: z", w @ x + b)
        g.check(f"{name}: activation", neuron(w, b))
        g.check(f"{name}: d/dw", dw)
        g.check(f"{name}: d/db", db)


def test_the_unit_step_is_1_at_its_threshold(golden):
    g = golden("GV-052")
    g.check("g(z)", nn.Heaviside(g.inputs["theta"])(np.asarray(g.inputs["z"])))


def test_softmax_its_jacobian_and_its_saturation(golden):
    g = golden("GV-111")
    softmax, z = nn.Softmax(), np.asarray(g.inputs["z"])
    g.check("softmax(z)", softmax(z))
    g.check("softmax(z_large) (same, no overflow)", softmax(np.asarray(g.inputs["z_large"])))
    g.check("Jacobian diag(p)-pp^T", wg.jacobian(softmax)(z))
    loss = lambda z: -wg.sum(nn.LogSoftmax()(z) * np.asarray(g.inputs["onehot"]))
    g.check("cross-entropy for class 2", loss(z))
    g.check("dCE/dz = p - y", wg.grad(loss)(z))
    norm = np.linalg.norm(wg.jacobian(softmax)(np.asarray(g.inputs["saturated"])))
    assert 0 < norm < 1e-25
