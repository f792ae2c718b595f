"""Normalization as functions: known values and refusals."""

import jax.numpy as jnp
import numpy as np
import pytest

from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional


def test_layer_norm_without_affine_part():
    np.testing.assert_allclose(functional.layer_norm(np.array([1.0, 3.0]), 2, eps=0.0), [-1.0, 1.0])


def test_rms_norm_of_zeros_is_zero_also_in_bfloat16():
    for dtype in ("float32", jnp.bfloat16):
        out = functional.rms_norm(np.zeros((2, 3)).astype(dtype), 3)
        assert out.dtype == np.dtype(dtype)
        assert not out.any()


def test_local_response_norm_of_one_channel_is_its_formula():
    x = np.array([[2.0, -3.0]])
    np.testing.assert_allclose(functional.local_response_norm(x, 1, 0.1, 0.75, 2.0), x / (2 + 0.1 * x * x) ** 0.75)


def test_what_does_not_fit_is_refused():
    with pytest.raises(ShapeError, match="do not make 3 groups"):
        functional.group_norm(np.ones((2, 4)), 3)
    with pytest.raises(ArgumentError, match="at least one channel"):
        functional.local_response_norm(np.ones((2, 4)), 0)
    with pytest.raises(ShapeError, match="needs channels"):
        functional.local_response_norm(np.ones(4), 1)
