"""Losses of many labels: PyTorch, lists that end early or name a class twice, ties at the margin, extremes."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError, DtypeError, ShapeError

RNG = np.random.default_rng(0)
X = 2 * RNG.normal(size=(6, 5))
LABELS = (RNG.random((6, 5)) < 0.4).astype(int)
# All classes, none, one that is read no further, one named twice, and two plain ones.
LISTS = np.array(
    [[4, 2, 0, 1, 3], [-1, 3, 2, 1, 0], [2, -1, 4, 4, 1], [1, 1, 3, -1, -1], [0, 4, -1, -1, -1], [3, 0, 1, -1, 2]]
)
WEIGHT = np.array([0.5, 1.0, 2.0, 0.1, 0.0])


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_they_are_pytorchs(against, reduction):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    # PyTorch has no second derivative of it.
    pair = losses.multilabel_margin_loss, F.multilabel_margin_loss
    against(*pair, X, LISTS, second=False, reduction=reduction)
    against(*pair, X[3], LISTS[3], second=False, reduction=reduction)
    soft = losses.multilabel_soft_margin_loss, F.multilabel_soft_margin_loss
    for options in ({}, {"weight": WEIGHT}):
        against(*soft, X, LABELS, reduction=reduction, **options)
        against(*soft, X[0], LABELS[0], reduction=reduction, **options)
        against(*soft, X.reshape(2, 3, 5), LABELS.reshape(2, 3, 5), reduction=reduction, **options)
    against(*soft, X, LABELS, weight=RNG.random((6, 5)), reduction=reduction)


def test_the_objects_take_their_options_by_position():
    torch = pytest.importorskip("torch")
    given = torch.tensor(X), torch.tensor(LABELS)
    for reduction in ("mean", "sum"):
        found = losses.MultiLabelSoftMarginLoss(WEIGHT, reduction=reduction)(X, LABELS)
        theirs = torch.nn.MultiLabelSoftMarginLoss(torch.tensor(WEIGHT), reduction=reduction)(*given)
        assert found == pytest.approx(float(theirs), rel=1e-12)


def test_every_row_is_the_sum_over_pairs():
    found = losses.multilabel_margin_loss(X, LISTS, "none")
    for row, names, value in zip(X, LISTS, found, strict=True):
        listed = names[: list(names).index(-1)] if -1 in names else names
        pairs = [max(0, 1 - row[y] + row[j]) for y in listed for j in range(5) if j not in listed]
        assert value == pytest.approx(sum(pairs) / 5, rel=1e-12)


def test_it_is_multi_margin_where_one_class_applies():
    lists = np.full((6, 5), -1)
    lists[:, 0] = target = RNG.integers(5, size=6)
    for ours, other in zip(
        wg.value_and_grad(lambda x: losses.multilabel_margin_loss(x, lists))(X),
        wg.value_and_grad(lambda x: losses.multi_margin_loss(x, target))(X),
        strict=True,
    ):
        np.testing.assert_allclose(ours, other, rtol=1e-12, atol=1e-15)


def test_soft_is_the_cross_entropy_of_yes_or_no():
    found = losses.multilabel_soft_margin_loss(X, LABELS)
    assert found == pytest.approx(losses.binary_cross_entropy_with_logits(X, LABELS), rel=1e-12)


def test_what_is_right_by_the_margin_counts_nothing_at_a_tie_too():
    loss = losses.MultiLabelMarginLoss()
    assert loss.seed(np.array([[1.0, 0.0]]), np.array([[0, -1]])).tolist() == [[0.0, 0.0]]
    for lists in ([[-1, -1]], [[0, 1]]):
        assert loss(np.zeros((1, 2)), np.array(lists)) == 0


def test_extremes_are_finite():
    wild = np.array([[1e3, -1e3, 0.0, 1e300, -1e300]])
    for loss, target in (
        (losses.MultiLabelMarginLoss(), np.array([[1, 4, -1, 0, 0]])),
        (losses.MultiLabelSoftMarginLoss(), np.array([[0, 1, 1, 0, 1]])),
    ):
        for x in (wild, np.zeros((1, 5)), 1e3 * X[:1]):
            assert np.isfinite(loss.seed(x, target)).all()
            assert np.isfinite(wg.hessian(lambda x, f=loss, t=target: f(x, t))(x)).all()
    found = losses.MultiLabelSoftMarginLoss().seed(wild, np.array([[0, 1, 1, 0, 1]]))
    np.testing.assert_allclose(found, [[0.2, -0.2, -0.1, 0.2, -0.2]])
    # A class that is masked out by -∞ costs nothing while it does not apply.
    masked = losses.MultiLabelMarginLoss().seed(np.array([[0.5, -np.inf, 0.0]]), np.array([[0, -1, -1]]))
    np.testing.assert_allclose(masked, [[-1 / 3, 0, 1 / 3]], rtol=1e-12)


@pytest.mark.parametrize(("name", "target"), [("multilabel_margin", LISTS), ("multilabel_soft_margin", LABELS)])
def test_both_libraries_and_both_modes_agree(name, target):
    jnp = jax_numpy()
    f = wg.value_and_grad(losses.by_name(name))
    expected = f(X, target)
    for found in (f(jnp.asarray(X), jnp.asarray(target)), wg.compile(f)(X, target)):
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_allclose(np.asarray(a), b, rtol=1e-12, atol=1e-15)


def test_single_precision_stays():
    x = X.astype("float32")
    assert losses.multilabel_margin_loss(x, LISTS).dtype == np.float32
    assert losses.multilabel_soft_margin_loss(x, LABELS, WEIGHT).dtype == np.float32
    assert losses.multilabel_soft_margin_loss(x, LABELS.astype(bool)).dtype == np.float32


def test_a_row_of_weights_may_be_mapped_over():
    loss = losses.MultiLabelSoftMarginLoss(WEIGHT)
    assert np.mean(wg.vmap(loss)(X, LABELS)) == pytest.approx(loss(X, LABELS), rel=1e-12)


def test_nonsense_is_refused():
    margin, soft = losses.multilabel_margin_loss, losses.multilabel_soft_margin_loss
    for call, error, words in (
        (lambda: margin(X, LABELS * 1.0), DtypeError, "class indices are integers"),
        (lambda: margin(X, LABELS > 0), DtypeError, "multilabel_soft_margin_loss takes"),
        (lambda: margin(X, LISTS + 1), ArgumentError, "indices from 0 to 5"),
        (lambda: margin(X, LISTS - 1), ArgumentError, "indices from -2 to 3"),
        (lambda: margin(X, LISTS[:, :3]), ShapeError, "different shapes"),
        (lambda: margin(np.float64(1.0), np.array(0)), ShapeError, "an axis of classes"),
        (lambda: margin(X, LISTS, "max"), ArgumentError, "reduction"),
        (lambda: soft(X, LABELS[:3]), ShapeError, "different shapes"),
        (lambda: soft(np.zeros((3, 0)), np.zeros((3, 0))), ShapeError, "an axis of classes"),
        (lambda: soft(X, LABELS, WEIGHT[:3]), ShapeError, "one weight for each class"),
        (lambda: soft(X, LABELS, np.ones((6, 1))), ShapeError, "sample_weight"),
        (lambda: losses.MultiLabelSoftMarginLoss(reduction="max"), ArgumentError, "reduction"),
    ):
        with pytest.raises(error, match=words):
            call()
