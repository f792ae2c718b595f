"""Connectionist temporal classification: the loss of a sequence of labels whose places in time are unknown.

Knows the sum over all alignments as one loop over time, in logarithms; its derivatives, of any order, are those of the
loop. Knows no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ConcretizationError, ShapeError
from wengert.losses.loss import Facts, Loss
from wengert.losses.reduce import divisor, in_dtype, is_known, quotient, reduced, sample_weights, shape_of
from wengert.ops import (
    broadcast_to,
    concat,
    equal,
    expand_dims,
    less,
    logical_and,
    logsumexp,
    maximum,
    not_equal,
    reshape,
    stack,
    sum,
    take_along_axis,
    where,
)
from wengert.samples import case, real
from wengert.tensor import Tensor, value_of
from wengert.transforms.scan import scan


def ctc_loss(
    log_probs: Any,
    targets: Any,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> Any:
    """-log of the probability of a sequence of labels, summed over all alignments with the outputs.

    An alignment gives each moment a label or the blank; repeated labels and then blanks are dropped to read it.

    Args:
        log_probs: Log-probabilities of the labels at each moment, (t, b, c) or (t, c), as log_softmax gives them.
        targets: Labels, integers other than the blank: (b, s), padded with anything; or all of them in one row, (Σ s),
            outside compiled programs; (s,) for one sample.
        input_lengths: How many moments of each sample count, (b,) or ().
        target_lengths: How many labels each sample has, (b,) or ().
        blank: Which label is the blank.
        reduction: `mean`, as in PyTorch over samples of the loss divided by the number of labels; `sum`, `none`, or
            `batchmean`, over samples of the loss itself.
        zero_infinity: Whether a sample too short for its labels, whose loss is ∞, counts as 0. Its gradient is 0 in
            either case.

    Returns:
        Shape (), or (b,) for `none`. Unit: nats.

    Raises:
        ShapeError: The shapes do not fit.
        ArgumentError: A length or a label is out of range, or the reduction is unknown.
        ConcretizationError: Labels in one row, in a compiled or recorded program.

    References:
        Graves et al. (2006), Connectionist Temporal Classification, ICML, eq. 5 to 8.

    Example:
        >>> even = np.log(np.full((2, 1, 2), 0.5))
        >>> loss = ctc_loss(even, np.array([[1]]), np.array([2]), np.array([1]))
        >>> float(np.exp(-loss))  # of four alignments three read as one label
        0.75
    """
    single = len(shape_of(log_probs)) == 2
    if single:
        log_probs, targets = expand_dims(log_probs, axis=1), expand_dims(targets, axis=0)
        input_lengths, target_lengths = (reshape(_integers(n), (1,)) for n in (input_lengths, target_lengths))
    input_lengths, target_lengths = _integers(input_lengths), _integers(target_lengths)
    targets = _padded(targets, target_lengths, shape_of(log_probs))
    _check(log_probs, targets, input_lengths, target_lengths, blank)
    losses = _negative_log(log_probs, targets, input_lengths, target_lengths, blank)
    if zero_infinity:
        losses = where(equal(losses, np.inf), 0, losses)
    if reduction == "mean":
        losses = losses / in_dtype(maximum(target_lengths, 1), losses)
    return reduced(losses[0] if single else losses, reduction)


def _negative_log(log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: int) -> Any:
    """The forward recursion over time: what each place of the labels, with blanks between, has gathered so far."""
    (t, b, _), s = shape_of(log_probs), shape_of(targets)[1]
    used = less(np.arange(s), expand_dims(target_lengths, axis=1))
    labels = where(used, targets, blank)
    between = broadcast_to(np.asarray(blank, labels.dtype), (b, s))
    places = reshape(stack([between, labels], axis=2), (b, 2 * s))
    places = concat([places, broadcast_to(np.asarray(blank, labels.dtype), (b, 1))], axis=1)
    # A blank between two labels may be left out, unless they are equal.
    before = concat([broadcast_to(np.asarray(blank, labels.dtype), (b, min(2, 2 * s + 1))), places[:, :-2]], axis=1)
    leap = logical_and(not_equal(places, blank), not_equal(places, before))
    emitted = take_along_axis(log_probs, expand_dims(places, axis=0), axis=2)
    live = less(np.arange(t)[:, None], expand_dims(input_lengths, axis=0))
    start = in_dtype(np.where(np.arange(2 * s + 1) == 0, 0.0, -np.inf), log_probs)
    never = in_dtype(-np.inf, log_probs)

    def turn(alpha: Any, moment: Any) -> tuple[Any, None]:
        output, counts = moment
        paths = [alpha, _shifted(alpha, 1), where(leap, _shifted(alpha, 2), never)]
        moved = logsumexp(stack(paths, axis=0), axis=0) + output
        return where(expand_dims(counts, axis=1), moved, alpha), None

    alpha, _ = scan(turn, broadcast_to(start, (b, 2 * s + 1)), (emitted, live))
    # It may end in the last label or in the blank after it.
    numbers = np.arange(2 * s + 1)
    last = expand_dims(2 * target_lengths, axis=1)
    ends = logical_and(less(last - 2, numbers), less(numbers, last + 1))
    return -logsumexp(where(ends, alpha, never), axis=1)


def _shifted(x: Any, by: int) -> Any:
    """The columns moved to the right; -∞ comes in. Shapes: (b, l) -> (b, l)."""
    b, width = shape_of(x)
    by = min(by, width)
    empty = in_dtype(np.full((b, by), -np.inf), x)
    return concat([empty, x[:, : width - by]], axis=1)


def _integers(x: Any) -> Any:
    return x if isinstance(x, Tensor) or hasattr(x, "dtype") else np.asarray(x)


def _padded(targets: Any, lengths: Any, shape: tuple[int, ...]) -> Any:
    """Labels as (b, s): those in one row are cut at the lengths."""
    if len(shape) != 3:
        raise ShapeError("ctc_loss: one distribution for each moment and sample", given=shape, expected="(t, b, c)")
    if len(shape_of(targets)) != 1:
        return _integers(targets)
    if not (is_known(targets) and is_known(lengths)):
        raise ConcretizationError(
            "ctc_loss: labels in one row are cut at lengths that are not known here",
            given=f"targets {shape_of(targets)}",
            expected="targets (b, s)",
        )
    row, counts = np.asarray(value_of(targets)), [int(n) for n in np.asarray(value_of(lengths))]
    if len(row) != np.sum(counts):
        raise ShapeError("ctc_loss: as many labels as lengths say", given=len(row), expected=f"{np.sum(counts)}")
    cut = np.split(row, np.cumsum(counts)[:-1])
    wide = max(counts, default=0)
    return np.stack([np.pad(part, (0, wide - len(part))) for part in cut])


def _check(log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: int) -> None:
    t, b, c = shape_of(log_probs)
    lengths = shape_of(input_lengths), shape_of(target_lengths)
    if len(shape_of(targets)) != 2 or shape_of(targets)[0] != b or lengths != ((b,), (b,)):
        raise ShapeError(
            "ctc_loss: labels and two lengths for each sample",
            given=f"targets {shape_of(targets)}, lengths {lengths[0]} and {lengths[1]} for {b} samples",
            expected=f"targets ({b}, s), lengths ({b},) and ({b},)",
        )
    if not 0 <= blank < c:
        raise ArgumentError("ctc_loss: the blank is no label", given=blank, expected=f"0 to {c - 1}")
    limits = (("input_lengths", input_lengths, t), ("target_lengths", target_lengths, shape_of(targets)[1]))
    for name, n, most in limits:
        if is_known(n) and b and (np.min(value_of(n)) < 0 or np.max(value_of(n)) > most):
            raise ArgumentError(f"ctc_loss: {name} are out of range", given=value_of(n), expected=f"0 to {most}")
    if is_known(targets) and is_known(target_lengths):
        labels = np.asarray(value_of(targets))
        labels = labels[np.arange(labels.shape[1]) < np.asarray(value_of(target_lengths))[:, None]]
        if labels.size and (labels.min() < 0 or labels.max() >= c):
            raise ArgumentError(
                "ctc_loss: a label is out of range",
                given=f"labels from {labels.min()} to {labels.max()}",
                expected=f"0 to {c - 1}",
            )
        if np.any(labels == blank):
            raise ArgumentError("ctc_loss: a label is the blank", given=blank, expected="another label", hint="blank=")


@dataclass(eq=False, repr=False)
class CTCLoss(Loss, name="ctc"):
    """`ctc_loss` as an object: called with log-probabilities, labels and both lengths.

    Args:
        blank: Which label is the blank.
        reduction: `mean`, `sum`, `none` or `batchmean`.
        zero_infinity: Whether a sample too short for its labels counts as 0.

    Raises:
        ArgumentError: The reduction is unknown.

    Example:
        >>> even = np.log(np.full((2, 1, 2), 0.5))
        >>> float(np.exp(-CTCLoss()(even, np.array([[1]]), np.array([2]), np.array([1]))))
        0.75
    """

    blank: int = 0
    reduction: str = "mean"
    zero_infinity: bool = False

    formula = staticmethod(ctc_loss)
    samples = (
        case(real(5, 2, 3), np.array([[1, 1], [2, 0]]), np.array([5, 3]), np.array([2, 1])),
        case(real(4, 2, 3), np.array([[1], [0]]), np.array([4, 4]), np.array([1, 0]), blank=2, reduction="sum"),
    )
    facts = Facts(
        task="sequences whose labels have no known places: speech, handwriting",
        formula="-log Σ over alignments Π p",
        seed="-(share of the alignments that pass here), which is p - share at the logits",
        strengths="no alignment of labels is needed; all of them are summed in one pass over time",
        weaknesses="outputs at different times are independent given the input; outputs become peaks",
        activation="log_softmax",
        source="Graves et al. 2006",
    )

    def __call__(self, *args: Any, sample_weight: Any = None) -> Any:
        """The loss, as for every loss; the weighted mean is of losses divided by their number of labels."""
        if sample_weight is None or self.reduction != "mean":
            return super().__call__(*args, sample_weight=sample_weight)
        losses = ctc_loss(*args, blank=self.blank, reduction="none", zero_infinity=self.zero_infinity)
        losses = losses / in_dtype(maximum(_integers(args[3]), 1), losses)
        weights = sample_weights("CTCLoss", sample_weight, losses)
        return quotient(sum(losses * weights), divisor("mean", shape_of(losses), weights=weights))
