"""Points in the plane, against scikit-learn's."""

import numpy as np
import pytest
from sklearn import datasets

from wengert.data import blobs, circles, moons
from wengert.errors import ArgumentError
from wengert.random import Generator


def by_place(x, y):
    rows = np.concatenate([np.round(x, 5) + 0.0, y[:, None]], axis=1)
    return rows[np.lexsort(rows.T)]


@pytest.mark.parametrize("n", [10, 11])
@pytest.mark.parametrize(("ours", "theirs"), [(moons, datasets.make_moons), (circles, datasets.make_circles)])
def test_without_noise_they_are_scikit_learns(ours, theirs, n):
    options = {"factor": 0.5} if ours is circles else {}
    data = ours(n, noise=0)
    # An odd point more goes to the first class here and to the second there.
    counts = ((n + 1) // 2, n // 2)
    np.testing.assert_allclose(by_place(data.x, data.y), by_place(*theirs(counts, noise=0, **options)), atol=2e-5)


def test_noise_has_its_deviation():
    generator = Generator(0)
    plain, noisy = moons(4000, 0, Generator(0)), moons(4000, 0.2, Generator(0))
    assert abs((noisy.x - plain.x).std() - 0.2) < 0.01
    assert moons(10, generator=generator).x.tolist() != moons(10, generator=generator).x.tolist()


def test_blobs_stand_round_their_centres():
    data = blobs(3000, classes=3, features=4, deviation=0.5, generator=Generator(1))
    assert (data.x.shape, data.classes) == ((3000, 4), ("0", "1", "2"))
    for k in range(3):
        np.testing.assert_allclose(data.x[data.y == k].std(axis=0), 0.5, atol=0.05)
    assert np.bincount(data.y).tolist() == [1000] * 3


@pytest.mark.parametrize("make", [moons, circles, blobs])
def test_the_same_seed_gives_the_same_points_in_random_order(make):
    first, second = make(50, generator=Generator(3)), make(50, generator=Generator(3))
    np.testing.assert_array_equal(first.x, second.x)
    assert first.y.tolist() != sorted(first.y.tolist())
    assert len(make(1)) == 1
    with pytest.raises(ArgumentError, match="n is a positive integer"):
        make(0)
