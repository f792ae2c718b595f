"""Contrastive, cosine and triplet losses: PyTorch, coincident points, zero vectors, scale."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError
from wengert.losses.embedding import cosine, distance, unit

RNG = np.random.default_rng(0)
X, Y, N = RNG.normal(size=(3, 6, 4))
SIGNS = np.array([1, -1, -1, 1, 1, -1])


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    F = pytest.importorskip("torch").nn.functional
    against(losses.cosine_embedding_loss, F.cosine_embedding_loss, X, Y, SIGNS, margin=-0.5, reduction=reduction)
    for options in ({}, {"p": 3.0, "margin": 2.0}, {"swap": True, "margin": 3.0}, {"p": 1.0, "eps": 1e-3}):
        against(losses.triplet_margin_loss, F.triplet_margin_loss, X, Y, N, reduction=reduction, **options)


def test_contrastive_is_its_definition(against):
    pytest.importorskip("torch")

    def theirs(x, y, t):
        d = (x - y).norm(dim=1)
        return (0.5 * t * d**2 + 0.5 * (1 - t) * (2.5 - d).clamp(min=0) ** 2).mean()

    against(lambda x, y, t: losses.contrastive_loss(x, y, t, margin=2.5), theirs, X, Y, (SIGNS > 0).astype(int))


def test_points_that_coincide_have_no_slope_and_no_nan():
    for eps in (0.0, 1e-6):
        loss = losses.TripletMarginLoss(eps=eps)
        for args in ((X, X, N), (X, X, X), (X, N, X)):
            assert np.isfinite(loss.seed(*args)).all()
            assert np.isfinite(wg.grad(loss, 1)(*args)).all()
    assert not losses.TripletMarginLoss(eps=0.0).seed(X, X, X).any()
    assert losses.TripletMarginLoss(eps=0.0)(X, X, X) == 1
    pushed = losses.ContrastiveLoss().seed(X, X, np.zeros(6))
    assert not pushed.any()
    assert np.isfinite(wg.hessian(lambda x: losses.contrastive_loss(x, X[:1], np.zeros(1)))(X[:1])).all()


def test_zero_vectors_have_cosine_zero_and_no_slope():
    zeros = np.zeros((2, 4))
    for a, b in ((zeros, X[:2]), (X[:2], zeros), (zeros, zeros)):
        for target in (np.ones(2), -np.ones(2)):
            loss = lambda a, b, t=target: losses.cosine_embedding_loss(a, b, t, margin=-0.5)
            assert not np.isnan(wg.grad(loss)(a, b)).any()
        assert not cosine(a, b).any()
    assert not losses.CosineEmbeddingLoss().seed(zeros, X[:2], np.ones(2)).any()


def test_lengths_do_not_matter_to_a_cosine():
    # P-44.
    for scale in (1e-150, 3.0, 1e150):
        np.testing.assert_allclose(cosine(scale * X, Y), cosine(X, Y), rtol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(unit(X), axis=1), 1)
    np.testing.assert_allclose(distance(X, Y, 1.0), abs(X - Y).sum(1))


def test_nonsense_is_refused():
    for call, error in (
        (lambda: losses.contrastive_loss(X, Y, SIGNS[:3]), ShapeError),
        (lambda: losses.contrastive_loss(X, Y[:, :3], SIGNS), ShapeError),
        (lambda: losses.triplet_margin_loss(X, Y, N[:3]), ShapeError),
        (lambda: losses.triplet_margin_loss(X, Y, N, margin=0.0), ArgumentError),
        (lambda: losses.TripletMarginLoss(margin=-1.0), ArgumentError),
        (lambda: losses.ContrastiveLoss(margin=0.0), ArgumentError),
    ):
        with pytest.raises(error):
            call()
