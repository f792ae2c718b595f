"""The catalogue of activations: complete, and its numbers are those of the functions."""

import math

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.nn import activation
from wengert.nn.activation.catalogue import NOTES, note_of

ELEMENTWISE = sorted(
    set(NOTES) - {"Softmax", "Softmax2d", "LogSoftmax", "Softmin", "GLU", "SwiGLU", "GEGLU", "Heaviside"}
)
X = np.concatenate([np.linspace(-30, 30, 60_001) + 1e-7, [-1e6, 1e6]])


def test_every_activation_has_a_note_and_every_note_an_activation():
    assert set(NOTES) == set(activation.__all__)
    assert all(n.use and n.advantages and n.disadvantages for n in NOTES.values())


def test_output_layers_are_advised():
    assert "one of two classes" in NOTES["Sigmoid"].output
    assert "exclusive classes" in NOTES["Softmax"].output
    assert NOTES["GELU"].output == ""


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_ranges_and_slopes_are_those_of_the_function(name):
    module = nn.Threshold(0.0, -1.0) if name == "Threshold" else getattr(nn, name)()
    note = note_of(module)
    values, slopes = (np.asarray(a) for a in wg.jvp(module, (X,), (np.ones_like(X),)))
    for found, (low, high) in ((values, note.values), (slopes, note.slopes)):
        assert low - 1e-9 <= found.min()
        assert found.max() <= high + 1e-9
        for bound, extreme in ((low, found.min()), (high, found.max())):
            if math.isfinite(bound):
                assert extreme == pytest.approx(bound, abs=2e-3)
    for side, slope in (("left", slopes[-2]), ("right", slopes[-1])):
        assert (abs(slope) < 1e-9) == (side in note.saturates)


def test_modules_without_a_note_have_none():
    assert note_of(nn.Linear(1, 1)) is None
