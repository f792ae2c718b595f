"""x.at[i]: functional updates in every index form, with values that broadcast, and what they refuse."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as hnp

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import DtypeError, ShapeError

jnp = jax_numpy()
SHAPE = (3, 4, 2)
RNG = np.random.default_rng(6)
X = RNG.normal(size=SHAPE)
UFUNCS = {"add": np.add, "multiply": np.multiply, "max": np.maximum, "min": np.minimum}


@pytest.mark.parametrize("name", UFUNCS)
@given(index=hnp.integer_array_indices(SHAPE, result_shape=hnp.array_shapes(min_dims=0, max_dims=2, max_side=4)))
def test_integer_arrays_update_as_numpy_at(name, index):
    values = np.random.default_rng(7).normal(size=np.shape(X[index]))
    want = X.copy()
    UFUNCS[name].at(want, index, values)
    np.testing.assert_allclose(getattr(wg.at(X, index), name)(values), want)


@pytest.mark.parametrize("name", UFUNCS)
@given(index=hnp.basic_indices(SHAPE, allow_newaxis=True, allow_ellipsis=True))
def test_slices_update_as_numpy_at(name, index):
    want = X.copy()
    UFUNCS[name].at(want, index, 0.5)
    np.testing.assert_allclose(getattr(wg.at(X, index), name)(0.5), want)
    assert wg.at(X, index).get().shape == np.shape(X[index])


FORMS = {
    "slice": (slice(None, None, 2), 1),
    "backwards": (slice(None), slice(None, None, -1)),
    "mixed": (slice(1, None), [3, 0]),
    "apart": ([0, 2], slice(1, 3), [1, 0]),
    "row": 1,
}


@pytest.mark.parametrize("form", FORMS)
def test_derivatives_agree_with_jax(form, same_as_jax):
    index = FORMS[form]
    key = tuple(np.asarray(i) if isinstance(i, list) else i for i in index) if form != "row" else index
    values = RNG.normal(size=np.shape(X[index]))

    def ours(x, v):
        return [getattr(x.at[index], name)(v) for name in ("set", "add", "multiply", "max", "min")]

    def theirs(x, v):
        place = jnp.asarray(x).at[key]
        product = place.multiply(v, unique_indices=True)  # the only products that JAX differentiates
        return [place.set(v), place.add(v), product, place.max(v), place.min(v)]

    same_as_jax(ours, theirs, X, values, compiled=form in ("slice", "apart"))


def test_values_broadcast_and_gradients_sum_back():
    f = lambda v: (wg.tensor(X).at[:, [0, 1]].set(v) * 2).sum()
    assert float(wg.grad(f)(np.float64(3.0))) == 2 * 3 * 2 * 2
    assert wg.at(np.zeros(3), slice(None)).set(np.ones((1, 3))).tolist() == [1.0, 1.0, 1.0]


def test_masks_update():
    mask = X > 0
    want = X.copy()
    want[mask] = 0
    np.testing.assert_array_equal(wg.tensor(X).at[mask].set(0.0).numpy(), want)
    np.testing.assert_array_equal(wg.grad(lambda x: x.at[x > 0].set(0.0).sum())(X), ~mask)


def test_the_original_stays():
    x = wg.tensor(X)
    x.at[0].set(1.0)
    np.testing.assert_array_equal(x.numpy(), X)


def test_dtype_stays(stays_single):
    stays_single(lambda x: [x.at[0].set(0.25), x.at[[0, 0]].multiply(0.5), x.at[1:].max(0.1)], X)
    assert wg.at(np.zeros(2, np.int32), 0).add(1).dtype == np.int32
    assert wg.at(np.zeros(2, np.float32), 0).set(np.float64(1)).dtype == np.float32


def test_put_along_axis(same_as_jax):
    k = np.array([[[3], [0]], [[1], [2]], [[0], [0]]]).reshape(3, 1, 2)
    v = RNG.normal(size=(3, 1, 2))
    same_as_jax(
        lambda x, v: wg.put_along_axis(x, k, v, axis=1),
        lambda x, v: jnp.put_along_axis(x, k, v, axis=1, inplace=False),
        X,
        v,
        compiled=True,
    )


def test_index_add(same_as_jax):
    k = np.array([0, 3, 3])
    v = RNG.normal(size=(3, 3, 2))
    same_as_jax(lambda x, v: wg.index_add(x, 1, k, v), lambda x, v: x.at[:, k].add(v), X, v, compiled=True)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.at(X, 0).set(np.ones(5)), ShapeError, "set: the values do not broadcast"),
        (lambda: wg.at(X, [0, 1]).add(np.ones((3, 4, 2))), ShapeError, "add: the values do not broadcast"),
        (lambda: wg.at(np.zeros(2, int), 0).set(0.5), DtypeError, "do not fit"),
        (lambda: wg.at(X, 0).multiply(1j), DtypeError, "do not fit"),
        (lambda: wg.at(X, 9), ShapeError, "out of bounds"),
        (lambda: wg.at(X, [9]).max(0.0), ShapeError, "out of bounds"),
        (lambda: wg.put_along_axis(X, np.zeros(3, int), 1.0), ShapeError, "as many axes"),
        (lambda: wg.put_along_axis(X, np.zeros(SHAPE, int), 1.0, axis=4), ShapeError, "put_along_axis"),
        (lambda: wg.index_add(X, 7, [0], 1.0), ShapeError, "index_add"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
