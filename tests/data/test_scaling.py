"""Standardisation against scikit-learn, fitted on one part only."""

import numpy as np
import pytest

from wengert.data import Standardizer, digits
from wengert.errors import ShapeError


def test_it_is_scikit_learns():
    from sklearn.preprocessing import StandardScaler

    train, test = digits().x[:1000], digits().x[1000:]
    theirs = StandardScaler().fit(train).transform(test)
    np.testing.assert_allclose(Standardizer.fit(train)(test), theirs, rtol=1e-4, atol=1e-5)


def test_back_and_forth():
    x = np.random.default_rng(0).normal(3, 5, (50, 2, 2)).astype("float32")
    scaler = Standardizer.fit(x)
    assert scaler(x).dtype == np.float32
    np.testing.assert_allclose(scaler.inverse(scaler(x)), x, rtol=1e-5, atol=1e-5)


def test_pixels_share_one_scale():
    scaler = Standardizer.fit(digits().x, shared=True)
    z = scaler(digits().x)
    assert np.unique(scaler.mean).size == np.unique(scaler.deviation).size == 1
    np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=1e-4)


def test_a_data_set_keeps_its_targets():
    data = digits()
    assert Standardizer.fit(data.x).apply(data).y is data.y


def test_other_samples_are_refused():
    with pytest.raises(ShapeError, match="samples of another shape"):
        Standardizer.fit(np.ones((3, 2)))(np.ones((3, 4)))
