"""Independent draws (O-12)."""

import numpy as np
import pytest

from wengert.data.sampling import WithReplacement
from wengert.errors import ArgumentError
from wengert.random import Generator


def test_a_third_of_the_samples_is_not_seen():
    seen = np.unique(WithReplacement(5000).order(Generator(0)))
    assert abs(len(seen) / 5000 - (1 - np.exp(-1))) < 0.02


def test_places_are_uniform_and_independent():
    order = WithReplacement(2, draws=20_000).order(Generator(1))
    pairs = np.bincount(2 * order[::2] + order[1::2], minlength=4)
    assert (np.abs(pairs - 2500) < 200).all()


@pytest.mark.parametrize("options", [{"count": 0}, {"count": 2, "draws": 0}, {"count": 2, "draws": 1.5}])
def test_nonsense_is_refused(options):
    with pytest.raises(ArgumentError, match="is a positive integer"):
        WithReplacement(**options)
