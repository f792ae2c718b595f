"""MultiheadAttention: queries, keys and values mapped, cut into heads, attended, and joined again.

Knows its maps, their initial values, and PyTorch's masks. What a head computes is `scaled_dot_product_attention`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.errors import ArgumentError, ShapeError
from wengert.nn import functional
from wengert.nn.functional.attention import causal, exponentials
from wengert.nn.heads import split_heads
from wengert.nn.init import constant_, xavier_normal_, xavier_uniform_
from wengert.nn.linear import Linear
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter
from wengert.nn.role import roles
from wengert.ops import (
    broadcast_to,
    concat,
    logical_not,
    logical_or,
    matmul,
    mean,
    pad,
    permute_dims,
    reshape,
    split,
    swapaxes,
    where,
    zeros,
)
from wengert.random import Generator, default_generator
from wengert.tensor import value_of


class MultiheadAttention(Module):
    """Attention in several heads, each over its own part of the mapped queries, keys and values.

    Arguments, masks and state are PyTorch's. Unlike there, derivatives exist to any order, and a query that may see no
    key gives zeros from its heads whether or not weights are asked for.

    Args:
        embed_dim: Size of queries and of the output.
        num_heads: Heads; a divisor of `embed_dim`.
        dropout: Probability to drop a weight while training.
        bias: Whether the maps have biases.
        add_bias_kv: Whether one learned key and value is added to those given.
        add_zero_attn: Whether a key and value of zeros is added.
        kdim: Size of keys; `embed_dim` when None.
        vdim: Size of values; `embed_dim` when None.
        batch_first: Whether arrays are (batch, length, size) rather than (length, batch, size).
        dtype: Dtype of the parameters.
        generator: Source of initial values and of what is dropped; the default one when None.

    Attributes:
        in_proj_weight: (3 e, e): the maps of queries, keys and values; None if keys or values have sizes of their own.
        q_proj_weight: (e, e), k_proj_weight: (e, kdim), v_proj_weight: (e, vdim): then those instead; else None.
        in_proj_bias: (3 e,), or None.
        bias_k: (1, 1, e), and bias_v: the added key and value, or None.
        out_proj: The map of the joined heads.

    Raises:
        ArgumentError: `embed_dim` is no multiple of `num_heads`.

    References:
        Vaswani et al. (2017), Attention is all you need, NeurIPS, section 3.2.2.

    Example:
        >>> attention = MultiheadAttention(8, 2, batch_first=True)
        >>> x = np.ones((3, 5, 8), "float32")
        >>> out, weights = attention(x, x, x)
        >>> out.shape, weights.shape
        ((3, 5, 8), (3, 5, 5))
    """

    parameter_roles = roles(bias_k="bias", bias_v="bias")

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        dtype: Any = "float32",
        generator: Generator | None = None,
    ) -> None:
        super().__init__()
        self.embed_dim, self.num_heads = embed_dim, num_heads
        self.head_dim = head_size("MultiheadAttention", embed_dim, num_heads)
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self.dropout = dropout
        self.add_zero_attn = add_zero_attn
        self.batch_first = batch_first
        self.generator = default_generator if generator is None else generator
        fresh = lambda *shape: Parameter(np.zeros(shape, dtype))
        together = self.kdim == self.vdim == embed_dim
        self.in_proj_weight = fresh(3 * embed_dim, embed_dim) if together else None
        self.q_proj_weight = None if together else fresh(embed_dim, embed_dim)
        self.k_proj_weight = None if together else fresh(embed_dim, self.kdim)
        self.v_proj_weight = None if together else fresh(embed_dim, self.vdim)
        self.in_proj_bias = fresh(3 * embed_dim) if bias else None
        self.bias_k = fresh(1, 1, embed_dim) if add_bias_kv else None
        self.bias_v = fresh(1, 1, embed_dim) if add_bias_kv else None
        self.out_proj = Linear(embed_dim, embed_dim, bias=bias, dtype=dtype, generator=generator)
        self.reset_parameters(generator)

    def reset_parameters(self, generator: Generator | None = None) -> None:
        """Draw new initial values: Glorot's uniform rule for the maps of queries, keys and values, biases 0."""
        for weight in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if weight is not None:
                xavier_uniform_(weight, generator=generator)
        for added in (self.bias_k, self.bias_v):
            if added is not None:
                xavier_normal_(added, generator=generator)
        for bias in (self.in_proj_bias, self.out_proj.bias):
            if bias is not None:
                constant_(bias, 0.0)

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Any, Any]:
        """Attend.

        Masks are PyTorch's: True hides a key, numbers are added to the scores.

        Args:
            query: (l, b, e), with `batch_first` (b, l, e), or (l, e) without a batch.
            key: (s, b, kdim), and so on.
            value: (s, b, vdim), and so on.
            key_padding_mask: (b, s), or (s,): keys that nobody may see.
            need_weights: Whether to give the weights too.
            attn_mask: (l, s) or (b heads, l, s).
            average_attn_weights: Whether to give the mean of the weights over heads.
            is_causal: Whether query i sees keys 0 ... i only; with an `attn_mask` it changes nothing.

        Returns:
            The output, shaped like `query`, and the weights: (b, l, s), or (b, heads, l, s), without b where there is
            no batch; or None.

        Raises:
            ShapeError: Sizes do not fit.
        """
        alone = len(np.shape(query)) == 2
        q, k, v = self._heads(query, key, value, alone)
        k, v, added = self._extended(k, v)
        if attn_mask is None and is_causal:
            attn_mask = logical_not(causal(query, np.shape(q)[-2], np.shape(k)[-2] - added))
        mask = self._mask(attn_mask, key_padding_mask, np.shape(q), added)
        p = self.dropout if self.training else 0.0
        weights = None
        if need_weights:
            terms, totals = exponentials(q, k, mask)
            weights = functional.dropout(terms / totals, p, generator=self.generator) if p else terms / totals
            out = matmul(weights, v)
            weights = mean(weights, axis=1) if average_attn_weights else weights
            weights = weights[0] if alone else weights
        else:
            out = functional.scaled_dot_product_attention(q, k, v, mask, dropout_p=p, generator=self.generator)
        return self._joined(out, alone), weights

    # --- heads -----------------------------------------------------------------------------------------------------

    def _heads(self, query: Any, key: Any, value: Any, alone: bool) -> tuple[Any, ...]:
        """Each input mapped and cut into heads: (b, heads, length, head)."""
        size = self.embed_dim
        if self.in_proj_weight is not None and query is key is value:
            self._check("query", query, size)
            mapped = functional.linear(query, self.in_proj_weight, self.in_proj_bias)
            rows = reshape(mapped, (1, *np.shape(mapped))) if alone else mapped
            rows = rows if self.batch_first or alone else swapaxes(rows, 0, 1)
            return split_heads(rows, heads=self.num_heads)
        weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        if self.in_proj_weight is not None:
            weights = split(self.in_proj_weight, 3)
        biases = (None,) * 3 if self.in_proj_bias is None else split(self.in_proj_bias, 3)
        inputs, sizes = (query, key, value), (size, self.kdim, self.vdim)
        for name, x, n in zip(("query", "key", "value"), inputs, sizes, strict=True):
            self._check(name, x, n)
        mapped = [functional.linear(x, w, b) for x, w, b in zip(inputs, weights, biases, strict=True)]
        axes = (0, 2, 1, 3) if self.batch_first or alone else (1, 2, 0, 3)
        cut = ((1,) if alone else ()), (self.num_heads, self.head_dim)
        return tuple(permute_dims(reshape(x, (*cut[0], *np.shape(x)[:-1], *cut[1])), axes) for x in mapped)

    def _check(self, name: str, x: Any, size: int) -> None:
        shape = tuple(np.shape(x))
        if len(shape) not in (2, 3) or shape[-1] != size:
            raise ShapeError(
                f"MultiheadAttention: {name} has another size",
                given=f"shape {shape}",
                expected=f"(b, length, {size})" if self.batch_first else f"(length, b, {size})",
            )

    def _extended(self, k: Any, v: Any) -> tuple[Any, Any, int]:
        """Keys and values with those that the layer adds, and how many these are."""
        (batch, heads, _, size), added = np.shape(k), 0
        if self.bias_k is not None and self.bias_v is not None:
            one = lambda b: broadcast_to(reshape(b, (1, heads, 1, size)), (batch, heads, 1, size))
            k, v, added = concat([k, one(self.bias_k)], axis=2), concat([v, one(self.bias_v)], axis=2), 1
        if self.add_zero_attn:
            none = zeros((batch, heads, 1, size), dtype=dtype_of(value_of(k)))
            k, v, added = concat([k, none], axis=2), concat([v, none], axis=2), added + 1
        return k, v, added

    def _mask(self, attn_mask: Any, padding: Any, shape: tuple[int, ...], added: int) -> Any:
        """Both masks as one that broadcasts to (b, heads, l, s): True where a key is seen, or numbers to be added."""
        masks = []
        if attn_mask is not None:
            several = len(np.shape(attn_mask)) == 3
            masks.append(reshape(attn_mask, (*shape[:2], *np.shape(attn_mask)[1:])) if several else attn_mask)
        if padding is not None:
            masks.append(reshape(padding, (shape[0], 1, 1, np.shape(padding)[-1])))
        if not masks:
            return None
        if added:  # what the layer adds, everybody sees: False and 0
            masks = [pad(m, [(0, 0)] * (len(np.shape(m)) - 1) + [(0, added)]) for m in masks]
        if all(dtype_of(value_of(m)).kind == "b" for m in masks):
            return logical_not(masks[0] if len(masks) == 1 else logical_or(*masks))
        numbers = [where(m, -math.inf, np.float32(0)) if dtype_of(value_of(m)).kind == "b" else m for m in masks]
        return numbers[0] if len(numbers) == 1 else numbers[0] + numbers[1]

    def _joined(self, out: Any, alone: bool) -> Any:
        batch, _, length, _ = np.shape(out)
        axes = (0, 2, 1, 3) if self.batch_first or alone else (2, 0, 1, 3)
        lead = (length,) if alone else (batch, length) if self.batch_first else (length, batch)
        return self.out_proj(reshape(permute_dims(out, axes), (*lead, self.embed_dim)))

    def extra_repr(self) -> str:
        """Sizes."""
        return f"embed_dim={self.embed_dim}, num_heads={self.num_heads}"


def head_size(who: str, size: int, heads: int) -> int:
    """Size of one of `heads` equal parts of `size`.

    Args:
        who: Who asks, for the message.
        size: Size of all heads together.
        heads: How many there are.

    Raises:
        ArgumentError: The parts cannot be equal.

    Example:
        >>> head_size("example", 192, 3)
        64
    """
    if heads < 1 or size % heads:
        raise ArgumentError(
            f"{who}: the size is no multiple of the heads", given=f"size {size}, {heads} heads", expected="equal parts"
        )
    return size // heads
