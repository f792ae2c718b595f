"""MNIST-1D is the package's own."""

import random

import numpy as np
import pytest

from wengert.data import mnist1d
from wengert.errors import DataError


def global_state():
    return random.getstate(), str(np.random.get_state())  # noqa: NPY002 (what the package would change)


def test_it_is_what_the_package_makes():
    package = pytest.importorskip("mnist1d.data")
    before = global_state()
    train, test = mnist1d(), mnist1d("test")
    assert global_state() == before
    theirs = package.make_dataset()
    np.testing.assert_allclose(train.x, theirs["x"], rtol=1e-6)
    np.testing.assert_array_equal(test.y, theirs["y_test"])
    assert (train.x.shape, test.x.shape, train.outputs) == ((4000, 40), (1000, 40), 10)


def test_its_absence_is_told(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(DataError, match=r"pip install wengert\[data\]"):
        mnist1d()
