"""Contrastive, cosine and hinge losses of pairs: PyTorch, coincident points, zero vectors, scale, the margin itself."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError
from wengert.losses.embedding import cosine, distance, unit

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 6, 4))
SIGNS = np.array([1, -1, -1, 1, 1, -1])


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    F = pytest.importorskip("torch").nn.functional
    against(losses.cosine_embedding_loss, F.cosine_embedding_loss, X, Y, SIGNS, margin=-0.5, reduction=reduction)
    for options in ({}, {"margin": 0.3}, {"margin": 0}):
        against(losses.hinge_embedding_loss, F.hinge_embedding_loss, X[:, 0], SIGNS, reduction=reduction, **options)
    distances = abs(X).reshape(2, 3, 4), np.where(Y > 0, 1, -1).reshape(2, 3, 4)
    against(losses.hinge_embedding_loss, F.hinge_embedding_loss, *distances, reduction=reduction)


def test_contrastive_is_its_definition(against):
    pytest.importorskip("torch")

    def theirs(x, y, t):
        d = (x - y).norm(dim=1)
        return (0.5 * t * d**2 + 0.5 * (1 - t) * (2.5 - d).clamp(min=0) ** 2).mean()

    against(lambda x, y, t: losses.contrastive_loss(x, y, t, margin=2.5), theirs, X, Y, (SIGNS > 0).astype(int))


def test_points_that_coincide_have_no_slope_and_no_nan():
    pushed = losses.ContrastiveLoss().seed(X, X, np.zeros(6))
    assert not pushed.any()
    assert np.isfinite(wg.hessian(lambda x: losses.contrastive_loss(x, X[:1], np.zeros(1)))(X[:1])).all()


def test_a_distance_at_the_margin_is_left_alone():
    loss = losses.HingeEmbeddingLoss(reduction="sum")
    at = np.array([1.0, 1.0, 0.0])
    assert loss.seed(at, np.array([1, -1, -1])).tolist() == [1.0, 0.0, -1.0]
    assert loss(at, np.array([1, -1, -1])) == 2.0


def test_distances_of_any_size_give_finite_slopes():
    far = np.array([1e3, -1e3, 1e300, 0.0, np.inf])
    for sign in (1, -1):
        assert losses.HingeEmbeddingLoss(reduction="sum").seed(far, np.full(5, sign)).tolist() == [
            sign if sign == 1 or x < 1 else 0 for x in far
        ]


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
        (lambda: losses.hinge_embedding_loss(X, SIGNS), ShapeError),
        (lambda: losses.hinge_embedding_loss(X[:, 0], SIGNS, reduction="max"), ArgumentError),
        (lambda: losses.ContrastiveLoss(margin=0.0), ArgumentError),
    ):
        with pytest.raises(error):
            call()


def test_zeros_and_ones_are_no_signs():
    with pytest.raises(ArgumentError, match=r"(?s)targets are signs.*given +0 among.*2 \* target - 1"):
        losses.hinge_embedding_loss(X[:, 0], (SIGNS > 0).astype(int))
