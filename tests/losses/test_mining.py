"""Triplets mined in a batch: by loops, with ties, without partners, with points that coincide."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, DtypeError, ShapeError

RNG = np.random.default_rng(0)
X, T = RNG.normal(size=(9, 3)), np.array([0, 1, 2, 0, 1, 2, 0, 1, 3])


def by_loops(x, t, margin, mining):
    """The terms that there are."""
    d = np.linalg.norm(x[:, None] - x[None], axis=-1)
    terms = []
    for a in range(len(x)):
        positives = [i for i in range(len(x)) if i != a and t[i] == t[a]]
        negatives = [i for i in range(len(x)) if t[i] != t[a]]
        if not positives or not negatives:
            continue
        if mining == "hard":
            terms.append(d[a, positives].max() - d[a, negatives].min() + margin)
        elif mining == "all":
            terms += [d[a, p] - d[a, n] + margin for p in positives for n in negatives]
        else:
            for p in positives:
                beyond = [d[a, n] for n in negatives if d[a, n] > d[a, p]]
                terms.append(d[a, p] - (min(beyond) if beyond else d[a, negatives].max()) + margin)
    return np.maximum(terms, 0)


@pytest.mark.parametrize("mining", ["hard", "semi-hard", "all"])
class TestEachMining:
    def test_finds_the_triplets_that_loops_find(self, mining):
        for margin in (0.3, 2.0):
            terms = by_loops(X, T, margin, mining)
            assert losses.triplet_loss(X, T, margin, mining) == pytest.approx(terms.mean(), rel=1e-12)
            assert losses.triplet_loss(X, T, margin, mining, reduction="sum") == pytest.approx(terms.sum(), rel=1e-12)

    def test_without_a_triplet_the_loss_and_its_slope_are_zero(self, mining):
        for t in (np.zeros(9, int), np.arange(9)):
            value, slope = wg.value_and_grad(lambda x, t=t: losses.triplet_loss(x, t, mining=mining))(X)
            assert value == 0
            assert not slope.any()

    def test_points_that_coincide_give_no_nan(self, mining):
        x = np.ones((4, 2))
        loss = lambda x: losses.triplet_loss(x, np.array([0, 0, 1, 1]), mining=mining)
        assert loss(x) == 1
        assert not wg.grad(loss)(x).any()
        assert np.isfinite(wg.hessian(loss)(x)).all()

    def test_weights_are_of_anchors(self, mining):
        loss, w = losses.TripletLoss(mining=mining), RNG.random(9)
        terms = np.asarray(losses.triplet_loss(X, T, mining=mining, reduction="none"))
        counts, w_of = loss.counts(X, T), w.reshape(9, *[1] * (terms.ndim - 1))
        assert loss(X, T, sample_weight=w) == pytest.approx((w_of * terms).sum() / (w_of * counts).sum())


def test_nonsense_is_refused():
    for call, error in (
        (lambda: losses.triplet_loss(X, T[:3]), ShapeError),
        (lambda: losses.triplet_loss(X, T * 1.0), DtypeError),
        (lambda: losses.triplet_loss(X, T, mining="soft"), ArgumentError),
        (lambda: losses.TripletLoss(mining="semihard"), ArgumentError),
        (lambda: losses.TripletLoss(margin=0.0), ArgumentError),
    ):
        with pytest.raises(error):
            call()
