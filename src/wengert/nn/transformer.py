"""The Transformer: an encoder, and a decoder over what it gives.

Knows how both are put together and drawn. Knows no embedding, no vocabulary and no loss.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.nn.init import xavier_uniform_
from wengert.nn.module import Module
from wengert.nn.normalization import LayerNorm
from wengert.nn.transformer_decoder import TransformerDecoder, TransformerDecoderLayer
from wengert.nn.transformer_encoder import Activation, TransformerEncoder, TransformerEncoderLayer
from wengert.random import Generator


class Transformer(Module):
    """Encoder and decoder, with PyTorch's arguments and state.

    Args:
        d_model: Size of a token.
        nhead: Heads of every attention.
        num_encoder_layers: Layers of the encoder.
        num_decoder_layers: Layers of the decoder.
        dim_feedforward: Size between the two maps of a feed-forward net.
        dropout: Probability to drop.
        activation: `relu`, `gelu`, or a function.
        custom_encoder: Used instead of an encoder of that kind.
        custom_decoder: Used instead of a decoder of that kind.
        layer_norm_eps: `eps` of the norms.
        batch_first: Whether arrays are (batch, length, size) rather than (length, batch, size).
        norm_first: Whether norms stand before attention and net rather than after the sums.
        bias: Whether maps and norms have biases.
        dtype: Dtype of the parameters.
        generator: Source of initial values and of what is dropped; the default one when None.

    Raises:
        ArgumentError: The activation is unknown, the size no multiple of the heads, or there are no layers.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS.

    Example:
        >>> model = Transformer(8, 2, 1, 1, 16, batch_first=True)
        >>> model(np.ones((3, 5, 8), "float32"), np.ones((3, 4, 8), "float32"), tgt_is_causal=True).shape
        (3, 4, 8)
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = "relu",
        custom_encoder: Module | None = None,
        custom_decoder: Module | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        layer: tuple[Any, ...] = (
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first,
            norm_first,
            bias,
            dtype,
            generator,
        )
        norm = lambda: LayerNorm(d_model, layer_norm_eps, bias=bias, dtype=dtype)
        if custom_encoder is None:
            custom_encoder = TransformerEncoder(TransformerEncoderLayer(*layer), num_encoder_layers, norm())
        if custom_decoder is None:
            custom_decoder = TransformerDecoder(TransformerDecoderLayer(*layer), num_decoder_layers, norm())
        self.encoder, self.decoder = custom_encoder, custom_decoder
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw all weights of two axes and more by Glorot's uniform rule, each layer by itself."""
        for p in self.parameters():
            if len(p.shape) > 1:
                xavier_uniform_(p, generator=generator)

    def forward(
        self,
        src: Any,
        tgt: Any,
        src_mask: Any = None,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        src_key_padding_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        src_is_causal: bool = False,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Any:
        """Encode `src`, decode `tgt` over it. Masks as in `MultiheadAttention`.

        Args:
            src: (b, s, size), or with length first.
            tgt: (b, l, size).
            src_mask: (s, s).
            tgt_mask: (l, l).
            memory_mask: (l, s).
            src_key_padding_mask: (b, s).
            tgt_key_padding_mask: (b, l).
            memory_key_padding_mask: (b, s).
            src_is_causal: Whether no token of `src` sees those after it.
            tgt_is_causal: The same for `tgt`.
            memory_is_causal: Whether token i of `tgt` sees 0 ... i of the memory.

        Returns:
            Shaped like `tgt`.
        """
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        padding = tgt_key_padding_mask, memory_key_padding_mask
        return self.decoder(tgt, memory, tgt_mask, memory_mask, *padding, tgt_is_causal, memory_is_causal)

    @staticmethod
    def generate_square_subsequent_mask(sz: int, dtype: Any = "float32") -> np.ndarray:
        """The mask under which no token sees those after it: 0 up to the diagonal, -inf above. Shapes: () -> (sz, sz).

        Example:
            >>> Transformer.generate_square_subsequent_mask(2)
            array([[  0., -inf],
                   [  0.,   0.]], dtype=float32)
        """
        return np.where(np.tri(sz, dtype=bool), 0, -np.inf).astype(dtype)
