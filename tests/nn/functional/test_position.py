"""Positions as numbers: the formulas, and what they are good for."""

import jax
import numpy as np
import pytest

import wengert as wg
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.functional import rotary, sinusoidal_positions, sinusoidal_positions_2d
from wengert.testing.precision import doubles

RNG = np.random.default_rng(0)


def test_the_table_is_the_formula():
    table = sinusoidal_positions(7, 6, dtype="float64")
    for place, i in np.ndindex(7, 3):
        angle = place / 10000 ** (2 * i / 6)
        np.testing.assert_allclose(table[place, 2 * i : 2 * i + 2], [np.sin(angle), np.cos(angle)], rtol=1e-12)
    assert sinusoidal_positions(2, 4).dtype == np.float32


def test_a_fixed_offset_is_a_fixed_turn():
    table = sinusoidal_positions(20, 6, dtype="float64")
    products = table @ table.T
    for offset in range(10):
        np.testing.assert_allclose(np.diagonal(products, offset), products[0, offset], rtol=1e-12)


def test_rows_and_columns_have_a_half_each():
    grid = sinusoidal_positions_2d(3, 4, 8).reshape(3, 4, 8)
    assert (grid[..., :4] == sinusoidal_positions(3, 4)[:, None]).all()
    assert (grid[..., 4:] == sinusoidal_positions(4, 4)[None]).all()


@pytest.mark.parametrize("pairs", ["adjacent", "halves"])
def test_products_of_turned_vectors_depend_on_distance_alone(pairs):
    q, k = np.tile(RNG.normal(size=8), (10, 1)), np.tile(RNG.normal(size=8), (10, 1))
    scores = rotary(q, pairs=pairs) @ rotary(k, pairs=pairs).T
    for offset in range(-9, 10):
        diagonal = np.diagonal(scores, offset)
        np.testing.assert_allclose(diagonal, diagonal[0], rtol=1e-10)
    np.testing.assert_allclose(np.linalg.norm(rotary(q, pairs=pairs), axis=-1), np.linalg.norm(q, axis=-1), rtol=1e-12)


def test_turning_is_multiplication_by_complex_numbers():
    x = RNG.normal(size=(2, 3, 5, 6))
    angles = np.arange(5)[:, None] * 100.0 ** (-np.arange(3) / 3)
    turned = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * angles)
    expected = np.stack([turned.real, turned.imag], -1).reshape(x.shape)
    np.testing.assert_allclose(rotary(x, base=100.0), expected, rtol=1e-12, atol=1e-12)
    order = [0, 2, 4, 1, 3, 5]
    np.testing.assert_allclose(rotary(x[..., order], base=100.0, pairs="halves"), expected[..., order], atol=1e-12)


def test_positions_may_be_given_each_example_its_own_or_compiled():
    x = RNG.normal(size=(2, 4, 6)).astype("float32")
    places = np.array([[3, 4, 5, 6], [0, 2, 4, 6]])
    found = rotary(x, places)
    np.testing.assert_array_equal(found[0], rotary(np.concatenate([x[0, :3], x[0]]))[3:])
    np.testing.assert_allclose(wg.compile(rotary)(x, places), found, rtol=1e-5, atol=1e-6)
    assert not list(doubles(jax.make_jaxpr(lambda x, p: rotary(x, p))(x, places).jaxpr))


def test_gradients_turn_back():
    x, w = RNG.normal(size=(2, 4, 6)), RNG.normal(size=(2, 4, 6))
    gradient = wg.grad(lambda x: (rotary(x) * w).sum())(x)
    np.testing.assert_allclose(rotary(gradient), w, rtol=1e-10, atol=1e-12)
    wg.gradcheck(lambda x: rotary(x, pairs="halves") ** 2, x, order=2)


@pytest.mark.parametrize(
    ("call", "kind", "says"),
    [
        (lambda: sinusoidal_positions(3, 5), ArgumentError, "pairs of sine and cosine"),
        (lambda: sinusoidal_positions_2d(3, 3, 6), ArgumentError, "a pair for the row"),
        (lambda: rotary(np.ones((3, 4)), pairs="near"), ArgumentError, "unknown pairs"),
        (lambda: rotary(np.ones((3, 5))), ArgumentError, "even size"),
        (lambda: rotary(np.ones(4)), ShapeError, "places and features"),
    ],
)
def test_what_does_not_fit_is_told(call, kind, says):
    with pytest.raises(kind, match=says):
        call()
