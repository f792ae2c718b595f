"""Shapes as functions: flattening as in PyTorch."""

import numpy as np
import pytest

from wengert.errors import ArgumentError
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
