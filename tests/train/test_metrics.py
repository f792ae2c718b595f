"""Metrics against scikit-learn."""

import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError
from wengert.train import absolute_error, accuracy, confusion
from wengert.train.metrics import binary_accuracy, squared_error, top_k

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


def test_squared_error():
    assert squared_error(np.array([[1.0], [3.0]]), np.array([[2.0], [1.0]])) == 2.5


@pytest.mark.parametrize("k", [1, 2, 3])
def test_top_k_is_scikit_learns(k):
    from sklearn import metrics

    wanted = metrics.top_k_accuracy_score(TARGET, OUTPUT, k=k)
    assert top_k(k)(OUTPUT, TARGET) == pytest.approx(wanted, abs=1e-6)
    xp = jax_numpy()
    assert float(top_k(k)(xp.asarray(OUTPUT), xp.asarray(TARGET))) == pytest.approx(wanted, abs=1e-6)


def test_top_k_of_nothing_is_refused():
    with pytest.raises(ArgumentError, match="k is a positive integer"):
        top_k(0)


def test_yes_or_no():
    assert binary_accuracy(np.array([[2.0], [-1.0], [0.0]]), np.array([[1], [1], [0]])) == pytest.approx(2 / 3)


def test_pixels_and_soft_targets_count_too():
    pixels = RNG.normal(size=(3, 4, 5, 5))
    mask = pixels.argmax(1)
    assert accuracy(pixels, mask) == 1.0
    assert confusion(pixels, mask, 4).trace() == mask.size
    assert accuracy(OUTPUT, np.eye(4)[TARGET]) == accuracy(OUTPUT, TARGET)
