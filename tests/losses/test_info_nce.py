"""InfoNCE and NT-Xent: as cross-entropies in PyTorch, extremes, refusals."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError

A, B = np.random.default_rng(0).normal(size=(2, 5, 3))


def test_info_nce_is_a_cross_entropy_of_cosines(against):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    theirs = lambda q, k: F.cross_entropy(F.normalize(q) @ F.normalize(k).T / 0.07, torch.arange(5))
    against(losses.info_nce_loss, theirs, A, B)


def test_nt_xent_is_simclrs(against):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional

    def theirs(a, b):
        z = F.normalize(torch.cat([a, b]))
        logits = (z @ z.T / 0.5).masked_fill(torch.eye(10, dtype=bool), -torch.inf)
        return F.cross_entropy(logits, torch.arange(10).roll(5))

    against(losses.nt_xent_loss, theirs, A, B)
    none = losses.nt_xent_loss(A, B, reduction="none")
    assert none.shape == (5,)
    assert none.mean() == pytest.approx(losses.nt_xent_loss(A, B))


@pytest.mark.parametrize("f", [losses.info_nce_loss, losses.nt_xent_loss])
def test_extremes_are_finite(f):
    for x, y in ((A, A), (A, -A), (0 * A, B), (1e100 * A, 1e-100 * B)):
        for temperature in (1e-3, 1.0):
            value, slope = wg.value_and_grad(lambda x, y, t=temperature: f(x, y, t))(x, y)
            assert np.isfinite(value)
            assert np.isfinite(slope).all()
    assert f(A.astype("float32"), B.astype("float32")).dtype == np.float32


def test_nonsense_is_refused():
    for call, error in (
        (lambda: losses.info_nce_loss(A[0], B[0]), ShapeError),
        (lambda: losses.nt_xent_loss(A, B[:2]), ShapeError),
        (lambda: losses.InfoNCELoss(0.0), ArgumentError),
        (lambda: losses.NTXentLoss(-1.0), ArgumentError),
    ):
        with pytest.raises(error):
            call()
