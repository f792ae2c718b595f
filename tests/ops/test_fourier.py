"""Fourier transforms: values as NumPy has them for every length and norm, Hermitian adjoints, real gradients."""

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.errors import ArgumentError, DtypeError, ShapeError

NORMS = st.sampled_from(["backward", "ortho", "forward"])


def normal(seed, shape, kind=complex):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=shape)
    return x + 1j * rng.normal(size=shape) if kind is complex else x


def check(f, reference, x):
    """The values, the map as its own tangent, and Re⟨f v, w⟩ = Re⟨v, fᴴ w⟩."""
    v = normal(1, x.shape, complex if np.iscomplexobj(x) else float)
    out, tangent = wg.jvp(f, (x,), (v,))
    np.testing.assert_allclose(out, reference(x), atol=1e-13)
    np.testing.assert_allclose(tangent, reference(v), atol=1e-13)
    w = normal(2, np.shape(out), complex if np.iscomplexobj(out) else float)
    (adjoint,) = wg.vjp(f, x)[1](w)
    assert adjoint.dtype == x.dtype
    assert adjoint.shape == x.shape
    np.testing.assert_allclose(np.sum(np.conj(w) * tangent).real, np.sum(np.conj(adjoint) * v).real, atol=1e-12)


@given(
    st.sampled_from(["fft", "ifft", "rfft", "irfft", "hfft", "ihfft"]),
    st.integers(1, 6),
    st.one_of(st.none(), st.integers(1, 8)),
    st.sampled_from([0, 1, -1]),
    NORMS,
)
def test_one_axis(name, size, n, axis, norm):
    kind = float if name in ("rfft", "ihfft") else complex
    shape = (size + 1, 3) if axis == 0 else (3, size + 1)
    f, reference = getattr(wg, name), getattr(np.fft, name)
    check(lambda x: f(x, n, axis, norm), lambda x: reference(x, n, axis, norm), normal(0, shape, kind))


@given(
    st.sampled_from(["fftn", "ifftn", "rfftn", "irfftn"]),
    st.tuples(st.integers(2, 4), st.integers(2, 4), st.integers(2, 4)),
    st.sampled_from([None, (0,), (2, 0), (-1, 1)]),
    st.booleans(),
    NORMS,
    st.data(),
)
def test_several_axes(name, shape, axes, resize, norm, data):
    count = 3 if axes is None else len(axes)
    s = data.draw(st.tuples(*[st.integers(2, 5)] * count)) if resize else None
    places = tuple(range(3)) if axes is None else axes
    f, reference = getattr(wg, name), getattr(np.fft, name)
    x = normal(0, shape, float if name == "rfftn" else complex)
    check(lambda x: f(x, s=s, axes=axes, norm=norm), lambda x: reference(x, s=s, axes=places, norm=norm), x)


def test_two_axes_and_shifts():
    x = normal(0, (3, 4, 5))
    check(wg.fft2, np.fft.fft2, x)
    check(wg.ifft2, np.fft.ifft2, x)
    check(wg.fftshift, np.fft.fftshift, x)
    check(lambda x: wg.ifftshift(x, axes=(1, 2)), lambda x: np.fft.ifftshift(x, (1, 2)), x)
    np.testing.assert_array_equal(wg.ifftshift(wg.fftshift(x)), x)


def test_inverses_and_parseval():
    x = normal(0, (7,), float)
    np.testing.assert_allclose(wg.irfft(wg.rfft(x), 7), x)
    np.testing.assert_allclose(wg.ihfft(wg.hfft(x[:4], 7)), x[:4], atol=1e-15)
    energy = lambda x: wg.sum(wg.square(wg.abs(wg.fft(x, norm="ortho"))))
    np.testing.assert_allclose(energy(x), np.sum(x * x))
    np.testing.assert_allclose(wg.grad(energy)(x), 2 * x)


def test_agree_with_jax_to_second_order(same_as_jax):
    power = lambda z: wg.square(wg.abs(z))
    theirs_power = lambda z: jnp.abs(z) ** 2
    ours = lambda x: [
        power(wg.fft(x)),
        power(wg.rfft(x, 6)),
        wg.irfft(wg.rfft(x) ** 2),
        wg.real(wg.fft2(x, norm="ortho")),
    ]
    theirs = lambda x: [
        *(theirs_power(jnp.fft.fft(x)), theirs_power(jnp.fft.rfft(x, 6))),
        *(jnp.fft.irfft(jnp.fft.rfft(x) ** 2), jnp.real(jnp.fft.fft2(x, norm="ortho"))),
    ]
    same_as_jax(ours, theirs, normal(0, (3, 4), float), compiled=True)


def test_single_precision_stays_single():
    x = normal(0, (4,), float).astype(np.float32)
    assert wg.rfft(x).dtype == np.complex64
    assert wg.irfft(wg.rfft(x)).dtype == np.float32
    assert wg.grad(lambda x: wg.sum(wg.square(wg.abs(wg.fft(x)))))(x).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: wg.fft(np.ones(3), norm="unit"), ArgumentError, "unknown normalization"),
        (lambda: wg.hfft(np.ones(3), norm="unit"), ArgumentError, "unknown normalization"),
        (lambda: wg.fft(np.ones(3), axis=1), ShapeError, "out of range"),
        (lambda: wg.fft(np.ones(3), n=0), ShapeError, "a length is at least 1"),
        (lambda: wg.irfft(np.ones(1)), ShapeError, "a length is at least 1"),
        (lambda: wg.fftn(np.ones(3), s=(2, 2), axes=(0,)), ShapeError, "as many lengths as axes"),
        (lambda: wg.fftn(np.float64(1.0)), ShapeError, "at least one"),
        (lambda: wg.rfft(np.ones(3, complex)), DtypeError, "needs real numbers"),
    ],
)
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()
