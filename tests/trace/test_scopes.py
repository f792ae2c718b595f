"""Scopes: every step knows the module it was made in, and modules know nothing of it when nobody records."""

import numpy as np

import wengert as wg
from wengert import nn
from wengert.trace.names import listening


def scopes(tr):
    return [line.scope for line in tr.lines if line.role == "step"]


def test_steps_carry_the_path_of_their_module():
    model = nn.Sequential(nn.Linear(2, 3), nn.Sequential(nn.Tanh(), nn.Linear(3, 1)))
    x, y = np.ones((4, 2), "float32"), np.ones((4, 1), "float32")
    tr = wg.trace(lambda x: wg.losses.mse_loss(model(x), y), x)
    assert scopes(tr) == ["model.0", "model.1.0", "model.1.1", ""]
    assert scopes(wg.trace(model, x)) == ["0", "1.0", "1.1"]


def test_a_module_that_is_an_argument_or_made_inside_has_a_name_too():
    net = nn.Linear(2, 1)
    x = np.ones((1, 2), "float32")
    assert scopes(wg.trace(lambda m, x: m(x), net, x)) == ["m"]
    assert scopes(wg.trace(lambda x: nn.Tanh()(x), x)) == ["tanh"]


def test_code_of_a_module_outside_its_layers_belongs_to_the_module():
    class Double(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Tanh()

        def forward(self, x):
            return 2 * self.inner(x) + 1

    model = Double()
    assert scopes(wg.trace(lambda x: wg.exp(model(x)), 0.5)) == ["model.inner", "model", "model", ""]


def test_nobody_listens_outside_a_recording():
    assert listening.entered is None
    model = nn.Tanh()
    wg.trace(model, 0.5)
    assert listening.entered is None
    model(0.5)


def test_an_error_inside_a_module_leaves_no_trace():
    class Broken(nn.Module):
        def forward(self, x):
            raise ValueError

    class Guarded(nn.Module):
        def __init__(self):
            super().__init__()
            self.broken = Broken()

        def forward(self, x):
            try:
                self.broken(x)
            except ValueError:
                return 2 * x

    guarded = Guarded()
    assert scopes(wg.trace(lambda x: guarded(x), 0.5)) == ["guarded"]


def test_a_trace_of_a_trace_keeps_its_own_scopes():
    model = nn.Tanh()

    def f(x):
        inner = wg.trace(model, 0.25)
        assert scopes(inner) == [""]
        return model(x)

    assert scopes(wg.trace(f, 0.5))[-1] == "model"
