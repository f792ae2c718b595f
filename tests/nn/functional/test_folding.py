"""Unfold and fold as functions: each is the adjoint of the other, and what is refused."""

import numpy as np
import pytest

from wengert.errors import ShapeError
from wengert.nn import functional as F


@pytest.mark.parametrize("options", [{}, {"stride": 2}, {"padding": (1, 0), "dilation": 2}])
def test_fold_is_the_adjoint_of_unfold(options):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 3, 6, 5))
    y = rng.normal(size=F.unfold(x, 2, **options).shape)
    np.testing.assert_allclose((F.unfold(x, 2, **options) * y).sum(), (x * F.fold(y, (6, 5), 2, **options)).sum())


def test_windows_that_do_not_overlap_come_back():
    x = np.random.default_rng(0).normal(size=(3, 4, 6))
    assert np.array_equal(F.fold(F.unfold(x, 2, stride=2), (4, 6), 2, stride=2), x)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: F.unfold(np.ones((4, 4)), 2), "takes images"),
        (lambda: F.unfold(np.ones((1, 4, 4)), 5), "larger than the padded image"),
        (lambda: F.fold(np.ones((1, 5, 9)), 4, 2), "not those of these windows"),
    ],
)
def test_nonsense_is_refused(call, says):
    with pytest.raises(ShapeError, match=says):
        call()
