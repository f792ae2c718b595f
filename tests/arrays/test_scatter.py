"""Functional writes give the same arrays on both libraries, duplicates included."""

import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.arrays.scatter import (
    Span,
    add_at,
    address_key,
    embed,
    extreme_at,
    flat_positions,
    gather_at,
    plain_key,
    replace,
    set_at,
    standing,
    winners,
)

RNG = np.random.default_rng(4)
X = RNG.normal(size=(3, 4, 2))
ADDRESSES = {
    "leading": (np.array([[2, 0, 2]]), (0,)),
    "middle": (np.array([[[0, -1], [3, 3]]]), (1,)),
    "apart": (np.array([[0, 2, 0], [1, 0, 1]]), (0, 2)),
    "adjacent": (np.array([[0, 3], [1, -1]]), (1, 2)),
    "single": (np.array([1]), (2,)),
    "none": (np.zeros((1, 0), int), (0,)),
}
KEYS = {
    "span": (Span(0, 2, 1), Span(1, 2, 2), 1),
    "backwards": (Span(2, 3, -1), None, 0, Span(1, 2, -1)),
    "strided backwards": (Span(2, 2, -2), Span(0, 4, 1), Span(0, 2, 1)),
    "empty": (Span(0, 0, 1), Span(0, 4, 1), Span(0, 2, 1)),
    "point": (2, 3, 1),
}


def as_numpy_and_jax(*arrays):
    yield arrays
    yield tuple(jax_numpy().asarray(a) for a in arrays)


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_is_written_as_by_numpy(name):
    indices, axes = ADDRESSES[name]
    key = address_key(indices, axes, 3)
    values = RNG.normal(size=X[key].shape)
    writers = {"add": np.add, "larger": np.maximum, "smaller": np.minimum}
    for x, v, i in as_numpy_and_jax(X, values, indices):
        np.testing.assert_array_equal(gather_at(x, i, axes), X[key])
        assigned = X.copy()
        assigned[key] = values
        np.testing.assert_array_equal(set_at(x, i, axes, v), assigned)
        for what, ufunc in writers.items():
            want = X.copy()
            ufunc.at(want, key, values)
            got = add_at(x, i, axes, v) if what == "add" else extreme_at(x, i, axes, v, what == "larger")
            np.testing.assert_allclose(got, want, err_msg=what)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_is_written_as_by_numpy(name):
    key = KEYS[name]
    values = RNG.normal(size=np.shape(X[plain_key(key)]))
    embedded, replaced = np.zeros(X.shape), X.copy()
    embedded[plain_key(key)] = replaced[plain_key(key)] = values
    for x, v in as_numpy_and_jax(X, np.asarray(values)):
        np.testing.assert_array_equal(embed(v, X.shape, key), embedded)
        np.testing.assert_array_equal(replace(x, v, key), replaced)


def test_nothing_is_written_in_place():
    x = np.zeros(3)
    add_at(x, np.array([[0]]), (0,), np.ones(1))
    set_at(x, np.array([[0]]), (0,), np.ones(1))
    replace(x, 1.0, (0,))
    assert x.tolist() == [0.0, 0.0, 0.0]


def test_the_last_write_wins_compiled_too():
    indices = np.array([[0, -1, 0, 1], [2, 0, 2, 0]])
    want = [False, False, True, True]
    assert winners(indices, (2, 3)).tolist() == want
    jax_numpy()
    import jax

    assert jax.jit(lambda i: winners(i, (2, 3)))(indices).tolist() == want


def test_places_are_counted_row_by_row():
    assert flat_positions(np.array([[0, -1], [1, 2]]), (2, 3)).tolist() == [1, 5]
    assert [standing(a) for a in ((0,), (1, 2), (0, 2), (2, 1))] == [0, 1, 0, 0]


def test_spans_are_slices():
    x = np.arange(6)
    assert x[Span(5, 3, -2).slice()].tolist() == [5, 3, 1]
    assert x[Span(4, 0, 1).slice()].tolist() == []
    assert repr((Span(1, 2, 1), Span(4, 2, -2))) == "(1:3, 4:0:-2)"


def test_known_indices_out_of_bounds_are_refused_on_jax():
    x = jax_numpy().zeros(3)
    for write in (add_at, set_at):
        with pytest.raises(IndexError, match="index 3 is out of bounds for axis 0 with size 3"):
            write(x, np.array([[0, 3]]), (0,), np.ones(2))
    with pytest.raises(IndexError, match="index -4"):
        gather_at(x, np.array([[-4]]), (0,))
