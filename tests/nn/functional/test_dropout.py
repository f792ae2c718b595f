"""Dropout as functions: by their statistics and gradients, and what they do to whole channels."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
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


@pytest.mark.parametrize(
    ("f", "shape", "lead"),
    [
        (functional.dropout1d, (30, 4, 5), 2),
        (functional.dropout1d, (90, 5), 1),
        (functional.dropout2d, (30, 4, 2, 3), 2),
        (functional.dropout3d, (30, 4, 2, 1, 2), 2),
        (functional.dropout3d, (90, 2, 1, 2), 1),
    ],
)
def test_channels_are_dropped_as_wholes(f, shape, lead):
    out = f(np.ones(shape), 0.25, generator=Generator(0)).reshape(int(np.prod(shape[:lead])), -1)
    assert (out == out[:, :1]).all()
    assert set(np.round(np.unique(out), 6)) == {0.0, 1.333333}
    assert 0.1 < (out == 0).mean() < 0.4


@pytest.mark.parametrize("p", [0.1, 0.5])
def test_alpha_dropout_keeps_mean_and_variance_and_takes_pytorchs_values(p):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).normal(size=40_000)
    out = functional.alpha_dropout(x, p, generator=Generator(0))
    assert abs(out.mean()) < 0.03
    assert abs(out.std() - 1) < 0.03
    ones = functional.alpha_dropout(np.ones(100), p, generator=Generator(0))
    theirs = torch.nn.functional.alpha_dropout(torch.ones(100, dtype=torch.float64), p, training=True)
    np.testing.assert_allclose(np.unique(ones), np.unique(theirs.numpy()), rtol=1e-6)
    assert not functional.alpha_dropout(np.ones(9), 1.0).any()


def test_feature_alpha_dropout_treats_channels_as_wholes():
    out = functional.feature_alpha_dropout(np.ones((30, 4, 5)), 0.5, generator=Generator(0))
    assert (out == out[..., :1]).all()
    assert len(np.unique(out)) == 2


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_masks_and_noise_take_the_dtype_of_what_they_meet(dtype):
    x = np.ones((4, 4), dtype)
    for f in (functional.dropout, functional.alpha_dropout, functional.stochastic_depth, functional.gaussian_noise):
        assert f(x, 0.5, generator=Generator(0)).dtype == np.dtype(dtype)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="dropout2d: another number of axes"):
        functional.dropout2d(np.ones((3, 4, 5)))
    with pytest.raises(ShapeError, match="feature_alpha_dropout: needs channels"):
        functional.feature_alpha_dropout(np.ones(3))
    with pytest.raises(ShapeError, match="stochastic_depth: needs an axis of examples"):
        functional.stochastic_depth(np.float64(1.0), 0.5)
    with pytest.raises(ArgumentError, match="gaussian_noise: std is negative"):
        functional.gaussian_noise(np.ones(3), -1.0)
