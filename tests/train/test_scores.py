"""Scores against scikit-learn."""

import numpy as np
import pytest
from sklearn import metrics

from wengert.errors import ArgumentError, ShapeError
from wengert.train.scores import (
    METRICS,
    Running,
    auc,
    f1,
    iou,
    larger_is_better,
    metrics_by_name,
    neighbour_accuracy,
    perplexity,
    precision,
    r2,
    recall,
)

RNG = np.random.default_rng(0)
OUTPUT, TARGET = RNG.normal(size=(200, 4)), RNG.integers(0, 4, 200)
GUESS = OUTPUT.argmax(1)


@pytest.mark.parametrize("average", ["macro", "micro", "weighted"])
def test_f1_precision_and_recall_are_scikit_learns(average):
    for ours, theirs in ((f1, metrics.f1_score), (precision, metrics.precision_score), (recall, metrics.recall_score)):
        assert ours(average)(OUTPUT, TARGET) == pytest.approx(theirs(TARGET, GUESS, average=average), abs=1e-12)


def test_a_class_that_is_nowhere_is_left_out():
    output = np.pad(OUTPUT, ((0, 0), (0, 2)), constant_values=-9.0)
    assert f1()(output, TARGET) == pytest.approx(f1()(OUTPUT, TARGET), abs=1e-12)


def test_auc_is_scikit_learns_ties_included():
    logits, yes = np.round(RNG.normal(size=300), 1), RNG.integers(0, 2, 300)
    assert auc(logits, yes) == pytest.approx(metrics.roc_auc_score(yes, logits), abs=1e-12)
    pairs = np.stack([-logits, logits], 1)
    assert auc(pairs, yes) == pytest.approx(metrics.roc_auc_score(yes, logits), abs=1e-12)
    shares = np.exp(OUTPUT) / np.exp(OUTPUT).sum(1, keepdims=True)
    assert auc(OUTPUT, TARGET) == pytest.approx(metrics.roc_auc_score(TARGET, shares, multi_class="ovr"), abs=1e-12)
    assert np.isnan(auc(logits, np.ones(300)))


def test_r2_is_scikit_learns():
    y = RNG.normal(size=(50, 2))
    guess = y + RNG.normal(size=(50, 2))
    assert r2(guess, y) == pytest.approx(metrics.r2_score(y, guess), abs=1e-12)
    constant = np.ones((5, 1))
    assert r2(constant, constant) == 1.0
    assert r2(constant * 2, constant) == 0.0
    with pytest.raises(ShapeError, match="different shapes"):
        r2(y, y[:, 0])


def test_perplexity_is_that_of_the_log_loss():
    shares = np.exp(OUTPUT) / np.exp(OUTPUT).sum(1, keepdims=True)
    assert perplexity(OUTPUT, TARGET) == pytest.approx(np.exp(metrics.log_loss(TARGET, shares)), rel=1e-12)
    assert perplexity(np.zeros((3, 7)), np.array([0, 3, 6])) == pytest.approx(7)
    assert perplexity(np.array([[1e4, 0.0]]), np.array([0])) == 1.0


def test_iou_is_the_jaccard_index():
    pixels, mask = RNG.normal(size=(5, 3, 6, 6)), RNG.integers(0, 3, (5, 6, 6))
    wanted = metrics.jaccard_score(mask.ravel(), pixels.argmax(1).ravel(), average="macro")
    assert iou(pixels, mask) == pytest.approx(wanted, abs=1e-12)
    one, yes = RNG.normal(size=(5, 1, 6, 6)), RNG.integers(0, 2, (5, 1, 6, 6))
    wanted = metrics.jaccard_score(yes.ravel(), one.ravel() > 0, average="macro")
    assert iou(one, yes) == pytest.approx(wanted, abs=1e-12)


def test_the_nearest_other_sample_is_scikit_learns():
    from sklearn.neighbors import KNeighborsClassifier

    codes, labels = RNG.normal(size=(60, 3)), RNG.integers(0, 3, 60)
    codes += labels[:, None]
    nearest = KNeighborsClassifier(1).fit(codes, labels)
    others = nearest.kneighbors(return_distance=False)[:, 0]  # without X, a sample is not its own neighbour
    assert neighbour_accuracy(codes, labels) == pytest.approx((labels[others] == labels).mean())


def test_names_become_metrics():
    assert list(metrics_by_name(METRICS)) == list(METRICS)
    assert metrics_by_name(["top_3"])["top_3"].__name__ == "top_3"
    with pytest.raises(ArgumentError, match="unknown metric"):
        metrics_by_name(["acuracy"])
    with pytest.raises(ArgumentError, match="a list of names"):
        metrics_by_name("accuracy")
    with pytest.raises(ArgumentError, match="average"):
        f1("mean")


def test_errors_are_better_small():
    smaller = [name for name in METRICS if not larger_is_better(f"val_{name}")]
    assert smaller == ["absolute_error", "squared_error", "perplexity"]


@pytest.mark.parametrize("score", [f1(), precision("weighted"), recall("micro"), auc, perplexity, iou])
@pytest.mark.parametrize("cuts", [[], [1], [50, 51, 120]])
def test_pieces_come_to_the_whole(score, cuts):
    running = Running(score)
    for output, target in zip(np.split(OUTPUT, cuts), np.split(TARGET, cuts), strict=True):
        running.add(output, target)
    assert running.number() == pytest.approx(score(OUTPUT, TARGET), rel=1e-12)


def test_r2_of_pieces_loses_nothing_to_a_large_mean():
    target = 1e6 + RNG.normal(size=(500, 2))
    output = target + 0.1 * RNG.normal(size=(500, 2))
    running = Running(r2)
    for part in np.array_split(np.arange(500), 7):
        running.add(output[part], target[part])
    assert running.number() == pytest.approx(metrics.r2_score(target, output), rel=1e-9)
