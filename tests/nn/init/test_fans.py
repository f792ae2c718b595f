"""Fans and gains by definition and beside PyTorch."""

import pytest

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import init
from wengert.nn.init.fans import fan


def test_gains_are_pytorchs():
    torch = pytest.importorskip("torch")
    for name in [*init.GAINS, "leaky_relu"]:
        assert init.gain(name) == pytest.approx(torch.nn.init.calculate_gain(name))
    assert init.gain("leaky_relu", 0.3) == pytest.approx(torch.nn.init.calculate_gain("leaky_relu", 0.3))


def test_fans_count_the_kernel():
    assert init.fans((8, 3)) == (3, 8)
    assert init.fans((8, 3, 5, 5)) == (75, 200)
    assert fan((8, 3, 5, 5), "fan_in") == 75


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: init.fans((3,)), ShapeError, "at least two axes"),
        (lambda: init.gain("nonsense"), ArgumentError, "unknown nonlinearity"),
        (lambda: fan((2, 2), "both"), ArgumentError, "unknown mode"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
