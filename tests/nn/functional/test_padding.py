"""Padding as a function against PyTorch: order of the pairs, cropping, and what is refused."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F

X = np.random.default_rng(0).normal(size=(2, 3, 4, 5))


@pytest.mark.parametrize("widths", [(1, 2), (1, 2, 3, 0), (-1, 2, 0, -2), (0, 0, 0, 0, 1, 0), (-1, -1)])
def test_pairs_count_from_the_last_axis_and_negative_ones_crop(widths):
    torch = pytest.importorskip("torch")
    theirs = torch.nn.functional.pad(torch.tensor(X), widths, value=7.0).numpy()
    assert np.array_equal(F.pad(X, widths, value=7.0), theirs)
    assert wg.grad(lambda x: wg.sum(F.pad(x, widths)))(X).sum() == np.prod(theirs.shape) - (theirs == 7).sum()


def test_nothing_is_done_without_widths():
    assert F.pad(X, (0, 0)) is X


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.pad(X, (1, 1), mode="wrap"), ArgumentError, "unknown padding mode"),
        (lambda: F.pad(X, (1, 1, 1)), ArgumentError, "widths come in pairs"),
        (lambda: F.pad(X, (1, 1) * 5), ShapeError, "more pairs than axes"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
