"""Autoencoders: a network that says its input again through a narrow place; and the variational one.

Knows encoders, decoders and codes. The losses are in `wengert.losses`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wengert.arrays.shapes import size_of
from wengert.nn.containers import Sequential
from wengert.nn.linear import Linear
from wengert.nn.models.activations import activation_named
from wengert.nn.models.mlp import mlp
from wengert.nn.models.settings import one_word, read_settings, read_sizes
from wengert.nn.module import Module
from wengert.nn.shape import Flatten, Unflatten
from wengert.ops import exp
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


class Autoencoder(Module):
    """decoder(encoder(x)).

    Args:
        encoder: (b, *s) -> (b, *code).
        decoder: (b, *code) -> (b, *s).

    References:
        Rumelhart, Hinton & Williams (1986), Nature 323; Hinton & Salakhutdinov (2006), Science 313, 504-507.

    Example:
        >>> model = autoencoder("32-8", (1, 4, 4))
        >>> model(np.ones((5, 1, 4, 4), "float32")).shape, model.encode(np.ones((5, 1, 4, 4), "float32")).shape
        ((5, 1, 4, 4), (5, 8))
    """

    def __init__(self, encoder: Module, decoder: Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def encode(self, x: Any) -> Any:
        """Codes. Shapes: (b, *s) -> (b, *code)."""
        return self.encoder(x)

    def decode(self, code: Any) -> Any:
        """Inputs again. Shapes: (b, *code) -> (b, *s)."""
        return self.decoder(code)

    def forward(self, x: Any) -> Any:
        """Shapes: (b, *s) -> (b, *s)."""
        return self.decoder(self.encoder(x))


def autoencoder(
    sizes: str | Sequence[int],
    shape: Sequence[int],
    activation: str = "relu",
    dtype: Any = "float32",
    generator: Generator | None = None,
) -> Autoencoder:
    """An autoencoder of two perceptrons, the second a mirror of the first.

    Args:
        sizes: Sizes of the encoder's layers, the last one that of the code: `"128-32"` or `[128, 32]`.
        shape: Shape of one sample.
        activation: One of `ACTIVATIONS`.
        dtype: Dtype of the parameters.
        generator: Source of the initial values; the default one when None.

    Returns:
        The model, (b, *shape) -> (b, *shape).

    Raises:
        ArgumentError: A size is no positive integer, there is none, or the activation is unknown.

    Example:
        >>> autoencoder([4], (6,)).decoder
        Sequential(
          (0): Linear(in_features=4, out_features=6, bias=True)
        )
    """
    hidden = read_sizes("autoencoder", sizes, fewest=1)
    features = size_of(tuple(shape))
    options: dict[str, Any] = {"activation": activation, "dtype": dtype, "generator": generator}
    encoder = mlp(hidden[:-1], features, hidden[-1], **options)
    decoder = mlp(hidden[-2::-1], hidden[-1], features, **options)
    if len(shape) == 1:
        return Autoencoder(encoder, decoder)
    return Autoencoder(Sequential(Flatten(), *encoder), Sequential(*decoder, Unflatten(1, tuple(shape))))


class VAE(Module):
    """A variational autoencoder with a normal code: q(z | x) = N(mean, e^log_variance), p(z) = N(0, 1).

    While training, codes are drawn as mean + deviation · noise, so that the draw has a derivative; in inference the
    mean is the code.

    Args:
        shape: Shape of one sample.
        hidden: Sizes of the encoder's hidden layers; the decoder mirrors them.
        latent: Size of the code.
        activation: One of `ACTIVATIONS`.
        dtype: Dtype of the parameters.
        generator: Source of initial values and noise; the default one when None.

    Raises:
        ArgumentError: A size is no positive integer, or the activation is unknown.

    References:
        Kingma & Welling (2014), Auto-encoding variational Bayes, ICLR.

    Example:
        >>> model = VAE((4, 4), [8], 2)
        >>> [part.shape for part in model(np.ones((5, 4, 4), "float32"))]
        [(5, 4, 4), (5, 2), (5, 2)]
    """

    def __init__(
        self,
        shape: Sequence[int],
        hidden: Sequence[int] = (256,),
        latent: int = 16,
        activation: str = "relu",
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        sizes = read_sizes("vae", [*hidden, latent], fewest=1)
        options: dict[str, Any] = {"activation": activation, "dtype": dtype, "generator": generator}
        features = size_of(tuple(shape))
        self.shape = tuple(shape)
        self.latent = latent
        self.generator = default_generator if generator is None else generator
        body = mlp(sizes[:-2], features, sizes[-2], **options) if len(sizes) > 1 else None
        self.encoder = Sequential(Flatten(), *((*body, activation_named(activation)) if body else ()))
        before = sizes[-2] if body else features
        self.mean = Linear(before, latent, dtype=dtype, generator=generator)
        self.log_variance = Linear(before, latent, dtype=dtype, generator=generator)
        self.decoder = Sequential(*mlp(sizes[-2::-1], latent, features, **options), Unflatten(1, self.shape))

    def encode(self, x: Any) -> tuple[Any, Any]:
        """Mean and log variance of the code. Shapes: (b, *s) -> (b, latent), (b, latent)."""
        h = self.encoder(x)
        return self.mean(h), self.log_variance(h)

    def forward(self, x: Any) -> tuple[Any, Any, Any]:
        """Logits of the sample, mean and log variance. Shapes: (b, *s) -> (b, *s), (b, latent), (b, latent)."""
        mean, log_variance = self.encode(x)
        code = mean
        if self.training:
            noise = self.generator.normal(value_of(mean).shape, dtype=value_of(mean).dtype)
            code = mean + exp(0.5 * log_variance) * noise
        return self.decoder(code), mean, log_variance

    def sample(self, count: int, generator: Generator | None = None) -> Any:
        """Logits of new samples from codes drawn from p(z).

        Args:
            count: How many.
            generator: Source of randomness; the model's own when None.

        Returns:
            (count, *s).
        """
        source = self.generator if generator is None else generator
        return self.decoder(source.normal((count, self.latent), dtype=self.mean.weight.dtype))


def autoencoder_from(settings: str, shape: Sequence[int], outputs: int, **options: Any) -> Autoencoder:
    """The autoencoder that a short form means; the number of outputs is that of its inputs.

    Args:
        settings: Sizes of the encoder's layers, such as `128-32`.
        shape: Shape of one sample.
        outputs: Left out of account.
        options: As for `autoencoder`.

    Returns:
        The model, (b, *shape) -> (b, *shape).

    Raises:
        ArgumentError: A size is no positive integer.

    Example:
        >>> autoencoder_from("8-2", (4,), 0)(np.ones((3, 4), "float32")).shape
        (3, 4)
    """
    del outputs
    words, _ = read_settings("autoencoder", settings, {})
    return autoencoder(one_word("autoencoder", words, "128-32"), shape, **options)
