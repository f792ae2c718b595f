"""Windows: places and the way back are adjoint in both orders of axes, and tiles are what places make of them."""

import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.ops.windows import Grid, Windows

jnp = jax_numpy()
SIZES = (7, 6)
WINDOWS = {
    "tile": Windows((2, 3), (2, 3), (0, 0), (1, 1), (3, 2)),
    "overlap": Windows((3, 3), (2, 1), (1, 1), (1, 1), (4, 6)),
    "dilated": Windows((2, 2), (1, 2), (0, 1), (2, 1), (5, 4)),
}


def numbers(*shape):
    return np.random.default_rng(0).normal(size=shape)


def test_tiles_are_told():
    assert [w.tile for w in WINDOWS.values()] == [True, False, False]


def test_channels_are_turned_on_xla_alone():
    x = numbers(2, 3, *SIZES)
    windows = WINDOWS["tile"]
    assert not Grid.of(windows, x).turned
    grid = Grid.of(windows, jnp.asarray(x))
    assert grid.turned
    assert grid.turn(x).shape == (2, *SIZES, 3)
    np.testing.assert_array_equal(grid.back(grid.turn(x)), x)
    assert not Grid.of(windows, jnp.zeros(SIZES)).turned  # no channels
    assert not Grid.of(windows._replace(sizes=(2, 1)), jnp.asarray(x)).turned  # rows are whole as they are


@pytest.mark.parametrize("name", WINDOWS)
def test_places_are_the_same_in_both_orders(name):
    x = numbers(2, 3, *SIZES)
    plain, turned = Grid.of(WINDOWS[name], x), Grid.of(WINDOWS[name], jnp.asarray(x))
    for a, b in zip(plain.places(x, -1.0), turned.places(turned.turn(jnp.asarray(x)), -1.0), strict=True):
        assert a.shape == (2, 3, *WINDOWS[name].count)
        np.testing.assert_array_equal(a, turned.back(b))


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("asarray", [np.asarray, jnp.asarray], ids=["numpy", "xla"])
def test_the_way_back_is_the_adjoint(name, asarray):
    windows = WINDOWS[name]
    x = asarray(numbers(2, 3, *SIZES))
    grid = Grid.of(windows, x)
    x = grid.turn(x)
    places = list(grid.places(x, 0.0))
    parts = [asarray(numbers(*p.shape)) * (k + 1) for k, p in enumerate(places)]
    there = sum(float((p * q).sum()) for p, q in zip(places, parts, strict=True))
    back = grid.put_back(parts, SIZES)
    assert back.shape == x.shape
    np.testing.assert_allclose(float((x * back).sum()), there, rtol=1e-12)


def test_spread_over_tiles():
    windows = WINDOWS["tile"]
    x = jnp.asarray(numbers(2, 3, *SIZES))
    grid = Grid.of(windows, x)
    x = grid.turn(x)
    g = jnp.asarray(numbers(2, 3, 2, 3))
    np.testing.assert_array_equal(grid.spread(lambda g: g, [], [g], SIZES), grid.put_back([g] * 6, SIZES))
    product = grid.spread(lambda x, g: x * g, [x], [g], SIZES)
    np.testing.assert_allclose(product, x * grid.put_back([g] * 6, SIZES), rtol=1e-12)
