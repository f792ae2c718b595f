"""Metrics against scikit-learn."""

import numpy as np

from wengert.arrays import jax_numpy
from wengert.train import absolute_error, accuracy, confusion

RNG = np.random.default_rng(0)
OUTPUT, TARGET = RNG.normal(size=(200, 4)), RNG.integers(0, 4, 200)


def test_accuracy_and_confusion_are_scikit_learns():
    from sklearn import metrics

    predicted = OUTPUT.argmax(1)
    assert abs(accuracy(OUTPUT, TARGET) - metrics.accuracy_score(TARGET, predicted)) < 1e-6
    np.testing.assert_array_equal(confusion(OUTPUT, TARGET, 4), metrics.confusion_matrix(TARGET, predicted))


def test_accuracy_is_the_same_on_jax():
    xp = jax_numpy()
    assert float(accuracy(xp.asarray(OUTPUT), xp.asarray(TARGET))) == accuracy(OUTPUT, TARGET)


def test_absolute_error():
    assert absolute_error(np.array([[1.0], [3.0]]), np.array([[2.0], [1.0]])) == 1.5
