"""Resampling as a function: constants stay, lines stay lines, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional as F
from wengert.nn.functional.resampling import averages


@given(st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_a_constant_stays_and_nothing_leaves_the_range(n, o, align):
    x = np.random.default_rng(n).normal(size=(1, 1, n))
    out = F.interpolate(x, size=o, mode="linear", align_corners=align)
    assert out.shape == (1, 1, o)
    assert x.min() - 1e-12 <= out.min()
    assert out.max() <= x.max() + 1e-12
    np.testing.assert_allclose(F.interpolate(np.ones_like(x), size=o, mode="linear", align_corners=align), 1)


def test_corners_stay_where_they_are_if_aligned():
    x = np.array([[[0.0, 1.0, 2.0]]])
    assert F.interpolate(x, size=5, mode="linear", align_corners=True).ravel().tolist() == [0, 0.5, 1, 1.5, 2]


def test_the_same_size_is_the_same_image():
    x = np.ones((1, 1, 3, 3))
    assert F.interpolate(x, size=3, mode="bilinear") is x


SIZES = [{"size": (3, 9)}, {"size": (7, 2)}, {"scale_factor": 1.3}, {"scale_factor": (0.6, 2.5)}, {"size": (1, 1)}]


@pytest.mark.parametrize("antialias", [False, True])
@pytest.mark.parametrize("align", [False, True])
@pytest.mark.parametrize("mode", ["bilinear", "bicubic"])
@pytest.mark.parametrize("options", SIZES, ids=str)
def test_images_are_pytorchs_with_and_without_antialiasing(options, mode, align, antialias):
    torch = pytest.importorskip("torch")
    x = np.random.default_rng(0).normal(size=(2, 2, 7, 6))
    options = options | {"mode": mode, "align_corners": align, "antialias": antialias}
    there = torch.tensor(x, requires_grad=True)
    want = torch.nn.functional.interpolate(there, **options)
    (gradient,) = torch.autograd.grad((want**3).sum(), there)
    f = lambda x: F.interpolate(x, **options)
    for array in (x, jax_numpy().asarray(x)):
        np.testing.assert_allclose(f(array), want.detach(), atol=1e-12)
        np.testing.assert_allclose(wg.grad(lambda x: wg.sum(f(x) ** 3))(array), gradient, atol=1e-10)


def test_cubic_interpolation_of_averages_is_exact_on_parabolas_and_keeps_corners():
    t = np.arange(9.0)
    at = (np.arange(18) + 0.5) / 2 - 0.5
    np.testing.assert_allclose((averages(9, 18, 0.5) @ t**2)[4:-4], at[4:-4] ** 2, rtol=1e-12)
    x = np.random.default_rng(0).normal(size=(1, 1, 4, 5))
    out = F.interpolate(x, size=(7, 9), mode="bicubic", align_corners=True)
    np.testing.assert_allclose(out[..., ::2, ::2], x, rtol=1e-12)


def test_cubic_interpolation_is_the_same_compiled_and_its_adjoint_is_right():
    x = np.random.default_rng(0).normal(size=(1, 1, 4, 5))
    f = lambda x: F.interpolate(x, scale_factor=1.7, mode="bicubic")
    np.testing.assert_allclose(np.asarray(wg.compile(f)(x)), f(x), rtol=1e-12)
    assert wg.gradcheck(lambda x: f(x) ** 3, x, order=2)
    assert f(x.astype("float32")).dtype == np.float32


X = np.ones((1, 3, 4, 4))


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: F.interpolate(X), ArgumentError, "either size or scale_factor"),
        (lambda: F.interpolate(X, 2, 2.0), ArgumentError, "either size or scale_factor"),
        (lambda: F.interpolate(X, (2, 2, 2)), ArgumentError, "sizes do not fit"),
        (lambda: F.interpolate(X, scale_factor=0.1), ArgumentError, "nothing would be left"),
        (lambda: F.interpolate(X, 2, mode="linear"), ArgumentError, "unknown interpolation mode"),
        (lambda: F.interpolate(X, 2, align_corners=True), ArgumentError, "for the linear and cubic modes"),
        (lambda: F.interpolate(X, 2, antialias=True), ArgumentError, "antialias is for bilinear and bicubic"),
        (lambda: F.interpolate(X[0], 2, mode="bicubic"), ArgumentError, "unknown interpolation mode"),
        (lambda: F.interpolate(np.ones((3, 3)), 2), ShapeError, "one to three axes"),
        (lambda: F.pixel_shuffle(X, 2), ShapeError, "channels do not divide"),
        (lambda: F.pixel_unshuffle(X, 3), ShapeError, "sizes do not divide"),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
