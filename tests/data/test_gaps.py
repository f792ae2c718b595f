"""Gaps filled by the training part, against scikit-learn."""

import numpy as np
import pytest
from sklearn.impute import SimpleImputer

from wengert.data import Dataset, Filler
from wengert.errors import ArgumentError, DataError, ShapeError

X = np.random.default_rng(0).normal(size=(40, 3))
X[X > 1] = np.nan


@pytest.mark.parametrize("by", ["mean", "median"])
def test_it_is_scikit_learns(by):
    ours = Filler.fit(X[:30], by)(X[30:])
    np.testing.assert_allclose(ours, SimpleImputer(strategy=by).fit(X[:30]).transform(X[30:]), rtol=1e-6)
    assert ours.dtype == np.float32


def test_a_data_set_keeps_its_targets():
    data = Dataset(X, np.zeros((40, 1)))
    assert not np.isnan(Filler.fit(data.x).apply(data).x).any()
    assert np.isnan(data.x).any()


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="by is mean or median"):
        Filler.fit(X, "mode")
    with pytest.raises(DataError, match=r"gaps only(.|\n)*column \(1,\)"):
        Filler.fit(np.array([[1, np.nan]]))
    with pytest.raises(ShapeError, match="another shape"):
        Filler.fit(X)(X[:, :2])
