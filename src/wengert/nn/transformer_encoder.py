"""The encoder of the Transformer: self-attention and a feed-forward net, each with a residual and a norm, repeated.

Knows the order of its parts, and how layers are copied. Knows no embedding and no loss.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn import functional
from wengert.nn.attention import MultiheadAttention
from wengert.nn.containers import ModuleList
from wengert.nn.linear import Linear
from wengert.nn.module import Module
from wengert.nn.normalization import LayerNorm
from wengert.nn.regularization import Dropout
from wengert.random import Generator

Activation = str | Callable[[Any], Any]
_ACTIVATIONS: dict[str, Callable[[Any], Any]] = {"relu": functional.relu, "gelu": functional.gelu}


class TransformerEncoderLayer(Module):
    """Self-attention, then two affine maps with an activation between; each with a residual, a norm and dropout.

    Args:
        d_model: Size of a token.
        nhead: Heads of the attention.
        dim_feedforward: Size between the two maps.
        dropout: Probability to drop: weights of the attention, units of the feed-forward net, and both outputs.
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
        Vaswani et al. (2017), Attention is all you need, NeurIPS; `norm_first`: Xiong et al. (2020), On layer
        normalization in the Transformer architecture, ICML.

    Example:
        >>> layer = TransformerEncoderLayer(8, 2, 16, batch_first=True)
        >>> layer(np.ones((3, 5, 8), "float32")).shape
        (3, 5, 8)
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
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **drawn)
        self.linear1 = Linear(d_model, dim_feedforward, **drawn)
        self.dropout = Dropout(dropout, generator)
        self.linear2 = Linear(dim_feedforward, d_model, **drawn)
        self.norm_first = norm_first
        self.norm1, self.norm2 = (LayerNorm(d_model, layer_norm_eps, **own) for _ in range(2))
        self.dropout1, self.dropout2 = (Dropout(dropout, generator) for _ in range(2))
        self.activation = activation_function(activation)

    def forward(self, src: Any, src_mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False) -> Any:
        """One layer. Masks as in `MultiheadAttention`. Shapes: (b, l, size) -> (b, l, size), or with length first."""
        attend = lambda x: self.dropout1(
            self.self_attn(x, x, x, src_key_padding_mask, False, src_mask, is_causal=is_causal)[0]
        )
        think = lambda x: self.dropout2(self.linear2(self.dropout(self.activation(self.linear1(x)))))
        if self.norm_first:
            x = src + attend(self.norm1(src))
            return x + think(self.norm2(x))
        x = self.norm1(src + attend(src))
        return self.norm2(x + think(x))


class TransformerEncoder(Module):
    """Layers one after another, and a norm at the end.

    Args:
        encoder_layer: Copied for every layer, its values included: layers start equal until their parameters are drawn
            anew or loaded.
        num_layers: How many.
        norm: Applied at the end, if given.

    Raises:
        ArgumentError: There is no layer.

    Example:
        >>> encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 16), 2)
        >>> encoder(np.ones((5, 3, 8), "float32")).shape
        (5, 3, 8)
    """

    def __init__(self, encoder_layer: Module, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = ModuleList(copies("TransformerEncoder", encoder_layer, num_layers))
        self.num_layers = num_layers
        self.norm = norm

    def forward(self, src: Any, mask: Any = None, src_key_padding_mask: Any = None, is_causal: bool = False) -> Any:
        """All layers. Masks as in `MultiheadAttention`. Shapes: (b, l, size) -> (b, l, size), or with length first."""
        for layer in self.layers:
            src = layer(src, mask, src_key_padding_mask, is_causal)
        return src if self.norm is None else self.norm(src)


def activation_function(activation: Activation) -> Callable[[Any], Any]:
    """The function of that name, or the function itself.

    Args:
        activation: `relu`, `gelu`, or a function.

    Raises:
        ArgumentError: The name is unknown.

    Example:
        >>> float(activation_function("relu")(-1.0))
        0.0
    """
    if callable(activation):
        return activation
    if activation not in _ACTIVATIONS:
        raise ArgumentError(
            "Transformer: unknown activation", given=repr(activation), expected="'relu', 'gelu', or a function"
        )
    return _ACTIVATIONS[activation]


def copies(who: str, layer: Module, count: int) -> list[Module]:
    """Copies of a layer: parameters of their own, random generators shared, so that no two drop the same units.

    Args:
        who: Who asks, for the message.
        layer: The layer.
        count: How many.

    Raises:
        ArgumentError: `count` is not positive.

    Example:
        >>> first, second = copies("example", Linear(2, 2), 2)
        >>> first.weight is second.weight
        False
    """
    if count < 1:
        raise ArgumentError(f"{who}: needs at least one layer", given=count, expected="1, 2, 3, ...")
    generators = [v for module in layer.modules() for v in vars(module).values() if isinstance(v, Generator)]
    return [copy.deepcopy(layer, {id(g): g for g in generators}) for _ in range(count)]
