"""Hard functions: slopes at kinks, what is kept, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn import functional as F


def slopes(f, x):
    return wg.grad(lambda x: wg.sum(f(x)))(np.array(x)).tolist()


def test_at_a_kink_the_constant_piece_wins():
    assert slopes(F.hardsigmoid, [-3.0, 0.0, 3.0]) == [0, 1 / 6, 0]
    assert slopes(F.hardswish, [-3.0, 0.0, 3.0]) == [0, 0.5, 1]
    assert slopes(F.softshrink, [-0.5, 0.0, 0.5, 0.6]) == [0, 0, 0, 1]
    assert slopes(F.hardshrink, [-0.5, 0.0, 0.5, 0.6]) == [0, 0, 0, 1]


@pytest.mark.parametrize("f", [F.hardsigmoid, F.hardshrink, F.softshrink])
def test_the_output_alone_is_kept(f):
    (kept,) = [s for s in wg.trace(f, np.ones(3)).saved() if s.nbytes]
    assert kept.name == kept.step


def test_softshrink_is_the_proximal_map_of_the_absolute_value():
    # It minimises ½(y - x)² + λ|y|: nothing on a fine grid is better.
    grid, x = np.linspace(-2, 2, 4001), 0.83
    y = float(F.softshrink(x, 0.3))
    objective = lambda y: 0.5 * (y - x) ** 2 + 0.3 * abs(y)
    assert objective(y) <= objective(grid).min() + 1e-12


@pytest.mark.parametrize("f", [F.softshrink, F.hardshrink])
def test_a_negative_bound_is_refused(f):
    with pytest.raises(ArgumentError, match="lambd is negative"):
        f(1.0, -0.1)
