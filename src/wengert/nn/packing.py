"""Sequences of different lengths in one batch: padded to one length, with the lengths beside them.

Knows PyTorch's names for it. Knows no layer. What is packed here stays padded: programs of fixed shapes cannot do
otherwise, and results are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wengert.arrays import is_traced
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.functional.recurrent import checked_lengths
from wengert.ops import broadcast_to, concat, less, pad, reshape, stack, swapaxes, where
from wengert.tensor import value_of


@dataclass(frozen=True)
class PackedSequence:
    """Padded sequences and their lengths: what a recurrent layer takes in the place of an array, and then gives back.

    Attributes:
        padded: (t, b, *s).
        lengths: (b,) of integers from 1 to t.

    Example:
        >>> packed = PackedSequence(np.ones((3, 2, 4)), np.array([3, 1]))
        >>> wg.nn.RNN(4, 5)(packed)[0].padded.shape
        (3, 2, 5)
    """

    padded: Any
    lengths: Any


def pack_padded_sequence(
    input: Any, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """Padded sequences with their lengths.

    Args:
        input: (t, b, *s), or (b, t, *s) when `batch_first`.
        lengths: (b,) of integers from 1 to t.
        batch_first: Whether the first axis is that of sequences.
        enforce_sorted: Whether to refuse lengths that grow, as PyTorch does; their order makes no difference here.

    Returns:
        The pack.

    Raises:
        ShapeError: There is not one length for each sequence.
        ArgumentError: A length is out of range, or they grow although they must not.

    Example:
        >>> pack_padded_sequence(np.ones((2, 3)), [3, 1], batch_first=True).padded.shape
        (3, 2)
    """
    padded = swapaxes(input, 0, 1) if batch_first else input
    lengths = checked_lengths("pack_padded_sequence", lengths, *np.shape(value_of(padded))[:2])
    known = None if is_traced(value_of(lengths)) else np.asarray(value_of(lengths)).tolist()
    if enforce_sorted and known is not None and known != sorted(known, reverse=True):
        raise ArgumentError(
            "pack_padded_sequence: lengths grow",
            given=known,
            expected="longest first",
            hint="enforce_sorted=False takes any order",
        )
    return PackedSequence(padded, lengths)


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Any, Any]:
    """The padded sequences and the lengths of a pack.

    Args:
        sequence: The pack.
        batch_first: Whether the first axis of the result is that of sequences.
        padding_value: What stands behind the end of a sequence.
        total_length: Number of elements of the result; the longest length when None, where lengths are known, and else
            what the pack was made of.

    Returns:
        (t, b, *s), or (b, t, *s) when `batch_first`; and the lengths, (b,).

    Raises:
        ArgumentError: `total_length` is less than the longest length.

    Example:
        >>> pad_packed_sequence(PackedSequence(np.ones((3, 2)), np.array([2, 1])))[0]
        array([[1., 1.],
               [1., 0.]])
    """
    padded, lengths = sequence.padded, sequence.lengths
    t, *rest = np.shape(value_of(padded))
    longest = t if is_traced(value_of(lengths)) else int(np.max(value_of(lengths)))
    total = longest if total_length is None else total_length
    if total < longest:
        raise ArgumentError(
            "pad_packed_sequence: total_length is too short", given=total, expected=f"{longest} or more"
        )
    padded = padded[:total] if total <= t else pad(padded, [(0, total - t), *[(0, 0)] * len(rest)])
    inside = reshape(less(np.arange(total)[:, None], lengths), (total, rest[0], *[1] * (len(rest) - 1)))
    padded = where(inside, padded, np.asarray(padding_value, value_of(padded).dtype)[()])
    return (swapaxes(padded, 0, 1) if batch_first else padded), lengths


def pad_sequence(sequences: Sequence[Any], batch_first: bool = False, padding_value: float = 0.0) -> Any:
    """Sequences of different lengths as one array.

    Args:
        sequences: Arrays (t, *s), each with its own t.
        batch_first: Whether the first axis of the result is that of sequences.
        padding_value: What stands behind the end of a sequence.

    Returns:
        (longest, b, *s), or (b, longest, *s) when `batch_first`.

    Raises:
        ShapeError: The sequences differ in more than their length.

    Example:
        >>> pad_sequence([np.ones(2), np.ones(1)], batch_first=True)
        array([[1., 1.],
               [1., 0.]])
    """
    shapes = [tuple(np.shape(value_of(s))) for s in sequences]
    if len({s[1:] for s in shapes}) != 1:
        raise ShapeError(
            "pad_sequence: sequences differ in more than their length", given=shapes, expected="(t, *s) with one s"
        )
    longest = max(s[0] for s in shapes)
    same = []
    for x, shape in zip(sequences, shapes, strict=True):
        filler = np.full((), padding_value, value_of(x).dtype)
        same.append(concat([x, broadcast_to(filler, (longest - shape[0], *shape[1:]))], axis=0))
    return stack(same, axis=0 if batch_first else 1)


def pack_sequence(sequences: Sequence[Any], enforce_sorted: bool = True) -> PackedSequence:
    """Sequences of different lengths as a pack. Arguments and errors as for `pad_sequence` and `pack_padded_sequence`.

    Args:
        sequences: Arrays (t, *s), each with its own t.
        enforce_sorted: Whether to refuse lengths that grow.

    Returns:
        The pack.

    Example:
        >>> pack_sequence([np.ones(3), np.ones(2)]).lengths
        array([3, 2])
    """
    lengths = np.array([np.shape(value_of(s))[0] for s in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)
