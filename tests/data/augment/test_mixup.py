"""Samples and targets are mixed by one share."""

import numpy as np

import wengert as wg
from wengert.arrays.random import key_of
from wengert.data.augment import Mixup


def test_targets_tell_the_share_of_each_sample():
    # Sample k is the indicator of k: what it was mixed from can be read off.
    x, y = np.eye(50), np.arange(50)
    mixed, targets = Mixup(50, alpha=1.0)(x, y, key_of(0))
    np.testing.assert_allclose(mixed, targets, atol=1e-6)
    np.testing.assert_allclose(targets.sum(axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(mixed.sum(), 50, atol=1e-4)
    assert ((mixed > 0).sum(axis=1) <= 2).all()
    assert len(np.unique(targets.max(axis=1))) > 30


def test_alpha_0_mixes_nothing_but_targets_are_soft():
    x, y = Mixup(3, alpha=0)(np.eye(3), np.arange(3), key_of(0))
    assert (x.tolist(), y.tolist()) == (np.eye(3).tolist(), np.eye(3).tolist())


def test_real_targets_are_mixed_as_they_are():
    x = np.arange(20.0)[:, None]
    mixed, targets = Mixup(1)(x, 3 * x, key_of(1))
    np.testing.assert_allclose(targets, 3 * mixed, rtol=1e-6)


def test_cross_entropy_takes_them():
    _, y = Mixup(3)(np.zeros((6, 2)), np.arange(6) % 3, key_of(0))
    logits = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    expected = -(y * (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))).sum(axis=1).mean()
    np.testing.assert_allclose(float(wg.losses.cross_entropy(logits, y)), expected, rtol=1e-5)
