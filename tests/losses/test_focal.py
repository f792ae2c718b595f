"""Focal losses: their definition in PyTorch, the cross-entropy as a special case, extremes, factors of classes."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError

RNG = np.random.default_rng(0)
Z, Y = 3 * RNG.normal(size=(6, 3)), RNG.integers(0, 2, (6, 3))
T = np.array([0, 1, 2, 2, 1, 0])


def test_the_binary_one_is_torchvisions_definition(against):
    torch = pytest.importorskip("torch")

    def theirs(z, y, gamma):
        p, y = torch.sigmoid(z), y.double()
        ce = torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")
        p_t = p * y + (1 - p) * (1 - y)
        return ((0.25 * y + 0.75 * (1 - y)) * (1 - p_t) ** gamma * ce).mean()

    ours = lambda z, y, gamma: losses.binary_focal_loss(z, y, (0.75, 0.25), gamma)
    against(ours, theirs, Z, Y, gamma=2.0)
    against(ours, theirs, Z, Y, gamma=0.5)


def test_the_one_of_many_classes_is_its_definition(against):
    torch = pytest.importorskip("torch")
    alpha = np.array([0.2, 0.5, 0.3])

    def theirs(z, t, gamma):
        log_p = torch.log_softmax(z, 1).gather(1, t[:, None])[:, 0]
        return -(torch.tensor(alpha)[t] * (1 - log_p.exp()) ** gamma * log_p).mean()

    against(lambda z, t, gamma: losses.focal_loss(z, t, alpha, gamma), theirs, Z, T, gamma=2.0)
    against(lambda z, t, gamma: losses.focal_loss(z, t, list(alpha), gamma), theirs, Z, T, gamma=1.5)


def test_without_focus_they_are_cross_entropies():
    binary = losses.binary_focal_loss(Z, Y, alpha=1.0, gamma=0.0)
    np.testing.assert_allclose(binary, losses.binary_cross_entropy_with_logits(Z, Y), rtol=1e-12)
    many = losses.focal_loss(Z, T, alpha=1.0, gamma=0.0)
    np.testing.assert_allclose(many, losses.cross_entropy(Z, T), rtol=1e-12)


def test_two_classes_are_yes_and_no():
    z = RNG.normal(size=5)
    two = np.stack([np.zeros(5), z], axis=1)
    t = np.array([0, 1, 1, 0, 1])
    np.testing.assert_allclose(losses.focal_loss(two, t, gamma=1.5), losses.binary_focal_loss(z, t, gamma=1.5))


@pytest.mark.parametrize("gamma", [0.0, 0.5, 2.0])
def test_extremes_are_finite_to_second_order(gamma):
    z = np.array([1e3, -1e3, 1e3, -1e3])
    binary = losses.BinaryFocalLoss(alpha=1.0, gamma=gamma, reduction="sum")
    y = np.array([1, 0, 0, 1])
    assert binary(z, y) == 2000
    many = losses.FocalLoss(alpha=1.0, gamma=gamma, reduction="sum")
    logits, t = np.array([[1e3, -1e3], [1e3, -1e3]]), np.array([0, 1])
    assert many(logits, t) == 2000
    for loss, args in ((binary, (z, y)), (many, (logits, t))):
        assert np.isfinite(loss.seed(*args)).all()
        assert np.isfinite(wg.hessian(lambda o, loss=loss, args=args: loss(o, *args[1:]))(args[0])).all()


def test_what_is_right_counts_little():
    # P-44, and the reason for it: the share of easy samples in the gradient shrinks.
    z = np.array([4.0, -1.0])
    ce, focal = losses.BCEWithLogitsLoss().seed(z, np.ones(2)), losses.BinaryFocalLoss().seed(z, np.ones(2))
    assert abs(focal[0] / focal[1]) < 0.01 * abs(ce[0] / ce[1])


def test_nonsense_is_refused():
    for call, error in (
        (lambda: losses.focal_loss(Z, T, alpha=(1.0, 2.0)), ShapeError),
        (lambda: losses.focal_loss(np.ones((2, 1)), np.zeros(2, int)), ShapeError),
        (lambda: losses.FocalLoss(gamma=-1.0), ArgumentError),
        (lambda: losses.BinaryFocalLoss(gamma=-1.0), ArgumentError),
        (lambda: losses.focal_loss(Z, T + 1), ArgumentError),
    ):
        with pytest.raises(error):
            call()
