"""Losses of boxes: their definitions in PyTorch, known values, degenerate boxes, the constant in CIoU."""

import math

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ShapeError

RNG = np.random.default_rng(0)
LOW = RNG.uniform(0, 4, (2, 20, 2))
A, B = np.concatenate([LOW, LOW + RNG.uniform(0.5, 3, (2, 20, 2))], axis=-1)
ALL = (losses.box_iou_loss, losses.giou_loss, losses.diou_loss, losses.ciou_loss)


def definitions(torch):
    """The four losses as their papers write them."""

    def parts(a, b):
        shared = (torch.minimum(a[:, 2:], b[:, 2:]) - torch.maximum(a[:, :2], b[:, :2])).clamp(min=0).prod(1)
        union = (a[:, 2:] - a[:, :2]).prod(1) + (b[:, 2:] - b[:, :2]).prod(1) - shared
        around = torch.maximum(a[:, 2:], b[:, 2:]) - torch.minimum(a[:, :2], b[:, :2])
        apart = ((a[:, :2] + a[:, 2:] - b[:, :2] - b[:, 2:]) / 2).square().sum(1) / around.square().sum(1)
        return shared / union, union, around.prod(1), apart

    def ciou(a, b):
        iou, _, _, apart = parts(a, b)
        slant = lambda x: torch.atan((x[:, 2] - x[:, 0]) / (x[:, 3] - x[:, 1]))
        v = (slant(b) - slant(a)).square() * 4 / math.pi**2
        return 1 - iou + apart + (v / (1 - iou + v)).detach() * v

    def giou(a, b):
        iou, union, around, _ = parts(a, b)
        return 1 - iou + (around - union) / around

    return (lambda a, b: 1 - parts(a, b)[0], giou, lambda a, b: 1 - parts(a, b)[0] + parts(a, b)[3], ciou)


def test_they_are_their_definitions(against):
    torch = pytest.importorskip("torch")
    for ours, theirs in zip(ALL, definitions(torch), strict=True):
        # α is held constant once more in PyTorch's second derivative and ours.
        against(ours, lambda a, b, f=theirs, **_: f(a, b), A, B, reduction="none", rtol=1e-9)


@pytest.mark.parametrize(("f", "far"), list(zip(ALL, (1.0, 1.5, 1 + 9 / 17, 1 + 9 / 17), strict=True)))
def test_boxes_that_agree_and_boxes_apart(f, far):
    box = np.array([0.0, 0.0, 1.0, 1.0])
    assert f(box, box) == 0
    assert f(box, box + np.array([3.0, 0, 3, 0])) == pytest.approx(far)


def test_boxes_apart_attract_each_other_where_the_loss_sees_it():
    box, other = np.array([0.0, 0.0, 1.0, 1.0]), np.array([3.0, 0.0, 4.0, 1.0])
    pull = [wg.grad(f)(box, other)[2] for f in ALL]
    assert pull[0] == 0
    assert max(pull[1:]) < 0


@pytest.mark.parametrize("f", ALL)
def test_boxes_without_area_give_no_nan(f):
    point, line, box = np.zeros(4), np.array([0.0, 0, 2, 0]), np.array([0.0, 0, 1, 1])
    for a, b in ((point, point), (point, box), (line, point), (line, line), (box, point)):
        value, slope = wg.value_and_grad(f)(a, b)
        assert np.isfinite(value)
        assert np.isfinite(slope).all()
        assert np.isfinite(wg.hessian(f)(a, b)).all()


def test_other_arrays_are_refused():
    with pytest.raises(ShapeError, match="boxes have four corners"):
        losses.giou_loss(np.ones((2, 5)), np.ones((2, 5)))
    with pytest.raises(ShapeError, match="different shapes"):
        losses.ciou_loss(A, B[:1])
