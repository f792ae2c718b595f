"""Losses of triplets: PyTorch, distances of one's own, coincident points, ties at the margin, extremes."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError
from wengert.losses.embedding import cosine

RNG = np.random.default_rng(0)
X, Y, N = RNG.normal(size=(3, 6, 4))


def taxicab(x, y):
    return wg.sum(wg.abs(x - y), axis=-1)


def bent(x, y):
    return wg.sum(wg.square(x - y), axis=-1) / (1 + wg.sum(wg.square(x), axis=-1))


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    F = pytest.importorskip("torch").nn.functional
    for options in ({}, {"p": 3.0, "margin": 2.0}, {"swap": True, "margin": 3.0}, {"p": 1.0, "eps": 1e-3}):
        against(losses.triplet_margin_loss, F.triplet_margin_loss, X, Y, N, reduction=reduction, **options)
    pair = losses.triplet_margin_with_distance_loss, F.triplet_margin_with_distance_loss
    for options in ({}, {"margin": 2.5}, {"swap": True, "margin": 3.0}):
        against(*pair, X, Y, N, reduction=reduction, **options)


@pytest.mark.parametrize("swap", [False, True])
def test_distances_of_ones_own_are_pytorchs(against, swap):
    F = pytest.importorskip("torch").nn.functional
    theirs = {
        taxicab: lambda x, y: (x - y).abs().sum(-1),
        bent: lambda x, y: ((x - y) ** 2).sum(-1) / (1 + (x**2).sum(-1)),
        lambda x, y: 1 - cosine(x, y): lambda x, y: 1 - F.cosine_similarity(x, y),
    }
    for ours, other in theirs.items():
        against(
            lambda *a, d=ours, **o: losses.triplet_margin_with_distance_loss(*a, distance_function=d, **o),
            lambda *a, d=other, **o: F.triplet_margin_with_distance_loss(*a, distance_function=d, **o),
            *(X, Y, N),
            margin=1.5,
            swap=swap,
        )


def test_without_a_distance_it_is_euclids():
    found = losses.TripletMarginWithDistanceLoss(margin=2.0, swap=True)(X, Y, N)
    assert found == losses.TripletMarginLoss(margin=2.0, swap=True)(X, Y, N)


def test_a_module_is_a_distance_and_its_parameters_learn():
    layer = wg.nn.Linear(4, 2)
    measure = lambda x, y: wg.sum(wg.square(layer(x) - layer(y)), axis=-1)
    loss = losses.TripletMarginWithDistanceLoss(distance_function=measure, margin=9.0)
    loss(*map(wg.tensor, (X, Y, N))).backward()
    assert np.abs(layer.weight.grad.numpy()).max() > 0


def test_compiled_is_eager():
    loss = losses.TripletMarginWithDistanceLoss(distance_function=bent, margin=2.0, swap=True)
    program = wg.compile(lambda a, p, n: wg.value_and_grad(loss)(a, p, n))
    for found, expected in zip(program(X, Y, N), wg.value_and_grad(loss)(X, Y, N), strict=True):
        np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-12)


def test_points_that_coincide_have_no_slope_and_no_nan():
    for eps in (0.0, 1e-6):
        loss = losses.TripletMarginLoss(eps=eps)
        for args in ((X, X, N), (X, X, X), (X, N, X)):
            assert np.isfinite(loss.seed(*args)).all()
            assert np.isfinite(wg.grad(loss, 1)(*args)).all()
    assert not losses.TripletMarginLoss(eps=0.0).seed(X, X, X).any()
    assert losses.TripletMarginLoss(eps=0.0)(X, X, X) == 1
    for measure in (None, taxicab, bent, lambda x, y: 1 - cosine(x, y)):
        loss = losses.TripletMarginWithDistanceLoss(distance_function=measure, swap=True)
        for args in ((X, X, N), (X, X, X), (0 * X, X, N), (0 * X, 0 * X, 0 * X)):
            assert all(np.isfinite(g).all() for g in wg.grad(loss, (0, 1, 2))(*args))


def test_a_triplet_at_its_margin_is_left_alone():
    a, p, n = np.array([[0.0]]), np.array([[1.0]]), np.array([[2.0]])
    loss = losses.TripletMarginWithDistanceLoss(distance_function=taxicab)
    assert loss(a, p, n) == 0
    assert not loss.seed(a, p, n).any()


def test_far_points_give_finite_slopes():
    for measure in (None, taxicab):
        loss = losses.TripletMarginWithDistanceLoss(distance_function=measure)
        for scale in (1e3, 1e150):
            assert all(np.isfinite(g).all() for g in wg.grad(loss, (0, 1, 2))(scale * X, scale * Y, scale * N))


def test_nonsense_is_refused():
    own = losses.triplet_margin_with_distance_loss
    for call, error in (
        (lambda: losses.triplet_margin_loss(X, Y, N[:3]), ShapeError),
        (lambda: losses.triplet_margin_loss(X, Y, N, margin=0.0), ArgumentError),
        (lambda: losses.TripletMarginLoss(margin=-1.0), ArgumentError),
        (lambda: own(X, Y, N[:3]), ShapeError),
        (lambda: own(X, Y[:, :2], N), ShapeError),
        (lambda: own(X, Y, N, margin=0.0), ArgumentError),
        (lambda: own(X, Y, N, reduction="max"), ArgumentError),
        (lambda: losses.TripletMarginWithDistanceLoss(margin=-1.0), ArgumentError),
    ):
        with pytest.raises(error):
            call()


def test_a_distance_must_be_one_for_each_triplet():
    matrix = lambda x, y: taxicab(x[:, None], y[None])
    for measure in (matrix, lambda x, y: taxicab(x, y).mean(), lambda x, y: taxicab(x, y)[:, None]):
        with pytest.raises(ShapeError, match=r"(?s)one distance for each triplet.*expected +distances \(6,\)"):
            losses.triplet_margin_with_distance_loss(X, Y, N, distance_function=measure)
    for build in (
        losses.TripletMarginWithDistanceLoss,
        lambda **o: losses.triplet_margin_with_distance_loss(X, Y, N, **o),
    ):
        with pytest.raises(ArgumentError, match="the distance is a function"):
            build(distance_function="euclid")
