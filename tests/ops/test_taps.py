"""Convolution by taps is XLA's own, values and derivatives, and is taken only for the shapes it is made for."""

import jax
import numpy as np
import pytest

from wengert.arrays import jax_numpy
from wengert.ops import sin
from wengert.ops.convolution import conv, convolve
from wengert.ops.taps import by_taps
from wengert.transforms.reverse import grad

jnp = jax_numpy()

# Shapes of input and weight, and options of `conv`: few channels; channel by channel; pieces of 8, 4, 2 and one by one.
CASES = [
    ((8, 1, 7, 6), (8, 1, 3, 3), {"padding": 1}),
    ((4, 3, 7, 6), (4, 3, 3, 2), {"stride": (2, 1), "padding": (0, 1)}),
    ((3, 2, 11), (5, 2, 4), {"dilation": 2, "padding": 3}),
    ((2, 1, 4, 5, 4), (4, 1, 2, 1, 3), {}),
    ((6, 5, 7, 6), (5, 1, 3, 2), {"groups": 5, "padding": 1}),
    ((5, 4, 9), (4, 1, 3), {"groups": 4, "stride": 2, "dilation": 2}),
]


def draw(*shapes):
    rng = np.random.default_rng(0)
    return [rng.normal(size=s) for s in shapes]


def plain(rank, groups=1, **options):
    ones = (1,) * rank
    return {"stride": ones, "padding": ((0, 0),) * rank, "spread": ones, "dilation": ones, "groups": groups} | options


@pytest.mark.parametrize(("x", "w", "options"), CASES)
def test_as_on_numpy(x, w, options):
    args = draw(x, w)

    def everything(x, w):
        return [conv(x, w, **options), *grad(lambda x, w: sin(conv(x, w, **options)).sum(), (0, 1))(x, w)]

    program = jax.jit(everything).lower(*map(jnp.asarray, args))
    assert "while" in program.as_text()  # the loop over pieces
    for got, want in zip(program.compile()(*map(jnp.asarray, args)), everything(*args), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize(
    ("x", "w", "options"),
    [
        ((4, 1, 8), (3, 1, 3), {}),  # too few outputs for a vector
        ((1, 1, 8), (8, 1, 3), {}),  # one example
        ((4, 8, 8, 8), (8, 8, 3, 3), {}),  # many places
        ((4, 3, 8, 8), (64, 3, 3, 3), {}),  # many products
        ((4, 1, 8), (8, 1, 3), {"spread": (2,)}),
        ((4, 8, 8), (16, 1, 3), {"groups": 8}),  # two outputs a channel
        ((0, 1, 8), (8, 1, 3), {}),
    ],
)
def test_other_shapes_are_left_to_xla(x, w, options):
    options = plain(len(x) - 2, **options)
    x, w = np.zeros(x), np.zeros(w)
    assert by_taps(x, w, *options.values()) is None
    assert "while" not in jax.jit(lambda x, w: convolve(x, w, **options)).lower(x, w).as_text()


def test_complex_numbers_are_left_to_xla():
    x, w = np.zeros((4, 1, 8), complex), np.zeros((8, 1, 3), complex)
    assert by_taps(x, w, *plain(1).values()) is None


def test_float32_stays_float32():
    x, w = (a.astype("float32") for a in draw(*CASES[0][:2]))
    assert "f64" not in str(jax.make_jaxpr(grad(lambda x, w: conv(x, w).sum(), (0, 1)))(x, w))


def test_a_number_that_is_none_stays_where_it_is():
    x, w = draw((8, 1, 7, 6), (8, 1, 3, 3))
    x[0, 0, 3, 3] = np.nan
    np.testing.assert_array_equal(np.isnan(jax.jit(conv)(x, w)), np.isnan(conv(x, w)))
