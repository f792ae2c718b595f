"""The decoder of the Transformer: self-attention, attention over a memory, and a feed-forward net, repeated.

Knows the order of its parts. Knows no embedding and no loss.
"""

from __future__ import annotations

from typing import Any

from wengert.nn.attention import MultiheadAttention
from wengert.nn.containers import ModuleList
from wengert.nn.linear import Linear
from wengert.nn.module import Module
from wengert.nn.normalization import LayerNorm
from wengert.nn.regularization import Dropout
from wengert.nn.transformer_encoder import Activation, activation_function, copies
from wengert.random import Generator


class TransformerDecoderLayer(Module):
    """Self-attention, attention over a memory, then a feed-forward net; each with a residual, a norm and dropout.

    Args:
        d_model: Size of a token.
        nhead: Heads of both attentions.
        dim_feedforward: Size between the two maps of the net.
        dropout: Probability to drop: weights of attention, units of the net, and the three outputs.
        activation: `relu`, `gelu`, or a function.
        layer_norm_eps: `eps` of the norms.
        batch_first: Whether arrays are (batch, length, size) rather than (length, batch, size).
        norm_first: Whether norms stand before attention and net rather than after the sums.
        bias: Whether maps and norms have biases.
        dtype: Dtype of the parameters.
        generator: Source of initial values and of what is dropped; the default one when None.

    Raises:
        ArgumentError: The activation is unknown, or the size no multiple of the heads.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS.

    Example:
        >>> layer = TransformerDecoderLayer(8, 2, 16, batch_first=True)
        >>> layer(np.ones((3, 4, 8), "float32"), np.ones((3, 5, 8), "float32")).shape
        (3, 4, 8)
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = "relu",
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        own: dict[str, Any] = {"bias": bias, "dtype": dtype}
        drawn: dict[str, Any] = {**own, "generator": generator}
        self.self_attn, self.multihead_attn = (
            MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **drawn) for _ in range(2)
        )
        self.linear1 = Linear(d_model, dim_feedforward, **drawn)
        self.dropout = Dropout(dropout, generator)
        self.linear2 = Linear(dim_feedforward, d_model, **drawn)
        self.norm_first = norm_first
        self.norm1, self.norm2, self.norm3 = (LayerNorm(d_model, layer_norm_eps, **own) for _ in range(3))
        self.dropout1, self.dropout2, self.dropout3 = (Dropout(dropout, generator) for _ in range(3))
        self.activation = activation_function(activation)

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Any:
        """One layer. Masks as in `MultiheadAttention`.

        Args:
            tgt: (b, l, size), or with length first.
            memory: (b, s, size): what the encoder gives.
            tgt_mask: (l, l).
            memory_mask: (l, s).
            tgt_key_padding_mask: (b, l).
            memory_key_padding_mask: (b, s).
            tgt_is_causal: Whether no token sees those after it.
            memory_is_causal: Whether token i sees 0 ... i of the memory.

        Returns:
            Shaped like `tgt`.
        """
        attend = lambda x: self.dropout1(
            self.self_attn(x, x, x, tgt_key_padding_mask, False, tgt_mask, is_causal=tgt_is_causal)[0]
        )
        recall = lambda x: self.dropout2(
            self.multihead_attn(
                x, memory, memory, memory_key_padding_mask, False, memory_mask, is_causal=memory_is_causal
            )[0]
        )
        think = lambda x: self.dropout3(self.linear2(self.dropout(self.activation(self.linear1(x)))))
        if self.norm_first:
            x = tgt + attend(self.norm1(tgt))
            x = x + recall(self.norm2(x))
            return x + think(self.norm3(x))
        x = self.norm1(tgt + attend(tgt))
        x = self.norm2(x + recall(x))
        return self.norm3(x + think(x))


class TransformerDecoder(Module):
    """Layers one after another, each over the same memory, and a norm at the end.

    Args:
        decoder_layer: Copied for every layer, its values included: layers start equal until their parameters are drawn
            anew or loaded.
        num_layers: How many.
        norm: Applied at the end, if given.

    Raises:
        ArgumentError: There is no layer.

    Example:
        >>> decoder = TransformerDecoder(TransformerDecoderLayer(8, 2, 16), 2)
        >>> decoder(np.ones((4, 3, 8), "float32"), np.ones((5, 3, 8), "float32")).shape
        (4, 3, 8)
    """

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = ModuleList(copies("TransformerDecoder", decoder_layer, num_layers))
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Any,
        memory: Any,
        tgt_mask: Any = None,
        memory_mask: Any = None,
        tgt_key_padding_mask: Any = None,
        memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Any:
        """All layers; arguments as for one. Shapes: (b, l, e), (b, s, e) -> (b, l, e), or with length first."""
        padding = tgt_key_padding_mask, memory_key_padding_mask
        for layer in self.layers:
            tgt = layer(tgt, memory, tgt_mask, memory_mask, *padding, tgt_is_causal, memory_is_causal)
        return tgt if self.norm is None else self.norm(tgt)
