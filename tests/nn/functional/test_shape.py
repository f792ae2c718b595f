"""Shapes as functions: flattening as in PyTorch."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional


@pytest.mark.parametrize(("start", "end"), [(0, -1), (1, -1), (0, 1), (-2, -1)])
def test_flatten_is_pytorchs(start, end):
    torch = pytest.importorskip("torch")
    x = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(functional.flatten(x, start, end), torch.flatten(torch.tensor(x), start, end).numpy())


def test_flatten_of_a_scalar_has_one_axis():
    assert functional.flatten(np.float64(3.0)).shape == (1,)


def test_axes_in_the_wrong_order_are_refused():
    with pytest.raises(ArgumentError, match="end_dim comes before"):
        functional.flatten(np.ones((2, 2, 2)), 2, 0)


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_shuffled_channels_are_pytorchs_and_shuffle_back(groups):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).normal(size=(2, 6, 3, 2))
    out = functional.channel_shuffle(x, groups)
    np.testing.assert_array_equal(out, torch.nn.functional.channel_shuffle(torch.tensor(x), groups).numpy())
    np.testing.assert_array_equal(functional.channel_shuffle(out, 6 // groups), x)
    assert wg.gradcheck(lambda x: functional.channel_shuffle(x, groups) ** 3, x[:1, :, :1, :1], order=2)


def test_channels_that_do_not_divide_are_refused():
    for x, groups in ((np.ones((2, 5)), 2), (np.ones(4), 2), (np.ones((2, 4)), 0)):
        with pytest.raises(ShapeError, match="channels do not divide"):
            functional.channel_shuffle(x, groups)
