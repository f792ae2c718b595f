"""Bags of rows as a function: derivatives, both array libraries, compiled programs, and what is refused."""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.nn import functional as F

TABLE = np.random.default_rng(0).normal(size=(5, 3))
X = np.array([1, 4, 1, 0, 4, 2])
OFFSETS = np.array([0, 2, 2, 5])


@pytest.mark.parametrize(("mode", "padding"), list(itertools.product(["sum", "mean", "max"], [None, 4, -4])))
@pytest.mark.parametrize("library", ["numpy", "jax"])
def test_bags_are_what_loops_make_of_them(mode, padding, library):
    put = np.asarray if library == "numpy" else jax_numpy().asarray
    reduced = {"sum": np.sum, "mean": np.mean, "max": np.max}[mode]
    f = lambda table, x, offsets: F.embedding_bag(x, table, offsets, mode, padding_idx=padding)
    bags = [[i for i in X[a:b] if padding is None or i != padding % 5] for a, b in ((0, 2), (2, 2), (2, 5), (5, 6))]
    want = [reduced(TABLE[bag], axis=0) if bag else np.zeros(3) for bag in bags]
    np.testing.assert_allclose(f(put(TABLE), put(X), put(OFFSETS)), want, rtol=1e-14)
    np.testing.assert_allclose(np.asarray(wg.compile(f)(TABLE, X, OFFSETS)), want, rtol=1e-14)
    assert f(TABLE.astype("float32"), X, OFFSETS).dtype == np.float32
    assert wg.gradcheck(lambda table: f(table, X, OFFSETS) ** 2, TABLE, order=2)
    assert wg.gradcheck(lambda table: f(table, X.reshape(2, 3), None) ** 2, TABLE, order=2)


def test_weights_of_numbers_have_a_derivative():
    w = np.random.default_rng(1).normal(size=6)
    f = lambda table, w: F.embedding_bag(X, table, OFFSETS, "sum", w, padding_idx=4)
    assert wg.gradcheck(f, TABLE, w, order=2)
    assert wg.grad(lambda w: wg.sum(f(TABLE, w)))(w)[[1, 4]].tolist() == [0, 0]


def test_the_largest_of_a_tie_share_the_adjoint():
    table = np.array([[1.0], [1.0], [0.0]])
    f = lambda table: wg.sum(F.embedding_bag(np.array([0, 1, 2]), table, np.array([0]), "max"))
    assert wg.grad(f)(table).ravel().tolist() == [0.5, 0.5, 0]


def test_a_batch_is_its_examples():
    x = np.random.default_rng(0).integers(0, 5, (3, 2, 4))
    want = [F.embedding_bag(part, TABLE, mode="max") for part in x]
    np.testing.assert_array_equal(wg.vmap(lambda x: F.embedding_bag(x, TABLE, mode="max"))(x), want)
    rows = x.reshape(3, 8)
    want = [F.embedding_bag(part, TABLE, np.array([0, 3])) for part in rows]
    np.testing.assert_allclose(wg.vmap(lambda x: F.embedding_bag(x, TABLE, np.array([0, 3])))(rows), want, rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.embedding_bag(X, TABLE), ShapeError, "numbers of another shape"),
        (lambda: F.embedding_bag(X.reshape(2, 3), TABLE, OFFSETS), ShapeError, "numbers of another shape"),
        (lambda: F.embedding_bag(X, TABLE, OFFSETS, "median"), ArgumentError, "unknown mode"),
        (lambda: F.embedding_bag(X, TABLE, OFFSETS, "mean", np.ones(6)), ArgumentError, "weights are for the sum"),
        (lambda: F.embedding_bag(X, TABLE, OFFSETS, "sum", np.ones(5)), ShapeError, "one weight for each number"),
        (lambda: F.embedding_bag(X, TABLE, OFFSETS + 1), ArgumentError, "offsets do not ascend from 0"),
        (lambda: F.embedding_bag(X, TABLE, OFFSETS[::-1]), ArgumentError, "offsets do not ascend from 0"),
        (lambda: F.embedding_bag(X, TABLE, OFFSETS * 2), ArgumentError, "offsets do not ascend from 0"),
        (lambda: F.embedding_bag(X, TABLE[:4], OFFSETS), ShapeError, "out of bounds"),
        (lambda: F.embedding_bag(X * 1.0, TABLE, OFFSETS), DtypeError, "integer"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
