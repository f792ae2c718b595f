"""Shape changes agree with NumPy and JAX, and refuse what does not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError

X = np.arange(24.0).reshape(2, 3, 4) / 7
jnp = jax_numpy()

CASES = {
    "reshape": (lambda x: wg.reshape(x, (4, -1)), lambda x: jnp.reshape(x, (4, -1))),
    "permute_dims": (lambda x: wg.permute_dims(x, (2, 0, 1)), lambda x: jnp.transpose(x, (2, 0, 1))),
    "expand_dims": (lambda x: wg.expand_dims(x, (0, -1)), lambda x: jnp.expand_dims(x, (0, -1))),
    "squeeze": (lambda x: wg.squeeze(wg.expand_dims(x, 1), 1), lambda x: x),
    "broadcast_to": (lambda x: wg.broadcast_to(x, (5, 2, 3, 4)), lambda x: jnp.broadcast_to(x, (5, 2, 3, 4))),
    "moveaxis": (lambda x: wg.moveaxis(x, (0, 2), (-1, 0)), lambda x: jnp.moveaxis(x, (0, 2), (-1, 0))),
    "swapaxes": (lambda x: wg.swapaxes(x, 0, -1), lambda x: jnp.swapaxes(x, 0, -1)),
    "ravel": (wg.ravel, jnp.ravel),
    "flatten": (lambda x: wg.flatten(x, 1), lambda x: jnp.reshape(x, (2, 12))),
    "unflatten": (lambda x: wg.unflatten(x, -1, (2, -1)), lambda x: jnp.reshape(x, (2, 3, 2, 2))),
    "atleast_nd": (lambda x: wg.atleast_nd(x, 5), lambda x: x[None, None]),
}


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_jax(name, same_as_jax):
    same_as_jax(*CASES[name], X, compiled=True)


@pytest.mark.parametrize("name", CASES)
def test_single_precision_stays(name, stays_single):
    stays_single(CASES[name][0], X)


@given(hnp.mutually_broadcastable_shapes(num_shapes=3, max_dims=4, max_side=3))
def test_arrays_broadcast_as_in_numpy(shapes):
    arrays = [np.ones(s) for s in shapes.input_shapes]
    for ours, theirs in zip(wg.broadcast_arrays(*arrays), np.broadcast_arrays(*arrays), strict=True):
        assert ours.shape == theirs.shape == shapes.result_shape


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3, min_side=0))
def test_the_adjoint_of_broadcasting_counts_copies(shapes):
    small, wide = shapes.input_shapes[0], shapes.result_shape
    gradient = wg.grad(lambda x: wg.broadcast_to(x, wide).sum())(np.ones(small))
    copies = np.prod(wide, dtype=float) / max(1.0, np.prod(small, dtype=float))
    np.testing.assert_array_equal(gradient, np.full(small, copies))


@given(st.data())
def test_axes_move_as_in_numpy(data):
    rank = data.draw(st.integers(1, 4))
    shape = tuple(range(2, 2 + rank))
    count = data.draw(st.integers(1, rank))
    axes = st.lists(st.integers(0, rank - 1), min_size=count, max_size=count, unique=True).map(tuple)
    source, destination = data.draw(axes), data.draw(axes)
    x = np.zeros(shape)
    assert wg.moveaxis(x, source, destination).shape == np.moveaxis(x, source, destination).shape


@pytest.mark.parametrize("shape", [(0, 3), (), (1,)])
def test_odd_shapes_have_gradients(shape):
    x = np.ones(shape)
    for f in (wg.ravel, lambda x: wg.expand_dims(x, 0), lambda x: wg.flatten(x), lambda x: wg.atleast_nd(x, 3)):
        np.testing.assert_array_equal(wg.grad(lambda x, f=f: (f(x) * 2).sum())(x), 2 * x)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.reshape(X, (5, 5)), ShapeError, "reshape"),
        (lambda: wg.moveaxis(X, 3, 0), ShapeError, "moveaxis"),
        (lambda: wg.moveaxis(X, (0, 1), 0), ShapeError, "as many"),
        (lambda: wg.swapaxes(X, 0, 5), ShapeError, "swapaxes"),
        (lambda: wg.flatten(X, 2, 0), ShapeError, "behind"),
        (lambda: wg.unflatten(X, 0, (5, 5)), ShapeError, "reshape"),
        (lambda: wg.atleast_nd(X, -1), ArgumentError, "negative"),
        (lambda: wg.broadcast_arrays(np.ones(2), np.ones(3)), ShapeError, "broadcast"),
        (lambda: wg.squeeze(X, 0), ShapeError, "squeeze"),
        (lambda: wg.expand_dims(X, 9), ShapeError, "expand_dims"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
