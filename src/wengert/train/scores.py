"""Scores: numbers of a whole evaluation that are no means over samples, such as F1, AUC and R².

Most are made of counts and sums, so an evaluation can come in pieces; areas and neighbours need all outputs together.
Knows outputs and targets as NumPy arrays and computes in float64. Has no derivative; a score is told of validation and
test, never of the batches of training.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert import tree
from wengert.errors import ArgumentError, ShapeError, unknown
from wengert.train.metrics import (
    Metric,
    absolute_error,
    accuracy,
    binary_accuracy,
    confusion,
    squared_error,
    top_k,
)


@dataclass(frozen=True)
class Score:
    """A number of a whole evaluation, taken of what the pieces of the evaluation come to together.

    Args:
        function: From what all pieces came to, to the number; from all outputs and all targets where there is no
            `piece`.
        name: What people call it.
        piece: From outputs and targets of a piece to what must be known of it: sums, counts. None where outputs and
            targets must all be kept.
        join: What two pieces come to together.

    Example:
        >>> largest = Score(lambda output, target: output.max(), "largest")
        >>> float(largest(np.array([1.0, 2.0]), None))
        2.0
    """

    function: Callable[..., Any]
    name: str
    piece: Callable[[Any, Any], Any] | None = None
    join: Callable[[Any, Any], Any] = operator.add

    def __call__(self, output: Any, target: Any) -> Any:
        """The number."""
        return self.function(output, target) if self.piece is None else self.function(self.piece(output, target))


class Running:
    """A score while the pieces of its evaluation come in.

    Args:
        score: The score. Without a `piece`, outputs and targets are kept, the samples never are.

    Example:
        >>> running = Running(r2)
        >>> running.add(np.array([[1.0]]), np.array([[1.0]]))
        >>> running.add(np.array([[2.0]]), np.array([[3.0]]))
        >>> running.number()
        0.5
    """

    def __init__(self, score: Score) -> None:
        self.score = score
        self._found: Any = None
        self._kept: list[tuple[Any, Any]] = []

    def add(self, output: Any, target: Any) -> None:
        """Take in a piece."""
        if self.score.piece is None:
            self._kept.append((output, target))
            return
        found = self.score.piece(output, target)
        self._found = found if self._found is None else self.score.join(self._found, found)

    def number(self) -> Any:
        """The number of all pieces together."""
        if self.score.piece is not None:
            return self.score.function(self._found)
        outputs, targets = zip(*self._kept, strict=True)
        return self.score(tree.map(lambda *parts: np.concatenate(parts), *outputs), np.concatenate(targets))


AVERAGES = ("macro", "weighted", "micro")


def f1(average: str = "macro") -> Score:
    """Harmonic mean of precision and recall.

    Args:
        average: `macro`: the mean over classes; `weighted`: that mean, each class by its samples; `micro`: over all
            decisions together, which for single labels is the accuracy.

    Returns:
        The score: logits or probabilities (n, c), class indices (n,). A class that is neither there nor guessed is left
        out.

    Raises:
        ArgumentError: The average is unknown.

    References:
        van Rijsbergen (1979), Information Retrieval, ch. 7.

    Example:
        >>> float(f1()(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([1, 0])))
        1.0
    """
    return _by_class("f1", average, lambda hit, guessed, true: 2 * hit / np.maximum(guessed + true, 1))


def precision(average: str = "macro") -> Score:
    """Of the samples taken for a class, the share that belongs to it. Arguments as for `f1`.

    Example:
        >>> float(precision()(np.array([[0.1, 0.9], [0.2, 0.8]]), np.array([1, 0])))
        0.25
    """
    return _by_class("precision", average, lambda hit, guessed, true: hit / np.maximum(guessed, 1))


def recall(average: str = "macro") -> Score:
    """Of the samples of a class, the share that is taken for it. Arguments as for `f1`.

    Example:
        >>> float(recall()(np.array([[0.1, 0.9], [0.2, 0.8]]), np.array([1, 0])))
        0.5
    """
    return _by_class("recall", average, lambda hit, guessed, true: hit / np.maximum(true, 1))


def _by_class(name: str, average: str, ratio: Callable[[Any, Any, Any], Any]) -> Score:
    if average not in AVERAGES:
        raise unknown("average", average, AVERAGES)

    def value(counts: Any) -> float:
        hit, guessed, true = np.diagonal(counts), counts.sum(axis=0), counts.sum(axis=1)
        if average == "micro":
            return float(ratio(hit.sum(), guessed.sum(), true.sum()))
        there = guessed + true > 0
        weights = true if average == "weighted" else np.ones_like(true)
        return float(np.average(ratio(hit, guessed, true)[there], weights=weights[there]))

    return Score(value, name, _counts)


def _counts(output: Any, target: Any) -> np.ndarray:
    return confusion(output, target, np.shape(output)[1])


def _area(scores: np.ndarray, positive: np.ndarray) -> float:
    """Probability that a positive sample scores higher than a negative one; equal scores count half."""
    from scipy.stats import rankdata

    wins, losses = int(positive.sum()), int((~positive).sum())
    if not wins or not losses:
        return float("nan")
    return float((rankdata(scores)[positive].sum() - wins * (wins + 1) / 2) / (wins * losses))


def _auc(output: Any, target: Any) -> float:
    output, target = np.asarray(output, np.float64), np.asarray(target)
    if output.ndim == 1 or output.shape[1:] == (1,):
        return _area(output.ravel(), target.ravel() > 0.5)
    if output.ndim != 2:
        raise ShapeError("auc: one score a sample, or one for each class", given=f"outputs {output.shape}")
    if output.shape[1] == 2:
        return _area(output[:, 1] - output[:, 0], target == 1)
    # Softmax first: shares are comparable between samples, logits are not.
    shares = np.exp(output - output.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    return float(np.nanmean([_area(shares[:, k], target == k) for k in range(output.shape[1])]))


auc = Score(_auc, "auc")
"""Area under the ROC curve: one logit a sample with targets 0 and 1; or logits (n, c), then one class against the rest,
averaged over classes. nan where only one class is there. Hanley & McNeil (1982), Radiology 143(1), 29-36."""


@dataclass(frozen=True)
class _Variance:
    """Of so many targets: their mean, their squared distances from it and from the outputs, summed."""

    count: int
    mean: np.ndarray
    spread: np.ndarray
    left: np.ndarray

    def __add__(self, other: _Variance) -> _Variance:
        """Merged as by Chan, Golub & LeVeque (1983), Am. Stat. 37(3), 242-247."""
        count, apart = self.count + other.count, other.mean - self.mean
        return _Variance(
            count,
            self.mean + apart * (other.count / count),
            self.spread + other.spread + apart**2 * (self.count * other.count / count),
            self.left + other.left,
        )


def _variance(output: Any, target: Any) -> _Variance:
    output, target = np.asarray(output, np.float64), np.asarray(target, np.float64)
    if output.shape != target.shape:
        raise ShapeError("r2: output and target have different shapes", given=f"{output.shape}, {target.shape}")
    mean = target.mean(axis=0)
    left = ((target - output) ** 2).sum(axis=0)
    return _Variance(len(target), mean, ((target - mean) ** 2).sum(axis=0), left)


def _r2(found: _Variance) -> float:
    left, spread = found.left, found.spread
    # A constant target is explained fully or not at all.
    shares = np.where(spread > 0, 1 - left / np.where(spread > 0, spread, 1), np.where(left > 0, 0.0, 1.0))
    return float(np.mean(shares))


r2 = Score(_r2, "r2", _variance)
"""Share of the variance of the targets that the outputs explain, averaged over targets: 1 at best, 0 for the mean."""


def _surprise(output: Any, target: Any) -> np.ndarray:
    """The cross-entropy of all places, summed, and how many there are."""
    logits, target = np.asarray(output, np.float64), np.asarray(target)
    top = logits.max(axis=1, keepdims=True)
    logs = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    chosen = np.take_along_axis(logs, target[:, None], axis=1)
    return np.array([-chosen.sum(), chosen.size])


perplexity = Score(lambda found: float(np.exp(found[0] / found[1])), "perplexity", _surprise)
"""e to the mean cross-entropy: how many equally likely classes would be as hard. Logits (n, c, *d), indices (n, *d)."""


def _pixels(output: Any, target: Any) -> np.ndarray:
    """How often each class was taken for each class; one logit a pixel stands for two classes."""
    output = np.asarray(output)
    if output.shape[1] == 1 or output.shape == np.shape(target):
        output = np.stack([-output.reshape(len(output), -1), output.reshape(len(output), -1)], axis=1)
        target = np.reshape(np.asarray(target) > 0.5, (len(output), -1)).astype(np.int64)
    return confusion(output, target, output.shape[1])


def _iou(counts: np.ndarray) -> float:
    hit = np.diagonal(counts)
    union = counts.sum(axis=0) + counts.sum(axis=1) - hit
    return float(np.mean(hit[union > 0] / union[union > 0]))


iou = Score(_iou, "iou", _pixels)
"""Intersection over union of the predicted and the true pixels, averaged over classes, the background included. Logits
(n, c, *d) and indices (n, *d); or one logit a pixel and targets 0 and 1. Jaccard (1901)."""


def _neighbour(output: Any, target: Any) -> float:
    codes, labels = np.asarray(output, np.float64), np.asarray(target)
    lengths = (codes**2).sum(axis=1)
    hits = 0
    for start in range(0, len(codes), 1024):
        rows = slice(start, start + 1024)
        apart = lengths[rows, None] + lengths - 2 * codes[rows] @ codes.T
        apart[np.arange(len(apart)), np.arange(start, start + len(apart))] = np.inf
        hits += int((labels[apart.argmin(axis=1)] == labels[rows]).sum())
    return hits / len(codes)


neighbour_accuracy = Score(_neighbour, "neighbour_accuracy")
"""Share of samples whose nearest other sample is of the same class. Embeddings (n, d), class indices (n,). Cover & Hart
(1967), IEEE Trans. Inf. Theory 13(1), 21-27."""


METRICS: dict[str, Callable[[], Metric | Score]] = {
    "accuracy": lambda: accuracy,
    "top_5": lambda: top_k(5),
    "binary_accuracy": lambda: binary_accuracy,
    "absolute_error": lambda: absolute_error,
    "squared_error": lambda: squared_error,
    "f1": f1,
    "precision": precision,
    "recall": recall,
    "auc": lambda: auc,
    "r2": lambda: r2,
    "perplexity": lambda: perplexity,
    "iou": lambda: iou,
    "neighbour_accuracy": lambda: neighbour_accuracy,
}
SMALLER = ("loss", "error", "perplexity", "penalty")


def larger_is_better(column: str) -> bool:
    """Whether a column of a history is better when it is larger.

    Example:
        >>> larger_is_better("val_accuracy"), larger_is_better("val_loss"), larger_is_better("perplexity")
        (True, False, False)
    """
    return not column.endswith(SMALLER)


def metrics_by_name(names: Any) -> dict[str, Metric | Score]:
    """Metrics and scores from their names, or as they are given.

    Args:
        names: Names such as `accuracy` or `top_3`, or a mapping from names to metrics and scores.

    Returns:
        By name.

    Raises:
        ArgumentError: A name is unknown.

    Example:
        >>> list(metrics_by_name(["accuracy", "top_3"]))
        ['accuracy', 'top_3']
    """
    if isinstance(names, dict):
        return dict(names)
    if isinstance(names, str):
        raise ArgumentError("metrics: a list of names", given=repr(names), expected=f"[{names!r}]")
    return {name: _metric(name) for name in names}


def _metric(name: str) -> Metric | Score:
    k = name.removeprefix("top_")
    if k != name and k.isdigit():
        return top_k(int(k))
    if name not in METRICS:
        raise unknown("metric", name, [*METRICS, "top_2, top_3, ..."])
    return METRICS[name]()
