"""Distances and angles as functions, against PyTorch and SciPy, also where points coincide."""

import numpy as np
import pytest
from scipy.spatial import distance as scipy

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ShapeError
from wengert.nn import functional as F

torch = pytest.importorskip("torch")
RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(2, 3, 4)), RNG.normal(size=(2, 3, 4))


def as_pytorch(f, theirs, *arrays):
    """Values and gradients on both array libraries, and compiled."""
    there = [torch.tensor(a, requires_grad=True) for a in arrays]
    out = theirs(*there)
    weights = RNG.normal(size=tuple(out.shape))
    wanted = torch.autograd.grad((out * torch.tensor(weights)).sum(), there)
    total = lambda *xs: wg.sum(f(*xs) * weights)
    for given in (arrays, [jax_numpy().asarray(a) for a in arrays]):
        np.testing.assert_allclose(f(*given), out.detach(), atol=1e-12)
        for got, want in zip(wg.grad(total, argnums=tuple(range(len(arrays))))(*given), wanted, strict=True):
            np.testing.assert_allclose(got, want, atol=1e-10)
    np.testing.assert_allclose(np.asarray(wg.compile(f)(*arrays)), out.detach(), atol=1e-12)
    assert f(*[a.astype("float32") for a in arrays]).dtype == np.float32


@pytest.mark.parametrize(("p", "dim"), [(2.0, 1), (1.0, -1), (3.0, 0), (np.inf, 2), (2.0, (1, 2))])
def test_normalized_vectors_are_pytorchs(p, dim):
    as_pytorch(lambda x: F.normalize(x, p, dim), lambda t: torch.nn.functional.normalize(t, p, dim), X)
    np.testing.assert_allclose(np.linalg.norm(F.normalize(X, dim=-1), axis=-1), 1, rtol=1e-14)
    assert wg.gradcheck(lambda x: F.normalize(x, 3.0, dim), X, order=2)


def test_a_zero_vector_stays_zero():
    x = np.zeros((2, 3))
    assert F.normalize(x).tolist() == x.tolist()
    assert np.isfinite(wg.grad(lambda x: wg.sum(F.normalize(x)))(x)).all()
    assert np.isfinite(wg.grad(lambda x: wg.sum(F.cosine_similarity(x, x)))(x)).all()


@pytest.mark.parametrize(("dim", "shape"), [(1, (2, 3, 4)), (-1, (4,)), (0, (2, 1, 1)), (2, (3, 1))])
def test_cosines_are_pytorchs_with_broadcasting(dim, shape):
    y = RNG.normal(size=shape)
    theirs = torch.nn.functional.cosine_similarity
    as_pytorch(lambda x, y: F.cosine_similarity(x, y, dim), lambda s, t: theirs(s, t, dim), X, y)
    assert wg.gradcheck(lambda x, y: F.cosine_similarity(x, y, dim), X, y, order=2)


@pytest.mark.parametrize("p", [1.0, 2.0, 2.5, np.inf])
@pytest.mark.parametrize("keepdim", [False, True])
def test_distances_of_pairs_are_pytorchs(p, keepdim):
    theirs = torch.nn.functional.pairwise_distance
    for y in (Y, Y[0, 0], Y[:, :1]):
        f = lambda x, y: F.pairwise_distance(x, y, p, keepdim=keepdim)
        as_pytorch(f, lambda s, t: theirs(s, t, p, keepdim=keepdim), X, y)
    if p == 2:
        assert wg.gradcheck(lambda x, y: F.pairwise_distance(x, y), X, Y, order=2)


def test_without_eps_the_slope_between_points_that_coincide_is_zero():
    assert not wg.grad(lambda x: wg.sum(F.pairwise_distance(x, X, eps=0)))(X).any()


@pytest.mark.parametrize(("p", "name"), [(2.0, "euclidean"), (1.0, "cityblock"), (np.inf, "chebyshev")])
def test_distances_of_all_pairs_are_scipys_and_pytorchs(p, name):
    x = RNG.normal(size=(6, 3))
    np.testing.assert_allclose(F.pdist(x, p), scipy.pdist(x, name), rtol=1e-13)
    as_pytorch(lambda x: F.pdist(x, p), lambda t: torch.nn.functional.pdist(t, p), x)
    assert F.pdist(x[:1], p).shape == (0,)
    x[3] = x[1]
    assert np.isfinite(wg.grad(lambda x: wg.sum(F.pdist(x, p)))(x)).all()


def test_nonsense_is_refused():
    with pytest.raises(ShapeError, match="pdist: needs rows"):
        F.pdist(X)
    with pytest.raises(ShapeError, match="pairwise_distance: needs vectors"):
        F.pairwise_distance(1.0, 2.0)
    with pytest.raises(ShapeError):
        F.cosine_similarity(X, np.ones(3))
