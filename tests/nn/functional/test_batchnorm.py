"""Batch and instance normalization as functions: whose statistics, and what running averages may be."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional


def test_running_averages_get_new_values_in_training_alone():
    x = np.array([[1.0], [3.0]])
    mean, var = wg.tensor([0.0]), wg.tensor([1.0])
    functional.batch_norm(x, mean, var, training=True, momentum=0.5)
    assert mean.tolist() == [1.0]
    assert var.tolist() == [1.5]  # half of 1 and half of the unbiased 2
    out = functional.batch_norm(x, mean, var, eps=0.0)
    np.testing.assert_allclose(out.numpy(), (x - 1) / np.sqrt(1.5))
    assert mean.tolist() == [1.0]


def test_running_averages_of_instances_are_means_over_the_batch():
    mean, var = wg.tensor([0.0]), wg.tensor([1.0])
    functional.instance_norm(np.array([[[1.0, 3.0]], [[10.0, 30.0]]]), mean, var, momentum=1.0)
    assert mean.tolist() == [11.0]
    assert var.tolist() == [101.0]


@pytest.mark.parametrize("f", [functional.batch_norm, functional.instance_norm])
def test_what_does_not_fit_is_refused(f):
    with pytest.raises(ShapeError, match="needs examples and channels"):
        f(np.ones(3))
    with pytest.raises(ArgumentError, match="no running averages to use"):
        f(np.ones((2, 3, 2)), **{"training" if f is functional.batch_norm else "use_input_stats": False})
    own = {"training" if f is functional.batch_norm else "use_input_stats": True}
    with pytest.raises(ArgumentError, match="running averages get new values"):
        f(np.ones((2, 3, 2)), np.zeros(3), np.ones(3), **own)
