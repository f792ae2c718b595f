"""x[i] in every form that NumPy has: the same elements, and each gradient lands where its element came from."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import DtypeError, ShapeError

SHAPE = (3, 4, 2)
X = np.random.default_rng(0).normal(size=SHAPE)
jnp = jax_numpy()


@st.composite
def indices(draw):
    """Any index expression for an array of SHAPE: basic, integer arrays, masks, and mixtures of them."""
    kind = draw(st.sampled_from(["basic", "integers", "mask", "mixed", "mixed"]))
    if kind == "basic":
        return draw(hnp.basic_indices(SHAPE, allow_newaxis=True, allow_ellipsis=True))
    if kind == "integers":
        return draw(hnp.integer_array_indices(SHAPE, result_shape=hnp.array_shapes(min_dims=0, max_dims=2, max_side=3)))
    if kind == "mask":
        return draw(hnp.arrays(bool, SHAPE[: draw(st.integers(1, 3))]))
    entries, axis = [], 0
    side = draw(st.integers(1, 3))
    while axis < len(SHAPE) and draw(st.integers(0, 5)):
        entry, used = draw(_entry(SHAPE[axis], side))
        entries.append(entry)
        axis += used
    if draw(st.booleans()):
        entries.insert(draw(st.integers(0, len(entries))), Ellipsis)
    return tuple(entries)


def _entry(size, side):
    rows = hnp.arrays(
        np.int64, st.sampled_from([(side,), (1,), (2, side), (2, 1)]), elements=st.integers(-size, size - 1)
    )
    pair = lambda used: lambda e: (e, used)
    return st.one_of(
        st.integers(-size, size - 1).map(pair(1)),
        st.slices(size).map(pair(1)),
        st.none().map(pair(0)),
        st.booleans().map(pair(0)),
        rows.map(pair(1)),
        rows.map(lambda i: (i.tolist(), 1)),
        hnp.arrays(bool, (size,)).map(pair(1)),
    )


def numpy_takes(index):
    """NumPy's elements; a mask whose hits do not broadcast with the other arrays is no index."""
    try:
        return X[index]
    except IndexError:
        assume(False)


@settings(max_examples=150)
@given(indices())
def test_elements_and_gradients_are_those_of_numpy(index):
    want = numpy_takes(index)
    got = wg.tensor(X)[index]
    assert got.shape == want.shape
    np.testing.assert_array_equal(got.numpy(), want)
    weights = np.random.default_rng(1).normal(size=want.shape)
    landed = np.zeros(SHAPE)
    np.add.at(landed, index, weights)
    np.testing.assert_allclose(wg.grad(lambda x: (x[index] * weights).sum())(X), landed, rtol=1e-13, atol=1e-14)
    tangent = wg.jvp(lambda x: x[index], (X,), (2 * X,))[1]
    np.testing.assert_array_equal(tangent, 2 * want)


MASK = X > 0.3
FORMS = [
    0,
    (-1, 2),
    (slice(None, None, -2), None, Ellipsis, 1),
    (slice(2, 0, -1), slice(1, None, 2)),
    slice(3, 1),
    [2, 0, 0],
    (slice(None), np.array([[1, -1]])),
    (np.array([0, 1]), slice(None), np.array([1, 0])),
    (np.array([[0], [1]]), np.array([3, 0, 1])),
    (0, slice(None), [0, 1]),
    (0, Ellipsis, 0, np.array([0, 0])),
    (None, 0, np.array([0, 0]), Ellipsis, np.array([0, 1])),
    MASK,
    MASK[:, :, 0],
    (slice(None), MASK[0], None),
    (MASK[:, 0, 0], [1]),
    True,
    (False, 0),
]


def test_xla_gives_the_same_elements_and_gradients_for_every_form():
    import jax

    takes = lambda x: [(wg.Tensor(x)[i].value, wg.grad(lambda x, i=i: (x[i] * 3).sum())(x)) for i in FORMS]
    for index, (elements, gradient) in zip(FORMS, jax.jit(takes)(X), strict=True):
        np.testing.assert_array_equal(elements, X[index], err_msg=str(index))
        landed = np.zeros(SHAPE)
        np.add.at(landed, index, 3.0)
        np.testing.assert_allclose(gradient, landed, err_msg=str(index))


@pytest.mark.parametrize("index", FORMS, ids=str)
def test_updates_land_where_numpy_puts_them(index):
    want = X.copy()
    values = np.random.default_rng(2).normal(size=np.shape(X[index]))
    want[index] = values
    np.testing.assert_array_equal(wg.tensor(X).at[index].set(values).numpy(), want)
    np.add.at(want, index, values)
    np.testing.assert_allclose(wg.tensor(X).at[index].set(values).at[index].add(values).numpy(), want)


def test_tensors_index_tensors():
    x = wg.tensor(X)
    rows = wg.tensor([2, 0])
    np.testing.assert_array_equal(x[rows].numpy(), X[[2, 0]])
    np.testing.assert_array_equal(x[x > 0].numpy(), X[X > 0])
    np.testing.assert_array_equal(x[wg.tensor(1), :, rows - 2].numpy(), X[1, :, [0, -2]])


@pytest.mark.parametrize(
    "index",
    [
        lambda k: (k,),
        lambda k: (slice(None), k),
        lambda k: (k, slice(None), k - 1),
        lambda k: (None, k, Ellipsis, k - 1),
        lambda k: (k[0], slice(1, 3)),
    ],
)
def test_indices_not_yet_known_compile(index):
    import jax

    k = np.array([1, 0, 1])
    f = lambda x, k: (x[index(k)] * 2).sum()
    got = jax.jit(lambda x, k: wg.grad(lambda x: f(x, k))(x))(X, k)
    np.testing.assert_allclose(got, wg.grad(lambda x: f(x, k))(X))
    np.testing.assert_allclose(got, jax.grad(lambda x: f(x, k))(jnp.asarray(X)))


def test_takes_agree_with_jax(same_as_jax):
    k = np.array([[2, 0], [1, 1]])
    same_as_jax(lambda x: wg.take(x, k, axis=1), lambda x: jnp.take(x, k, axis=1), X, compiled=True)
    along = np.array([[[0], [3], [3], [1], [0]]])
    same_as_jax(
        lambda x: wg.take_along_axis(x, along, axis=1),
        lambda x: jnp.take_along_axis(x, along, axis=1),
        X,
        compiled=True,
    )


def test_second_order_and_mixed_indices(same_as_jax):
    k = np.array([0, 2, 2])
    same_as_jax(lambda x: x[k, 1:, 0] * x[::-1, 1:, 1], lambda x: x[k, 1:, 0] * x[::-1, 1:, 1], X, compiled=True)


def test_single_precision_stays(stays_single):
    stays_single(lambda x: x[[0, 2, 2], 1:] * 2, X)
    stays_single(lambda x: wg.take_along_axis(x, np.zeros((3, 4, 1), int), axis=-1), X)


def test_complex_elements():
    z = X + 1j
    gradient = wg.grad(lambda z: wg.square(wg.abs(z[[0, 0], 1])).sum())(z)
    want = np.zeros(SHAPE, complex)
    want[0, 1] = 4 * z[0, 1]
    np.testing.assert_allclose(gradient, want)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: wg.take(X, [0]), ShapeError, "along which axis"),
        (lambda: wg.take(X, [0.5], axis=0), DtypeError, "integers"),
        (lambda: wg.take(X, [7], axis=0), ShapeError, "out of bounds"),
        (lambda: wg.take(jnp.asarray(X), [7], axis=0), ShapeError, "out of bounds"),
        (lambda: wg.take_along_axis(X, np.zeros(3, int), axis=0), ShapeError, "as many axes"),
        (lambda: wg.take_along_axis(X, np.zeros(SHAPE), axis=0), DtypeError, "integers"),
        (lambda: wg.tensor(X)[5], ShapeError, "out of bounds"),
        (lambda: wg.tensor(X)[[0, 1], [0, 1, 2]], ShapeError, "broadcast"),
    ],
)
def test_what_does_not_fit_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call()
