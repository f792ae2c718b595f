"""Standardisation against scikit-learn, fitted on one part only."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import wengert as wg
from wengert.data import (
    Lazy,
    MinMax,
    Standardizer,
    diabetes,
    digits,
    from_arrays,
    from_chunks,
    read_scaling,
    unit_pixels,
)
from wengert.errors import ArgumentError, ShapeError
from wengert.train.checkpoint import load_arrays, save_arrays


def test_it_is_scikit_learns():
    from sklearn.preprocessing import StandardScaler

    train, test = digits().x[:1000], digits().x[1000:]
    theirs = StandardScaler().fit(train).transform(test)
    np.testing.assert_allclose(Standardizer.fit(train)(test), theirs, rtol=1e-4, atol=1e-5)


def test_back_and_forth():
    x = np.random.default_rng(0).normal(3, 5, (50, 2, 2)).astype("float32")
    scaler = Standardizer.fit(x)
    assert scaler(x).dtype == np.float32
    np.testing.assert_allclose(scaler.inverse(scaler(x)), x, rtol=1e-5, atol=1e-5)


def test_pixels_share_one_scale():
    scaler = Standardizer.fit(digits().x, shared=True)
    z = scaler(digits().x)
    assert np.unique(scaler.mean).size == np.unique(scaler.deviation).size == 1
    np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=1e-4)


def test_a_data_set_keeps_its_targets():
    data = digits()
    assert Standardizer.fit(data.x).apply(data).y is data.y


def test_other_samples_are_refused():
    with pytest.raises(ShapeError, match="samples of another shape"):
        Standardizer.fit(np.ones((3, 2)))(np.ones((3, 4)))


def test_channels_have_scales_of_their_own():
    x = np.random.default_rng(0).normal([[[1.0]], [[-4.0]], [[9.0]]], [[[2.0]], [[0.5]], [[3.0]]], (50, 3, 6, 5))
    scaler = Standardizer.fit_channels(x)
    assert scaler.mean.shape == scaler.deviation.shape == (3, 1, 1)
    np.testing.assert_allclose(scaler.mean.ravel(), x.mean(axis=(0, 2, 3)), rtol=1e-5)
    np.testing.assert_allclose(scaler.deviation.ravel(), x.std(axis=(0, 2, 3)), rtol=1e-5)
    np.testing.assert_allclose(scaler.inverse(scaler(x)), x, rtol=1e-4, atol=1e-5)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_moments_of_a_stream_are_those_of_the_whole(sizes):
    x = np.random.default_rng(len(sizes)).normal(1e3, 1, (sum(sizes), 3)).astype(np.float32)
    ends = np.cumsum(sizes)
    stream = from_chunks(lambda: ((x[e - n : e], np.zeros(n)) for e, n in zip(ends, sizes, strict=True)))
    whole, parts = Standardizer.fit(x), Standardizer.fit(stream)
    np.testing.assert_allclose(parts.mean, whole.mean, rtol=1e-6)
    np.testing.assert_allclose(parts.deviation, whole.deviation, rtol=1e-4)


@pytest.mark.parametrize("value", [0.0, 0.1, -7.7, 1e6, 1e-30])
def test_a_constant_feature_becomes_0_and_not_noise(value):
    x = np.full((1000, 1), value, np.float32)
    for scaler in (Standardizer.fit(x), MinMax.fit(x)):
        np.testing.assert_allclose(scaler(x), 0, atol=1e-6 * max(1, abs(value)))
        assert (scaler.scale == 1).all()


def test_min_max_is_scikit_learns():
    from sklearn.preprocessing import MinMaxScaler

    train, test = digits().x[:1000], digits().x[1000:]
    np.testing.assert_allclose(MinMax.fit(train)(test), MinMaxScaler().fit(train).transform(test), atol=1e-6)
    shared = MinMax.fit(train, shared=True)
    assert (shared.low.tolist(), shared.high.tolist()) == ([0], [16])
    np.testing.assert_allclose(shared.inverse(shared(test)), test, atol=1e-5)


def test_pixels_are_scaled_alike_before_and_after_the_batch():
    x = np.random.default_rng(0).integers(0, 256, (20, 1, 4, 4), dtype=np.uint8)
    scaler = Standardizer.fit(x, shared=True)
    np.testing.assert_array_equal(scaler(x), scaler(unit_pixels(x)))
    assert abs(scaler(x).std() - 1) < 1e-5


def test_samples_on_disk_are_scaled_as_they_are_read():
    x = np.random.default_rng(0).integers(0, 256, (20, 1, 4, 4), dtype=np.uint8)
    lazy = Lazy(lambda rows: x[rows], x.shape, x.dtype)
    scaler = Standardizer.fit(lazy, shared=True)
    data = scaler.apply(from_arrays(lazy, np.arange(20) % 2))
    assert isinstance(data.x, Lazy)
    np.testing.assert_array_equal(data.x[3:5], scaler(x)[3:5])


def test_targets_are_scaled_and_brought_back():
    data = diabetes()
    scaler = Standardizer.fit(data.y)
    np.testing.assert_allclose(scaler.inverse(scaler.apply_targets(data).y), data.y, rtol=1e-5)


def test_it_runs_in_a_compiled_program():
    scaler = Standardizer.fit(digits().x)
    x = digits().x[:5]
    compiled = wg.compile(lambda x: scaler(x))
    np.testing.assert_allclose(np.asarray(compiled(x)), scaler(x), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", [Standardizer, MinMax])
def test_its_numbers_travel_with_the_weights(tmp_path, kind):
    scaler = kind.fit(digits().x)
    save_arrays(tmp_path / "model.safetensors", {"w": np.ones(1)}, {"model": "mlp:8", **scaler.facts()})
    again = read_scaling(load_arrays(tmp_path / "model.safetensors")[1])
    assert type(again) is kind
    np.testing.assert_array_equal(again(digits().x), scaler(digits().x))


def test_no_scaling_is_none_and_half_of_one_is_refused():
    assert read_scaling({"model": "mlp:8"}) is None
    with pytest.raises(ArgumentError, match="half of it is missing"):
        read_scaling({"mean": [0.0]})
    with pytest.raises(ArgumentError, match="no samples to fit to"):
        Standardizer.fit(np.zeros((0, 2)))
