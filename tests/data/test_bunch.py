"""scikit-learn's own containers."""

import numpy as np
import pytest
from sklearn import datasets

from wengert.data import from_sklearn, iris
from wengert.errors import DataError


def test_a_bunch_of_classes():
    data = from_sklearn(datasets.load_iris(), "flowers")
    np.testing.assert_array_equal(data.x, iris().x)
    assert (data.classes, data.name) == (("setosa", "versicolor", "virginica"), "flowers")
    assert data.features[0] == "sepal length (cm)"


def test_a_bunch_of_real_targets():
    data = from_sklearn(datasets.load_diabetes())
    assert (data.task, data.y.shape) == ("regression", (442, 1))
    assert from_sklearn(datasets.load_linnerud()).y.shape == (20, 3)


def test_a_pair_of_arrays():
    assert from_sklearn(datasets.load_wine(return_X_y=True)).classes == ("0", "1", "2")


@pytest.mark.parametrize("thing", [{"data": np.ones(2)}, np.ones(3), (1, 2, 3)])
def test_anything_else_is_refused(thing):
    with pytest.raises(DataError, match="needs data and target"):
        from_sklearn(thing)
