"""Dropout as a function: by its statistics and its gradient."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.random import Generator


def test_dropout_keeps_the_mean_and_passes_gradients_where_it_keeps():
    x = wg.tensor(np.ones(20_000, "float32"), requires_grad=True)
    out = functional.dropout(x, 0.25, generator=Generator(0))
    assert abs(out.numpy().mean() - 1) < 0.02
    out.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), out.numpy())
    assert out.dtype == np.float32


def test_dropout_of_everything_is_zero_and_of_nothing_is_x():
    x = np.ones(5)
    assert functional.dropout(x, 1.0).tolist() == [0.0] * 5
    assert functional.dropout(x, 0.0) is x


def test_a_probability_out_of_range_is_refused():
    with pytest.raises(ArgumentError, match="p is a probability"):
        functional.dropout(np.ones(2), 1.5)
