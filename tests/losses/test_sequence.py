"""CTC: PyTorch's values and gradients, brute force over alignments, impossible targets, lengths, compiled programs."""

import itertools

import numpy as np
import pytest

import wengert as wg
from wengert import losses
from wengert.errors import ArgumentError, ConcretizationError, ShapeError

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(7, 3, 4))
TARGETS = np.array([[1, 2, 2], [3, 3, 0], [1, 0, 0]])
MOMENTS, LABELS = np.array([7, 6, 4]), np.array([3, 2, 1])


def collapsed(path, blank):
    return [k for k, _ in itertools.groupby(path) if k != blank]


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@pytest.mark.parametrize("blank", [0, 3])
def test_it_is_pytorchs(against, blank, reduction):
    torch = pytest.importorskip("torch")
    targets = np.where(blank == TARGETS, 0, TARGETS) if blank else TARGETS
    options = {"blank": blank, "reduction": reduction}
    ours = lambda z: losses.ctc_loss(wg.log_softmax(z, axis=2), targets, MOMENTS, LABELS, **options)
    fixed = [torch.tensor(a) for a in (targets, MOMENTS, LABELS)]
    theirs = lambda z: torch.nn.functional.ctc_loss(z.log_softmax(2), *fixed, **options)
    # Of logits, because PyTorch's gradient is right only through log_softmax; it has no second derivative.
    against(ours, theirs, Z, second=False, rtol=1e-9)


def test_it_is_the_sum_over_all_alignments():
    log_p = np.log(RNG.dirichlet(np.ones(3), 5))
    for labels in ([], [1], [1, 1], [1, 2, 1], [2, 2]):
        paths = (path for path in itertools.product(range(3), repeat=5) if collapsed(path, 0) == labels)
        total = sum(np.exp(log_p[range(5), list(path)].sum()) for path in paths)
        found = losses.ctc_loss(log_p, np.array(labels, int), 5, len(labels), reduction="sum")
        assert found == pytest.approx(-np.log(total), rel=1e-12)


def test_its_slope_is_minus_the_share_of_alignments_that_pass():
    log_p = np.log(RNG.dirichlet(np.ones(3), 4))
    share = np.zeros((4, 3))
    for path in itertools.product(range(3), repeat=4):
        if collapsed(path, 0) == [1, 2]:
            share[range(4), list(path)] += np.exp(log_p[range(4), list(path)].sum())
    slope = wg.grad(lambda x: losses.ctc_loss(x, np.array([1, 2]), 4, 2, reduction="sum"))(log_p)
    np.testing.assert_allclose(slope, -share / share[0].sum(), rtol=1e-12)


def test_targets_in_one_row_and_unused_labels():
    x = np.asarray(wg.log_softmax(Z, axis=2))
    padded = losses.ctc_loss(x, TARGETS, MOMENTS, LABELS)
    assert losses.ctc_loss(x, np.array([1, 2, 2, 3, 3, 1]), MOMENTS, LABELS) == padded
    assert losses.ctc_loss(x, TARGETS, tuple(MOMENTS), list(LABELS)) == padded
    other = np.where(np.arange(3) < LABELS[:, None], TARGETS, -99)
    assert losses.ctc_loss(x, other, MOMENTS, LABELS) == padded
    moved = x.copy()
    moved[6:, 1] = moved[4:, 2] = -123.0
    assert losses.ctc_loss(moved, TARGETS, MOMENTS, LABELS) == padded


@pytest.mark.parametrize("zero_infinity", [False, True])
def test_too_short_for_its_labels(zero_infinity):
    x = np.asarray(wg.log_softmax(Z[:2, :2], axis=2))
    f = lambda x: losses.ctc_loss(x, np.array([[1, 1], [1, 2]]), np.array([2, 2]), np.array([2, 2]),
                                  reduction="none", zero_infinity=zero_infinity)  # fmt: skip
    assert f(x)[0] == (0 if zero_infinity else np.inf)
    assert np.isfinite(f(x)[1])
    slope = wg.grad(lambda x: f(x)[0])(x)
    assert not slope.any()


def test_probabilities_of_zero_give_no_nan():
    x = np.where(RNG.random((7, 3, 4)) < 0.2, -np.inf, Z)
    value, slope = wg.value_and_grad(lambda x: losses.ctc_loss(x, TARGETS, MOMENTS, LABELS, zero_infinity=True))(x)
    assert np.isfinite(value)
    assert np.isfinite(slope).all()
    far = wg.grad(lambda z: losses.ctc_loss(wg.log_softmax(z, axis=2), TARGETS, MOMENTS, LABELS))(1e3 * Z)
    assert np.isfinite(far).all()


def test_compiled_with_labels_and_lengths_as_arguments():
    f = wg.value_and_grad(losses.CTCLoss(blank=0))
    x = np.asarray(wg.log_softmax(Z, axis=2))
    for found, expected in zip(wg.compile(f)(x, TARGETS, MOMENTS, LABELS), f(x, TARGETS, MOMENTS, LABELS), strict=True):
        np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-9, atol=1e-12)


def test_weights_and_reductions():
    x, w = np.asarray(wg.log_softmax(Z, axis=2)), np.array([1.0, 0.0, 2.0])
    each = losses.ctc_loss(x, TARGETS, MOMENTS, LABELS, reduction="none")
    found = losses.CTCLoss()(x, TARGETS, MOMENTS, LABELS, sample_weight=w)
    assert found == pytest.approx((w * each / LABELS).sum() / w.sum())
    found = losses.CTCLoss(reduction="sum")(x, TARGETS, MOMENTS, LABELS, sample_weight=w)
    assert found == pytest.approx((w * each).sum())
    assert losses.ctc_loss(x, TARGETS, MOMENTS, LABELS, reduction="batchmean") == pytest.approx(each.mean())
    assert losses.ctc_loss(x.astype("float32"), TARGETS, MOMENTS, LABELS).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: losses.ctc_loss(Z, TARGETS + 3, MOMENTS, LABELS), ArgumentError, "a label is out of range"),
        (lambda: losses.ctc_loss(Z, TARGETS, MOMENTS + 1, LABELS), ArgumentError, "input_lengths are out of range"),
        (lambda: losses.ctc_loss(Z, TARGETS, MOMENTS, LABELS + 1), ArgumentError, "target_lengths are out of range"),
        (lambda: losses.ctc_loss(Z, TARGETS, MOMENTS, LABELS, blank=2), ArgumentError, "a label is the blank"),
        (lambda: losses.ctc_loss(Z, TARGETS, MOMENTS, LABELS, blank=4), ArgumentError, "the blank is no label"),
        (lambda: losses.ctc_loss(Z, TARGETS[:2], MOMENTS, LABELS), ShapeError, "for each sample"),
        (lambda: losses.ctc_loss(Z[..., None], TARGETS, MOMENTS, LABELS), ShapeError, "one distribution"),
        (lambda: losses.ctc_loss(Z, np.ones(5, int), MOMENTS, LABELS), ShapeError, "as many labels as lengths say"),
        (
            lambda: wg.compile(lambda t: losses.ctc_loss(Z, t, MOMENTS, LABELS))(np.ones(6, int)),
            ConcretizationError,
            "labels in one row",
        ),
    ],
)
def test_nonsense_is_refused(call, error, says):
    with pytest.raises(error, match=says):
        call()
