"""Draws follow their weights."""

import numpy as np
import pytest

from wengert.data.sampling import Weighted
from wengert.errors import ArgumentError
from wengert.random import Generator


def test_frequencies_are_the_weights():
    weights = np.array([1.0, 0.0, 2.0, 5.0])
    order = Weighted(weights, draws=40_000).order(Generator(0))
    np.testing.assert_allclose(np.bincount(order, minlength=4) / 40_000, weights / 8, atol=0.01)


def test_without_replacement_the_first_one_follows_the_weights():
    sampler, generator = Weighted([1.0, 3.0, 0.0], draws=2, replacement=False), Generator(0)
    first = [sampler.order(generator)[0] for _ in range(2000)]
    np.testing.assert_allclose(np.bincount(first, minlength=3) / 2000, [0.25, 0.75, 0], atol=0.04)


def test_a_weight_of_nothing_is_never_drawn():
    for replacement in (True, False):
        order = Weighted([0.0, 1e-12, 1.0, 0.0], draws=2, replacement=replacement).order(Generator(0))
        assert set(order) <= {1, 2}


@pytest.mark.parametrize(
    ("weights", "options", "says"),
    [
        ([-1.0, 2.0], {}, "none negative"),
        ([0.0, 0.0], {}, "not all 0"),
        ([np.nan], {}, "finite"),
        ([[1.0]], {}, r"shape \(1, 1\)"),
        ([1.0, 0.0], {"draws": 2, "replacement": False}, "not so many samples"),
        ([1.0], {"draws": 0}, "positive integer"),
    ],
)
def test_nonsense_is_refused(weights, options, says):
    with pytest.raises(ArgumentError, match=says):
        Weighted(weights, **options)
