"""Dice and IoU of masks: scikit-learn, empty masks, smoothing, axes."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses

RNG = np.random.default_rng(0)
A, B = RNG.integers(0, 2, (2, 4, 30))
SOFT = RNG.random((4, 30))


def test_of_hard_masks_they_are_scikit_learns():
    metrics = pytest.importorskip("sklearn.metrics")
    for a, b in zip(A, B, strict=True):
        assert losses.dice_loss(a * 1.0, b) == pytest.approx(1 - metrics.f1_score(b, a))
        assert losses.iou_loss(a * 1.0, b) == pytest.approx(1 - metrics.jaccard_score(b, a))
    assert losses.dice_loss(A * 1.0, B) == losses.dice_loss(A * 1.0, B, reduction="none").mean()


def test_dice_and_iou_are_one_function_of_each_other():
    # P-44.
    dice, iou = (1 - f(SOFT, B, reduction="none") for f in (losses.dice_loss, losses.iou_loss))
    np.testing.assert_allclose(dice, 2 * iou / (1 + iou))


def test_masks_that_are_empty_agree():
    zeros = np.zeros((2, 5))
    for f in (losses.dice_loss, losses.iou_loss):
        assert f(zeros, zeros) == 0
        assert f(zeros, zeros, smooth=1.0) == 0
        assert not wg.grad(f)(zeros, zeros).any()
        assert wg.grad(f)(zeros, np.ones((2, 5))).max() < 0
        assert np.isfinite(wg.hessian(f)(zeros, zeros)).all()


def test_smoothing_softens_small_masks():
    one, none = np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]])
    assert losses.dice_loss(one, none) == 1
    assert losses.dice_loss(one, none, smooth=1.0) == 0.5
    assert losses.iou_loss(one, none, smooth=1.0) == 0.5


def test_axes_say_what_belongs_to_one_mask():
    x, y = RNG.random((2, 3, 4, 5)), RNG.integers(0, 2, (2, 3, 4, 5)).astype(bool)
    each = losses.dice_loss(x, y, axis=(2, 3), reduction="none")
    assert each.shape == (2, 3)
    assert each[1, 2] == pytest.approx(losses.dice_loss(x[1, 2].ravel(), y[1, 2].ravel()))
    whole = losses.iou_loss(x, y, axis=(0, 1, 2, 3))
    assert whole == pytest.approx(losses.iou_loss(x.ravel(), y.ravel()))
    assert losses.IoULoss(axis=-1)(x, y) == losses.iou_loss(x, y, axis=-1)


def test_single_precision_stays():
    assert losses.dice_loss(SOFT.astype("float32"), B, smooth=1.0).dtype == np.float32
    assert losses.iou_loss(SOFT.astype("float32"), B > 0).dtype == np.float32
