"""A language model: it reads tokens and says, after each, how likely every token is to come next.

Knows embedding, recurrence and output, and how to go on with a text. Knows no character and no training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from wengert.arrays import to_numpy
from wengert.errors import ArgumentError, ShapeError
from wengert.nn.embedding import Embedding
from wengert.nn.linear import Linear
from wengert.nn.models.recurrent import recurrence_named
from wengert.nn.models.settings import one_word, read_settings
from wengert.nn.module import Module
from wengert.nn.regularization import Dropout
from wengert.ops import swapaxes
from wengert.random import Generator, default_generator
from wengert.tensor import value_of
from wengert.transforms import no_grad


class LanguageModel(Module):
    """Embedding, recurrence, affine map: what comes next, told after every token from all tokens up to it.

    Args:
        vocabulary: Number of different tokens.
        width: Size of the embedding, and units of a layer.
        kind: `rnn`, `lstm` or `gru`.
        layers: How many layers.
        drop: Probability of dropout after the embedding, between layers and before the output.
        dtype: Dtype of the parameters.
        generator: Source of the initial values and of dropout; the default one when None.

    Raises:
        ArgumentError: The kind is unknown, there is no layer, or `drop` is no probability.

    References:
        Mikolov et al. (2010), Recurrent neural network based language model, Interspeech; Zaremba, Sutskever & Vinyals
        (2014), Recurrent neural network regularization. arXiv:1409.2329.

    Example:
        >>> model = LanguageModel(20, width=8)
        >>> model(np.zeros((3, 5), int)).shape, model.generate([1, 2], 4).shape
        ((3, 20, 5), (4,))
    """

    def __init__(
        self,
        vocabulary: int,
        width: int = 128,
        kind: str = "lstm",
        layers: int = 1,
        drop: float = 0.0,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        common: dict[str, Any] = {"dtype": dtype, "generator": generator}
        self.generator = default_generator if generator is None else generator
        self.embedding = Embedding(vocabulary, width, **common)
        self.drop = Dropout(drop, generator)
        self.recurrence: Any = recurrence_named(kind)(
            width, width, num_layers=layers, batch_first=True, dropout=drop, **common
        )
        self.head = Linear(width, vocabulary, **common)

    def forward(self, tokens: Any) -> Any:
        """Logits of the token after each, classes where PyTorch's losses have them. Shapes: (b, t) -> (b, vocab, t).

        Raises:
            ShapeError: The tokens are not (b, t).
        """
        if np.ndim(value_of(tokens)) != 2:
            raise ShapeError(
                "LanguageModel: needs a batch of sequences", given=f"{np.shape(value_of(tokens))}", expected="(b, t)"
            )
        return swapaxes(self.go_on(tokens)[0], 1, 2)

    def go_on(self, tokens: Any, state: Any = None) -> tuple[Any, Any]:
        """Read on from an earlier state.

        Args:
            tokens: Integers, (b, t).
            state: What an earlier call gave; None at the beginning.

        Returns:
            Logits (b, t, vocab), and the state after the last token.
        """
        out, state = self.recurrence(self.drop(self.embedding(tokens)), state)
        return self.head(self.drop(out)), state

    def generate(
        self, prompt: Any, count: int, temperature: float = 1.0, generator: Generator | None = None
    ) -> np.ndarray:
        """Go on with texts: draw a token, read it, draw the next.

        Args:
            prompt: Tokens to begin with, (t,) or (b, t), one at least.
            count: How many to draw.
            temperature: Logits are divided by it: below 1 likely tokens become likelier; 0 takes the likeliest.
            generator: Source of randomness; the model's own when None.

        Returns:
            The tokens drawn, int32, (count,) or (b, count).

        Raises:
            ShapeError: There is no prompt.
            ArgumentError: `count` or `temperature` is negative.
        """
        tokens = np.asarray(value_of(prompt))
        if tokens.ndim not in (1, 2) or not tokens.size:
            raise ShapeError("generate: needs a token to begin with", given=f"{tokens.shape}", expected="(t,), (b, t)")
        if count < 0 or not temperature >= 0:
            raise ArgumentError(
                "generate: nothing is drawn so", given=f"count={count}, temperature={temperature}", expected=">= 0"
            )
        source, before = (self.generator if generator is None else generator), self.training
        self.eval()
        try:
            with no_grad():
                drawn = self._drawn(np.atleast_2d(tokens), count, temperature, source)
        finally:
            self.train(before)
        return drawn[0] if tokens.ndim == 1 else drawn

    def _drawn(self, tokens: np.ndarray, count: int, temperature: float, source: Generator) -> np.ndarray:
        out, state = np.zeros((len(tokens), count), np.int32), None
        for k in range(count):
            logits, state = self.go_on(tokens, state)
            scores = to_numpy(value_of(logits))[:, -1].astype(np.float64)
            if temperature:  # the largest of logits and Gumbel noise is a draw from their softmax
                scores = scores / temperature - np.log(
                    -np.log(source.uniform(scores.shape, 1e-12, 1.0, "float64").numpy())
                )
            out[:, k] = scores.argmax(axis=-1)
            tokens = out[:, k : k + 1]
        return out


def language_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> LanguageModel:
    """The language model that a short form means.

    Args:
        settings: `rnn`, `lstm` or `gru`, `lstm` if not named, then `width`, `layers` and `drop`, comma between:
            `lstm,width=128,layers=1`.
        shape: Of one window of tokens, (t,).
        outputs: Number of different tokens.
        options: As for `LanguageModel`; it brings its own activations.

    Returns:
        The model, (b, t) -> (b, outputs, t).

    Raises:
        ArgumentError: A setting is unknown or makes no sense.
        ShapeError: The samples are no windows of tokens.

    Example:
        >>> language_from("gru,width=8", (16,), 30)(np.zeros((2, 16), int)).shape
        (2, 30, 16)
    """
    words, named = read_settings("language", settings, {"width": int, "layers": int, "drop": float})
    if len(shape) != 1:
        raise ShapeError("language: samples are no windows of tokens", given=f"{tuple(shape)}", expected="(t,)")
    options.pop("activation", None)
    return LanguageModel(outputs, kind=one_word("language", words, "lstm"), **named, **options)
