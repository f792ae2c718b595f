"""The operations below the cross-entropies: labels and indices agree, and nothing leaks from what is no class."""

import numpy as np

import wengert as wg
from wengert.losses.entropy import at_index, bounded_log, indexed_cross_entropy, softmax_cross_entropy
from wengert.losses.labels import one_hot

X = np.random.default_rng(0).normal(size=(4, 3))
Y = np.array([2, 0, 1, 1])


def test_indices_and_labels_give_the_same_to_second_order():
    by_index = lambda x: wg.sum(indexed_cross_entropy(x, Y) ** 2)
    by_label = lambda x: wg.sum(softmax_cross_entropy(x, np.eye(3)[Y]) ** 2)
    np.testing.assert_allclose(by_index(X), by_label(X), rtol=1e-14)
    np.testing.assert_allclose(wg.grad(by_index)(X), wg.grad(by_label)(X), rtol=1e-12)
    v = np.ones_like(X).cumsum(axis=1)
    np.testing.assert_allclose(wg.hvp(by_index, (X,), (v,)), wg.hvp(by_label, (X,), (v,)), rtol=1e-10, atol=1e-12)


def test_an_index_that_is_no_class_has_no_loss_and_no_slope():
    y = np.array([2, -100, 3, 1])
    for f in (indexed_cross_entropy, at_index):
        for call in (lambda x, f=f: f(x, y), wg.compile(lambda x, f=f: f(x, y))):
            assert np.asarray(call(X))[1:3].tolist() == [0.0, 0.0]
        assert not wg.grad(lambda x, f=f: wg.sum(f(x, y)))(X)[1:3].any()


def test_infinity_does_not_leak_from_classes_not_chosen():
    x = np.where(one_hot(Y, 3, "bool"), X, -np.inf)
    assert at_index(x, Y).tolist() == X[range(4), Y].tolist()
    assert indexed_cross_entropy(x, Y).tolist() == [0.0] * 4
    assert softmax_cross_entropy(x, np.eye(3)[Y]).tolist() == [0.0] * 4
    assert not np.isnan(wg.grad(lambda x: wg.sum(indexed_cross_entropy(x, Y) + at_index(x, Y)))(x)).any()


def test_the_bounded_logarithm_teaches_at_zero():
    assert bounded_log(np.array([0.0, 1.0, np.e])).tolist() == [-100.0, 0.0, 1.0]
    assert wg.grad(bounded_log)(0.0) == 1e12
    assert wg.grad(bounded_log)(np.float32(0)).dtype == np.float32
