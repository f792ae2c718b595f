"""Max unpooling as a function: the inverse of pooling where windows are apart, the derivative where they are not."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ShapeError
from wengert.nn import functional as F

X = np.random.default_rng(0).normal(size=(2, 3, 7, 6))


@pytest.mark.parametrize("library", ["numpy", "jax"])
def test_what_was_pooled_stands_where_it_stood(library):
    x = X if library == "numpy" else jax_numpy().asarray(X)
    out, indices = F.max_pool2d(x, 2, return_indices=True)
    back = F.max_unpool2d(out, indices, 2, output_size=x.shape)
    assert back.shape == x.shape
    np.testing.assert_array_equal(F.max_pool2d(back, 2), np.maximum(out, 0))
    assert np.isin(np.asarray(back), [0.0, *np.asarray(x).ravel()]).all()


def test_derivatives_are_right_also_where_windows_overlap():
    out, indices = F.max_pool2d(X[0], 3, 1, 1, return_indices=True)
    assert len(np.unique(indices)) < indices[0].size
    f = lambda y: F.max_unpool2d(y, indices, 3, 1, 1) ** 3
    assert wg.gradcheck(f, out, order=2)
    # Unpooling what was pooled is the identity at the places that were chosen, and so is its derivative.
    both = lambda x: F.max_unpool2d(*F.max_pool2d(x, 3, 1, 1, return_indices=True), 3, 1, 1)
    np.testing.assert_array_equal(wg.grad(lambda x: wg.sum(both(x)))(X[0]), both(X[0]) != 0)


def test_of_two_elements_for_one_place_the_last_stays_in_every_way_to_run_it():
    y, indices = np.array([[1.0, 2.0, 3.0]]), np.array([[4, 1, 4]])
    f = lambda y, indices: F.max_unpool1d(y, indices, 2)
    want = [[0, 2, 0, 0, 3, 0]]
    assert f(y, indices).tolist() == want
    assert np.asarray(wg.compile(f)(y, indices)).tolist() == want
    assert wg.vmap(f)(y[None], indices[None]).tolist() == [want]
    assert wg.grad(lambda y: wg.sum(f(y, indices)))(y).tolist() == [[0, 1, 1]]


def test_a_compiled_program_leaves_out_what_has_no_place():
    f = wg.compile(lambda y, indices: F.max_unpool1d(y, indices, 2))
    assert np.asarray(f(np.ones((1, 2)), np.array([[1, 9]]))).tolist() == [[0, 1, 0, 0]]


def test_nothing_unpools_to_nothing():
    assert F.max_unpool1d(np.ones((0, 2, 3)), np.ones((0, 2, 3), int), 2).shape == (0, 2, 6)


Y, AT = np.ones((1, 2, 2)), np.zeros((1, 2, 2), int)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.max_unpool2d(np.ones((2, 2)), np.ones((2, 2), int), 2), ShapeError, "max_unpool2d: needs 2 axes"),
        (lambda: F.max_unpool2d(Y, AT[..., :1], 2), ShapeError, "one index for each element"),
        (lambda: F.max_unpool2d(Y, Y, 2), DtypeError, "indices are integers"),
        (lambda: F.max_unpool2d(Y, AT + 16, 2), ShapeError, "an index is outside of the output"),
        (lambda: F.max_unpool2d(Y, AT - 1, 2), ShapeError, "an index is outside of the output"),
        (lambda: F.max_unpool2d(Y, AT, 2, output_size=(4, 6)), ArgumentError, "output_size does not fit"),
        (lambda: F.max_unpool2d(Y, AT, 2, output_size=(4, 4, 4)), ArgumentError, "output_size does not fit"),
        (lambda: F.max_unpool1d(Y[..., :1], AT[..., :1], 2, 2, 1), ArgumentError, "output_size does not fit"),
        (lambda: F.max_unpool2d(Y, AT, (2, 2, 2)), ArgumentError, "kernel_size does not fit"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
