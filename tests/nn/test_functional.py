"""Functions behind the layers: flattening as in PyTorch, dropout by its statistics and its gradient."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.random import Generator


@pytest.mark.parametrize(("start", "end"), [(0, -1), (1, -1), (0, 1), (-2, -1)])
def test_flatten_is_pytorchs(start, end):
    torch = pytest.importorskip("torch")
    x = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(functional.flatten(x, start, end), torch.flatten(torch.tensor(x), start, end).numpy())


def test_flatten_of_a_scalar_has_one_axis():
    assert functional.flatten(np.float64(3.0)).shape == (1,)


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


def test_linear_without_bias():
    x, w = np.ones((2, 3)), np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(functional.linear(x, w), x @ w.T)


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="p is a probability"):
        functional.dropout(np.ones(2), 1.5)
    with pytest.raises(ArgumentError, match="end_dim comes before"):
        functional.flatten(np.ones((2, 2, 2)), 2, 0)
