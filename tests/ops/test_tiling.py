"""Tiles as matrix products: what convolutions give, in programs and with derivatives."""

import numpy as np
import pytest

import wengert as wg
from wengert.ops.convolution import conv, conv_transpose
from wengert.ops.tiling import places_to_tiles, side_by_side, tiles_to_places

RNG = np.random.default_rng(0)
SHAPES = [
    ((2, 3, 6), (4, 3, 2)),
    ((2, 3, 7, 9), (4, 3, 2, 4)),
    ((1, 2, 4, 4, 5), (3, 2, 2, 1, 3)),
    ((2, 1, 5, 4), (1, 1, 3, 2)),
]


@pytest.mark.parametrize(("x_shape", "w_shape"), SHAPES)
def test_a_convolution_of_tiles_is_that_of_windows(x_shape, w_shape):
    x, w = RNG.normal(size=x_shape), RNG.normal(size=w_shape)
    np.testing.assert_allclose(tiles_to_places(x, w), conv(x, w, stride=w_shape[2:]), atol=1e-12)


@pytest.mark.parametrize(("x_shape", "w_shape"), SHAPES)
def test_tiles_from_places_are_the_transposed_convolution(x_shape, w_shape):
    w = RNG.normal(size=(x_shape[1], 2, *w_shape[2:]))
    x = RNG.normal(size=x_shape)
    np.testing.assert_allclose(places_to_tiles(x, w), conv_transpose(x, w, stride=w_shape[2:]), atol=1e-12)


@pytest.mark.parametrize("function", [conv, conv_transpose])
@pytest.mark.parametrize("stride", [2, (2, 3)])
def test_programs_and_numpy_agree_to_second_order(function, stride):
    kernel = (2, 2) if stride == 2 else stride
    x = RNG.normal(size=(2, 3, 5, 6))
    w = RNG.normal(size=(4, 3, *kernel) if function is conv else (3, 4, *kernel))

    def loss(x, w):
        return (function(x, w, stride=stride) ** 3).sum()

    slope = wg.grad(loss, argnums=(0, 1))
    along = lambda x, w: wg.jvp(slope, (x, w), (wg.cos(x), wg.sin(w)))[1]
    for f in (slope, along):
        for a, b in zip(wg.compile(f)(x, w), f(x, w), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-10)


def test_other_convolutions_stay_convolutions():
    program = wg.compile(lambda x, w: conv(x, w, stride=2))
    assert "stablehlo.convolution" in program.text(np.ones((1, 1, 4, 4)), np.ones((1, 1, 3, 3)))
    assert "stablehlo.convolution" not in program.text(np.ones((1, 1, 4, 4)), np.ones((1, 1, 2, 2)))
    grouped = wg.compile(lambda x, w: conv(x, w, stride=2, groups=2))
    assert "stablehlo.convolution" in grouped.text(np.ones((1, 2, 4, 4)), np.ones((2, 1, 2, 2)))
    assert not side_by_side(np.ones((1, 1, 4)), (2,), (2,), ((0, 0),), (1,), 1)
