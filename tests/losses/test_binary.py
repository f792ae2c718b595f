"""Cross-entropies of yes or no: PyTorch, probabilities 0 and 1, logits of any size."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ShapeError

RNG = np.random.default_rng(0)
Z, P, Y = 5 * RNG.normal(size=(6, 3)), RNG.random((6, 3)), RNG.random((6, 3))
W = np.array([0.2, 1.0, 3.0])


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
class TestAgainstPyTorch:
    def test_probabilities(self, against, reduction):
        F = pytest.importorskip("torch").nn.functional
        # PyTorch's second derivative adds a small number to what it divides by.
        ours, theirs = losses.binary_cross_entropy, F.binary_cross_entropy
        against(ours, theirs, P, Y, weight=W, reduction=reduction, rtol=1e-8)
        against(ours, theirs, P, np.round(Y), reduction=reduction, rtol=1e-8)

    def test_logits(self, against, reduction):
        F = pytest.importorskip("torch").nn.functional
        theirs, options = F.binary_cross_entropy_with_logits, {"weight": W, "pos_weight": 2 * W, "reduction": reduction}
        against(losses.binary_cross_entropy_with_logits, theirs, Z, Y, reduction=reduction)
        against(losses.binary_cross_entropy_with_logits, theirs, Z, Y, **options)


def test_at_probabilities_zero_and_one_the_value_is_pytorchs():
    torch = pytest.importorskip("torch")
    p, y = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    found = losses.binary_cross_entropy(p, y, reduction="none")
    theirs = torch.nn.functional.binary_cross_entropy(torch.tensor(p), torch.tensor(y), reduction="none")
    np.testing.assert_array_equal(found, theirs.numpy())
    assert found.tolist() == [0.0, 100.0, 100.0, 0.0]


def test_at_probabilities_zero_and_one_a_mistake_still_teaches():
    p, y = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    loss = losses.BCELoss(reduction="sum")
    assert loss.seed(p, y).tolist() == [1.0, -1e12, 1e12, -1.0]
    assert np.isfinite(wg.hessian(lambda p: loss(p, y))(p)).all()
    assert np.isfinite(wg.grad(lambda y: loss(p, y))(y)).all()
    assert np.isfinite(loss.seed(p.astype("float32"), y.astype("float32"))).all()


def test_small_probabilities_keep_their_digits():
    assert losses.binary_cross_entropy(np.array([1e-17]), np.array([0.0])) == 1e-17


def test_a_sure_logit_is_no_nan():
    x = np.array([800.0, -800.0, 1e3, -1e3])
    y = np.array([0.0, 1.0, 1.0, 0.0])
    for loss in (losses.BCEWithLogitsLoss(reduction="sum"), losses.BCEWithLogitsLoss(None, "sum", pos_weight=1.0)):
        assert loss(x, y) == 1600
        np.testing.assert_allclose(loss.seed(x, y), [1, -1, 0, 0])
        assert not wg.hessian(lambda x, loss=loss: loss(x, y))(x).any()


def test_the_chain_of_sigmoid_and_bce_is_the_fused_slope():
    separate = wg.grad(lambda z: losses.binary_cross_entropy(wg.sigmoid(z), np.round(Y)))(Z)
    np.testing.assert_allclose(separate, losses.BCEWithLogitsLoss().seed(Z, np.round(Y)), rtol=1e-9, atol=1e-13)


def test_booleans_will_do_and_single_precision_stays():
    z = Z.astype("float32")
    for options in ({}, {"weight": W}, {"pos_weight": W}):
        assert losses.binary_cross_entropy_with_logits(z, Y > 0.5, **options).dtype == np.float32
    assert losses.binary_cross_entropy(P.astype("float32"), Y > 0.5, weight=W).dtype == np.float32


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="outputs are probabilities") as caught:
        losses.binary_cross_entropy(Z, Y)
    assert "binary_cross_entropy_with_logits" in str(caught.value)
    with pytest.raises(ShapeError, match=r"target.reshape\(\(2, 1\)\)"):
        losses.binary_cross_entropy_with_logits(np.ones((2, 1)), np.ones(2))
