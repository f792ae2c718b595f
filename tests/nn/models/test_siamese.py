"""Siamese networks: every view through the same encoder, unit length on request, no nan at zero."""

import numpy as np
import pytest

import wengert as wg
from wengert import nn
from wengert.errors import ShapeError
from wengert.nn.models import Siamese
from wengert.random import Generator
from wengert.testing import check_module

X = np.random.default_rng(0).normal(size=(4, 3, 5)).astype("float32")


def test_every_view_goes_through_the_same_encoder():
    model = Siamese(nn.mlp("6", 5, 2))
    codes = model(X).numpy()
    for k in range(3):
        np.testing.assert_allclose(codes[:, k], model.encode(X[:, k]).numpy(), rtol=1e-5)


def test_codes_of_unit_length():
    model = Siamese(nn.Linear(5, 2, generator=Generator(0)), normalize=True)
    model.encoder.bias.value = np.array([2.0, -1.0], "float32")  # codes away from 0, where directions turn fast
    np.testing.assert_allclose(np.linalg.norm(model(X).numpy(), axis=-1), 1, rtol=1e-5)
    check_module(model, X[:2])


def test_a_code_of_length_zero_has_no_nan():
    model = Siamese(nn.Identity(), normalize=True)
    slope = wg.grad(lambda x: wg.sum(model.encode(x)))(np.zeros((2, 3)))
    assert np.isfinite(slope).all()


def test_views_are_an_axis():
    with pytest.raises(ShapeError, match="no axis of views"):
        Siamese(nn.Linear(5, 2))(X[:, 0])
