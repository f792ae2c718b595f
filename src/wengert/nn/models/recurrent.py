"""Recurrent classifiers: a sequence is read turn by turn, and what is left of it tells the outputs.

Knows which vector of a sequence the outputs are read from, and the short forms. Knows no gate and no training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wengert.errors import ArgumentError, ShapeError, unknown
from wengert.nn.linear import Linear
from wengert.nn.models.settings import read_settings, read_sizes
from wengert.nn.module import Module
from wengert.nn.recurrent import GRU, LSTM, RNN
from wengert.nn.regularization import Dropout
from wengert.ops import concat, expand_dims, reshape, swapaxes
from wengert.ops import sum as total
from wengert.random import Generator
from wengert.tensor import value_of

KINDS: dict[str, Callable[..., Any]] = {"rnn": RNN, "lstm": LSTM, "gru": GRU}
POOLS = ("last", "mean")


def recurrence_named(kind: str) -> Callable[..., Any]:
    """The class of recurrent layers of that name.

    Raises:
        ArgumentError: The name is unknown.

    Example:
        >>> recurrence_named("gru").__name__
        'GRU'
    """
    if kind not in KINDS:
        raise unknown("recurrence", kind, list(KINDS))
    return KINDS[kind]


class SequenceClassifier(Module):
    """A recurrence over the turns of a sequence, then an affine map of its last state or of the mean of all states.

    Args:
        in_features: Numbers in a turn.
        hidden: Units of a layer, in each direction.
        out_features: Size of the output.
        kind: `rnn`, `lstm` or `gru`.
        layers: How many layers.
        bidirectional: Whether a second recurrence reads from the end.
        pool: `last`: the last state of the last layer, of each direction the one that has read everything; `mean`: the
            mean of its states over the turns.
        drop: Probability of dropout between layers and before the affine map.
        channels_first: Whether samples are signals (c, l), as convolutions have them, and not turns (l, features).
        dtype: Dtype of the parameters.
        generator: Source of the initial values and of dropout; the default one when None.

    Raises:
        ArgumentError: The kind or the pool is unknown, there is no layer, or `drop` is no probability.

    References:
        Elman (1990), Cognitive Science 14, 179-211; Cho et al. (2014), Learning phrase representations using RNN
        encoder-decoder; Schuster & Paliwal (1997), Bidirectional recurrent neural networks.

    Example:
        >>> SequenceClassifier(3, 8, 5, "lstm")(np.ones((2, 7, 3), "float32")).shape
        (2, 5)
    """

    def __init__(
        self,
        in_features: int,
        hidden: int,
        out_features: int,
        kind: str = "gru",
        layers: int = 1,
        bidirectional: bool = False,
        pool: str = "last",
        drop: float = 0.0,
        channels_first: bool = False,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        if pool not in POOLS:
            raise unknown("pool of a sequence", pool, POOLS)
        self.pool = pool
        self.channels_first = channels_first
        common: dict[str, Any] = {"dtype": dtype, "generator": generator}
        options = {"num_layers": layers, "bidirectional": bidirectional, "dropout": drop, "batch_first": True}
        self.recurrence: Any = recurrence_named(kind)(in_features, hidden, **options, **common)
        self.drop = Dropout(drop, generator)
        self.head = Linear((1 + bidirectional) * hidden, out_features, **common)

    def forward(self, x: Any, lengths: Any = None) -> Any:
        """Shapes: (b, l, features), or (b, c, l) if channels come first; (b, l) for one number a turn -> (b, out).

        Args:
            x: The sequences.
            lengths: (b,) of integers: where each ends; None for all turns.

        Raises:
            ShapeError: These are no sequences.
        """
        return self.head(self.drop(self.encode(x, lengths)))

    def encode(self, x: Any, lengths: Any = None) -> Any:
        """What the affine map sees. Shapes: as `forward`, to (b, directions · hidden).

        Args:
            x: The sequences.
            lengths: (b,) of integers: where each ends; None for all turns.

        Raises:
            ShapeError: These are no sequences.
        """
        rank = value_of(x).ndim
        if rank not in (2, 3):
            raise ShapeError(
                "SequenceClassifier: needs a batch of sequences",
                given=f"shape {tuple(value_of(x).shape)}",
                expected="(b, c, l) or (b, l)" if self.channels_first else "(b, l, features) or (b, l)",
            )
        turns = expand_dims(x, axis=2) if rank == 2 else swapaxes(x, 1, 2) if self.channels_first else x
        out, last = self.recurrence(turns, lengths=lengths)
        if self.pool == "mean":  # outputs behind the end of a sequence are 0
            count = value_of(out).shape[1] if lengths is None else reshape(lengths, (-1, 1))
            return total(out, axis=1) / count
        state = last[0] if isinstance(last, tuple) else last
        directions = 1 + self.recurrence.bidirectional
        return concat([state[k] for k in range(-directions, 0)], axis=-1)

    def extra_repr(self) -> str:
        """What the outputs are read from, and how samples lie."""
        return f"pool={self.pool}, channels_first={self.channels_first}"


def sequence_from(kind: str, settings: str, shape: Sequence[int], outputs: int, **options: Any) -> SequenceClassifier:
    """The recurrent classifier that a short form means.

    Args:
        kind: `rnn`, `lstm` or `gru`.
        settings: Units of a layer, 64 if not named, then `layers`, `pool`, `drop`, and the word `bidirectional`, comma
            between: `64,layers=2,bidirectional`.
        shape: Shape of one sample: a signal (c, l) as for `cnn`, or (l,) for one number a turn.
        outputs: Size of the output.
        options: As for `SequenceClassifier`; it brings its own activations.

    Returns:
        The model, (b, *shape) -> (b, outputs).

    Raises:
        ArgumentError: A setting is unknown or makes no sense.
        ShapeError: The samples are no signals.

    Example:
        >>> sequence_from("gru", "4,bidirectional", (2, 9), 3)(np.ones((5, 2, 9), "float32")).shape
        (5, 3)
    """
    words, named = read_settings(kind, settings, {"layers": int, "pool": str, "drop": float})
    both = "bidirectional" in words
    sizes = [word for word in words if word != "bidirectional"]
    if len(sizes) > 1:
        raise ArgumentError(f"{kind}: one size at most", given=", ".join(sizes), expected=f"such as {kind}:64")
    hidden = read_sizes(kind, sizes[0] if sizes else "64", "units")
    if len(hidden) != 1:
        raise ArgumentError(f"{kind}: all layers have one size", given=settings, expected=f"such as {kind}:64,layers=2")
    if len(shape) not in (1, 2):
        raise ShapeError(f"{kind}: samples are no sequences", given=f"{tuple(shape)}", expected="(c, l) or (l,)")
    options.pop("activation", None)
    channels = shape[0] if len(shape) == 2 else 1
    given: dict[str, Any] = {**named, **options, "bidirectional": both, "channels_first": True}
    return SequenceClassifier(channels, hidden[0], outputs, kind, **given)
